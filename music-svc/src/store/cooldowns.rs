//! Until when sources are left alone.

use rusqlite::{Connection, OptionalExtension, params};

use crate::{error::Error, store::MusicStore};

/// Why a source is left alone, as a word, and until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StoredCooldown {
    pub(crate) cause: String,
    pub(crate) until_ms: i64,
}

impl MusicStore {
    /// What is kept about a source.
    ///
    /// # Errors
    /// [`Error::Store`] when the database fails.
    pub(crate) async fn find_cooldown(
        &self,
        source: &'static str,
    ) -> Result<Option<StoredCooldown>, Error> {
        let work = move |connection: &Connection| {
            let sql = "SELECT cause, until_ms FROM music_cooldowns WHERE source = ?1";
            let found = connection.query_row(sql, [source], |row| {
                let (cause, until_ms) = (row.get(0)?, row.get(1)?);
                Ok(StoredCooldown { cause, until_ms })
            });
            Ok(found.optional()?)
        };
        self.store.run(work).await
    }

    /// Keeps a cooldown, or forgets the one that is kept.
    ///
    /// # Errors
    /// [`Error::Store`] when the database fails.
    pub(crate) async fn put_cooldown(
        &self,
        source: &'static str,
        cooldown: Option<StoredCooldown>,
    ) -> Result<(), Error> {
        let work = move |connection: &Connection| {
            match cooldown {
                Some(StoredCooldown { cause, until_ms }) => connection.execute(
                    "INSERT INTO music_cooldowns (source, cause, until_ms) VALUES (?1, ?2, ?3)
                     ON CONFLICT (source) DO UPDATE
                     SET cause = excluded.cause, until_ms = excluded.until_ms",
                    params![source, cause, until_ms],
                )?,
                None => {
                    connection.execute("DELETE FROM music_cooldowns WHERE source = ?1", [source])?
                }
            };
            Ok(())
        };
        self.store.run(work).await
    }
}
