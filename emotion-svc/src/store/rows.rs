//! One detection as a row, and back.

use rusqlite::{
    Connection, Row, ToSql, named_params,
    types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef},
};

use crate::{
    error::Error,
    history::{Detection, Seen, Source},
    mood::{Mood, MoodProbabilities},
};

/// The columns that [`read`] expects.
pub(super) const COLUMNS: &str = "id, at_ms, mood, source, corrected, note, detected_mood, \
                                  confidence, happy, sad, angry, neutral, valence, arousal";

impl ToSql for Mood {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.word().into())
    }
}

impl FromSql for Mood {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Self::of_word(value.as_str()?).ok_or(FromSqlError::InvalidType)
    }
}

impl ToSql for Source {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.word().into())
    }
}

impl FromSql for Source {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Self::of_word(value.as_str()?).ok_or(FromSqlError::InvalidType)
    }
}

/// Writes a detection of a user.
pub(super) fn insert(
    connection: &Connection,
    user: &str,
    detection: &Detection,
) -> Result<(), Error> {
    let seen = detection.seen.as_ref();
    let probability = |mood| seen.map(|seen| seen.probabilities.of(mood));
    let mut statement = connection.prepare_cached(
        "INSERT INTO emotion_detections (id, user_id, at_ms, mood, source, corrected, note,
             detected_mood, confidence, happy, sad, angry, neutral, valence, arousal)
         VALUES (:id, :user, :at, :mood, :source, :corrected, :note,
             :detected, :confidence, :happy, :sad, :angry, :neutral, :valence, :arousal)",
    )?;
    statement.execute(named_params! {
        ":id": detection.id,
        ":user": user,
        ":at": detection.at_ms,
        ":mood": detection.mood,
        ":source": detection.source,
        ":corrected": detection.corrected,
        ":note": detection.note,
        ":detected": seen.map(|seen| seen.mood),
        ":confidence": seen.map(|seen| seen.confidence),
        ":happy": probability(Mood::Happy),
        ":sad": probability(Mood::Sad),
        ":angry": probability(Mood::Angry),
        ":neutral": probability(Mood::Neutral),
        ":valence": seen.map(|seen| seen.valence),
        ":arousal": seen.map(|seen| seen.arousal),
    })?;
    Ok(())
}

/// Reads a row of [`COLUMNS`].
pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Detection> {
    Ok(Detection {
        id: row.get("id")?,
        at_ms: row.get("at_ms")?,
        mood: row.get("mood")?,
        source: row.get("source")?,
        corrected: row.get("corrected")?,
        note: row.get("note")?,
        seen: read_seen(row)?,
    })
}

fn read_seen(row: &Row<'_>) -> rusqlite::Result<Option<Seen>> {
    let Some(mood) = row.get("detected_mood")? else {
        return Ok(None);
    };
    let probabilities = [
        row.get("happy")?,
        row.get("sad")?,
        row.get("angry")?,
        row.get("neutral")?,
    ];
    Ok(Some(Seen {
        mood,
        confidence: row.get("confidence")?,
        probabilities: MoodProbabilities(probabilities),
        valence: row.get("valence")?,
        arousal: row.get("arousal")?,
    }))
}
