//! The music folder as it was last read.

use rusqlite::{Connection, params};

use crate::{
    error::Error,
    folder::{FileState, Shelved},
    store::MusicStore,
};

impl MusicStore {
    /// Lists the files that are kept of a folder, and forgets those of any other one.
    ///
    /// # Errors
    /// [`Error::Store`] when the database fails.
    pub(crate) async fn list_folder_files(&self, root: String) -> Result<Vec<Shelved>, Error> {
        let work = move |connection: &Connection| {
            connection.execute("DELETE FROM music_folder_files WHERE root <> ?1", [&root])?;
            let sql = "SELECT path, size, modified_ns, track FROM music_folder_files
                       WHERE root = ?1";
            let mut statement = connection.prepare_cached(sql)?;
            let mut rows = statement.query([&root])?;
            let mut files = Vec::new();
            while let Some(row) = rows.next()? {
                let state = FileState {
                    size: row.get::<_, i64>(1)?.cast_unsigned(),
                    modified_ns: row.get(2)?,
                };
                // What an older program wrote in another form is read from the file again.
                let track: Option<String> = row.get(3)?;
                match track.map(|json| serde_json::from_str(&json)).transpose() {
                    Ok(sound) => files.push((row.get(0)?, state, sound)),
                    Err(_) => continue,
                }
            }
            Ok(files)
        };
        self.store.run(work).await
    }

    /// Keeps what was read, all of it or nothing.
    ///
    /// # Errors
    /// [`Error::Store`] when the database fails.
    pub(crate) async fn put_folder_files(
        &self,
        root: String,
        files: Vec<Shelved>,
    ) -> Result<(), Error> {
        let work = move |transaction: &rusqlite::Transaction<'_>| {
            let mut statement = transaction.prepare_cached(
                "INSERT INTO music_folder_files (root, path, size, modified_ns, track)
                 VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (root, path) DO UPDATE SET size = excluded.size,
                     modified_ns = excluded.modified_ns, track = excluded.track",
            )?;
            for (path, state, sound) in &files {
                let track = sound.as_ref().map(serde_json::to_string).transpose()?;
                let size = state.size.cast_signed();
                statement.execute(params![root, path, size, state.modified_ns, track])?;
            }
            Ok(())
        };
        self.store.write(work).await
    }

    /// Forgets files that are gone.
    ///
    /// # Errors
    /// [`Error::Store`] when the database fails.
    pub(crate) async fn drop_folder_files(
        &self,
        root: String,
        paths: Vec<String>,
    ) -> Result<(), Error> {
        let work = move |transaction: &rusqlite::Transaction<'_>| {
            let sql = "DELETE FROM music_folder_files WHERE root = ?1 AND path = ?2";
            let mut statement = transaction.prepare_cached(sql)?;
            for path in &paths {
                statement.execute([&root, path])?;
            }
            Ok(())
        };
        self.store.write(work).await
    }
}
