//! How long things are kept, and how they go.

use rusqlite::{Connection, Transaction, params};

use crate::{error::Error, store::MusicStore};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

impl MusicStore {
    /// Keeps a user's recommendations for so many days from now on, or for ever, and erases the
    /// older ones at once.
    ///
    /// # Errors
    /// [`Error::Store`] when the database fails.
    pub(crate) async fn set_retention(
        &self,
        user: &str,
        days: Option<u32>,
        now_ms: i64,
    ) -> Result<(), Error> {
        let user = user.to_owned();
        let work = move |transaction: &Transaction<'_>| {
            match days {
                Some(days) => transaction.execute(
                    "INSERT INTO music_retention (user_id, days) VALUES (?1, ?2)
                     ON CONFLICT (user_id) DO UPDATE SET days = excluded.days",
                    params![user, days],
                )?,
                None => transaction
                    .execute("DELETE FROM music_retention WHERE user_id = ?1", [&user])?,
            };
            purge(transaction, Some(&user), now_ms)?;
            Ok(())
        };
        self.store.write(work).await
    }

    /// Erases recommendations past their retention, of one user or of all; answers how many lists
    /// went. Reactions stay: they are what the taste is made of.
    ///
    /// # Errors
    /// [`Error::Store`] when the database fails.
    pub(crate) async fn purge(&self, user: Option<&str>, now_ms: i64) -> Result<usize, Error> {
        let user = user.map(str::to_owned);
        let work = move |connection: &Connection| Ok(purge(connection, user.as_deref(), now_ms)?);
        self.store.run(work).await
    }

    /// Erases every row of a user; nothing to erase is no error.
    ///
    /// # Errors
    /// [`Error::Store`] when the database fails.
    pub(crate) async fn erase(&self, user: &str) -> Result<(), Error> {
        let user = user.to_owned();
        let work = move |transaction: &Transaction<'_>| {
            for sql in [
                "DELETE FROM music_recommendations WHERE user_id = ?1",
                "DELETE FROM music_batches WHERE user_id = ?1",
                "DELETE FROM music_feedback WHERE user_id = ?1",
                "DELETE FROM music_intents WHERE user_id = ?1",
                "DELETE FROM music_retention WHERE user_id = ?1",
            ] {
                transaction.execute(sql, [&user])?;
            }
            Ok(())
        };
        self.store.erase(work).await
    }
}

/// The songs of a list go with it by the foreign key.
fn purge(connection: &Connection, user: Option<&str>, now_ms: i64) -> rusqlite::Result<usize> {
    connection.execute(
        "DELETE FROM music_batches WHERE seq IN (
             SELECT batch.seq
             FROM music_retention AS kept
             JOIN music_batches AS batch ON batch.user_id = kept.user_id
             WHERE (?1 IS NULL OR kept.user_id = ?1) AND batch.at_ms < ?2 - kept.days * ?3
         )",
        params![user, now_ms, DAY_MS],
    )
}
