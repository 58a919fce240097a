//! Messages, in the order in which they were stored.

use rusqlite::{OptionalExtension, Params, Row, params};
use uuid::Uuid;

use super::{Tables, now_ms};
use crate::{
    cursor::Cursor,
    error::ChatError,
    message::{Draft, Message},
};

/// Which of a user's conversations are looked at.
#[derive(Debug, Clone)]
pub(crate) enum Scope {
    /// All of them.
    All,
    /// The one with this id.
    Conversation(String),
    /// The one with this user; it may not exist yet.
    Peer(String),
}

impl Scope {
    /// The values of `?2` and `?3` in the statements below.
    fn filters(&self) -> (Option<&str>, Option<&str>) {
        match self {
            Self::All => (None, None),
            Self::Conversation(id) => (Some(id), None),
            Self::Peer(user_id) => (None, Some(user_id)),
        }
    }
}

/// Both pages collect sequences from the index alone before they touch a body, and CROSS JOIN
/// keeps SQLite from walking through the messages of everybody else.
const PAGE_AFTER: &str = "SELECT seq, id, conversation_id, from_user_id, body, at_ms
    FROM chat_messages WHERE seq IN (
        SELECT m.seq FROM chat_members b CROSS JOIN chat_messages m
            ON m.conversation_id = b.conversation_id AND m.seq > ?4
        WHERE b.user_id = ?1 AND (?2 IS NULL OR b.conversation_id = ?2)
            AND (?3 IS NULL OR b.peer_user_id = ?3)
        ORDER BY m.seq LIMIT ?5)
    ORDER BY seq";

const PAGE_BEFORE: &str = "SELECT seq, id, conversation_id, from_user_id, body, at_ms
    FROM chat_messages WHERE seq IN (
        SELECT m.seq FROM chat_members b CROSS JOIN chat_messages m
            ON m.conversation_id = b.conversation_id AND m.seq < ?4
        WHERE b.user_id = ?1 AND (?2 IS NULL OR b.conversation_id = ?2)
            AND (?3 IS NULL OR b.peer_user_id = ?3)
        ORDER BY m.seq DESC LIMIT ?5)
    ORDER BY seq";

const UNREAD: &str = "SELECT count(*) FROM chat_members b CROSS JOIN chat_messages m
        ON m.conversation_id = b.conversation_id AND m.seq > b.read_seq
        AND m.from_user_id <> b.user_id
    WHERE b.user_id = ?1 AND (?2 IS NULL OR b.conversation_id = ?2)
        AND (?3 IS NULL OR b.peer_user_id = ?3)";

const INSERT: &str = "INSERT INTO chat_messages
        (id, conversation_id, from_user_id, body, at_ms, client_txn_id, in_reply_to)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
    RETURNING seq, id, conversation_id, from_user_id, body, at_ms";

impl Tables<'_> {
    /// The message that the sender stored under this client transaction id.
    pub fn find_sent(&self, sender: &str, txn_id: &str) -> Result<Option<Message>, ChatError> {
        self.message(
            "SELECT seq, id, conversation_id, from_user_id, body, at_ms FROM chat_messages
             WHERE from_user_id = ?1 AND client_txn_id = ?2",
            [sender, txn_id],
        )
    }

    pub fn find_message(&self, id: &str) -> Result<Option<Message>, ChatError> {
        self.message(
            "SELECT seq, id, conversation_id, from_user_id, body, at_ms FROM chat_messages
             WHERE id = ?1",
            [id],
        )
    }

    /// The assistant's answer to a message.
    pub fn find_answer(&self, message_id: &str) -> Result<Option<Message>, ChatError> {
        self.message(
            "SELECT seq, id, conversation_id, from_user_id, body, at_ms FROM chat_messages
             WHERE in_reply_to = ?1",
            [message_id],
        )
    }

    fn message(&self, sql: &str, values: impl Params) -> Result<Option<Message>, ChatError> {
        let mut statement = self.0.prepare_cached(sql)?;
        let found = statement.query_row(values, |row| message_at(row, 0));
        Ok(found.optional()?)
    }

    /// Stores a message at the end of the order; its author has read up to it.
    pub fn insert_message(&self, draft: &Draft<'_>) -> Result<Message, ChatError> {
        let values = params![
            Uuid::now_v7().to_string(),
            draft.conversation_id,
            draft.from_user_id,
            draft.body,
            now_ms(),
            draft.client_txn_id,
            draft.in_reply_to,
        ];
        let mut insert = self.0.prepare_cached(INSERT)?;
        let message = insert.query_row(values, |row| message_at(row, 0))?;
        self.0
            .prepare_cached(
                "UPDATE chat_conversations SET updated_seq = ?2, updated_at_ms = ?3 WHERE id = ?1",
            )?
            .execute(params![draft.conversation_id, message.seq, message.at_ms])?;
        self.mark_read(draft.from_user_id, draft.conversation_id, message.seq)?;
        Ok(message)
    }

    /// The user's first `count` messages after a cursor, oldest first.
    pub fn page_after(
        &self,
        user_id: &str,
        scope: &Scope,
        after: Cursor,
        count: u32,
    ) -> Result<Vec<Message>, ChatError> {
        let (conversation_id, peer) = scope.filters();
        let values = params![user_id, conversation_id, peer, after.seq(), count];
        self.page(PAGE_AFTER, values)
    }

    /// The user's latest `count` messages before a sequence, oldest first.
    pub fn page_before(
        &self,
        user_id: &str,
        scope: &Scope,
        seq: i64,
        count: u32,
    ) -> Result<Vec<Message>, ChatError> {
        let (conversation_id, peer) = scope.filters();
        let values = params![user_id, conversation_id, peer, seq, count];
        self.page(PAGE_BEFORE, values)
    }

    fn page(&self, sql: &str, values: impl Params) -> Result<Vec<Message>, ChatError> {
        let mut statement = self.0.prepare_cached(sql)?;
        let rows = statement.query_map(values, |row| message_at(row, 0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How many messages of others lie after the user's read marks.
    pub fn unread(&self, user_id: &str, scope: &Scope) -> Result<u64, ChatError> {
        let (conversation_id, peer) = scope.filters();
        let mut statement = self.0.prepare_cached(UNREAD)?;
        let values = params![user_id, conversation_id, peer];
        let unread: u32 = statement.query_row(values, |row| row.get(0))?;
        Ok(unread.into())
    }

    /// The highest sequence ever given, also when its message was erased.
    pub fn newest_cursor(&self) -> Result<Cursor, ChatError> {
        let mut statement = self.0.prepare_cached(
            "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'chat_messages'",
        )?;
        Ok(Cursor::after(statement.query_row([], |row| row.get(0))?))
    }
}

/// Reads seq, id, conversation_id, from_user_id, body and at_ms from `first` on.
pub(super) fn message_at(row: &Row<'_>, first: usize) -> rusqlite::Result<Message> {
    Ok(Message {
        seq: row.get(first)?,
        id: row.get(first + 1)?,
        conversation_id: row.get(first + 2)?,
        from_user_id: row.get(first + 3)?,
        body: row.get(first + 4)?,
        at_ms: row.get(first + 5)?,
    })
}
