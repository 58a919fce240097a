//! The time, which a test may move forward instead of sleeping.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// The system's clock plus an offset that is zero outside tests. Clones share the offset.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    offset_ms: Arc<AtomicI64>,
}

impl Clock {
    /// Milliseconds since the Unix epoch.
    pub fn now_ms(&self) -> i64 {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        whole_ms(now.unwrap_or_default()).saturating_add(self.offset_ms.load(Ordering::Relaxed))
    }

    /// Moves this clock, and its clones, forward.
    pub fn advance(&self, by: Duration) {
        self.offset_ms.fetch_add(whole_ms(by), Ordering::Relaxed);
    }
}

fn whole_ms(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
