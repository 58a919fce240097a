//! A whole Attune in this process: real gRPC, free ports, its own data directory.

use std::{path::Path, sync::Arc};

use env_config::Env;
use stack::ServiceAddresses;
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::{Client, Person};

/// A running Attune; dropping it stops it.
pub struct Attune {
    /// Where the gateway listens, such as `http://127.0.0.1:41234`.
    pub base: String,
    /// Where Prometheus is served, as a URL like `base`.
    pub metrics: String,
    /// Where the services listen.
    pub services: ServiceAddresses,
    dir: Arc<TempDir>,
    stop: CancellationToken,
    serving: Option<JoinHandle<anyhow::Result<()>>>,
}

impl Attune {
    /// Starts one with an empty database.
    pub async fn start() -> Self {
        Self::start_with(|env| env).await
    }

    /// Starts one with an empty database and some settings of the test's own.
    pub async fn start_with(settings: impl FnOnce(Env) -> Env) -> Self {
        let dir = Arc::new(tempfile::tempdir().expect("a temporary directory"));
        Self::start_in(dir, settings).await
    }

    async fn start_in(dir: Arc<TempDir>, settings: impl FnOnce(Env) -> Env) -> Self {
        let env = settings(environment(dir.path()));
        let config = stack::Config::from_env(&env).expect("valid settings");
        let bound = stack::bind(config).await.expect("every part starts");
        let (base, services) = (format!("http://{}", bound.local_addr()), bound.services());
        let metrics = bound.metrics_addr().expect("metrics are on");
        let metrics = format!("http://{metrics}");
        let stop = CancellationToken::new();
        let serving = Some(tokio::spawn(bound.serve(stop.clone())));
        let attune = Self {
            base,
            metrics,
            services,
            dir,
            stop,
            serving,
        };
        attune.until_ready().await;
        attune
    }

    async fn until_ready(&self) {
        let client = self.client();
        crate::eventually("every service answers", || async {
            client
                .get("/readyz")
                .await
                .status
                .is_success()
                .then_some(())
        })
        .await;
    }

    /// Stops in two phases and starts again on the same data.
    pub async fn restart(mut self) -> Self {
        self.stop().await;
        let dir = Arc::clone(&self.dir);
        Self::start_in(dir, |env| env).await
    }

    /// Stops and waits until every part has ended well.
    pub async fn stop(&mut self) {
        self.stop.cancel();
        if let Some(serving) = self.serving.take() {
            serving.await.expect("no panic").expect("a clean stop");
        }
    }

    /// The data directory.
    pub fn data_dir(&self) -> &Path {
        self.dir.path()
    }

    /// Somebody who is not logged in.
    pub fn client(&self) -> Client {
        Client::at(&self.base)
    }

    /// Registers somebody.
    pub async fn person(&self, username: &str) -> Person {
        Person::register(self.client(), username).await
    }

    /// Registers somebody who has agreed to the camera.
    pub async fn consenting_person(&self, username: &str) -> Person {
        let person = self.person(username).await;
        person.consent().await;
        person
    }
}

impl Drop for Attune {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// Free ports on loopback, data in `dir`.
pub(crate) fn environment(dir: &Path) -> Env {
    let free = "127.0.0.1:0";
    Env::default()
        .with("ATTUNE_DATA_DIR", dir.to_str().expect("a UTF-8 path"))
        .with("ATTUNE_LISTEN", free)
        .with("ATTUNE_AUTH_LISTEN", free)
        .with("ATTUNE_EMOTION_LISTEN", free)
        .with("ATTUNE_MUSIC_LISTEN", free)
        .with("ATTUNE_CHAT_LISTEN", free)
        .with("ATTUNE_METRICS_ADDR", free)
}
