//! The calibrations of all people, kept in the database and, for those in front of a camera, in
//! memory.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use sqlite_store::StoreError;

use super::Calibration;
use crate::{error::Error, store::EmotionStore};

/// People whose calibration, or whose having none, is remembered.
const MOST_REMEMBERED: usize = 10_000;

/// Calibrations by user; clones share what is remembered. A change is carried through even when its
/// caller is gone, so that memory and database agree.
#[derive(Clone)]
pub(crate) struct Calibrations {
    store: EmotionStore,
    remembered: Arc<Mutex<Remembered>>,
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
            remembered: Arc::default(),
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
        let (this, user) = (self.clone(), user_id.to_owned());
        carried_through(async move {
            let kept = this.store.keep_calibration(&user, calibration).await;
            this.changed(&user);
            kept
        })
        .await
    }

    /// Deletes the calibration of a user.
    pub async fn forget(&self, user_id: &str) -> Result<(), Error> {
        let (this, user) = (self.clone(), user_id.to_owned());
        carried_through(async move {
            let deleted = this.store.delete_calibration(&user).await;
            this.changed(&user);
            deleted
        })
        .await
    }

    /// Erases everything of a user, their calibration included.
    pub async fn erase(&self, user_id: &str) -> Result<(), Error> {
        let (this, user) = (self.clone(), user_id.to_owned());
        carried_through(async move {
            let erased = this.store.erase(&user).await;
            this.changed(&user);
            erased
        })
        .await
    }

    /// Forgets what is remembered of a user, whose rows changed.
    fn changed(&self, user_id: &str) {
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

async fn carried_through(
    change: impl Future<Output = Result<(), Error>> + Send + 'static,
) -> Result<(), Error> {
    tokio::spawn(change).await.map_err(|_| StoreError::Task)?
}
