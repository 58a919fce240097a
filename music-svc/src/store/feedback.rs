//! What the user did with songs, and the taste that follows from it.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use crate::{
    error::Error,
    mood_map::{Intent, Mood},
    store::MusicStore,
    taste::{FeedbackKind, Reaction, Taste},
};

impl MusicStore {
    /// Keeps a reaction to a song in the list that showed it last; the same one again only becomes
    /// the latest.
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
            transaction.execute(
                "DELETE FROM music_feedback
                 WHERE user_id = ?1 AND song_id = ?2 AND kind = ?3 AND batch_seq = ?4",
                params![user, song_id, kind.word(), shown.batch_seq],
            )?;
            transaction.execute(
                "INSERT INTO music_feedback
                     (user_id, song_id, kind, batch_seq, mood, intent, arms, at_ms, counted)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 1)",
                params![
                    user,
                    song_id,
                    kind.word(),
                    shown.batch_seq,
                    shown.mood,
                    shown.intent,
                    shown.arms,
                    at_ms
                ],
            )?;
            Ok(())
        };
        self.store.write(work).await
    }

    /// Takes a reaction back in all lists, or all of them; what never was is no error.
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
        let work = move |connection: &Connection| {
            connection.execute(
                "DELETE FROM music_feedback
                 WHERE user_id = ?1 AND song_id = ?2 AND (?3 IS NULL OR kind = ?3)",
                params![user, song_id, kind.map(FeedbackKind::word)],
            )?;
            Ok(())
        };
        self.store.run(work).await
    }

    /// What was learned about a user, as it stands at a time.
    ///
    /// # Errors
    /// [`Error::Store`] when the database fails.
    pub(crate) async fn taste(&self, user: &str, now_ms: i64) -> Result<Taste, Error> {
        let user = user.to_owned();
        let work = move |connection: &Connection| taste(connection, &user, now_ms);
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
    batch_seq: i64,
    mood: String,
    intent: String,
    arms: String,
}

fn last_shown(
    transaction: &Transaction<'_>,
    user: &str,
    song_id: &str,
) -> rusqlite::Result<Option<Shown>> {
    let mut statement = transaction.prepare_cached(
        "SELECT shown.batch_seq, batch.mood, batch.intent, shown.arms
         FROM music_recommendations AS shown
         JOIN music_batches AS batch ON batch.seq = shown.batch_seq
         WHERE shown.user_id = ?1 AND shown.song_id = ?2
         ORDER BY shown.batch_seq DESC LIMIT 1",
    )?;
    let shown = |row: &Row<'_>| {
        Ok(Shown {
            batch_seq: row.get(0)?,
            mood: row.get(1)?,
            intent: row.get(2)?,
            arms: row.get(3)?,
        })
    };
    statement.query_row([user, song_id], shown).optional()
}

pub(super) fn taste(connection: &Connection, user: &str, now_ms: i64) -> Result<Taste, Error> {
    let reactions = standing(connection, user)?;
    Ok(Taste::learned(&reactions, now_ms))
}

/// The reactions that stand, from old to new.
fn standing(connection: &Connection, user: &str) -> Result<Vec<Reaction>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT mood, intent, kind, arms, at_ms FROM music_standing_feedback
         WHERE user_id = ?1 ORDER BY seq",
    )?;
    let mut rows = statement.query([user])?;
    let mut reactions = Vec::new();
    while let Some(row) = rows.next()? {
        reactions.extend(reaction(row)?);
    }
    Ok(reactions)
}

/// None for words that this program does not know.
fn reaction(row: &Row<'_>) -> Result<Option<Reaction>, Error> {
    let word = |column| row.get::<_, String>(column);
    let (mood, intent) = (Mood::find(&word(0)?), Intent::find(&word(1)?));
    let (kind, arms) = (FeedbackKind::find(&word(2)?), word(3)?);
    let (Some(mood), Some(intent), Some(kind)) = (mood, intent, kind) else {
        return Ok(None);
    };
    Ok(Some(Reaction {
        mood,
        intent,
        genres: serde_json::from_str(&arms)?,
        kind,
        at_ms: row.get(4)?,
    }))
}
