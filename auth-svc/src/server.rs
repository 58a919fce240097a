//! From a configuration to a server that runs until it is told to stop.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use proto::auth::v1::{DESCRIPTORS, auth_server::AuthServer};
use rpc::{Calls, Served};
use sqlite_store::StoreMetrics;
use token::Signer;
use tokio::{net::TcpListener, time::MissedTickBehavior};
use tokio_util::sync::CancellationToken;
use tonic::service::Routes;
use tracing::{error, info};

use crate::{
    config::Config, error::Error, grpc::Endpoint, password::Hasher, service::Service,
    store::AuthStore,
};

const NAME: &str = "attune.auth.v1.Auth";
const KEY_FILE: &str = "signing.key";
const PURGE_INTERVAL: Duration = Duration::from_secs(60);

/// A service that has its socket, its tables and its key.
pub struct Bound {
    listener: TcpListener,
    address: SocketAddr,
    service: Arc<Service>,
    calls: Calls,
}

/// Takes the socket, opens and migrates the tables, loads or makes the signing key.
///
/// # Errors
/// [`Error`] whose words say what to change: the address, the data directory or the key file.
pub async fn bind(config: Config) -> Result<Bound, Error> {
    let listener = rpc::listen(config.listen).await?;
    let address = listener.local_addr()?;
    let store =
        AuthStore::open(&config.data_dir)?.measured(config.metrics.shared(StoreMetrics::register));
    let signer = Signer::load_or_create(&config.data_dir.join(KEY_FILE))?;
    let service = Service {
        store,
        signer,
        hasher: Hasher::new(config.password_cost).await?,
        clock: config.clock,
        signups: config.signups,
    };
    Ok(Bound {
        listener,
        address,
        service: Arc::new(service),
        calls: config.metrics.shared(Calls::register),
    })
}

impl Bound {
    /// The address that was taken.
    pub fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// Serves until `stop` is cancelled, then drains.
    ///
    /// # Errors
    /// [`Error::Serve`] when the transport fails.
    pub async fn serve(self, stop: CancellationToken) -> Result<(), Error> {
        let served = Served {
            name: NAME,
            descriptors: DESCRIPTORS,
            routes: Routes::new(AuthServer::new(Endpoint::new(self.service.clone()))),
            calls: self.calls,
        };
        let store = self.service.store.clone();
        let probe = move || {
            let store = store.clone();
            async move { store.ping().await.map_err(|error| error.to_string()) }
        };
        let purge = tokio::spawn(purge(self.service, stop.clone()));
        let ended = rpc::serve(self.listener, served, probe, stop).await;
        purge.abort();
        Ok(ended?)
    }
}

/// Forgets what has no use any more, once a minute.
async fn purge(service: Arc<Service>, stop: CancellationToken) {
    let mut ticks = tokio::time::interval(PURGE_INTERVAL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = ticks.tick() => {}
        }
        match service.store.purge(service.clock.now_ms()).await {
            Ok(0) => {}
            Ok(rows) => info!(rows, "old sessions, invites and tries purged"),
            Err(cause) => error!(%cause, "purge failed"),
        }
    }
}
