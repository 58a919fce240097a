//! A service of its own for each test, and requests in a user's name.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use emotion_svc::{bind, clock::Clock, config::Config, error::Error};
use proto::emotion::v1::{
    Detection, PredictRequest, TellMoodRequest, emotion_client::EmotionClient,
};
use rpc::{CODE, Caller};
use telemetry::Metrics;
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tonic::{Request, Status, transport::Channel};

/// 2024-05-15T12:00:00Z, a Wednesday.
pub const NOON: i64 = 1_715_774_400_000;

pub struct Service {
    pub address: SocketAddr,
    pub client: EmotionClient<Channel>,
    pub clock: Clock,
    pub dir: TempDir,
    stop: CancellationToken,
    served: JoinHandle<Result<(), Error>>,
}

pub fn config(dir: &TempDir) -> Config {
    Config {
        listen: ([127, 0, 0, 1], 0).into(),
        data_dir: dir.path().to_path_buf(),
        model_dir: None,
        workers: 1,
        clock: Clock::default(),
        metrics: Metrics::default(),
    }
}

impl Service {
    pub async fn start() -> Self {
        Self::start_in(tempfile::tempdir().unwrap()).await
    }

    pub async fn start_in(dir: TempDir) -> Self {
        let config = config(&dir);
        Self::start_with(config, dir).await
    }

    pub async fn start_with(config: Config, dir: TempDir) -> Self {
        let clock = config.clock.clone();
        let bound = bind(config).await.unwrap();
        let address = bound.local_addr();
        let stop = CancellationToken::new();
        let served = tokio::spawn(bound.serve(stop.clone()));
        let url = format!("http://{address}");
        let channel = rpc::channel(&url, Duration::from_secs(60)).unwrap();
        Self {
            address,
            client: EmotionClient::new(channel),
            clock,
            dir,
            stop,
            served,
        }
    }

    /// Stops the service and returns its folder.
    pub async fn stop(self) -> TempDir {
        self.stop.cancel();
        self.served.await.unwrap().unwrap();
        self.dir
    }

    pub async fn told(&self, user: &str, mood: &str, at_ms: Option<i64>) -> Detection {
        let message = TellMoodRequest {
            mood: mood.to_owned(),
            at_ms,
            note: None,
        };
        let told = self.client.clone().tell_mood(by(user, message)).await;
        told.unwrap().into_inner()
    }
}

/// A request in a user's name.
pub fn by<T>(user: &str, message: T) -> Request<T> {
    let caller = Caller {
        user_id: user.to_owned(),
        session_id: "s1".to_owned(),
    };
    rpc::request(message, Some(&caller), "test")
}

pub fn frame(image: Vec<u8>) -> PredictRequest {
    PredictRequest {
        image: image.into(),
        smoothing: String::new(),
        record: false,
    }
}

pub fn fixture(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../tests/fixtures")
        .join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The machine-readable word of a refusal.
pub fn code(status: &Status) -> &str {
    status
        .metadata()
        .get(CODE)
        .map_or("", |code| code.to_str().unwrap())
}
