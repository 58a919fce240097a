//! Recording what was recommended.

use rusqlite::params;
use uuid::Uuid;

use crate::{error::Error, recommender::Recommendation, store::MusicStore};

/// To whom, when and by which seed a list was given.
#[derive(Debug, Clone)]
pub(crate) struct Batch {
    pub(crate) user_id: String,
    pub(crate) at_ms: i64,
    pub(crate) seed: u64,
}

impl MusicStore {
    /// Records a list, all of it or nothing.
    ///
    /// # Errors
    /// [`Error::Store`] when the database fails.
    pub(crate) async fn record(
        &self,
        batch: Batch,
        recommendation: Recommendation,
    ) -> Result<(), Error> {
        let work = move |transaction: &rusqlite::Transaction<'_>| {
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
            Ok(())
        };
        self.store.write(work).await
    }
}
