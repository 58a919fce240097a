//! Everything about a user as one JSON document.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};
use serde_json::{Value, json};

use crate::{
    error::Error,
    store::{MusicStore, feedback},
};

impl MusicStore {
    /// The document: recommendations from old to new, feedback, taste, intents and retention.
    ///
    /// # Errors
    /// [`Error::Store`] when the database fails.
    pub(crate) async fn export(&self, user: &str, now_ms: i64) -> Result<Value, Error> {
        let user = user.to_owned();
        let work = move |connection: &Connection| {
            // One transaction, so that the parts belong together.
            let transaction = connection.unchecked_transaction()?;
            let taste = feedback::taste(&transaction, &user, now_ms)?;
            Ok(json!({
                "recommendations": recommendations(&transaction, &user)?,
                "feedback": given(&transaction, &user)?,
                "taste": { "summary": taste.summary(), "arms": taste.arms },
                "intents": intents(&transaction, &user)?,
                "retention_days": retention(&transaction, &user)?,
            }))
        };
        self.store.run(work).await
    }
}

fn recommendations(connection: &Connection, user: &str) -> Result<Vec<Value>, Error> {
    let mut statement = connection.prepare(
        "SELECT shown.id, batch.at_ms, batch.mood, batch.intent, batch.source, shown.song
         FROM music_recommendations AS shown
         JOIN music_batches AS batch ON batch.seq = shown.batch_seq
         WHERE shown.user_id = ?1
         ORDER BY shown.batch_seq, shown.position",
    )?;
    let mut rows = statement.query([user])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let song: String = row.get(5)?;
        all.push(json!({
            "id": row.get::<_, String>(0)?,
            "at": rfc3339(row.get(1)?),
            "mood": row.get::<_, String>(2)?,
            "intent": row.get::<_, String>(3)?,
            "source": row.get::<_, String>(4)?,
            "song": serde_json::from_str::<Value>(&song)?,
        }));
    }
    Ok(all)
}

fn given(connection: &Connection, user: &str) -> Result<Vec<Value>, Error> {
    let mut statement = connection.prepare(
        "SELECT song_id, kind, mood, intent, at_ms, counted FROM music_feedback
         WHERE user_id = ?1 ORDER BY seq",
    )?;
    let mut rows = statement.query([user])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(json!({
            "song_id": row.get::<_, String>(0)?,
            "kind": row.get::<_, String>(1)?,
            "mood": row.get::<_, String>(2)?,
            "intent": row.get::<_, String>(3)?,
            "at": rfc3339(row.get(4)?),
            "counts_for_taste": row.get::<_, bool>(5)?,
        }));
    }
    Ok(all)
}

fn intents(connection: &Connection, user: &str) -> Result<Vec<Value>, Error> {
    let mut statement = connection.prepare(
        "SELECT mood, intent, at_ms FROM music_intents WHERE user_id = ?1 ORDER BY mood",
    )?;
    let mut rows = statement.query([user])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(json!({
            "mood": row.get::<_, String>(0)?,
            "intent": row.get::<_, String>(1)?,
            "at": rfc3339(row.get(2)?),
        }));
    }
    Ok(all)
}

fn retention(connection: &Connection, user: &str) -> rusqlite::Result<Option<u32>> {
    let sql = "SELECT days FROM music_retention WHERE user_id = ?1";
    connection
        .query_row(sql, [user], |row| row.get(0))
        .optional()
}

fn rfc3339(at_ms: i64) -> Option<String> {
    let at = Timestamp::from_millisecond(at_ms).ok()?;
    Some(at.to_string())
}
