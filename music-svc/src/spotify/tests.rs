//! The source against a fake Spotify that enforces the real one's rules.

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
        api_base: api_base.parse().unwrap(),
        auth_base: auth_base.parse().unwrap(),
        timeouts: Timeouts {
            connect: Duration::from_millis(500),
            total: Duration::from_secs(4),
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

#[tokio::test]
async fn a_list_is_full_playable_and_explained() {
    let setup = Setup::new(Scenario::Fine).await;
    let listing = setup.list().await.unwrap();
    assert_eq!(listing.songs.len(), 20);
    for song in &listing.songs {
        let id = song.id.strip_prefix("spotify:track:").unwrap();
        let embed = format!("https://open.spotify.com/embed/track/{id}");
        assert_eq!(song.playback, Playback::Embed(embed));
        assert!(song.url.ends_with(&format!("/track/{id}")));
        assert!(
            song.artwork_url
                .as_ref()
                .unwrap()
                .starts_with("https://i.scdn.co/")
        );
        assert_eq!((song.year, song.point), (Some(2019), None));
        assert_eq!(song.reasons[0].code, ReasonCode::Searched);
        assert!(!song.explicit);
    }
    assert_eq!(listing.collections.len(), 10);
    let playlist = &listing.collections[0];
    assert!(matches!(&playlist.playback, Playback::Embed(url) if url.contains("/embed/playlist/")));
    assert_eq!(playlist.by, "Fake Curator");
}

#[tokio::test]
async fn a_list_costs_one_token_and_three_lawful_searches() {
    for intent in Intent::ALL {
        let setup = Setup::new(Scenario::Fine).await;
        setup.spotify.list(&query(intent, 5)).await.unwrap();
        let searches = setup.fake.searches();
        assert_eq!(
            (searches.len(), setup.fake.tokens_issued()),
            (3, 1),
            "{intent:?}"
        );
        for search in searches {
            assert_eq!(search.status, 200, "{search:?}");
            assert_eq!(search.parameter("limit"), Some("10"));
            assert_eq!(search.parameter("market"), Some("US"));
        }
    }
}

#[tokio::test]
async fn a_list_is_answered_from_the_cache_for_a_day() {
    let setup = Setup::new(Scenario::Fine).await;
    let first = setup.list().await.unwrap();
    setup.pass(24 * HOUR_MS - 1);
    assert_eq!(setup.list().await.unwrap(), first);
    assert_eq!(setup.fake.searches().len(), 3);
    setup.pass(1);
    assert_eq!(setup.list().await.unwrap(), first);
    assert_eq!(setup.fake.searches().len(), 6);
}

#[tokio::test]
async fn yesterdays_answer_is_given_when_today_fails() {
    let setup = Setup::new(Scenario::Fine).await;
    let first = setup.list().await.unwrap();
    setup.pass(25 * HOUR_MS);
    setup.fake.set_scenario(Scenario::Broken);
    let stale = setup.list().await.unwrap();
    assert_eq!(stale.songs, first.songs);
    assert!(matches!(stale.stale, Some(SourceError::Unavailable { .. })));
    assert!(matches!(
        setup.spotify.state(),
        SourceState::Degraded { .. }
    ));
    setup.fake.set_scenario(Scenario::Fine);
    assert_eq!(setup.list().await.unwrap(), first);
    assert_eq!(setup.spotify.state(), SourceState::Ready);
}

#[tokio::test]
async fn the_seed_shuffles_and_repeats() {
    let setup = Setup::new(Scenario::Fine).await;
    let one = setup.spotify.list(&query(Intent::Match, 1)).await.unwrap();
    let two = setup.spotify.list(&query(Intent::Match, 2)).await.unwrap();
    assert_ne!(one.songs, two.songs);
    assert_eq!(
        setup.spotify.list(&query(Intent::Match, 1)).await.unwrap(),
        one
    );
}

#[tokio::test]
async fn a_token_is_renewed_before_its_hour_is_over() {
    let setup = Setup::new(Scenario::Fine).await;
    setup.list().await.unwrap();
    setup.pass(HOUR_MS - 30_000);
    setup
        .spotify
        .list(&query(Intent::Surprise, 9))
        .await
        .unwrap();
    assert_eq!(setup.fake.tokens_issued(), 2);
    assert!(
        setup
            .fake
            .searches()
            .iter()
            .all(|search| search.status == 200)
    );
}

#[tokio::test]
async fn an_expired_token_is_renewed_once_for_three_refusals_at_once() {
    for scenario in [Scenario::ExpiredToken, Scenario::ParallelExpired] {
        let setup = Setup::new(scenario).await;
        assert_eq!(setup.list().await.unwrap().songs.len(), 20);
        assert_eq!(setup.fake.tokens_issued(), 2, "{scenario:?}");
        let refused = setup
            .fake
            .searches()
            .into_iter()
            .filter(|call| call.status == 401);
        assert!(refused.count() <= 3);
        assert_eq!(setup.spotify.state(), SourceState::Ready);
    }
}

#[tokio::test]
async fn a_token_that_never_works_ends_in_an_error() {
    let setup = Setup::new(Scenario::TokenNeverWorks).await;
    assert_eq!(setup.list().await, Err(OWN_TOKEN_REFUSED));
    assert!(
        setup.fake.searches().len() <= 6,
        "each search is tried twice at most"
    );
}

#[tokio::test]
async fn refusals_are_typed_and_the_source_is_left_alone() {
    for (scenario, expected) in [
        (Scenario::UnknownClient, SourceError::UnknownClient),
        (Scenario::OwnerNotPremium, SourceError::OwnerNotPremium),
    ] {
        let setup = Setup::new(scenario).await;
        assert_eq!(setup.list().await, Err(expected.clone()));
        let calls = setup.fake.requests().len();
        assert_eq!(setup.list().await, Err(expected.clone()));
        assert_eq!(
            setup.fake.requests().len(),
            calls,
            "nobody is asked while it rests"
        );
        let until_ms = Some(setup.now_ms() + 10 * 60 * 1000);
        let why = expected;
        assert_eq!(
            setup.spotify.state(),
            SourceState::Degraded { until_ms, why }
        );
        setup.fake.set_scenario(Scenario::Fine);
        setup.pass(10 * 60 * 1000);
        assert!(setup.list().await.is_ok());
        assert_eq!(setup.spotify.state(), SourceState::Ready);
    }
}

#[tokio::test]
async fn a_wait_of_a_day_is_kept_over_restarts_and_never_slept() {
    let wait = Scenario::RateLimited(RetryAfter::Seconds(86_400));
    let setup = Setup::new(wait).await;
    let started = Instant::now();
    let until_ms = setup.now_ms() + 86_400_000;
    let expected = Err(SourceError::RateLimited { until_ms });
    assert_eq!(setup.list().await, expected);
    let calls = setup.fake.requests().len();
    let restarted = setup.restarted().await;
    assert_eq!(restarted.list(&query(Intent::Match, 1)).await, expected);
    assert_eq!(setup.fake.requests().len(), calls);
    assert!(started.elapsed() < Duration::from_secs(30));

    setup.fake.set_scenario(Scenario::Fine);
    setup.pass(86_400_000);
    assert!(restarted.list(&query(Intent::Match, 1)).await.is_ok());
    let again = setup.restarted().await;
    assert_eq!(
        again.state(),
        SourceState::Ready,
        "a wait that is over is forgotten"
    );
}

#[tokio::test]
async fn a_wait_may_be_a_date_or_missing() {
    for (retry_after, seconds) in [
        (RetryAfter::Date(120), 119..=121),
        (RetryAfter::Absent, 30..=30),
    ] {
        let setup = Setup::new(Scenario::RateLimited(retry_after)).await;
        match setup.list().await {
            Err(SourceError::RateLimited { until_ms }) => {
                let wait = (until_ms - setup.now_ms() + 500) / 1000;
                assert!(seconds.contains(&wait), "{retry_after:?}: {wait}");
            }
            other => panic!("{retry_after:?}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn a_used_up_quota_is_its_own_error() {
    let setup = Setup::new(Scenario::QuotaExceeded).await;
    let until_ms = setup.now_ms() + HOUR_MS;
    assert_eq!(
        setup.list().await,
        Err(SourceError::QuotaExceeded { until_ms })
    );
}

#[tokio::test]
async fn nulls_and_missing_fields_cost_only_themselves() {
    for scenario in [Scenario::NullItems, Scenario::MissingFields] {
        let setup = Setup::new(scenario).await;
        let listing = setup.list().await.unwrap();
        assert_eq!(listing.songs.len(), 20, "{scenario:?}");
        assert_eq!(listing.collections.len(), 10);
        assert!(listing.songs.iter().all(|song| !song.title.is_empty()));
    }
}

#[tokio::test]
async fn an_unreadable_answer_is_a_decode_error() {
    for scenario in [Scenario::Truncated, Scenario::Huge] {
        let setup = Setup::new(scenario).await;
        assert_eq!(setup.list().await, Err(SourceError::Decode), "{scenario:?}");
    }
}

#[tokio::test]
async fn an_answer_that_does_not_come_in_time_is_given_up() {
    let slow = Scenario::Slow(Duration::from_secs(30));
    let setup = Setup::with(slow, |config| {
        config.timeouts.total = Duration::from_millis(200)
    })
    .await;
    let started = Instant::now();
    assert_eq!(setup.list().await, Err(LATE));
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn a_spotify_that_is_down_or_broken_is_left_alone_after_three_lists() {
    let down = FakeSpotify::down().await;
    let is_down = |config: &mut SpotifyConfig| {
        config.api_base = down.parse().unwrap();
        config.auth_base = down.parse().unwrap();
    };
    let unreachable = Setup::with(Scenario::Fine, is_down).await;
    let broken = Setup::new(Scenario::Broken).await;
    for setup in [unreachable, broken] {
        for _ in 0..3 {
            assert!(matches!(
                setup.list().await,
                Err(SourceError::Unavailable { .. })
            ));
        }
        let calls = setup.fake.requests().len();
        assert!(setup.list().await.is_err());
        assert_eq!(setup.fake.requests().len(), calls);
        let SourceState::Degraded { until_ms, .. } = setup.spotify.state() else {
            panic!("three failures degrade a source");
        };
        assert_eq!(until_ms, Some(setup.now_ms() + 60_000));
    }
}

#[tokio::test]
async fn finding_nothing_is_an_error_but_no_reason_to_rest() {
    let setup = Setup::new(Scenario::Empty).await;
    assert_eq!(setup.list().await, Err(SourceError::NothingFound));
    assert_eq!(setup.spotify.state(), SourceState::Ready);
}

#[tokio::test]
async fn a_source_that_is_not_set_up_says_so() {
    let setup = Setup::new(Scenario::Fine).await;
    let spotify = Spotify::new(None, setup.store.clone(), Clock::System)
        .await
        .unwrap();
    assert_eq!(spotify.state(), SourceState::NotConfigured);
    let listing = spotify.list(&query(Intent::Match, 1)).await;
    assert_eq!(listing, Err(SourceError::NotConfigured));
}

#[tokio::test]
async fn the_listeners_market_lyrics_and_exclusions_count() {
    let setup = Setup::new(Scenario::Fine).await;
    let mut query = Query {
        market: Some("DE".into()),
        limit: 30,
        ..query(Intent::Match, 3)
    };
    let clean = setup.spotify.list(&query).await.unwrap().songs;
    assert!(
        setup
            .fake
            .searches()
            .iter()
            .all(|call| call.parameter("market") == Some("DE"))
    );
    query.explicit = true;
    let all = setup.spotify.list(&query).await.unwrap().songs;
    assert!(all.len() > clean.len() && all.iter().any(|song| song.explicit));
    query.exclusions.disliked = all.iter().take(20).map(|song| song.id.clone()).collect();
    let rest = setup.spotify.list(&query).await.unwrap().songs;
    assert_eq!(rest.len(), all.len() - 20);
    assert!(
        rest.iter()
            .all(|song| !query.exclusions.disliked.contains(&song.id))
    );
}

#[tokio::test]
async fn a_lift_goes_from_stage_to_stage() {
    let setup = Setup::new(Scenario::Fine).await;
    let songs = setup
        .spotify
        .list(&query(Intent::Lift, 4))
        .await
        .unwrap()
        .songs;
    assert_eq!(songs.len(), 20);
    let first: HashSet<_> = songs[..7].iter().map(|song| song.arms.clone()).collect();
    let second: HashSet<_> = songs[7..14].iter().map(|song| song.arms.clone()).collect();
    assert_eq!((first.len(), second.len()), (1, 1));
    assert!(first.is_disjoint(&second));
    assert!(
        songs
            .iter()
            .all(|song| song.reasons[0].code == ReasonCode::LiftStep)
    );
    assert!(songs[19].reasons[0].text.starts_with("step 20 of 20"));
}

#[tokio::test]
async fn feedback_counts_for_our_own_genre_words() {
    let setup = Setup::new(Scenario::Fine).await;
    let query = query(Intent::Surprise, 4);
    let songs = setup.spotify.list(&query).await.unwrap().songs;
    for song in &songs {
        assert!(
            song.genres.is_empty(),
            "we know nothing of Spotify's song itself"
        );
        let known = |arm: &String| query.genres.iter().any(|genre| genre.name == *arm);
        assert!(song.arms.iter().all(known));
    }
    let is_new = |song: &&crate::song::Song| {
        song.reasons
            .iter()
            .any(|reason| reason.code == ReasonCode::SomethingNew)
    };
    assert!(songs.iter().filter(is_new).count() >= 8);
}
