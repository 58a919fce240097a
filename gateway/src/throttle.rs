//! How many requests one client may send: a token bucket for each.

use std::{
    sync::Mutex,
    time::{Duration, Instant},
};

use crate::{bounded::BoundedMap, error::ApiError};

const CLIENTS: usize = 10_000;
const MINUTE: Duration = Duration::from_secs(60);

/// Buckets that hold a minute's allowance and fill again evenly.
pub struct Throttle {
    per_minute: f64,
    buckets: Mutex<BoundedMap<Bucket>>,
}

#[derive(Clone, Copy)]
struct Bucket {
    tokens: f64,
    at: Instant,
}

impl Throttle {
    /// Allows `per_minute` requests of each client, at least one.
    pub fn new(per_minute: u32) -> Self {
        Self {
            per_minute: f64::from(per_minute.max(1)),
            // A bucket that nobody touched for a minute is full, so it need not be kept.
            buckets: Mutex::new(BoundedMap::new(CLIENTS, MINUTE)),
        }
    }

    /// Counts one request of `client`.
    ///
    /// # Errors
    /// [`ApiError::TooManyRequests`] with the wait until the next one is allowed.
    pub fn take(&self, client: &str, now: Instant) -> Result<(), ApiError> {
        let mut buckets = self.buckets.lock().expect("nothing panics under this lock");
        let full = Bucket {
            tokens: self.per_minute,
            at: now,
        };
        let bucket = buckets.find(client, now).copied().unwrap_or(full);
        let since = now.saturating_duration_since(bucket.at).as_secs_f64();
        let per_second = self.per_minute / MINUTE.as_secs_f64();
        let tokens = (bucket.tokens + since * per_second).min(self.per_minute);
        if tokens < 1.0 {
            let wait = Duration::from_secs_f64((1.0 - tokens) / per_second);
            return Err(ApiError::TooManyRequests(wait));
        }
        let bucket = Bucket {
            tokens: tokens - 1.0,
            at: now,
        };
        buckets.insert(client.to_owned(), bucket, now);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_allowance_of_a_minute_may_come_at_once_and_no_more() {
        let (throttle, now) = (Throttle::new(3), Instant::now());
        for _ in 0..3 {
            throttle.take("a", now).unwrap();
        }
        let error = throttle.take("a", now).unwrap_err();
        assert!(matches!(error, ApiError::TooManyRequests(wait) if wait.as_secs() == 20));
        throttle.take("b", now).unwrap();
    }

    #[test]
    fn waiting_as_told_is_enough() {
        let (throttle, now) = (Throttle::new(3), Instant::now());
        for _ in 0..3 {
            throttle.take("a", now).unwrap();
        }
        let later = now + Duration::from_secs(20);
        throttle.take("a", later).unwrap();
        assert!(throttle.take("a", later).is_err());
    }
}
