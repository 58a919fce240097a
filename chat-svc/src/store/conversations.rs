//! Conversations and who is in them.

use rusqlite::{OptionalExtension, Row, params};
use uuid::Uuid;

use super::{Tables, messages::message_at, now_ms};
use crate::{error::ChatError, message::Message};

/// One person's place in a conversation.
#[derive(Debug, Clone)]
pub(crate) struct Membership {
    pub conversation_id: String,
    /// The other one; none once they erased their account.
    pub peer_user_id: Option<String>,
}

/// A conversation as one of its members sees it in a list.
#[derive(Debug)]
pub(crate) struct ConversationSummary {
    pub id: String,
    pub peer_user_id: Option<String>,
    pub last_message: Option<Message>,
    pub unread: u64,
    /// When the latest message was stored, in milliseconds since the Unix epoch.
    pub updated_at_ms: i64,
    /// The member has blocked the peer; the reverse is not told.
    pub is_blocked: bool,
}

const MEMBERSHIP: &str = "SELECT conversation_id, peer_user_id FROM chat_members
    WHERE user_id = ?1 AND conversation_id = ?2";

const MEMBERSHIP_WITH: &str = "SELECT conversation_id, peer_user_id FROM chat_members
    WHERE user_id = ?1 AND peer_user_id = ?2";

const LIST: &str = "SELECT c.id, b.peer_user_id, c.updated_at_ms,
        (SELECT count(*) FROM chat_messages m
            WHERE m.conversation_id = c.id AND m.seq > b.read_seq AND m.from_user_id <> b.user_id),
        EXISTS (SELECT 1 FROM chat_blocks k
            WHERE k.blocker_user_id = b.user_id AND k.blocked_user_id = b.peer_user_id),
        l.seq, l.id, l.conversation_id, l.from_user_id, l.body, l.at_ms
    FROM chat_members b
    JOIN chat_conversations c ON c.id = b.conversation_id
    LEFT JOIN chat_messages l
        ON l.seq = (SELECT max(seq) FROM chat_messages WHERE conversation_id = c.id)
    WHERE b.user_id = ?1
    ORDER BY c.updated_seq DESC, c.id DESC";

impl Tables<'_> {
    pub fn find_membership(
        &self,
        user_id: &str,
        conversation_id: &str,
    ) -> Result<Option<Membership>, ChatError> {
        self.membership(MEMBERSHIP, user_id, conversation_id)
    }

    pub fn find_membership_with(
        &self,
        user_id: &str,
        peer_user_id: &str,
    ) -> Result<Option<Membership>, ChatError> {
        self.membership(MEMBERSHIP_WITH, user_id, peer_user_id)
    }

    fn membership(
        &self,
        sql: &str,
        user_id: &str,
        other: &str,
    ) -> Result<Option<Membership>, ChatError> {
        let mut statement = self.0.prepare_cached(sql)?;
        let read = |row: &Row<'_>| {
            Ok(Membership {
                conversation_id: row.get(0)?,
                peer_user_id: row.get(1)?,
            })
        };
        Ok(statement.query_row([user_id, other], read).optional()?)
    }

    /// Begins a conversation of `members`, each with their peer, and answers its id.
    pub fn open_conversation(&self, members: &[(&str, &str)]) -> Result<String, ChatError> {
        let id = Uuid::now_v7().to_string();
        self.0
            .prepare_cached(
                "INSERT INTO chat_conversations (id, created_at_ms, updated_at_ms, updated_seq)
                 VALUES (?1, ?2, ?2, 0)",
            )?
            .execute(params![id, now_ms()])?;
        let mut statement = self.0.prepare_cached(
            "INSERT INTO chat_members (user_id, peer_user_id, conversation_id) VALUES (?1, ?2, ?3)",
        )?;
        for (user_id, peer_user_id) in members {
            statement.execute([user_id, peer_user_id, id.as_str()])?;
        }
        Ok(id)
    }

    /// The user's conversations, latest message first.
    pub fn list_conversations(&self, user_id: &str) -> Result<Vec<ConversationSummary>, ChatError> {
        let mut statement = self.0.prepare_cached(LIST)?;
        let rows = statement.query_map([user_id], |row| {
            let last_seq: Option<i64> = row.get(5)?;
            Ok(ConversationSummary {
                id: row.get(0)?,
                peer_user_id: row.get(1)?,
                updated_at_ms: row.get(2)?,
                unread: row.get::<_, u32>(3)?.into(),
                is_blocked: row.get(4)?,
                last_message: last_seq.map(|_| message_at(row, 5)).transpose()?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Moves the user's read mark up to a sequence, never back.
    pub fn mark_read(
        &self,
        user_id: &str,
        conversation_id: &str,
        seq: i64,
    ) -> Result<(), ChatError> {
        self.0
            .prepare_cached(
                "UPDATE chat_members SET read_seq = max(read_seq, ?3)
                 WHERE user_id = ?1 AND conversation_id = ?2",
            )?
            .execute(params![user_id, conversation_id, seq])?;
        Ok(())
    }
}
