//! How often Spotify may be asked on one day; counted over restarts.

use tracing::error;

use crate::{catalog::SourceError, clock::Clock, store::MusicStore};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// The calls that are left until midnight, UTC.
pub(super) struct Allowance {
    most: u32,
    store: MusicStore,
    clock: Clock,
}

impl Allowance {
    pub(super) const fn new(most: u32, store: MusicStore, clock: Clock) -> Self {
        Self { most, store, clock }
    }

    /// Counts one call that is about to be made.
    ///
    /// # Errors
    /// [`SourceError::SoftCap`] when it would be one too many.
    pub(super) async fn take(&self, source: &'static str) -> Result<(), SourceError> {
        let day = self.clock.now_ms().div_euclid(DAY_MS);
        match self.store.count_call(source, day).await {
            Ok(calls) if calls > self.most => Err(SourceError::SoftCap {
                until_ms: (day + 1) * DAY_MS,
            }),
            Ok(_) => Ok(()),
            Err(failure) => {
                // Counting protects the operator's quota; without it songs still matter more.
                error!(error = %failure, "cannot count a call to a source");
                Ok(())
            }
        }
    }
}
