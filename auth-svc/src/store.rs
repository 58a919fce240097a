//! Every SQL statement of this service; functions speak of accounts and sessions, not of rows.

mod account;
mod invite;
mod login;
mod people;
mod refresh;
mod session;
mod traces;

use std::{path::Path, time::Duration};

use rusqlite::{Connection, Transaction};
use sqlite_store::{Migration, Store, StoreMetrics};

use crate::{
    clock::ms,
    error::Error,
    session::{ACCESS_LIFETIME, REFRESH_LIFETIME},
};

pub(crate) use invite::{Admission, NewInvite};
pub(crate) use login::{NewLogin, PasswordChange, PasswordReset, TRIES_WINDOW};
pub(crate) use refresh::Rotation;
pub(crate) use session::EndedSessions;
pub(crate) use traces::Traces;

const OWNER: &str = "auth";
const MIGRATIONS: [Migration; 1] = [Migration {
    version: 1,
    sql: include_str!("../migrations/0001_accounts.sql"),
}];
/// Beyond the lifetime of an access token, for clocks that differ and gateways that ask late.
const ENDED_MARGIN: Duration = Duration::from_secs(5 * 60);

/// The tables of this service. Clones share one pool.
#[derive(Clone)]
pub(crate) struct AuthStore {
    store: Store,
}

impl AuthStore {
    /// Opens the shared file and brings this service's tables up to date.
    pub(crate) fn open(data_dir: &Path) -> Result<Self, Error> {
        let store = Store::open(data_dir, OWNER, &MIGRATIONS)?;
        Ok(Self { store })
    }

    /// The same tables, measured.
    #[must_use]
    pub(crate) fn measured(mut self, metrics: StoreMetrics) -> Self {
        self.store = self.store.measured(metrics);
        self
    }

    /// Proves that the database answers.
    pub(crate) async fn ping(&self) -> Result<(), Error> {
        Ok(self.store.ping().await?)
    }

    /// Removes what has no use any more: expired sessions, tokens too old to be replayed, ended
    /// sessions whose access tokens have expired, expired invites and old tries. Answers how many.
    pub(crate) async fn purge(&self, now_ms: i64) -> Result<usize, Error> {
        self.write(move |tx| {
            let mut rows = 0;
            for (statement, before_ms) in [
                ("DELETE FROM auth_sessions WHERE expires_at <= ?1", now_ms),
                (
                    "DELETE FROM auth_refresh_tokens WHERE rotated_at < ?1",
                    now_ms - ms(REFRESH_LIFETIME),
                ),
                (
                    "DELETE FROM auth_ended_sessions WHERE ended_at < ?1",
                    now_ms - ms(ACCESS_LIFETIME) - ms(ENDED_MARGIN),
                ),
                ("DELETE FROM auth_invites WHERE expires_at <= ?1", now_ms),
                (
                    "DELETE FROM auth_password_tries WHERE at <= ?1",
                    now_ms - ms(TRIES_WINDOW),
                ),
            ] {
                rows += tx.execute(statement, [before_ms])?;
            }
            Ok(rows)
        })
        .await
    }

    async fn read<T, W>(&self, work: W) -> Result<T, Error>
    where
        T: Send + 'static,
        W: FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    {
        self.store.run(work).await
    }

    async fn write<T, W>(&self, work: W) -> Result<T, Error>
    where
        T: Send + 'static,
        W: FnOnce(&Transaction<'_>) -> Result<T, Error> + Send + 'static,
    {
        self.store.write(work).await
    }

    async fn erase<T, W>(&self, work: W) -> Result<T, Error>
    where
        T: Send + 'static,
        W: FnOnce(&Transaction<'_>) -> Result<T, Error> + Send + 'static,
    {
        self.store.erase(work).await
    }
}

#[cfg(test)]
mod tests;
