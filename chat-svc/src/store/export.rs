//! Everything that is held about one person, in the shape in which they get it.

use rusqlite::{Row, params};
use serde::Serialize;

use super::Tables;
use crate::error::ChatError;

/// What [`Tables::export`] answers.
#[derive(Debug, Serialize)]
pub(crate) struct Export {
    conversations: Vec<ExportedConversation>,
    messages: Vec<ExportedMessage>,
    blocks: Vec<ExportedBlock>,
    reports: Vec<ExportedReport>,
}

#[derive(Debug, Serialize)]
struct ExportedConversation {
    id: String,
    /// Null once the peer erased their account.
    peer_user_id: Option<String>,
    created_at: String,
    updated_at: String,
    /// The latest message that the user has read.
    read_up_to: Option<String>,
}

/// A message of one of the user's conversations, theirs or received.
#[derive(Debug, Serialize)]
struct ExportedMessage {
    id: String,
    conversation_id: String,
    from_user_id: String,
    body: String,
    at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_txn_id: Option<String>,
}

#[derive(Debug, Serialize)]
struct ExportedBlock {
    user_id: String,
    at: String,
}

#[derive(Debug, Serialize)]
struct ExportedReport {
    message_id: String,
    reason: String,
    body: String,
    at: String,
}

const CONVERSATIONS: &str = "SELECT c.id, b.peer_user_id, c.created_at_ms, c.updated_at_ms,
        (SELECT m.id FROM chat_messages m WHERE m.conversation_id = c.id AND m.seq <= b.read_seq
            ORDER BY m.seq DESC LIMIT 1)
    FROM chat_members b JOIN chat_conversations c ON c.id = b.conversation_id
    WHERE b.user_id = ?1 ORDER BY c.created_at_ms, c.id";

const MESSAGES: &str = "SELECT m.id, m.conversation_id, m.from_user_id, m.body, m.at_ms,
        CASE WHEN m.from_user_id = ?1 THEN m.client_txn_id END
    FROM chat_members b CROSS JOIN chat_messages m ON m.conversation_id = b.conversation_id
    WHERE b.user_id = ?1 ORDER BY m.seq";

const BLOCKS: &str = "SELECT blocked_user_id, at_ms FROM chat_blocks
    WHERE blocker_user_id = ?1 ORDER BY at_ms, blocked_user_id";

const REPORTS: &str = "SELECT message_id, reason, body, at_ms FROM chat_reports
    WHERE reporter_user_id = ?1 ORDER BY at_ms, message_id";

impl Tables<'_> {
    /// Collects what is held about a user. Who blocked or reported them is not told.
    pub fn export(&self, user_id: &str) -> Result<Export, ChatError> {
        Ok(Export {
            conversations: self.collect(CONVERSATIONS, user_id, conversation)?,
            messages: self.collect(MESSAGES, user_id, message)?,
            blocks: self.collect(BLOCKS, user_id, block)?,
            reports: self.collect(REPORTS, user_id, report)?,
        })
    }

    fn collect<T>(
        &self,
        sql: &str,
        user_id: &str,
        read: fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, ChatError> {
        let mut statement = self.0.prepare(sql)?;
        let rows = statement.query_map(params![user_id], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

fn conversation(row: &Row<'_>) -> rusqlite::Result<ExportedConversation> {
    Ok(ExportedConversation {
        id: row.get(0)?,
        peer_user_id: row.get(1)?,
        created_at: rfc3339(row, 2)?,
        updated_at: rfc3339(row, 3)?,
        read_up_to: row.get(4)?,
    })
}

fn message(row: &Row<'_>) -> rusqlite::Result<ExportedMessage> {
    Ok(ExportedMessage {
        id: row.get(0)?,
        conversation_id: row.get(1)?,
        from_user_id: row.get(2)?,
        body: row.get(3)?,
        at: rfc3339(row, 4)?,
        client_txn_id: row.get(5)?,
    })
}

fn block(row: &Row<'_>) -> rusqlite::Result<ExportedBlock> {
    Ok(ExportedBlock {
        user_id: row.get(0)?,
        at: rfc3339(row, 1)?,
    })
}

fn report(row: &Row<'_>) -> rusqlite::Result<ExportedReport> {
    Ok(ExportedReport {
        message_id: row.get(0)?,
        reason: row.get(1)?,
        body: row.get(2)?,
        at: rfc3339(row, 3)?,
    })
}

fn rfc3339(row: &Row<'_>, column: usize) -> rusqlite::Result<String> {
    let ms: i64 = row.get(column)?;
    let time = jiff::Timestamp::from_millisecond(ms)
        .map_err(|_| rusqlite::Error::IntegralValueOutOfRange(column, ms))?;
    Ok(time.to_string())
}
