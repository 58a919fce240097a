//! The history of moods: what may be asked of it and what its answers mean.

mod cursor;
mod detection;
mod export;
mod summary;

pub use cursor::Cursor;
pub use detection::{Detection, Seen, Source};
pub(crate) use summary::Step;
pub use summary::{Day, MoodCounts, Summary};

use jiff::tz::TimeZone;

use crate::{
    clock::Clock,
    error::Error,
    mood::Mood,
    store::{EmotionStore, Span},
};

/// Milliseconds of a day of 24 hours.
pub(crate) const DAY_MS: i64 = 24 * 60 * 60 * 1000;
const DEFAULT_LIMIT: u32 = 50;
const MOST_LIMIT: u32 = 200;
const DEFAULT_SUMMARY_DAYS: i64 = 30;
const MOST_SUMMARY_DAYS: i64 = 366;
const MOST_RETENTION_DAYS: u32 = 3650;
const MOST_NOTE_CHARS: usize = 500;
/// How far a told time may lie ahead of this clock.
const CLOCK_SLACK_MS: i64 = 60_000;

/// Which detections to list.
#[derive(Debug, Clone, Default)]
pub struct Listing {
    /// First moment, in ms since the epoch.
    pub from_ms: Option<i64>,
    /// First moment after the last.
    pub to_ms: Option<i64>,
    /// Where the page before ended; empty for the first page.
    pub cursor: String,
    /// 1 to 200; 0 means 50.
    pub limit: u32,
}

/// Detections, newest first, and where the next page begins; empty at the end.
#[derive(Debug, Clone)]
pub struct Page {
    /// The detections.
    pub items: Vec<Detection>,
    /// For [`Listing::cursor`].
    pub cursor: String,
}

/// The history of every user.
#[derive(Clone)]
pub struct History {
    store: EmotionStore,
    clock: Clock,
}

impl History {
    /// Keeps history in this store.
    pub(crate) const fn new(store: EmotionStore, clock: Clock) -> Self {
        Self { store, clock }
    }

    /// Adds what the camera saw.
    ///
    /// # Errors
    /// When the store fails, as for every call here.
    pub async fn record(&self, user_id: &str, detection: Detection) -> Result<(), Error> {
        self.store.record_detection(user_id, detection).await
    }

    /// Lists a page.
    ///
    /// # Errors
    /// `OutOfRange` for the limit or the times, `InvalidCursor`.
    pub async fn list(&self, user_id: &str, listing: &Listing) -> Result<Page, Error> {
        let limit = match listing.limit {
            0 => DEFAULT_LIMIT,
            limit @ 1..=MOST_LIMIT => limit,
            _ => return Err(out_of_range("limit must be from 1 to 200, or 0 for 50")),
        };
        let after = match listing.cursor.as_str() {
            "" => None,
            text => Some(Cursor::decode(text)?),
        };
        let span = Span {
            from_ms: listing.from_ms.unwrap_or(i64::MIN),
            to_ms: listing.to_ms.unwrap_or(i64::MAX),
        };
        check_order(span)?;
        let more = limit as usize + 1;
        let mut items = self
            .store
            .list_detections(user_id, span, after, more)
            .await?;
        let cursor = if items.len() == more {
            items.pop();
            items
                .last()
                .map(|last| Cursor::after(last).encode())
                .unwrap_or_default()
        } else {
            String::new()
        };
        Ok(Page { items, cursor })
    }

    /// Adds a mood that the user told, now or at a time in the past. Blank notes are none.
    ///
    /// # Errors
    /// `UnknownMood`; `OutOfRange` for the time or the note.
    pub async fn tell(
        &self,
        user_id: &str,
        mood: &str,
        at_ms: Option<i64>,
        note: Option<String>,
    ) -> Result<Detection, Error> {
        let mood = known(mood)?;
        let now_ms = self.clock.now_ms();
        let at_ms = at_ms.unwrap_or(now_ms);
        if !(0..=now_ms.saturating_add(CLOCK_SLACK_MS)).contains(&at_ms) {
            return Err(out_of_range("at must not be before 1970 or in the future"));
        }
        let note = note
            .map(|note| note.trim().to_owned())
            .filter(|note| !note.is_empty());
        if note
            .as_ref()
            .is_some_and(|note| note.chars().count() > MOST_NOTE_CHARS)
        {
            return Err(out_of_range("note must have at most 500 characters"));
        }
        let detection = Detection::told(mood, at_ms, note);
        self.store
            .record_detection(user_id, detection.clone())
            .await?;
        Ok(detection)
    }

    /// Replaces a detection's mood by the user's word; the model's is kept beside it.
    ///
    /// # Errors
    /// `UnknownMood`; `NotFound` when the user has no such detection.
    pub async fn correct(&self, user_id: &str, id: &str, mood: &str) -> Result<Detection, Error> {
        let corrected = self
            .store
            .correct_detection(user_id, id, known(mood)?)
            .await?;
        corrected.ok_or(Error::NotFound)
    }

    /// Forgets one detection.
    ///
    /// # Errors
    /// `NotFound` when the user has no such detection.
    pub async fn delete(&self, user_id: &str, id: &str) -> Result<(), Error> {
        if self.store.delete_detection(user_id, id).await? {
            Ok(())
        } else {
            Err(Error::NotFound)
        }
    }

    /// Forgets every detection of a user and returns how many there were.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn delete_all(&self, user_id: &str) -> Result<u64, Error> {
        self.store.delete_detections(user_id).await
    }

    /// Summarises up to 366 days, the last 30 unless told otherwise, in a time zone (UTC for an
    /// empty name). The streak counts up to today, whatever the times.
    ///
    /// # Errors
    /// `UnknownTimezone`; `OutOfRange` for the times.
    pub async fn summarise(
        &self,
        user_id: &str,
        from_ms: Option<i64>,
        to_ms: Option<i64>,
        zone: &str,
    ) -> Result<Summary, Error> {
        let zone = time_zone(zone)?;
        let now_ms = self.clock.now_ms();
        let to_ms = to_ms.unwrap_or(now_ms + 1);
        let default_from = to_ms.saturating_sub(DEFAULT_SUMMARY_DAYS * DAY_MS);
        let span = Span {
            from_ms: from_ms.unwrap_or(default_from),
            to_ms,
        };
        check_order(span)?;
        if span.to_ms.saturating_sub(span.from_ms) > MOST_SUMMARY_DAYS * DAY_MS {
            return Err(out_of_range("from and to must be at most 366 days apart"));
        }
        let moods = self.store.list_moods(user_id, span).await?;
        let mut summary = Summary::of(&moods, &zone)?;
        let mut streak = summary::Streak::up_to(now_ms, &zone)?;
        let count = move |at_ms| streak.count(at_ms, &zone);
        summary.streak_days = self.store.walk_back(user_id, now_ms, count).await?;
        Ok(summary)
    }

    /// Sets how many days detections are kept (1 to 3650; none: until erased) and erases older
    /// ones at once.
    ///
    /// # Errors
    /// `OutOfRange` for the number of days.
    pub async fn set_retention(&self, user_id: &str, days: Option<u32>) -> Result<(), Error> {
        if days.is_some_and(|days| !(1..=MOST_RETENTION_DAYS).contains(&days)) {
            return Err(out_of_range(
                "days must be from 1 to 3650, or unset to keep everything",
            ));
        }
        self.store
            .set_retention(user_id, days, self.clock.now_ms())
            .await
    }

    /// Erases what every user's retention says is too old, and returns how many rows went.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn purge(&self) -> Result<u64, Error> {
        self.store.purge(self.clock.now_ms()).await
    }

    /// Everything held about a user, as a JSON document.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn export(&self, user_id: &str) -> Result<String, Error> {
        export::document(&self.store.export(user_id).await?)
    }
}

fn known(word: &str) -> Result<Mood, Error> {
    Mood::of_word(word).ok_or(Error::UnknownMood)
}

fn time_zone(name: &str) -> Result<TimeZone, Error> {
    match name {
        "" => Ok(TimeZone::UTC),
        name => TimeZone::get(name).map_err(|_| Error::UnknownTimezone),
    }
}

fn check_order(span: Span) -> Result<(), Error> {
    if span.from_ms > span.to_ms {
        return Err(out_of_range("from must not be after to"));
    }
    Ok(())
}

fn out_of_range(message: &str) -> Error {
    Error::OutOfRange(message.to_owned())
}
