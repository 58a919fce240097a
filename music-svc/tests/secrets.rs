//! No secret and no token is ever logged, whatever happens; a test binary of its own, because it
//! takes the process's only tracing subscriber.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
    time::Duration,
};

use fake_spotify::{CLIENT_ID, CLIENT_SECRET, FakeSpotify, Scenario, TOKEN_PREFIX};
use fake_subsonic::{API_KEY, FakeSubsonic, PASSWORD, USER};
use music_svc::{
    Config, Secret,
    config::{SpotifyConfig, SubsonicConfig, SubsonicCredentials, Timeouts},
};
use proto::music::v1::{
    ListProvidersRequest, OpenMediaRequest, RecommendRequest, music_client::MusicClient,
};
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

/// Lists, plays the first song where that goes through us, and answers everything that was said.
async fn used(change: impl FnOnce(&mut Config)) -> String {
    let dir = tempfile::tempdir().unwrap();
    let mut config = Config::builtin_only(dir.path().to_owned());
    change(&mut config);
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
    let list = client.recommend(rpc::request(request, Some(&caller), "request-1"));
    let list = list.await.unwrap().into_inner();
    let wanted = OpenMediaRequest {
        song_id: list.songs[0].id.clone(),
        ..Default::default()
    };
    let opened = client.open_media(rpc::request(wanted, Some(&caller), "request-2"));
    let mut said = format!("{list:?} {:?}", opened.await.err());
    let asked = rpc::request(ListProvidersRequest {}, Some(&caller), "request-3");
    let providers = client.list_providers(asked).await.unwrap();
    said.push_str(&format!("{:?}", providers.into_inner()));
    stop.cancel();
    served.await.unwrap().unwrap();
    said
}

/// Everything that is said while Spotify works and fails.
async fn spotify_used() -> String {
    let mut said = String::new();
    for scenario in [
        Scenario::Fine,
        Scenario::ExpiredToken,
        Scenario::UnknownClient,
        Scenario::OwnerNotPremium,
        Scenario::Truncated,
    ] {
        let fake = FakeSpotify::start(scenario).await;
        let spotify = SpotifyConfig {
            client_id: CLIENT_ID.to_owned(),
            client_secret: Secret::new(CLIENT_SECRET),
            market: "US".parse().unwrap(),
            daily_calls: 1_000,
            api_base: fake.api_base().parse().unwrap(),
            auth_base: fake.auth_base().parse().unwrap(),
            timeouts: Timeouts::default(),
        };
        said.push_str(&used(|config| config.spotify = Some(spotify)).await);
        assert!(!fake.requests().is_empty(), "{scenario:?} was really asked");
    }
    said
}

/// Everything that is said while a music server works and fails, and the hashes that it was sent.
async fn subsonic_used() -> (String, Vec<String>) {
    let (mut said, mut salts) = (String::new(), Vec::new());
    for scenario in [
        fake_subsonic::Scenario::Fine,
        fake_subsonic::Scenario::Refuses(40),
        fake_subsonic::Scenario::Broken,
        fake_subsonic::Scenario::Redirects,
    ] {
        for credentials in every_login() {
            let fake = FakeSubsonic::start(scenario).await;
            let subsonic = SubsonicConfig {
                url: fake.url().parse().unwrap(),
                credentials,
                timeouts: Timeouts::default(),
                refresh: Duration::from_secs(600),
            };
            said.push_str(&used(|config| config.subsonic = Some(subsonic)).await);
            assert!(!fake.calls("ping").is_empty() || !fake.calls(EXTENSIONS).is_empty());
            salts.extend(fake.calls("ping").iter().flat_map(|call| {
                let hashed = ["t", "s"].map(|name| call.parameter(name).map(str::to_owned));
                hashed.into_iter().flatten()
            }));
        }
    }
    (said, salts)
}

#[tokio::test]
async fn secrets_and_tokens_are_never_logged() {
    let captured = Captured::default();
    tracing_subscriber::fmt()
        .with_max_level(LevelFilter::TRACE)
        .with_ansi(false)
        .with_writer(captured.clone())
        .init();
    let (told, salts) = subsonic_used().await;
    let said = spotify_used().await + &told;
    let logged = String::from_utf8_lossy(&captured.0.lock().unwrap()).into_owned();
    assert!(
        logged.contains("source gave no list"),
        "failures are logged"
    );
    assert!(logged.contains("TRACE"), "the finest level was captured");
    // Of the Basic header the part that stands for the secret alone.
    let encoded = "ZmFrZS1jbGllbnQtaWQ6ZmFrZS1jbGllbnQtc2VjcmV0";
    assert!(!salts.is_empty(), "tokens were really used");
    let hashed = salts.iter().map(String::as_str);
    let in_hex = "66616b652d70617373776f72642d37376161";
    let plain = [
        CLIENT_SECRET,
        TOKEN_PREFIX,
        encoded,
        PASSWORD,
        in_hex,
        API_KEY,
    ];
    for secret in plain.into_iter().chain(hashed) {
        let line = logged.lines().find(|line| line.contains(secret));
        assert_eq!(line, None, "{secret} was logged");
        assert!(!said.contains(secret), "{secret} was told");
    }
    assert!(
        !said.contains("127.0.0.1"),
        "where the server is stays here"
    );
}

const EXTENSIONS: &str = "getOpenSubsonicExtensions";

fn every_login() -> [SubsonicCredentials; 3] {
    let (user, password) = (USER.to_owned(), Secret::new(PASSWORD));
    [
        SubsonicCredentials::Token {
            user: user.clone(),
            password: password.clone(),
        },
        SubsonicCredentials::Password { user, password },
        SubsonicCredentials::ApiKey(Secret::new(API_KEY)),
    ]
}
