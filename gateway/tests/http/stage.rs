//! A gateway and the services before it, each on a free port, for one test.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use gateway::{Config, Limits};
use proto::{
    auth::v1::auth_server::AuthServer, chat::v1::chat_server::ChatServer,
    emotion::v1::emotion_server::EmotionServer, music::v1::music_server::MusicServer,
};
use rpc::{ServeError, Served};
use serde_json::{Value, json};
use telemetry::Metrics;
use token::{Claims, ISSUER};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tonic::service::Routes;

use crate::{
    client::{Answer, Ask},
    fakes::{SESSION, USER, World},
};

/// Everything that runs for one test; all of it stops when this is dropped.
pub struct Stage {
    pub address: SocketAddr,
    pub metrics: SocketAddr,
    pub world: Arc<World>,
    pub stop: CancellationToken,
    pub gateway: Option<JoinHandle<()>>,
    services: HashMap<&'static str, Running>,
}

/// A service that can be taken down.
struct Running {
    stop: CancellationToken,
    ended: JoinHandle<Result<(), ServeError>>,
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.stop.cancel();
        for running in self.services.values() {
            running.stop.cancel();
        }
    }
}

/// A user's access token, good for an hour.
pub fn token(world: &World) -> String {
    world.signer.sign(&claims(USER, SESSION, 3600)).unwrap()
}

/// Claims that live from now on for so many seconds, or have been dead for them.
pub fn claims(user: &str, session: &str, lives_s: i64) -> Claims {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs();
    Claims {
        sub: user.to_owned(),
        sid: session.to_owned(),
        username: "ada".to_owned(),
        role: "user".to_owned(),
        iat: now.saturating_sub(7200),
        exp: now.saturating_add_signed(lives_s),
        iss: ISSUER.to_owned(),
    }
}

impl Stage {
    pub async fn new() -> Self {
        Self::with(World::default(), |_| {}).await
    }

    /// Starts the services of a world and a gateway whose config may be changed first.
    pub async fn with(world: World, change: impl FnOnce(&mut Config)) -> Self {
        let world = Arc::new(world);
        let fake = || World::shared(&world);
        let (auth_url, auth) = serve("auth", Routes::new(AuthServer::new(fake()))).await;
        let emotion = Routes::new(EmotionServer::new(fake()));
        let (emotion_url, emotion) = serve("emotion", emotion).await;
        let (music_url, music) = serve("music", Routes::new(MusicServer::new(fake()))).await;
        let (chat_url, chat) = serve("chat", Routes::new(ChatServer::new(fake()))).await;
        let services = [
            ("auth", auth),
            ("emotion", emotion),
            ("music", music),
            ("chat", chat),
        ];
        let mut config = Config {
            listen: ([127, 0, 0, 1], 0).into(),
            auth_url,
            emotion_url,
            music_url,
            chat_url,
            metrics_addr: Some(([127, 0, 0, 1], 0).into()),
            metrics: Metrics::default(),
            trust_proxy: false,
            limits: Limits::default(),
            sweep_after: Duration::from_secs(60),
        };
        change(&mut config);
        let bound = gateway::bind(config).await.unwrap();
        let (address, metrics) = (bound.local_addr(), bound.metrics_addr().unwrap());
        let stop = CancellationToken::new();
        let serving = bound.serve(stop.clone());
        let gateway = tokio::spawn(async move { serving.await.unwrap() });
        Self {
            address,
            metrics,
            world,
            stop,
            gateway: Some(gateway),
            services: services.into(),
        }
    }

    /// Sends a request without a token.
    pub async fn ask(&self, ask: Ask) -> Answer {
        ask.send(self.address).await
    }

    /// Sends a request of the user.
    pub async fn asked(&self, ask: Ask) -> Answer {
        ask.bearer(&token(&self.world)).send(self.address).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.asked(Ask::get(path)).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.asked(Ask::new("POST", path).json(body)).await
    }

    /// Takes a service down and waits until it is.
    pub async fn down(&mut self, service: &str) {
        let running = self.services.remove(service).unwrap();
        running.stop.cancel();
        running.ended.await.unwrap().unwrap();
    }

    /// Makes the user agree to the camera notice.
    pub async fn consent(&self) {
        let body = json!({"version": "2"});
        self.asked(Ask::new("PUT", "/me/consent").json(&body))
            .await
            .ok(200);
    }
}

async fn serve(name: &'static str, routes: Routes) -> (String, Running) {
    let listener = rpc::listen(([127, 0, 0, 1], 0).into()).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let stop = CancellationToken::new();
    let served = Served {
        name,
        descriptors: proto::auth::v1::DESCRIPTORS,
        routes,
        calls: rpc::Calls::default(),
    };
    let well = || async { Ok(()) };
    let ended = tokio::spawn(rpc::serve(listener, served, well, stop.clone()));
    (url, Running { stop, ended })
}

/// A URL where nobody listens.
pub async fn nowhere() -> String {
    let listener = rpc::listen(([127, 0, 0, 1], 0).into()).await.unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}
