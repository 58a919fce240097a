//! The statements about calibrations.

use rusqlite::{Connection, OptionalExtension, Row, params, types::Type};

use super::EmotionStore;
use crate::{calibration::Calibration, error::Error};

impl EmotionStore {
    /// Finds a user's calibration.
    pub async fn find_calibration(&self, user: &str) -> Result<Option<Calibration>, Error> {
        let user = user.to_owned();
        self.0.run(move |connection| find(connection, &user)).await
    }

    /// Adds a user's calibration or replaces the one there is.
    pub async fn keep_calibration(
        &self,
        user: &str,
        calibration: Calibration,
    ) -> Result<(), Error> {
        let user = user.to_owned();
        let shift = serde_json::to_string(&calibration.shift)?;
        self.0
            .run(move |connection| {
                connection.execute(
                    "INSERT INTO emotion_calibrations (user_id, at_ms, frames, model, shift)
                     VALUES (?1, ?2, ?3, ?4, ?5)
                     ON CONFLICT (user_id) DO UPDATE SET at_ms = excluded.at_ms,
                         frames = excluded.frames, model = excluded.model, shift = excluded.shift",
                    params![
                        user,
                        calibration.at_ms,
                        calibration.frames,
                        calibration.model,
                        shift
                    ],
                )?;
                Ok(())
            })
            .await
    }

    /// Deletes a user's calibration if there is one.
    pub async fn delete_calibration(&self, user: &str) -> Result<(), Error> {
        let user = user.to_owned();
        let sql = "DELETE FROM emotion_calibrations WHERE user_id = ?1";
        self.0
            .run(move |connection| {
                connection.execute(sql, [user])?;
                Ok(())
            })
            .await
    }
}

/// A user's calibration, if there is one.
pub(super) fn find(connection: &Connection, user: &str) -> Result<Option<Calibration>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT at_ms, frames, model, shift FROM emotion_calibrations WHERE user_id = ?1",
    )?;
    Ok(statement.query_row([user], read).optional()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Calibration> {
    let shift: String = row.get(3)?;
    let shift = serde_json::from_str(&shift)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(3, Type::Text, error.into()))?;
    Ok(Calibration {
        at_ms: row.get(0)?,
        frames: row.get(1)?,
        model: row.get(2)?,
        shift,
    })
}
