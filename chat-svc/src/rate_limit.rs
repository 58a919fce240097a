//! How fast one person may send: a token bucket each, kept in memory.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

const BURST: f64 = 30.0;
const PER_SECOND: f64 = 3.0;
/// Beyond this many people the bucket that was idle the longest is given up.
const PEOPLE: usize = 10_000;

/// Thirty messages at once, then three a second, for each sender.
#[derive(Default)]
pub(crate) struct RateLimit(Mutex<HashMap<String, Bucket>>);

#[derive(Clone, Copy)]
struct Bucket {
    tokens: f64,
    at: Instant,
}

impl Bucket {
    fn refilled(self, now: Instant) -> Self {
        let elapsed = now.saturating_duration_since(self.at).as_secs_f64();
        Self {
            tokens: (self.tokens + elapsed * PER_SECOND).min(BURST),
            at: now,
        }
    }
}

impl RateLimit {
    /// Takes one message's worth out of the sender's bucket.
    ///
    /// # Errors
    /// The wait until the bucket holds enough again.
    pub fn take(&self, sender: &str, now: Instant) -> Result<(), Duration> {
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= PEOPLE && !buckets.contains_key(sender) {
            make_room(&mut buckets, now);
        }
        let full = Bucket {
            tokens: BURST,
            at: now,
        };
        let bucket = buckets.entry(sender.to_owned()).or_insert(full);
        *bucket = bucket.refilled(now);
        if bucket.tokens < 1.0 {
            return Err(Duration::from_secs_f64((1.0 - bucket.tokens) / PER_SECOND));
        }
        bucket.tokens -= 1.0;
        Ok(())
    }
}

/// A bucket that is full again says the same as no bucket.
fn make_room(buckets: &mut HashMap<String, Bucket>, now: Instant) {
    buckets.retain(|_, bucket| bucket.refilled(now).tokens < BURST);
    if buckets.len() >= PEOPLE {
        let idle = buckets.iter().min_by_key(|(_, bucket)| bucket.at);
        if let Some(sender) = idle.map(|(sender, _)| sender.clone()) {
            buckets.remove(&sender);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_thirty_first_message_waits_for_a_third_of_a_second() {
        let (limit, now) = (RateLimit::default(), Instant::now());
        for _ in 0..30 {
            limit.take("alice", now).unwrap();
        }
        let wait = limit.take("alice", now).unwrap_err();
        assert!((333..=334).contains(&wait.as_millis()), "{wait:?}");
        limit.take("bob", now).unwrap();
        limit
            .take("alice", now + Duration::from_millis(334))
            .unwrap();
    }

    #[test]
    fn ten_quiet_seconds_give_thirty_messages_again() {
        let (limit, now) = (RateLimit::default(), Instant::now());
        while limit.take("alice", now).is_ok() {}
        let later = now + Duration::from_secs(10);
        let sent = (0..40).filter(|_| limit.take("alice", later).is_ok());
        assert_eq!(sent.count(), 30);
    }

    #[test]
    fn the_number_of_buckets_is_bounded() {
        let (limit, now) = (RateLimit::default(), Instant::now());
        let kept = || limit.0.lock().unwrap().len();
        for sender in 0..PEOPLE + 5 {
            limit.take(&sender.to_string(), now).unwrap();
        }
        assert_eq!(kept(), PEOPLE);
        limit.take("late", now + Duration::from_secs(1)).unwrap();
        assert_eq!(kept(), 1, "buckets that are full again are given up");
    }
}
