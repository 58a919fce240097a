//! No secret and no token is ever logged, whatever happens; a test binary of its own, because it
//! takes the process's only tracing subscriber.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
    time::Duration,
};

use fake_spotify::{CLIENT_ID, CLIENT_SECRET, FakeSpotify, Scenario, TOKEN_PREFIX};
use music_svc::{
    Config, Secret,
    config::{SpotifyConfig, Timeouts},
};
use proto::music::v1::{RecommendRequest, music_client::MusicClient};
use rpc::Caller;
use tokio_util::sync::CancellationToken;
use tracing_subscriber::{filter::LevelFilter, fmt::MakeWriter};

/// Everything that was logged.
#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Captured {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

async fn list_once(spotify: SpotifyConfig) {
    let dir = tempfile::tempdir().unwrap();
    let config = Config {
        spotify: Some(spotify),
        ..Config::builtin_only(dir.path().to_owned())
    };
    tracing::info!(?config, "about to start");
    let bound = music_svc::bind(config).await.unwrap();
    let url = format!("http://{}", bound.local_addr());
    let stop = CancellationToken::new();
    let served = tokio::spawn(bound.serve(stop.clone()));
    let mut client = MusicClient::new(rpc::channel(&url, Duration::from_secs(30)).unwrap());
    let caller = Caller {
        user_id: "user-1".into(),
        session_id: "session-1".into(),
    };
    let request = RecommendRequest {
        mood: "happy".into(),
        ..Default::default()
    };
    client
        .recommend(rpc::request(request, Some(&caller), "request-1"))
        .await
        .unwrap();
    stop.cancel();
    served.await.unwrap().unwrap();
}

#[tokio::test]
async fn secrets_and_tokens_are_never_logged() {
    let captured = Captured::default();
    tracing_subscriber::fmt()
        .with_max_level(LevelFilter::TRACE)
        .with_ansi(false)
        .with_writer(captured.clone())
        .init();
    for scenario in [
        Scenario::Fine,
        Scenario::ExpiredToken,
        Scenario::UnknownClient,
        Scenario::OwnerNotPremium,
        Scenario::Truncated,
    ] {
        let fake = FakeSpotify::start(scenario).await;
        list_once(SpotifyConfig {
            client_id: CLIENT_ID.to_owned(),
            client_secret: Secret::new(CLIENT_SECRET),
            market: "US".parse().unwrap(),
            daily_calls: 1_000,
            api_base: fake.api_base().parse().unwrap(),
            auth_base: fake.auth_base().parse().unwrap(),
            timeouts: Timeouts::default(),
        })
        .await;
        assert!(!fake.requests().is_empty(), "{scenario:?} was really asked");
    }
    let logged = String::from_utf8_lossy(&captured.0.lock().unwrap()).into_owned();
    assert!(
        logged.contains("source gave no list"),
        "failures are logged"
    );
    assert!(logged.contains("TRACE"), "the finest level was captured");
    // Of the Basic header the part that stands for the secret alone.
    let encoded = "ZmFrZS1jbGllbnQtaWQ6ZmFrZS1jbGllbnQtc2VjcmV0";
    for secret in [CLIENT_SECRET, TOKEN_PREFIX, encoded] {
        let line = logged.lines().find(|line| line.contains(secret));
        assert_eq!(line, None, "{secret} was logged");
    }
}
