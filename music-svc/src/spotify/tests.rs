//! The source against a fake Spotify that enforces the real one's rules.

mod lists;
mod rest;
mod tokens;

use std::{
    collections::HashSet,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};

use fake_spotify::{CLIENT_ID, CLIENT_SECRET, FakeSpotify, RetryAfter, Scenario};
use jiff::Timestamp;
use tempfile::TempDir;

use super::*;
use crate::{
    config::Timeouts, mood_map::Intent, reason::ReasonCode, secret::Secret,
    selection::tests::query as any_query, song::Playback, taste::Taste,
};

const HOUR_MS: i64 = 60 * 60 * 1000;

/// A source, the fake behind it, and the time it believes in.
struct Setup {
    spotify: Spotify,
    fake: FakeSpotify,
    now: Arc<AtomicI64>,
    store: MusicStore,
    config: SpotifyConfig,
    _dir: TempDir,
}

fn config(api_base: &str, auth_base: &str) -> SpotifyConfig {
    SpotifyConfig {
        client_id: CLIENT_ID.to_owned(),
        client_secret: Secret::new(CLIENT_SECRET),
        market: "US".parse().unwrap(),
        daily_calls: 1_000,
        api_base: api_base.parse().unwrap(),
        auth_base: auth_base.parse().unwrap(),
        timeouts: Timeouts {
            connect: Duration::from_secs(5),
            total: Duration::from_secs(30),
        },
    }
}

impl Setup {
    async fn new(scenario: Scenario) -> Self {
        Self::with(scenario, |_| {}).await
    }

    async fn with(scenario: Scenario, change: impl FnOnce(&mut SpotifyConfig)) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = MusicStore::open(dir.path()).unwrap();
        let fake = FakeSpotify::start(scenario).await;
        let mut config = config(&fake.api_base(), &fake.auth_base());
        change(&mut config);
        let now = Arc::new(AtomicI64::new(Timestamp::now().as_millisecond()));
        let clock = Clock::Set(now.clone());
        let spotify = Spotify::new(Some(config.clone()), store.clone(), clock).await;
        Self {
            spotify: spotify.unwrap(),
            fake,
            now,
            store,
            config,
            _dir: dir,
        }
    }

    /// The same source after the program was started again.
    async fn restarted(&self) -> Spotify {
        let clock = Clock::Set(self.now.clone());
        Spotify::new(Some(self.config.clone()), self.store.clone(), clock)
            .await
            .unwrap()
    }

    async fn list(&self) -> Result<Listing, SourceError> {
        self.spotify.list(&query(Intent::Match, 1)).await
    }

    fn now_ms(&self) -> i64 {
        self.now.load(Ordering::SeqCst)
    }

    fn pass(&self, ms: i64) {
        self.now.fetch_add(ms, Ordering::SeqCst);
    }
}

fn query(intent: Intent, seed: u64) -> Query {
    let query = any_query(20);
    let genres = query.mood.profile().genres_for(intent);
    Query {
        intent,
        seed,
        genres: Taste::default().genres((query.mood, query.intent), genres),
        ..query
    }
}
