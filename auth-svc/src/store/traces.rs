//! What else is held about a person, for the export.

use super::{AuthStore, login, session};
use crate::{account::Account, error::Error, session::Session};

/// Rows that belong to an account beside the account itself.
pub(crate) struct Traces {
    /// Open sessions.
    pub(crate) sessions: Vec<Session>,
    /// When each unused invitation was made and expires.
    pub(crate) invites_ms: Vec<(i64, i64)>,
    /// When a wrong password was tried lately.
    pub(crate) tries_ms: Vec<i64>,
}

impl AuthStore {
    /// Lists every row that belongs to the account.
    pub(crate) async fn list_traces(&self, account: Account) -> Result<Traces, Error> {
        self.read(move |connection| {
            let mut invites = connection.prepare_cached(
                "SELECT created_at, expires_at FROM auth_invites WHERE created_by = ?1
                 ORDER BY created_at",
            )?;
            let times = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
            let invites_ms = invites.query_map([&account.id], times)?;
            let mut tries = connection.prepare_cached(
                "SELECT at FROM auth_password_tries WHERE subject IN (?1, ?2, ?3) ORDER BY at",
            )?;
            let subjects = login::subjects(&account);
            let tries_ms = tries.query_map(subjects, |row| row.get(0))?;
            Ok(Traces {
                sessions: session::list(connection, &account.id, i64::MIN)?,
                invites_ms: invites_ms.collect::<rusqlite::Result<_>>()?,
                tries_ms: tries_ms.collect::<rusqlite::Result<_>>()?,
            })
        })
        .await
    }
}
