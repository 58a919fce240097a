//! A circuit breaker: when a source is left alone, for how long, and why; survives restarts.

use std::sync::{Mutex, MutexGuard};

use tracing::{error, info, warn};

use crate::{
    catalog::{SourceError, SourceState},
    clock::Clock,
    error::Error,
    store::{MusicStore, StoredCooldown},
};

/// How long a source rests that refuses us whatever we do.
const REFUSED_MS: i64 = 10 * 60 * 1000;
/// How long a source rests that failed several times on end.
const BROKEN_MS: i64 = 60 * 1000;
/// How many lists in a row may fail before that.
const FAILURES: u32 = 3;
const WAS_BROKEN: SourceError = SourceError::Unavailable {
    why: "failed several times and is left alone for a minute",
};

/// The breaker of one source.
pub(crate) struct Cooldown {
    source: &'static str,
    store: MusicStore,
    clock: Clock,
    now: Mutex<State>,
}

#[derive(Default)]
struct State {
    pause: Option<Pause>,
    failures: u32,
    last: Option<SourceError>,
}

#[derive(Clone)]
struct Pause {
    until_ms: i64,
    why: SourceError,
}

impl Cooldown {
    /// A breaker as it was when the program last ran.
    pub(crate) async fn load(
        source: &'static str,
        store: MusicStore,
        clock: Clock,
    ) -> Result<Self, Error> {
        let stored = store.find_cooldown(source).await?;
        let pause = stored.map(|stored| Pause {
            until_ms: stored.until_ms,
            why: why(&stored),
        });
        let state = State {
            pause,
            ..State::default()
        };
        Ok(Self {
            source,
            store,
            clock,
            now: Mutex::new(state),
        })
    }

    /// Whether the source may be asked; otherwise why not.
    pub(crate) fn check(&self) -> Result<(), SourceError> {
        match self.pause() {
            Some(pause) => Err(pause.why),
            None => Ok(()),
        }
    }

    /// For the list of providers.
    pub(crate) fn state(&self) -> SourceState {
        if let Some(Pause { until_ms, why }) = self.pause() {
            let until_ms = Some(until_ms);
            return SourceState::Degraded { until_ms, why };
        }
        match self.locked().last.clone() {
            Some(why) => SourceState::Degraded {
                until_ms: None,
                why,
            },
            None => SourceState::Ready,
        }
    }

    /// A list could not be had.
    pub(crate) async fn failed(&self, error: &SourceError) {
        let pause = {
            let mut state = self.locked();
            state.failures += 1;
            state.last = Some(error.clone());
            let pause = pause_after(error, state.failures, self.clock.now_ms());
            if pause.is_some() {
                state.failures = 0;
            }
            state.pause.clone_from(&pause);
            pause
        };
        let Some(Pause { until_ms, why }) = pause else {
            return;
        };
        let cause = why.word();
        warn!(
            source = self.source,
            cause, until_ms, "source is left alone"
        );
        let cause = cause.to_owned();
        self.store(Some(StoredCooldown { cause, until_ms })).await;
    }

    /// A list could be had.
    pub(crate) async fn succeeded(&self) {
        let before = std::mem::take(&mut *self.locked());
        if before.pause.is_some() {
            info!(source = self.source, "source is well again");
            self.store(None).await;
        }
    }

    async fn store(&self, cooldown: Option<StoredCooldown>) {
        if let Err(failure) = self.store.put_cooldown(self.source, cooldown).await {
            error!(error = %failure, "cannot keep a source's cooldown");
        }
    }

    fn pause(&self) -> Option<Pause> {
        let pause = self.locked().pause.clone();
        pause.filter(|pause| self.clock.now_ms() < pause.until_ms)
    }

    fn locked(&self) -> MutexGuard<'_, State> {
        self.now
            .lock()
            .expect("no holder of the cooldown's lock panics")
    }
}

fn pause_after(error: &SourceError, failures: u32, now_ms: i64) -> Option<Pause> {
    match error {
        SourceError::RateLimited { until_ms }
        | SourceError::QuotaExceeded { until_ms }
        | SourceError::SoftCap { until_ms } => Some(Pause {
            until_ms: *until_ms,
            why: error.clone(),
        }),
        SourceError::OwnerNotPremium | SourceError::UnknownClient | SourceError::Refused { .. } => {
            Some(Pause {
                until_ms: now_ms + REFUSED_MS,
                why: error.clone(),
            })
        }
        SourceError::Unavailable { .. } | SourceError::Decode => {
            (failures >= FAILURES).then_some(Pause {
                until_ms: now_ms + BROKEN_MS,
                why: WAS_BROKEN,
            })
        }
        SourceError::NotConfigured | SourceError::NothingFound => None,
    }
}

fn why(stored: &StoredCooldown) -> SourceError {
    let until_ms = stored.until_ms;
    match stored.cause.as_str() {
        "rate_limited" => SourceError::RateLimited { until_ms },
        "quota_exceeded" => SourceError::QuotaExceeded { until_ms },
        "soft_cap" => SourceError::SoftCap { until_ms },
        "owner_not_premium" => SourceError::OwnerNotPremium,
        "unknown_client" => SourceError::UnknownClient,
        "refused" => SourceError::Refused { why: "refuses us" },
        _ => WAS_BROKEN,
    }
}
