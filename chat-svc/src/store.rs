//! The chat's tables in the shared database: every SQL statement of this service is here or below.

mod conversations;
mod export;
mod messages;
mod safety;

use std::path::Path;

use rusqlite::Connection;
use sqlite_store::{Migration, Store, StoreError, StoreMetrics};

pub(crate) use conversations::ConversationSummary;
pub(crate) use messages::Scope;

use crate::error::ChatError;

const OWNER: &str = "chat";
const MIGRATIONS: [Migration; 1] = [Migration {
    version: 1,
    sql: include_str!("../migrations/0001_conversations.sql"),
}];

/// A handle on the chat's tables; clones share it.
#[derive(Clone)]
pub(crate) struct ChatStore(Store);

impl ChatStore {
    /// Opens the database in `data_dir` and migrates it. Blocks.
    ///
    /// # Errors
    /// [`StoreError`] when the directory or the file cannot be used.
    pub fn open(data_dir: &Path) -> Result<Self, StoreError> {
        Store::open(data_dir, OWNER, &MIGRATIONS).map(Self)
    }

    /// The same tables, measured.
    #[must_use]
    pub fn measured(mut self, metrics: StoreMetrics) -> Self {
        self.0 = self.0.measured(metrics);
        self
    }

    /// Looks at the tables as they are at one moment, whatever is written meanwhile.
    ///
    /// # Errors
    /// What `look` answers, or [`ChatError::Store`].
    pub async fn read<T, L>(&self, look: L) -> Result<T, ChatError>
    where
        T: Send + 'static,
        L: FnOnce(&Tables<'_>) -> Result<T, ChatError> + Send + 'static,
    {
        let snapshot = |connection: &Connection| {
            let transaction = connection.unchecked_transaction()?;
            look(&Tables(&transaction))
        };
        self.0.run(snapshot).await
    }

    /// Changes the tables as the only writer; all is undone unless `change` answers `Ok`.
    ///
    /// # Errors
    /// What `change` answers, or [`ChatError::Store`].
    pub async fn write<T, C>(&self, change: C) -> Result<T, ChatError>
    where
        T: Send + 'static,
        C: FnOnce(&Tables<'_>) -> Result<T, ChatError> + Send + 'static,
    {
        self.0
            .write(|transaction| change(&Tables(transaction)))
            .await
    }

    /// As [`ChatStore::write`], for what must not be found in the files any more.
    ///
    /// # Errors
    /// What `change` answers, or [`ChatError::Store`].
    pub async fn erase<T, C>(&self, change: C) -> Result<T, ChatError>
    where
        T: Send + 'static,
        C: FnOnce(&Tables<'_>) -> Result<T, ChatError> + Send + 'static,
    {
        self.0
            .erase(|transaction| change(&Tables(transaction)))
            .await
    }

    /// Proves that the database answers.
    ///
    /// # Errors
    /// [`StoreError`] when it does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.0.ping().await
    }
}

/// The tables inside one transaction.
pub(crate) struct Tables<'c>(&'c Connection);

fn now_ms() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}
