//! Rows of refresh tokens; `session.rs` of the domain tells the rules.

use rusqlite::{Connection, OptionalExtension, params};

use super::{AuthStore, account, session};
use crate::{
    account::Account,
    clock::ms,
    error::Error,
    secret::Digest,
    session::{GRACE, refresh_expiry_ms},
};

/// What became of a refresh token that was presented.
pub(crate) enum Rotation {
    /// The new token is stored.
    Done {
        /// Whose session it is.
        account: Box<Account>,
        /// The session, the same as before.
        session_id: String,
    },
    /// It was rotated before: its session has been ended.
    Reused {
        /// The session that was ended.
        session_id: String,
    },
    /// It was never given out, its session has ended, or it has expired.
    Unknown,
}

struct Presented {
    session_id: String,
    user_id: String,
    expires_at_ms: i64,
    generation: i64,
    session_generation: i64,
    rotated_at_ms: Option<i64>,
}

impl Presented {
    /// Whether this is the token rotated last, a moment ago. The clock was read before the write
    /// lock was had, so "a moment ago" may even lie a little ahead.
    fn is_in_grace(&self, rotated_at_ms: i64, now_ms: i64) -> bool {
        self.generation + 1 == self.session_generation && now_ms - rotated_at_ms <= ms(GRACE)
    }
}

impl AuthStore {
    /// Exchanges the presented token for the fresh one, or ends the session of a reused one.
    pub(crate) async fn rotate(
        &self,
        presented: Digest,
        fresh: Digest,
        now_ms: i64,
    ) -> Result<Rotation, Error> {
        self.write(move |tx| {
            let found = find(tx, presented)?;
            let Some(found) = found.filter(|found| found.expires_at_ms > now_ms) else {
                return Ok(Rotation::Unknown);
            };
            let generation = match found.rotated_at_ms {
                None => rotate(tx, &found, now_ms)?,
                Some(at_ms) if found.is_in_grace(at_ms, now_ms) => found.session_generation,
                Some(_) => {
                    session::end(tx, &found.user_id, &found.session_id, now_ms)?;
                    let session_id = found.session_id;
                    return Ok(Rotation::Reused { session_id });
                }
            };
            insert(tx, fresh, &found.session_id, generation)?;
            touch(tx, &found.session_id, generation, now_ms)?;
            let account = account::find(tx, &found.user_id)?.ok_or(Error::RefreshInvalid)?;
            Ok(Rotation::Done {
                account: Box::new(account),
                session_id: found.session_id,
            })
        })
        .await
    }
}

/// Stores a token that is good.
pub(super) fn insert(
    connection: &Connection,
    digest: Digest,
    session_id: &str,
    generation: i64,
) -> Result<(), Error> {
    connection.execute(
        "INSERT INTO auth_refresh_tokens (digest, session_id, generation) VALUES (?1, ?2, ?3)",
        params![digest, session_id, generation],
    )?;
    Ok(())
}

fn find(connection: &Connection, digest: Digest) -> Result<Option<Presented>, Error> {
    let found = connection.query_row(
        "SELECT token.session_id, session.user_id, session.expires_at, token.generation,
            session.generation, token.rotated_at
         FROM auth_refresh_tokens AS token
         JOIN auth_sessions AS session ON session.id = token.session_id
         WHERE token.digest = ?1",
        [digest],
        |row| {
            Ok(Presented {
                session_id: row.get(0)?,
                user_id: row.get(1)?,
                expires_at_ms: row.get(2)?,
                generation: row.get(3)?,
                session_generation: row.get(4)?,
                rotated_at_ms: row.get(5)?,
            })
        },
    );
    Ok(found.optional()?)
}

/// Marks every good token of the session as rotated and answers the next generation.
fn rotate(connection: &Connection, found: &Presented, now_ms: i64) -> Result<i64, Error> {
    connection.execute(
        "UPDATE auth_refresh_tokens SET rotated_at = ?2
         WHERE session_id = ?1 AND rotated_at IS NULL",
        params![found.session_id, now_ms],
    )?;
    Ok(found.session_generation + 1)
}

fn touch(
    connection: &Connection,
    session_id: &str,
    generation: i64,
    now_ms: i64,
) -> Result<(), Error> {
    connection.execute(
        "UPDATE auth_sessions SET generation = ?2, last_seen_at = ?3, expires_at = ?4
         WHERE id = ?1",
        params![session_id, generation, now_ms, refresh_expiry_ms(now_ms)],
    )?;
    Ok(())
}
