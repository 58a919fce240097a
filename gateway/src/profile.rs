//! What the gateway must know of a user on every frame and every list of songs, kept for seconds.

use std::{
    sync::Mutex,
    time::{Duration, Instant},
};

use crate::{bounded::BoundedMap, error::ApiError};

const USERS: usize = 10_000;
/// How long a withdrawal made elsewhere may go unnoticed.
const AGE: Duration = Duration::from_secs(5);

/// Consent and the preferences that shape recommendations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// The version of the notice that the user agreed to.
    pub consented: Option<String>,
    /// The version of the notice as it stands.
    pub notice: String,
    /// match, lift or surprise.
    pub intent: String,
    /// Whether songs with explicit lyrics may be recommended.
    pub explicit: bool,
}

impl Profile {
    /// Checks that the user agreed to the notice as it stands.
    ///
    /// # Errors
    /// [`ApiError::ConsentRequired`] for no consent and for consent to an older notice.
    pub fn require_consent(&self) -> Result<(), ApiError> {
        if self.consented.as_ref() == Some(&self.notice) {
            return Ok(());
        }
        Err(ApiError::ConsentRequired)
    }
}

/// Profiles by user id.
pub struct ProfileCache(Mutex<Entries>);

struct Entries {
    profiles: BoundedMap<Profile>,
    /// Counts the changes, so that what was read before one is not kept after it.
    changes: u64,
}

impl Default for ProfileCache {
    fn default() -> Self {
        Self(Mutex::new(Entries {
            profiles: BoundedMap::new(USERS, AGE),
            changes: 0,
        }))
    }
}

impl ProfileCache {
    /// The profile if it is kept, else the mark to hand to [`Self::keep`] after reading it.
    pub fn find(&self, user_id: &str, now: Instant) -> Result<Profile, u64> {
        let entries = self.0.lock().expect("nothing panics under this lock");
        let found = entries.profiles.find(user_id, now);
        found.cloned().ok_or(entries.changes)
    }

    /// Keeps a profile, unless any profile changed since `mark` was given out.
    pub fn keep(&self, mark: u64, user_id: &str, profile: Profile, now: Instant) {
        let mut entries = self.0.lock().expect("nothing panics under this lock");
        if entries.changes == mark {
            entries.profiles.insert(user_id.to_owned(), profile, now);
        }
    }

    /// Forgets a profile that changed.
    pub fn forget(&self, user_id: &str) {
        let mut entries = self.0.lock().expect("nothing panics under this lock");
        entries.changes += 1;
        entries.profiles.remove(user_id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile(consented: Option<&str>) -> Profile {
        Profile {
            consented: consented.map(str::to_owned),
            notice: "2".to_owned(),
            intent: "match".to_owned(),
            explicit: false,
        }
    }

    #[test]
    fn only_the_notice_as_it_stands_counts_as_consent() {
        assert!(profile(Some("2")).require_consent().is_ok());
        assert!(profile(Some("1")).require_consent().is_err());
        assert!(profile(None).require_consent().is_err());
    }

    #[test]
    fn what_was_read_before_a_change_is_not_kept_after_it() {
        let (cache, now) = (ProfileCache::default(), Instant::now());
        let mark = cache.find("u", now).unwrap_err();
        cache.forget("u");
        cache.keep(mark, "u", profile(Some("2")), now);
        let mark = cache.find("u", now).unwrap_err();
        cache.keep(mark, "u", profile(None), now);
        assert_eq!(cache.find("u", now), Ok(profile(None)));
    }

    #[test]
    fn a_profile_is_read_again_after_five_seconds() {
        let (cache, now) = (ProfileCache::default(), Instant::now());
        cache.keep(0, "u", profile(None), now);
        assert!(cache.find("u", now + AGE).is_err());
    }
}
