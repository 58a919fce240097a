//! What searches found in the last day, and for bad times what they found before.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard},
};

use crate::{
    catalog::SourceError,
    clock::Clock,
    spotify::{
        search::{Answer, Search},
        wire::Found,
    },
};

const FRESH_MS: i64 = 24 * 60 * 60 * 1000;
/// About 10 kB each.
const MOST_ENTRIES: usize = 512;

/// Answers by search: mood, intent, genre, page and market are all in it.
pub(super) struct Cache {
    clock: Clock,
    entries: Mutex<HashMap<Search, Entry>>,
}

#[derive(Clone)]
struct Entry {
    found: Arc<Found>,
    at_ms: i64,
}

impl Cache {
    pub(super) fn new(clock: Clock) -> Self {
        Self {
            clock,
            entries: Mutex::new(HashMap::new()),
        }
    }

    /// What was found in the last 24 hours.
    pub(super) fn fresh(&self, search: &Search) -> Option<Answer> {
        let entry = self.entries().get(search).cloned()?;
        (self.clock.now_ms() < entry.at_ms + FRESH_MS).then_some(Answer {
            found: entry.found,
            is_new: false,
            stale: None,
        })
    }

    /// What was found at any time, for when asking failed.
    pub(super) fn stale(&self, search: &Search, failure: &SourceError) -> Option<Answer> {
        let entry = self.entries().get(search).cloned()?;
        Some(Answer {
            found: entry.found,
            is_new: false,
            stale: Some(failure.clone()),
        })
    }

    /// Keeps what was found just now; the oldest answer goes when there are too many.
    pub(super) fn keep(&self, search: &Search, found: Found) -> Answer {
        let found = Arc::new(found);
        let mut entries = self.entries();
        if entries.len() >= MOST_ENTRIES && !entries.contains_key(search) {
            let oldest = entries.iter().min_by_key(|(_, entry)| entry.at_ms);
            if let Some(oldest) = oldest.map(|(search, _)| search.clone()) {
                entries.remove(&oldest);
            }
        }
        let entry = Entry {
            found: found.clone(),
            at_ms: self.clock.now_ms(),
        };
        entries.insert(search.clone(), entry);
        Answer {
            found,
            is_new: true,
            stale: None,
        }
    }

    fn entries(&self) -> MutexGuard<'_, HashMap<Search, Entry>> {
        self.entries
            .lock()
            .expect("no holder of the cache's lock panics")
    }
}
