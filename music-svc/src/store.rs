//! Everything that music keeps, and the only place with SQL.

mod calls;
mod cooldowns;
mod erasure;
mod export;
mod feedback;
mod folder_files;
mod history;
mod listener;
mod recommendations;

use std::path::Path;

use sqlite_store::{Migration, Store, StoreError, StoreMetrics};

pub(crate) use cooldowns::StoredCooldown;
pub(crate) use history::{HistoryItem, Page};
pub(crate) use listener::{Listener, Replay};
pub(crate) use recommendations::Batch;

const MIGRATIONS: [Migration; 3] = [
    Migration {
        version: 1,
        sql: include_str!("../migrations/0001_music.sql"),
    },
    Migration {
        version: 2,
        sql: include_str!("../migrations/0002_taste.sql"),
    },
    Migration {
        version: 3,
        sql: include_str!("../migrations/0003_sources.sql"),
    },
];

/// Music's tables.
#[derive(Clone)]
pub(crate) struct MusicStore {
    store: Store,
}

impl MusicStore {
    /// Opens and migrates; blocks.
    ///
    /// # Errors
    /// [`StoreError`] when the directory cannot be written or the file is damaged or newer.
    pub(crate) fn open(data_dir: &Path) -> Result<Self, StoreError> {
        let store = Store::open(data_dir, "music", &MIGRATIONS)?;
        Ok(Self { store })
    }

    /// The same tables, measured.
    #[must_use]
    pub(crate) fn measured(mut self, metrics: StoreMetrics) -> Self {
        self.store = self.store.measured(metrics);
        self
    }

    /// Proves that the database works.
    ///
    /// # Errors
    /// [`StoreError`] when it does not.
    pub(crate) async fn ping(&self) -> Result<(), StoreError> {
        self.store.ping().await
    }
}

#[cfg(test)]
mod tests;
