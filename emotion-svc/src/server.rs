//! From settings to a running server.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use proto::emotion::v1::DESCRIPTORS;
use rpc::{Calls, Served};
use sqlite_store::{StoreError, StoreMetrics};
use tokio::{net::TcpListener, task, time::MissedTickBehavior};
use tokio_util::sync::CancellationToken;
use tonic::service::Routes;
use tracing::{error, info};

use crate::{
    calibration::Calibrator, config::Config, error::Error, grpc::Endpoint, history::History,
    metrics::FrameMetrics, model::Models, prediction::Predictor, recogniser::Recogniser,
    smoothing::Sealer, store::EmotionStore, worker::Workers,
};

const NAME: &str = "attune.emotion.v1.Emotion";
const PURGE_INTERVAL: Duration = Duration::from_secs(60 * 60);

/// The emotion service with its socket taken, its tables up to date and its networks loaded.
pub struct Bound {
    listener: TcpListener,
    address: SocketAddr,
    store: EmotionStore,
    history: History,
    endpoint: Endpoint,
    calls: Calls,
}

/// Takes the socket, opens the database and migrates it, loads the networks and lets each answer
/// once.
///
/// # Errors
/// [`Error`] whose words say what to change: the address, the data directory or a model file.
pub async fn bind(config: Config) -> Result<Bound, Error> {
    let listener = rpc::listen(config.listen).await?;
    let address = listener.local_addr()?;
    let Config {
        data_dir,
        model_dir,
        workers,
        clock,
        metrics,
        ..
    } = config;
    let opened = task::spawn_blocking(move || {
        let models = Models::load(model_dir.as_deref())?;
        Ok::<_, Error>((EmotionStore::open(&data_dir)?, Arc::new(models)))
    });
    let (store, models) = opened.await.map_err(|_| StoreError::Task)??;
    let store = store.measured(metrics.shared(StoreMetrics::register));
    let mut fresh = [0; 32];
    getrandom::fill(&mut fresh)?;
    let key = store.get_smoothing_key(fresh).await?;
    let history = History::new(store.clone(), clock.clone());
    let (shared, frames) = (models.clone(), metrics.shared(FrameMetrics::register));
    let workers =
        Workers::start(workers, move || Recogniser::new(&shared))?.measured(frames.clone());
    let manifest = &models.mood.manifest;
    let calibrator = Calibrator::new(workers.clone(), store.clone(), clock.clone(), manifest);
    let calibrator = Arc::new(calibrator);
    let predictor = Predictor {
        workers,
        frames,
        calibrator: calibrator.clone(),
        sealer: Sealer::new(key),
        history: history.clone(),
        clock,
    };
    let endpoint = Endpoint::new(predictor, history.clone(), calibrator, &models);
    Ok(Bound {
        listener,
        address,
        store,
        history,
        endpoint,
        calls: metrics.shared(Calls::register),
    })
}

impl Bound {
    /// Where the service listens.
    pub const fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// Serves until `stop` is cancelled, then drains. Every hour, and first at once, it erases what
    /// is older than its user's retention.
    ///
    /// # Errors
    /// [`Error::Serve`] when the transport fails.
    pub async fn serve(self, stop: CancellationToken) -> Result<(), Error> {
        let served = Served {
            name: NAME,
            descriptors: DESCRIPTORS,
            routes: Routes::new(self.endpoint.into_server()),
            calls: self.calls,
        };
        let store = self.store;
        let probe = move || {
            let store = store.clone();
            async move { store.ping().await.map_err(|error| error.to_string()) }
        };
        let purge = tokio::spawn(purge(self.history));
        let ended = rpc::serve(self.listener, served, probe, stop).await;
        purge.abort();
        Ok(ended?)
    }
}

async fn purge(history: History) {
    let mut ticks = tokio::time::interval(PURGE_INTERVAL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        match history.purge().await {
            Ok(0) => {}
            Ok(rows) => info!(rows, "detections past their retention erased"),
            Err(cause) => error!(%cause, "purge failed"),
        }
    }
}
