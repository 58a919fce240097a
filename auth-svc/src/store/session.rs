//! Rows of open and ended sessions.

use rusqlite::{Connection, Row, params};

use super::{AuthStore, refresh};
use crate::{
    error::Error,
    session::{NewSession, Session, refresh_expiry_ms},
};

/// Sessions that ended, and where to go on asking.
pub(crate) struct EndedSessions {
    pub(crate) ids: Vec<String>,
    /// The next `since_ms`: no session that ends later than this answer will be missed.
    pub(crate) as_of_ms: i64,
}

impl AuthStore {
    /// The user's open sessions, the one seen last first.
    pub(crate) async fn list_sessions(
        &self,
        user_id: String,
        now_ms: i64,
    ) -> Result<Vec<Session>, Error> {
        self.read(move |connection| list(connection, &user_id, now_ms))
            .await
    }

    /// Ends one of the user's sessions; answers whether there was such a session.
    pub(crate) async fn end_session(
        &self,
        user_id: String,
        session_id: String,
        now_ms: i64,
    ) -> Result<bool, Error> {
        self.write(move |tx| end(tx, &user_id, &session_id, now_ms))
            .await
    }

    /// Sessions that ended at or after `since_ms`. Their times never go back and are given under
    /// the write lock, so the newest one seen is an exact place to go on from, whatever the
    /// clocks of the two machines say. Ids of that last millisecond are answered again.
    pub(crate) async fn list_ended_sessions(&self, since_ms: i64) -> Result<EndedSessions, Error> {
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT session_id, ended_at FROM auth_ended_sessions WHERE ended_at >= ?1
                 ORDER BY ended_at",
            )?;
            let mut ended = EndedSessions {
                ids: Vec::new(),
                as_of_ms: since_ms,
            };
            let mut rows = statement.query([since_ms])?;
            while let Some(row) = rows.next()? {
                ended.ids.push(row.get(0)?);
                ended.as_of_ms = row.get(1)?;
            }
            Ok(ended)
        })
        .await
    }
}

/// Stores a new session and its first refresh token.
pub(super) fn insert(
    connection: &Connection,
    user_id: &str,
    session: &NewSession,
) -> Result<(), Error> {
    connection.execute(
        "INSERT INTO auth_sessions
            (id, user_id, device, created_at, last_seen_at, expires_at, generation)
         VALUES (?1, ?2, ?3, ?4, ?4, ?5, 0)",
        params![
            session.id,
            user_id,
            session.device,
            session.now_ms,
            refresh_expiry_ms(session.now_ms)
        ],
    )?;
    refresh::insert(connection, session.refresh, &session.id, 0)
}

/// Whether the user has this session open.
pub(super) fn is_open(
    connection: &Connection,
    user_id: &str,
    session_id: &str,
) -> Result<bool, Error> {
    let open = "SELECT EXISTS (SELECT 1 FROM auth_sessions WHERE id = ?1 AND user_id = ?2)";
    let mut statement = connection.prepare_cached(open)?;
    Ok(statement.query_row([session_id, user_id], |row| row.get(0))?)
}

pub(super) fn list(
    connection: &Connection,
    user_id: &str,
    now_ms: i64,
) -> Result<Vec<Session>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT id, device, created_at, last_seen_at, expires_at FROM auth_sessions
         WHERE user_id = ?1 AND expires_at > ?2 ORDER BY last_seen_at DESC, id DESC",
    )?;
    let rows = statement.query_map(params![user_id, now_ms], session_of)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn session_of(row: &Row<'_>) -> rusqlite::Result<Session> {
    Ok(Session {
        id: row.get(0)?,
        device: row.get(1)?,
        created_at_ms: row.get(2)?,
        last_seen_ms: row.get(3)?,
        expires_at_ms: row.get(4)?,
    })
}

/// Ends one session; answers whether there was such a session.
pub(super) fn end(
    connection: &Connection,
    user_id: &str,
    session_id: &str,
    now_ms: i64,
) -> Result<bool, Error> {
    let deleted = connection.execute(
        "DELETE FROM auth_sessions WHERE id = ?1 AND user_id = ?2",
        [session_id, user_id],
    )?;
    if deleted > 0 {
        mark_ended(connection, session_id, now_ms)?;
    }
    Ok(deleted > 0)
}

/// Ends all of the user's sessions but one (none when `keep` is empty) and answers their ids.
pub(super) fn end_all_but(
    connection: &Connection,
    user_id: &str,
    keep: &str,
    now_ms: i64,
) -> Result<Vec<String>, Error> {
    let mut statement = connection
        .prepare_cached("DELETE FROM auth_sessions WHERE user_id = ?1 AND id <> ?2 RETURNING id")?;
    let rows = statement.query_map([user_id, keep], |row| row.get(0))?;
    let ended = rows.collect::<rusqlite::Result<Vec<String>>>()?;
    for session_id in &ended {
        mark_ended(connection, session_id, now_ms)?;
    }
    Ok(ended)
}

fn mark_ended(connection: &Connection, session_id: &str, now_ms: i64) -> Result<(), Error> {
    connection.execute(
        "INSERT INTO auth_ended_sessions (session_id, ended_at) VALUES (?1,
            max(?2, (SELECT coalesce(max(ended_at), 0) FROM auth_ended_sessions)))",
        params![session_id, now_ms],
    )?;
    Ok(())
}
