//! How often sources were asked today.

use rusqlite::{Connection, params};

use crate::{error::Error, store::MusicStore};

impl MusicStore {
    /// Counts a call and answers which one of its day it is, from 1.
    ///
    /// # Errors
    /// [`Error::Store`] when the database fails.
    pub(crate) async fn count_call(&self, source: &'static str, day: i64) -> Result<u32, Error> {
        let work = move |connection: &Connection| {
            let sql = "INSERT INTO music_calls (source, day, calls) VALUES (?1, ?2, 1)
                       ON CONFLICT (source) DO UPDATE
                       SET calls = CASE WHEN day = excluded.day THEN calls + 1 ELSE 1 END,
                           day = excluded.day
                       RETURNING calls";
            let mut statement = connection.prepare_cached(sql)?;
            Ok(statement.query_row(params![source, day], |row| row.get(0))?)
        };
        self.store.run(work).await
    }
}
