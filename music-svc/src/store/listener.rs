//! What the next list must know about its listener.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension, params};

use crate::{
    error::Error,
    mood_map::{Intent, Mood},
    store::{MusicStore, feedback},
    taste::Taste,
};

/// How many of the last recommended songs should not come again.
const RECENT: u32 = 50;

/// A listener as a recommendation sees them.
#[derive(Debug, Default)]
pub(crate) struct Listener {
    pub(crate) recent: HashSet<String>,
    pub(crate) disliked: HashSet<String>,
    pub(crate) taste: Taste,
}

/// Which list is asked for; the same one sees the history of its first time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Replay {
    pub(crate) mood: Mood,
    pub(crate) intent: Intent,
    pub(crate) seed: u64,
}

impl MusicStore {
    /// Reads what a recommendation needs.
    ///
    /// # Errors
    /// [`Error::Store`] when the database fails.
    pub(crate) async fn listener(&self, user: &str, replay: Replay) -> Result<Listener, Error> {
        let user = user.to_owned();
        let work = move |connection: &Connection| {
            let before = first_batch(connection, &user, replay)?;
            Ok(Listener {
                recent: recent(connection, &user, before)?,
                disliked: disliked(connection, &user)?,
                taste: feedback::taste(connection, &user)?,
            })
        };
        self.store.run(work).await
    }
}

fn first_batch(
    connection: &Connection,
    user: &str,
    replay: Replay,
) -> rusqlite::Result<Option<i64>> {
    let mut statement = connection.prepare_cached(
        "SELECT seq FROM music_batches
         WHERE user_id = ?1 AND mood = ?2 AND intent = ?3 AND seed = ?4
         ORDER BY seq LIMIT 1",
    )?;
    let (mood, intent) = (replay.mood.word(), replay.intent.word());
    let seed = replay.seed.cast_signed();
    statement
        .query_row(params![user, mood, intent, seed], |row| row.get(0))
        .optional()
}

fn recent(
    connection: &Connection,
    user: &str,
    before: Option<i64>,
) -> rusqlite::Result<HashSet<String>> {
    let mut statement = connection.prepare_cached(
        "SELECT song_id FROM music_recommendations
         WHERE user_id = ?1 AND batch_seq < ?2
         ORDER BY batch_seq DESC, position DESC LIMIT ?3",
    )?;
    let rows = statement.query_map(params![user, before.unwrap_or(i64::MAX), RECENT], |row| {
        row.get(0)
    })?;
    rows.collect()
}

fn disliked(connection: &Connection, user: &str) -> rusqlite::Result<HashSet<String>> {
    let mut statement = connection.prepare_cached(
        "SELECT song_id FROM music_standing_feedback WHERE user_id = ?1 AND kind = 'dislike'",
    )?;
    let rows = statement.query_map([user], |row| row.get(0))?;
    rows.collect()
}
