//! What all requests share.

use rpc::InvalidUrl;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::{
    clients::Clients,
    config::{Config, Limits},
    keys::KeyRing,
    metrics::Metrics,
    profile::ProfileCache,
    revocation::Revocations,
    throttle::Throttle,
};

/// The gateway's state. One is made per process, before the workers start.
pub struct Gateway {
    /// The services.
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
    /// Counts and durations.
    pub metrics: Metrics,
    /// See [`Config::trust_proxy`].
    pub trust_proxy: bool,
    /// See [`Config::limits`].
    pub limits: Limits,
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
            metrics: Metrics::default(),
            trust_proxy: config.trust_proxy,
            limits: config.limits,
            stopping: CancellationToken::new(),
        })
    }
}
