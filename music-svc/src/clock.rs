//! The time, which tests can set.

#[cfg(test)]
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use jiff::Timestamp;

/// Tells the time in milliseconds since the Unix epoch.
#[derive(Clone, Default)]
pub(crate) enum Clock {
    /// The machine's.
    #[default]
    System,
    /// A test's.
    #[cfg(test)]
    Set(Arc<AtomicI64>),
}

impl Clock {
    pub(crate) fn now_ms(&self) -> i64 {
        match self {
            Self::System => Timestamp::now().as_millisecond(),
            #[cfg(test)]
            Self::Set(now) => now.load(Ordering::SeqCst),
        }
    }
}
