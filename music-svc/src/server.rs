//! From settings to a running server.

use std::{net::SocketAddr, time::Duration};

use proto::music::v1::{DESCRIPTORS, music_server::MusicServer};
use rpc::{Calls, Served};
use sqlite_store::{StoreError, StoreMetrics};
use tokio::{net::TcpListener, task, time::MissedTickBehavior};
use tokio_util::sync::CancellationToken;
use tonic::service::Routes;
use tracing::{error, info};

use crate::{
    clock::Clock,
    config::Config,
    error::Error,
    grpc::Service,
    metrics::{SourceHealth, SourceMetrics},
    recommender::Recommender,
    sources::{Sources, Upkeep},
    store::MusicStore,
};

const PURGE_INTERVAL: Duration = Duration::from_secs(24 * 60 * 60);

/// The music service with its socket taken and its tables up to date.
pub struct Bound {
    listener: TcpListener,
    address: SocketAddr,
    store: MusicStore,
    service: Service,
    upkeep: Upkeep,
    calls: Calls,
}

/// Takes the socket, opens the database, migrates it and makes the sources ready.
///
/// # Errors
/// [`Error::Listen`] when the address is taken, [`Error::Store`] when the data directory cannot
/// be used, [`Error::Tls`] when a third party is set up and the
/// system has no CA certificates.
pub async fn bind(config: Config) -> Result<Bound, Error> {
    let listener = rpc::listen(config.listen).await?;
    let address = listener.local_addr()?;
    let metrics = config.metrics.clone();
    let data_dir = config.data_dir.clone();
    let opened = task::spawn_blocking(move || MusicStore::open(&data_dir));
    let store = opened.await.map_err(|_| StoreError::Task)??;
    let store = store.measured(metrics.shared(StoreMetrics::register));
    let sources = Sources::open(config, store.clone()).await?;
    metrics.collect(Box::new(SourceHealth(sources.catalogs.clone())));
    let recommender = Recommender::new(sources.catalogs, store.clone(), Clock::System)
        .measured(metrics.shared(SourceMetrics::register));
    Ok(Bound {
        listener,
        address,
        service: Service::new(recommender, sources.media, store.clone()),
        upkeep: sources.upkeep,
        calls: metrics.shared(Calls::register),
        store,
    })
}

impl Bound {
    /// Where the service listens.
    pub fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// Serves until `stop` is cancelled, keeps the sources fresh, and erases what is past its
    /// retention once a day.
    ///
    /// # Errors
    /// [`Error::Serve`] when the transport fails.
    pub async fn serve(self, stop: CancellationToken) -> Result<(), Error> {
        let purging = tokio::spawn(purge_daily(self.store.clone(), stop.clone()));
        let upkeep = self.upkeep.start(&stop);
        let probed = self.store.clone();
        let served = Served {
            name: "attune.music.v1.Music",
            descriptors: DESCRIPTORS,
            routes: Routes::new(MusicServer::new(self.service)),
            calls: self.calls,
        };
        let probe = move || {
            let store = probed.clone();
            async move { store.ping().await.map_err(|error| error.to_string()) }
        };
        let ended = rpc::serve(self.listener, served, probe, stop).await;
        purging.abort();
        drop(upkeep);
        Ok(ended?)
    }
}

async fn purge_daily(store: MusicStore, stop: CancellationToken) {
    let mut days = tokio::time::interval(PURGE_INTERVAL);
    days.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while stop.run_until_cancelled(days.tick()).await.is_some() {
        match store.purge(None, Clock::System.now_ms()).await {
            Ok(0) => {}
            Ok(erased) => info!(erased, "recommendations past their retention are erased"),
            Err(failure) => {
                error!(error = %failure, "cannot erase what is past its retention");
            }
        }
    }
}
