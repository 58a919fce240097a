//! What the next list must know about its listener.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension, params};

use crate::{
    error::Error,
    mood_map::{Intent, Mood},
    store::{MusicStore, feedback},
    taste::Taste,
};

/// How many of the last recommended songs, and of the last played ones, should not come again.
const RECENT: u32 = 50;

/// A listener as a recommendation sees them.
#[derive(Debug)]
pub(crate) struct Listener {
    pub(crate) intent: Intent,
    pub(crate) recent: HashSet<String>,
    pub(crate) played: HashSet<String>,
    pub(crate) disliked: HashSet<String>,
    pub(crate) taste: Taste,
}

/// Which list is asked for; the same one sees the lists and the time of its first time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Replay {
    pub(crate) mood: Mood,
    pub(crate) chosen_intent: Option<Intent>,
    pub(crate) usual_intent: Option<Intent>,
    pub(crate) seed: u64,
    pub(crate) now_ms: i64,
}

impl MusicStore {
    /// Reads what a recommendation needs. The intent is the chosen one, else what was last chosen
    /// for the mood, else the usual one, else match.
    ///
    /// # Errors
    /// [`Error::Store`] when the database fails.
    pub(crate) async fn listener(&self, user: &str, replay: Replay) -> Result<Listener, Error> {
        let user = user.to_owned();
        let work = move |connection: &Connection| {
            // One transaction, so that the parts belong together.
            let transaction = connection.unchecked_transaction()?;
            let intent = intent(&transaction, &user, replay)?;
            let first = first_batch(&transaction, &user, (replay, intent))?;
            let (before, now_ms) = first.unwrap_or((i64::MAX, replay.now_ms));
            Ok(Listener {
                intent,
                recent: recent(&transaction, &user, before)?,
                played: played(&transaction, &user)?,
                disliked: standing(&transaction, &user, "dislike")?,
                taste: feedback::taste(&transaction, &user, now_ms)?,
            })
        };
        self.store.run(work).await
    }

    /// The ids of the songs that a user likes.
    ///
    /// # Errors
    /// [`Error::Store`] when the database fails.
    pub(crate) async fn liked(&self, user: &str) -> Result<HashSet<String>, Error> {
        let user = user.to_owned();
        let work = move |connection: &Connection| Ok(standing(connection, &user, "like")?);
        self.store.run(work).await
    }
}

fn intent(connection: &Connection, user: &str, replay: Replay) -> rusqlite::Result<Intent> {
    let mut statement = connection
        .prepare_cached("SELECT intent FROM music_intents WHERE user_id = ?1 AND mood = ?2")?;
    let word: Option<String> = statement
        .query_row([user, replay.mood.word()], |row| row.get(0))
        .optional()?;
    let remembered = word.as_deref().and_then(Intent::find);
    let intent = replay.chosen_intent.or(remembered).or(replay.usual_intent);
    Ok(intent.unwrap_or(Intent::Match))
}

/// The number and the time of the first list with this seed.
fn first_batch(
    connection: &Connection,
    user: &str,
    (replay, intent): (Replay, Intent),
) -> rusqlite::Result<Option<(i64, i64)>> {
    let mut statement = connection.prepare_cached(
        "SELECT seq, at_ms FROM music_batches
         WHERE user_id = ?1 AND mood = ?2 AND intent = ?3 AND seed = ?4
         ORDER BY seq LIMIT 1",
    )?;
    let (mood, intent) = (replay.mood.word(), intent.word());
    let seed = replay.seed.cast_signed();
    statement
        .query_row(params![user, mood, intent, seed], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()
}

fn recent(connection: &Connection, user: &str, before: i64) -> rusqlite::Result<HashSet<String>> {
    let mut statement = connection.prepare_cached(
        "SELECT song_id FROM music_recommendations
         WHERE user_id = ?1 AND batch_seq < ?2
         ORDER BY batch_seq DESC, position DESC LIMIT ?3",
    )?;
    let rows = statement.query_map(params![user, before, RECENT], |row| row.get(0))?;
    rows.collect()
}

/// The last songs that were played or finished, each once.
fn played(connection: &Connection, user: &str) -> rusqlite::Result<HashSet<String>> {
    let mut statement = connection.prepare_cached(
        "SELECT song_id FROM music_feedback
         WHERE user_id = ?1 AND kind IN ('play', 'finish')
         GROUP BY song_id ORDER BY max(seq) DESC LIMIT ?2",
    )?;
    let rows = statement.query_map(params![user, RECENT], |row| row.get(0))?;
    rows.collect()
}

/// The songs of which a user's word of this kind stands.
fn standing(connection: &Connection, user: &str, kind: &str) -> rusqlite::Result<HashSet<String>> {
    let mut statement = connection.prepare_cached(
        "SELECT song_id FROM music_standing_feedback WHERE user_id = ?1 AND kind = ?2",
    )?;
    let rows = statement.query_map([user, kind], |row| row.get(0))?;
    rows.collect()
}
