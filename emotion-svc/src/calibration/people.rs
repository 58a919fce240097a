//! The calibrations of all people, kept in the database and, for those in front of a camera, in
//! memory.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::Calibration;
use crate::{error::Error, store::EmotionStore};

/// People whose calibration, or whose having none, is remembered.
const MOST_REMEMBERED: usize = 10_000;

/// Calibrations by user.
pub(crate) struct Calibrations {
    store: EmotionStore,
    remembered: Mutex<Remembered>,
}

#[derive(Default)]
struct Remembered {
    people: HashMap<String, Option<Calibration>>,
    /// Counts the changes, so that what was read before one is not remembered after it.
    changes: u64,
}

impl Calibrations {
    pub fn new(store: EmotionStore) -> Self {
        Self {
            store,
            remembered: Mutex::default(),
        }
    }

    /// The calibration of a user, if there is one.
    pub async fn find(&self, user_id: &str) -> Result<Option<Calibration>, Error> {
        let changes = {
            let remembered = self.remembered();
            if let Some(known) = remembered.people.get(user_id) {
                return Ok(known.clone());
            }
            remembered.changes
        };
        let found = self.store.find_calibration(user_id).await?;
        let mut remembered = self.remembered();
        if remembered.changes == changes {
            if remembered.people.len() >= MOST_REMEMBERED {
                remembered.people.clear();
            }
            remembered.people.insert(user_id.to_owned(), found.clone());
        }
        Ok(found)
    }

    /// Replaces the calibration of a user.
    pub async fn keep(&self, user_id: &str, calibration: Calibration) -> Result<(), Error> {
        let kept = self.store.keep_calibration(user_id, calibration).await;
        self.changed(user_id);
        kept
    }

    /// Deletes the calibration of a user.
    pub async fn forget(&self, user_id: &str) -> Result<(), Error> {
        let deleted = self.store.delete_calibration(user_id).await;
        self.changed(user_id);
        deleted
    }

    /// Forgets what is remembered of a user, whose rows changed.
    pub fn changed(&self, user_id: &str) {
        let mut remembered = self.remembered();
        remembered.changes += 1;
        remembered.people.remove(user_id);
    }

    fn remembered(&self) -> MutexGuard<'_, Remembered> {
        self.remembered
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
