//! Recording what was recommended.

use rusqlite::{Transaction, params};
use uuid::Uuid;

use crate::{error::Error, recommender::Recommendation, store::MusicStore};

/// To whom, when and by which seed a list was given.
#[derive(Debug, Clone)]
pub(crate) struct Batch {
    pub(crate) user_id: String,
    pub(crate) at_ms: i64,
    pub(crate) seed: u64,
    /// Whether the user said which intent, so that it is remembered for the mood.
    pub(crate) is_intent_chosen: bool,
}

impl MusicStore {
    /// Records a list, and the intent if it was chosen; all of it or nothing.
    ///
    /// # Errors
    /// [`Error::Store`] when the database fails.
    pub(crate) async fn record(
        &self,
        batch: Batch,
        recommendation: Recommendation,
    ) -> Result<(), Error> {
        let work = move |transaction: &Transaction<'_>| {
            transaction
                .prepare_cached(
                    "INSERT INTO music_batches
                     (id, user_id, at_ms, mood, intent, source, degraded, seed)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                )?
                .execute(params![
                    Uuid::now_v7().to_string(),
                    batch.user_id,
                    batch.at_ms,
                    recommendation.mood.word(),
                    recommendation.intent.word(),
                    recommendation.source,
                    recommendation.is_degraded(),
                    batch.seed.cast_signed(),
                ])?;
            let seq = transaction.last_insert_rowid();
            let mut statement = transaction.prepare_cached(
                "INSERT INTO music_recommendations
                     (id, batch_seq, user_id, position, song_id, song, arms)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?;
            for (position, song) in recommendation.songs.iter().enumerate() {
                statement.execute(params![
                    Uuid::now_v7().to_string(),
                    seq,
                    batch.user_id,
                    position as i64,
                    song.id,
                    serde_json::to_string(song)?,
                    serde_json::to_string(&song.arms)?,
                ])?;
            }
            if batch.is_intent_chosen {
                remember_intent(transaction, &batch, &recommendation)?;
            }
            Ok(())
        };
        self.store.write(work).await
    }
}

fn remember_intent(
    transaction: &Transaction<'_>,
    batch: &Batch,
    recommendation: &Recommendation,
) -> rusqlite::Result<()> {
    let (mood, intent) = (recommendation.mood.word(), recommendation.intent.word());
    let mut statement = transaction.prepare_cached(
        "INSERT INTO music_intents (user_id, mood, intent, at_ms) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (user_id, mood) DO UPDATE
         SET intent = excluded.intent, at_ms = excluded.at_ms",
    )?;
    statement.execute(params![batch.user_id, mood, intent, batch.at_ms])?;
    Ok(())
}
