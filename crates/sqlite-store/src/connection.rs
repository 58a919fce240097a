//! How one connection is opened, and the r2d2 manager that opens them.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

const PRAGMAS: &str = "
    PRAGMA busy_timeout = 5000;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    PRAGMA foreign_keys = ON;
    PRAGMA secure_delete = ON;
    PRAGMA trusted_schema = OFF;
";

/// Opens the file with the pragmas every connection has.
pub(crate) fn open(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.execute_batch(PRAGMAS)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// Makes connections for the pool.
pub(crate) struct ConnectionSource(PathBuf);

impl ConnectionSource {
    pub(crate) fn new(path: PathBuf) -> Self {
        Self(path)
    }
}

impl r2d2::ManageConnection for ConnectionSource {
    type Connection = Connection;
    type Error = rusqlite::Error;

    fn connect(&self) -> rusqlite::Result<Connection> {
        open(&self.0)
    }

    fn is_valid(&self, connection: &mut Connection) -> rusqlite::Result<()> {
        connection.execute_batch("")
    }

    fn has_broken(&self, _: &mut Connection) -> bool {
        false
    }
}
