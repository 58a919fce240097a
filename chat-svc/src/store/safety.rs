//! Blocks, reports, and the erasure of a person.

use rusqlite::{Row, params, params_from_iter};

use super::{Tables, now_ms};
use crate::{error::ChatError, message::Message, safety::Report};

/// What erases the user `?1` whose conversation with the assistant `?2` goes as a whole. In a
/// conversation of two people the peer keeps what they wrote, without a name on the other side.
const ERASURE: [&str; 7] = [
    "DELETE FROM chat_reports WHERE reporter_user_id = ?1 OR author_user_id = ?1",
    "DELETE FROM chat_blocks WHERE blocker_user_id = ?1 OR blocked_user_id = ?1",
    "DELETE FROM chat_conversations WHERE id IN
        (SELECT conversation_id FROM chat_members WHERE user_id = ?1 AND peer_user_id = ?2)",
    "DELETE FROM chat_messages WHERE from_user_id = ?1",
    "UPDATE chat_members SET peer_user_id = NULL WHERE peer_user_id = ?1",
    "DELETE FROM chat_conversations WHERE id IN
        (SELECT conversation_id FROM chat_members WHERE user_id = ?1 AND peer_user_id IS NULL)",
    "DELETE FROM chat_members WHERE user_id = ?1",
];

impl Tables<'_> {
    /// Whether either of the two has blocked the other.
    pub fn is_blocked_between(&self, one: &str, other: &str) -> Result<bool, ChatError> {
        let mut statement = self.0.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM chat_blocks
                WHERE (blocker_user_id = ?1 AND blocked_user_id = ?2)
                OR (blocker_user_id = ?2 AND blocked_user_id = ?1))",
        )?;
        Ok(statement.query_row([one, other], |row| row.get(0))?)
    }

    /// Remembers a block; a second one changes nothing.
    pub fn block(&self, blocker: &str, blocked: &str) -> Result<(), ChatError> {
        self.0
            .prepare_cached(
                "INSERT INTO chat_blocks (blocker_user_id, blocked_user_id, at_ms)
                 VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
            )?
            .execute(params![blocker, blocked, now_ms()])?;
        Ok(())
    }

    /// Forgets a block, if there is one.
    pub fn unblock(&self, blocker: &str, blocked: &str) -> Result<(), ChatError> {
        self.0
            .prepare_cached(
                "DELETE FROM chat_blocks WHERE blocker_user_id = ?1 AND blocked_user_id = ?2",
            )?
            .execute([blocker, blocked])?;
        Ok(())
    }

    /// Stores a report with a copy of the message; a second one of the same reporter replaces
    /// the reason.
    pub fn report(&self, reporter: &str, message: &Message, reason: &str) -> Result<(), ChatError> {
        self.0
            .prepare_cached(
                "INSERT INTO chat_reports
                    (message_id, reporter_user_id, author_user_id, reason, body, at_ms)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT DO UPDATE SET reason = excluded.reason, at_ms = excluded.at_ms",
            )?
            .execute(params![
                message.id,
                reporter,
                message.from_user_id,
                reason,
                message.body,
                now_ms()
            ])?;
        Ok(())
    }

    /// What people reported, latest first.
    pub fn list_reports(&self, limit: u32) -> Result<Vec<Report>, ChatError> {
        let mut statement = self.0.prepare_cached(
            "SELECT message_id, author_user_id, reporter_user_id, reason, body, at_ms
                FROM chat_reports ORDER BY at_ms DESC, message_id, reporter_user_id LIMIT ?1",
        )?;
        let rows = statement.query_map([limit], reported)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Forgets every report of a message, if there is one.
    pub fn dismiss_reports(&self, message_id: &str) -> Result<(), ChatError> {
        self.0
            .prepare_cached("DELETE FROM chat_reports WHERE message_id = ?1")?
            .execute([message_id])?;
        Ok(())
    }

    /// Removes every row that names the user; see [`ERASURE`].
    pub fn erase(&self, user_id: &str, assistant: &str) -> Result<(), ChatError> {
        for sql in ERASURE {
            let mut statement = self.0.prepare_cached(sql)?;
            let values = [user_id, assistant].into_iter();
            let wanted = statement.parameter_count();
            statement.execute(params_from_iter(values.take(wanted)))?;
        }
        Ok(())
    }
}

fn reported(row: &Row<'_>) -> rusqlite::Result<Report> {
    Ok(Report {
        message_id: row.get(0)?,
        author_user_id: row.get(1)?,
        reporter_user_id: row.get(2)?,
        reason: row.get(3)?,
        body: row.get(4)?,
        at_ms: row.get(5)?,
    })
}
