//! Every SQL statement of this service.

mod calibrations;
mod rows;

use std::path::Path;

use rusqlite::{OptionalExtension, Transaction, named_params, params};
use sqlite_store::{Migration, Store, StoreMetrics};

use crate::{
    calibration::Calibration,
    error::Error,
    history::{Cursor, DAY_MS, Detection, Step},
    mood::Mood,
};
use rows::COLUMNS;

const OWNER: &str = "emotion";
const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 1,
        sql: include_str!("../migrations/0001_detections.sql"),
    },
    Migration {
        version: 2,
        sql: include_str!("../migrations/0002_calibrations.sql"),
    },
];

/// Times from `from_ms` on and before `to_ms`, in ms since the epoch.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Span {
    pub from_ms: i64,
    pub to_ms: i64,
}

/// Everything about a user.
pub(crate) struct Held {
    /// Oldest first.
    pub detections: Vec<Detection>,
    pub retention_days: Option<u32>,
    pub calibration: Option<Calibration>,
}

/// The tables of this service; clones share one pool.
#[derive(Clone)]
pub(crate) struct EmotionStore(Store);

impl EmotionStore {
    /// Opens the database in `data_dir` and migrates it.
    pub fn open(data_dir: &Path) -> Result<Self, Error> {
        Ok(Self(Store::open(data_dir, OWNER, MIGRATIONS)?))
    }

    /// The same tables, measured.
    #[must_use]
    pub fn measured(mut self, metrics: StoreMetrics) -> Self {
        self.0 = self.0.measured(metrics);
        self
    }

    /// Proves that the database can be used.
    pub async fn ping(&self) -> Result<(), Error> {
        Ok(self.0.ping().await?)
    }

    /// Returns the key for smoothing tokens; `fresh` becomes it where there was none.
    pub async fn get_smoothing_key(&self, fresh: [u8; 32]) -> Result<[u8; 32], Error> {
        self.0
            .write(move |transaction| {
                transaction.execute(
                    "INSERT INTO emotion_secret (id, smoothing_key) VALUES (1, ?1)
                     ON CONFLICT (id) DO NOTHING",
                    [fresh],
                )?;
                let key = "SELECT smoothing_key FROM emotion_secret WHERE id = 1";
                Ok(transaction.query_row(key, [], |row| row.get(0))?)
            })
            .await
    }

    /// Adds a detection.
    pub async fn record_detection(&self, user: &str, detection: Detection) -> Result<(), Error> {
        let user = user.to_owned();
        self.0
            .run(move |connection| rows::insert(connection, &user, &detection))
            .await
    }

    /// Lists detections, newest first, after the cursor if there is one.
    pub async fn list_detections(
        &self,
        user: &str,
        span: Span,
        after: Option<Cursor>,
        limit: usize,
    ) -> Result<Vec<Detection>, Error> {
        let user = user.to_owned();
        let after = after.unwrap_or_else(|| Cursor {
            at_ms: i64::MAX,
            id: String::new(),
        });
        let sql = format!(
            "SELECT {COLUMNS} FROM emotion_detections
             WHERE user_id = :user AND at_ms >= :from AND at_ms < :to
               AND (at_ms, id) < (:at, :id)
             ORDER BY at_ms DESC, id DESC LIMIT :limit"
        );
        self.0
            .run(move |connection| {
                let mut statement = connection.prepare_cached(&sql)?;
                let rows = statement.query_map(
                    named_params! {
                        ":user": user, ":from": span.from_ms, ":to": span.to_ms,
                        ":at": after.at_ms, ":id": after.id, ":limit": limit as i64,
                    },
                    rows::read,
                )?;
                Ok(rows.collect::<Result<_, _>>()?)
            })
            .await
    }

    /// Replaces a detection's mood by the user's word and returns it, if the user has it.
    pub async fn correct_detection(
        &self,
        user: &str,
        id: &str,
        mood: Mood,
    ) -> Result<Option<Detection>, Error> {
        let (user, id) = (user.to_owned(), id.to_owned());
        let sql = format!(
            "UPDATE emotion_detections SET mood = ?3, corrected = 1
             WHERE user_id = ?1 AND id = ?2 RETURNING {COLUMNS}"
        );
        self.0
            .write(move |transaction| {
                Ok(transaction
                    .query_row(&sql, params![user, id, mood], rows::read)
                    .optional()?)
            })
            .await
    }

    /// Deletes a detection and says whether the user had it.
    pub async fn delete_detection(&self, user: &str, id: &str) -> Result<bool, Error> {
        let (user, id) = (user.to_owned(), id.to_owned());
        let sql = "DELETE FROM emotion_detections WHERE user_id = ?1 AND id = ?2";
        self.0
            .run(move |connection| Ok(connection.execute(sql, [user, id])? > 0))
            .await
    }

    /// Deletes every detection of a user and returns how many there were.
    pub async fn delete_detections(&self, user: &str) -> Result<u64, Error> {
        let user = user.to_owned();
        let sql = "DELETE FROM emotion_detections WHERE user_id = ?1";
        self.0
            .run(move |connection| Ok(connection.execute(sql, [user])? as u64))
            .await
    }

    /// Lists times and moods of a span, oldest first.
    pub async fn list_moods(&self, user: &str, span: Span) -> Result<Vec<(i64, Mood)>, Error> {
        let user = user.to_owned();
        self.0
            .run(move |connection| {
                let mut statement = connection.prepare_cached(
                    "SELECT at_ms, mood FROM emotion_detections
                     WHERE user_id = ?1 AND at_ms >= ?2 AND at_ms < ?3 ORDER BY at_ms, id",
                )?;
                let rows = statement.query_map(params![user, span.from_ms, span.to_ms], |row| {
                    Ok((row.get(0)?, row.get(1)?))
                })?;
                Ok(rows.collect::<Result<_, _>>()?)
            })
            .await
    }

    /// Walks through the times of a user's detections up to `now_ms`, newest first, until `count`
    /// says that it is broken, and returns the last count.
    pub async fn walk_back<C>(&self, user: &str, now_ms: i64, mut count: C) -> Result<u32, Error>
    where
        C: FnMut(i64) -> Result<Step, Error> + Send + 'static,
    {
        let user = user.to_owned();
        self.0
            .run(move |connection| {
                let mut statement = connection.prepare_cached(
                    "SELECT at_ms FROM emotion_detections
                     WHERE user_id = ?1 AND at_ms <= ?2 ORDER BY at_ms DESC, id DESC",
                )?;
                let mut rows = statement.query(params![user, now_ms])?;
                let mut counted = 0;
                while let Some(row) = rows.next()? {
                    match count(row.get(0)?)? {
                        Step::On(so_far) => counted = so_far,
                        Step::Broken(total) => return Ok(total),
                    }
                }
                Ok(counted)
            })
            .await
    }

    /// Sets a user's retention and purges their detections by it, both or neither.
    pub async fn set_retention(
        &self,
        user: &str,
        days: Option<u32>,
        now_ms: i64,
    ) -> Result<(), Error> {
        let user = user.to_owned();
        self.0
            .write(move |transaction| {
                transaction.execute(
                    "INSERT INTO emotion_settings (user_id, retention_days) VALUES (?1, ?2)
                     ON CONFLICT (user_id) DO UPDATE SET retention_days = excluded.retention_days",
                    params![user, days],
                )?;
                purge(transaction, now_ms)?;
                Ok(())
            })
            .await
    }

    /// Erases what is older than its user's retention and returns how many rows went.
    pub async fn purge(&self, now_ms: i64) -> Result<u64, Error> {
        self.0
            .write(move |transaction| purge(transaction, now_ms))
            .await
    }

    /// Everything about a user.
    pub async fn export(&self, user: &str) -> Result<Held, Error> {
        let user = user.to_owned();
        let sql = format!(
            "SELECT {COLUMNS} FROM emotion_detections WHERE user_id = ?1 ORDER BY at_ms, id"
        );
        self.0
            .run(move |connection| {
                let mut statement = connection.prepare(&sql)?;
                let rows = statement.query_map([&user], rows::read)?;
                let detections = rows.collect::<Result<_, _>>()?;
                let retention = "SELECT retention_days FROM emotion_settings WHERE user_id = ?1";
                let days = connection
                    .query_row(retention, [&user], |row| row.get(0))
                    .optional()?;
                Ok(Held {
                    detections,
                    retention_days: days.flatten(),
                    calibration: calibrations::find(connection, &user)?,
                })
            })
            .await
    }

    /// Erases a user: no row of theirs is left.
    pub async fn erase(&self, user: &str) -> Result<(), Error> {
        let user = user.to_owned();
        self.0
            .erase(move |transaction| {
                transaction
                    .execute("DELETE FROM emotion_detections WHERE user_id = ?1", [&user])?;
                transaction.execute("DELETE FROM emotion_settings WHERE user_id = ?1", [&user])?;
                let calibration = "DELETE FROM emotion_calibrations WHERE user_id = ?1";
                transaction.execute(calibration, [&user])?;
                Ok(())
            })
            .await
    }
}

fn purge(transaction: &Transaction<'_>, now_ms: i64) -> Result<u64, Error> {
    let rows = transaction.execute(
        "DELETE FROM emotion_detections AS old WHERE at_ms < (
             SELECT ?1 - retention_days * ?2 FROM emotion_settings AS kept
             WHERE kept.user_id = old.user_id)",
        params![now_ms, DAY_MS],
    )?;
    Ok(rows as u64)
}
