//! What all requests share.

use std::time::Duration;

use rpc::InvalidUrl;
use tokio::{sync::watch, time::timeout};
use tokio_util::sync::CancellationToken;

use crate::{
    clients::Clients,
    config::{Config, Limits},
    error::ApiError,
    keys::KeyRing,
    metrics::RequestMetrics,
    profile::ProfileCache,
    revocation::Revocations,
    throttle::Throttle,
    ticket::Tickets,
};

/// How long a request waits for a gateway that has just started.
const START_PATIENCE: Duration = Duration::from_secs(2);

/// The gateway's state. One is made per process, before the workers start.
pub struct Gateway {
    /// The services, for what the gateway does by itself.
    pub clients: Clients,
    /// The keys that verify access tokens.
    pub keys: KeyRing,
    /// Sessions that ended while their access tokens still live.
    pub revocations: Revocations,
    /// True once keys and ended sessions were fetched: before that nobody is let in.
    pub ready: watch::Sender<bool>,
    /// Consent and preferences, for seconds.
    pub profiles: ProfileCache,
    /// The allowance of each address at the open endpoints that cost most.
    pub per_address: Throttle,
    /// The allowance of each user.
    pub per_user: Throttle,
    /// Links to songs that work without a header.
    pub tickets: Tickets,
    /// Counts and durations.
    pub requests: RequestMetrics,
    /// See [`Config::trust_proxy`].
    pub trust_proxy: bool,
    /// See [`Config::limits`].
    pub limits: Limits,
    /// See [`Config::sweep_after`].
    pub sweep_after: Duration,
    /// Cancelled when the gateway begins to stop, so that long polls end.
    pub stopping: CancellationToken,
}

impl Gateway {
    /// Makes the state; needs a tokio runtime, no service.
    ///
    /// # Errors
    /// [`InvalidUrl`] when a service's URL is none.
    pub fn open(config: &Config) -> Result<Self, InvalidUrl> {
        Ok(Self {
            clients: Clients::open(config)?,
            keys: KeyRing::default(),
            revocations: Revocations::default(),
            ready: watch::Sender::new(false),
            profiles: ProfileCache::default(),
            per_address: Throttle::new(config.limits.open_per_minute),
            per_user: Throttle::new(config.limits.user_per_minute),
            tickets: Tickets::default(),
            requests: config.metrics.shared(RequestMetrics::register),
            trust_proxy: config.trust_proxy,
            limits: config.limits,
            sweep_after: config.sweep_after,
            stopping: CancellationToken::new(),
        })
    }

    /// Waits until it is known which sessions ended.
    ///
    /// # Errors
    /// [`ApiError::Starting`] when that takes too long.
    pub async fn wait_until_ready(&self) -> Result<(), ApiError> {
        if *self.ready.borrow() {
            return Ok(());
        }
        let mut ready = self.ready.subscribe();
        let begun = timeout(START_PATIENCE, ready.wait_for(|ready| *ready)).await;
        match begun {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(ApiError::Starting),
        }
    }
}
