//! What the user did with songs, and the taste that follows from it.

use rusqlite::{Connection, OptionalExtension, Transaction, params};

use crate::{
    error::Error,
    store::MusicStore,
    taste::{Arm, FeedbackKind, Taste},
};

impl MusicStore {
    /// Keeps a reaction to a song; the same one again only becomes the latest.
    ///
    /// # Errors
    /// [`Error::SongNotFound`] when the song was never recommended to the user.
    pub(crate) async fn give_feedback(
        &self,
        user: &str,
        song_id: String,
        (kind, at_ms): (FeedbackKind, i64),
    ) -> Result<(), Error> {
        let user = user.to_owned();
        let work = move |transaction: &Transaction<'_>| {
            let shown = last_shown(transaction, &user, &song_id)?.ok_or(Error::SongNotFound)?;
            let counted = counted_mood(transaction, &user, &song_id, kind)?;
            let mood = counted.unwrap_or(shown.mood);
            remove(transaction, &user, &song_id, Some(kind))?;
            transaction.execute(
                "INSERT INTO music_feedback
                     (user_id, song_id, kind, mood, arms, at_ms, counted)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1)",
                params![user, song_id, kind.word(), mood, shown.arms, at_ms],
            )?;
            Ok(())
        };
        self.store.write(work).await
    }

    /// Takes a reaction back, or all of them; what never was is no error.
    ///
    /// # Errors
    /// [`Error::Store`] when the database fails.
    pub(crate) async fn retract_feedback(
        &self,
        user: &str,
        song_id: String,
        kind: Option<FeedbackKind>,
    ) -> Result<(), Error> {
        let user = user.to_owned();
        let work = move |transaction: &Transaction<'_>| remove(transaction, &user, &song_id, kind);
        Ok(self.store.write(work).await?)
    }

    /// What was learned about a user.
    ///
    /// # Errors
    /// [`Error::Store`] when the database fails.
    pub(crate) async fn taste(&self, user: &str) -> Result<Taste, Error> {
        let user = user.to_owned();
        let work = move |connection: &Connection| Ok(taste(connection, &user)?);
        self.store.run(work).await
    }

    /// Forgets what was learned; the history keeps what was done.
    ///
    /// # Errors
    /// [`Error::Store`] when the database fails.
    pub(crate) async fn reset_taste(&self, user: &str) -> Result<(), Error> {
        let user = user.to_owned();
        let work = move |connection: &Connection| {
            let sql = "UPDATE music_feedback SET counted = 0 WHERE user_id = ?1";
            connection.execute(sql, [user])?;
            Ok(())
        };
        self.store.run(work).await
    }
}

/// How a song was last shown to a user.
struct Shown {
    mood: String,
    arms: String,
}

fn last_shown(
    transaction: &Transaction<'_>,
    user: &str,
    song_id: &str,
) -> rusqlite::Result<Option<Shown>> {
    let mut statement = transaction.prepare_cached(
        "SELECT batch.mood, shown.arms
         FROM music_recommendations AS shown
         JOIN music_batches AS batch ON batch.seq = shown.batch_seq
         WHERE shown.user_id = ?1 AND shown.song_id = ?2
         ORDER BY shown.batch_seq DESC LIMIT 1",
    )?;
    let shown = |row: &rusqlite::Row<'_>| {
        let (mood, arms) = (row.get(0)?, row.get(1)?);
        Ok(Shown { mood, arms })
    };
    statement.query_row([user, song_id], shown).optional()
}

/// The mood that an equal reaction counts for already.
fn counted_mood(
    transaction: &Transaction<'_>,
    user: &str,
    song_id: &str,
    kind: FeedbackKind,
) -> rusqlite::Result<Option<String>> {
    let mut statement = transaction.prepare_cached(
        "SELECT mood FROM music_feedback
         WHERE user_id = ?1 AND song_id = ?2 AND kind = ?3 AND counted = 1",
    )?;
    statement
        .query_row([user, song_id, kind.word()], |row| row.get(0))
        .optional()
}

fn remove(
    transaction: &Transaction<'_>,
    user: &str,
    song_id: &str,
    kind: Option<FeedbackKind>,
) -> Result<(), sqlite_store::StoreError> {
    let mut statement = transaction.prepare_cached(
        "DELETE FROM music_feedback
         WHERE user_id = ?1 AND song_id = ?2 AND (?3 IS NULL OR kind = ?3)",
    )?;
    statement.execute(params![user, song_id, kind.map(FeedbackKind::word)])?;
    Ok(())
}

pub(super) fn taste(connection: &Connection, user: &str) -> rusqlite::Result<Taste> {
    let mut statement = connection.prepare_cached(
        "SELECT given.mood, genre.value, given.kind, count(*)
         FROM music_standing_feedback AS given, json_each(given.arms) AS genre
         WHERE given.user_id = ?1
         GROUP BY given.mood, genre.value, given.kind
         ORDER BY given.mood, genre.value",
    )?;
    let mut rows = statement.query([user])?;
    let mut taste = Taste::default();
    while let Some(row) = rows.next()? {
        let (mood, genre): (String, String) = (row.get(0)?, row.get(1)?);
        let (kind, times): (String, u32) = (row.get(2)?, row.get(3)?);
        let is_same = |arm: &&mut Arm| arm.mood == mood && arm.genre == genre;
        if taste.arms.last_mut().filter(is_same).is_none() {
            taste.arms.push(Arm {
                mood,
                genre,
                ..Arm::default()
            });
        }
        let arm = taste.arms.last_mut();
        if let (Some(arm), Some(kind)) = (arm, FeedbackKind::find(&kind)) {
            arm.count(kind, times);
        }
    }
    Ok(taste)
}
