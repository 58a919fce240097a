//! One pool over the shared SQLite file, and a migration ledger for each owner of tables in it.

mod connection;
mod metrics;
mod migration;
mod visit;

use std::{
    fs::{OpenOptions, Permissions, set_permissions},
    io,
    os::{
        fd::IntoRawFd,
        unix::fs::{OpenOptionsExt, PermissionsExt},
    },
    path::Path,
    time::Duration,
};

use rusqlite::{Connection, Transaction, TransactionBehavior};
use thiserror::Error;
use tracing::warn;

use connection::ConnectionSource;
pub use metrics::StoreMetrics;
pub use migration::Migration;
use visit::{Visit, Work};

/// The database file's name inside the data directory.
pub const FILE_NAME: &str = "mood_app.db";
/// Read and written by its owner only.
const PRIVATE: u32 = 0o600;
const POOL_SIZE: u32 = 4;
const POOL_WAIT: Duration = Duration::from_secs(5);

/// Why the store could not do its work.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The data directory cannot be made or written.
    #[error("ATTUNE_DATA_DIR: cannot write in {path}: {source}")]
    Directory {
        /// The directory.
        path: String,
        /// The cause.
        source: io::Error,
    },
    /// The file holds migrations that this program does not know: it is older than the data.
    #[error(
        "the database has {owner} migration {found}, this program knows only {known}: run the newer version"
    )]
    FromTheFuture {
        /// Who owns the tables.
        owner: &'static str,
        /// The newest migration in the file.
        found: u32,
        /// The newest migration in the program.
        known: u32,
    },
    /// No connection came free in time.
    #[error("the database is busy: {0}")]
    Pool(#[from] r2d2::Error),
    /// SQLite failed.
    #[error("the database failed: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// The task that ran the statement panicked or was cancelled.
    #[error("a database task ended early")]
    Task,
}

/// A handle on the shared file; clones share one pool.
#[derive(Clone)]
pub struct Store {
    pool: r2d2::Pool<ConnectionSource>,
    owner: &'static str,
    metrics: StoreMetrics,
}

impl Store {
    /// Opens `data_dir/mood_app.db`, makes both where they are missing (the file with mode 0600), and applies the owner's
    /// migrations that the file lacks, each in its own transaction.
    ///
    /// # Errors
    /// [`StoreError`] when the directory cannot be written, the file is damaged, or it was
    /// migrated by a newer program.
    pub fn open(
        data_dir: &Path,
        owner: &'static str,
        migrations: &[Migration],
    ) -> Result<Self, StoreError> {
        let directory = |source| StoreError::Directory {
            path: data_dir.display().to_string(),
            source,
        };
        std::fs::create_dir_all(data_dir).map_err(directory)?;
        let path = data_dir.join(FILE_NAME);
        make_private(&path).map_err(directory)?;
        let mut first = connection::open(&path)?;
        migration::apply(&mut first, owner, migrations)?;
        let pool = r2d2::Pool::builder()
            .max_size(POOL_SIZE)
            .min_idle(Some(1))
            .connection_timeout(POOL_WAIT)
            .test_on_check_out(false)
            .build(ConnectionSource::new(path))?;
        Ok(Self {
            pool,
            owner,
            metrics: StoreMetrics::default(),
        })
    }

    /// The same store, measured.
    #[must_use]
    pub fn measured(mut self, metrics: StoreMetrics) -> Self {
        self.metrics = metrics;
        self
    }

    /// Runs `work` with a connection on a blocking thread. For reads and single statements.
    ///
    /// # Errors
    /// What `work` answers, or [`StoreError`] when no connection was to be had.
    pub async fn run<T, E, W>(&self, work: W) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        W: FnOnce(&Connection) -> Result<T, E> + Send + 'static,
    {
        let (pool, mut visit) = (self.pool.clone(), self.visit(Work::Read));
        let task = tokio::task::spawn_blocking(move || {
            let _inside = visit.span().entered();
            let connection = pool.get().map_err(|cause| visit.refused(cause))?;
            visit.begins();
            work(&connection)
        });
        task.await.unwrap_or_else(|_| Err(StoreError::Task.into()))
    }

    /// Runs `work` inside a `BEGIN IMMEDIATE` transaction, committed only when it answers `Ok`.
    ///
    /// # Errors
    /// What `work` answers, or [`StoreError`] when the transaction could not be opened or committed.
    pub async fn write<T, E, W>(&self, work: W) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        W: FnOnce(&Transaction<'_>) -> Result<T, E> + Send + 'static,
    {
        let (pool, mut visit) = (self.pool.clone(), self.visit(Work::Write));
        let task = tokio::task::spawn_blocking(move || {
            let _inside = visit.span().entered();
            let mut connection = pool.get().map_err(|cause| visit.refused(cause))?;
            let transaction = connection
                .transaction_with_behavior(TransactionBehavior::Immediate)
                .map_err(|cause| visit.refused(cause))?;
            visit.begins();
            let answer = work(&transaction)?;
            transaction.commit().map_err(StoreError::from)?;
            Ok(answer)
        });
        task.await.unwrap_or_else(|_| Err(StoreError::Task.into()))
    }

    /// Proves that the file can be read and locked for writing: health asks this.
    ///
    /// # Errors
    /// [`StoreError`] when it cannot.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.run(|connection| {
            connection.query_row("SELECT count(*) FROM schema_ledger", [], |_| Ok(()))?;
            Ok(())
        })
        .await
    }

    /// As [`Store::write`], for what must not be found in the files any more: afterwards the write-ahead log is
    /// emptied. A log that others go on reading for as long as a busy database is waited for keeps it until it is next
    /// written from its start.
    ///
    /// # Errors
    /// As [`Store::write`].
    pub async fn erase<T, E, W>(&self, work: W) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        W: FnOnce(&Transaction<'_>) -> Result<T, E> + Send + 'static,
    {
        let answer = self.write(work).await?;
        if let Err(error) = self.empty_log().await {
            warn!(%error, "the log still holds what was erased");
        }
        Ok(answer)
    }

    async fn empty_log(&self) -> Result<(), StoreError> {
        self.run(|connection| {
            connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
            Ok(())
        })
        .await
    }

    fn visit(&self, work: Work) -> Visit {
        Visit::new(self.metrics.clone(), self.owner, work)
    }
}

/// Makes the file where it is missing and takes it from everyone but its owner. SQLite gives the
/// files beside it (`-wal`, `-shm`) the same mode.
///
/// It must never be opened and closed beside SQLite: closing any descriptor of a file drops the locks that the
/// whole process has on it, and then another program's SQLite deletes the log of one that looks unused
/// (<https://www.sqlite.org/howtocorrupt.html>, 2.2). So the one that makes it is left open.
fn make_private(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.create_new(true).append(true).mode(PRIVATE);
    match options.open(path) {
        Ok(made) => {
            let _left_open = made.into_raw_fd();
            Ok(())
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            set_permissions(path, Permissions::from_mode(PRIVATE))
        }
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests;
