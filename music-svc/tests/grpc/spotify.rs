//! Lists when Spotify is set up, when it fails, and when it is not.

use std::time::Duration;

use fake_spotify::{FakeSpotify, RetryAfter, Scenario};

use crate::harness::{Music, spotify_at, wanted};

#[tokio::test]
async fn spotify_answers_when_it_is_set_up() {
    let fake = FakeSpotify::start(Scenario::Fine).await;
    let dir = tempfile::tempdir().unwrap();
    let music = Music::start(&dir, Some(spotify_at(&fake))).await;
    assert_eq!(music.spotify_state().await.state, "ready");
    let list = music.list("happy").await;
    assert_eq!(
        (list.source.as_str(), list.degraded, list.songs.len()),
        ("spotify", false, 20)
    );
    assert!(
        list.songs
            .iter()
            .all(|song| song.id.starts_with("spotify:track:"))
    );
    assert!(
        list.songs
            .iter()
            .all(|song| song.valence.is_none() && song.arousal.is_none())
    );
    for song in &list.songs {
        assert_eq!(music_svc::recomputed_score(song), Some(song.score));
        let is_ours = |name: &str| matches!(name, "weight" | "chance");
        for reason in &song.reasons {
            assert!(
                reason.features.keys().all(|name| is_ours(name)),
                "{reason:?}"
            );
        }
    }
    assert_eq!(list.collections.len(), 10);
    let liked = list
        .songs
        .iter()
        .find(|song| !song.reasons[0].text.contains('\u{201c}'))
        .unwrap();
    music.feedback(&liked.id, "like").await.unwrap();
    assert_eq!(music.taste().await.arms.len(), 1);
    for intent in ["match", "lift", "surprise"] {
        let list = music.recommend(wanted("happy", intent)).await.unwrap();
        assert_eq!(list.source, "spotify");
        for song in &list.songs {
            assert_eq!(music_svc::recomputed_score(song), Some(song.score));
        }
    }
    music.stop().await;
}

#[tokio::test]
async fn a_failing_spotify_degrades_to_our_own_music_also_after_a_restart() {
    let wait = Scenario::RateLimited(RetryAfter::Seconds(86_400));
    let fake = FakeSpotify::start(wait).await;
    let dir = tempfile::tempdir().unwrap();
    let music = Music::start(&dir, Some(spotify_at(&fake))).await;
    let list = music.list("happy").await;
    assert_eq!(
        (list.source.as_str(), list.degraded, list.songs.len()),
        ("builtin", true, 20)
    );
    assert!(list.collections.is_empty());
    assert!(
        list.notice
            .unwrap()
            .starts_with("Spotify asks us to wait until")
    );
    music.stop().await;

    fake.set_scenario(Scenario::Fine);
    let calls = fake.requests().len();
    let music = Music::start(&dir, Some(spotify_at(&fake))).await;
    let state = music.spotify_state().await;
    assert_eq!(state.state, "degraded");
    assert!(state.until_ms.is_some() && state.why.unwrap().contains("asks us to wait"));
    assert_eq!(music.list("happy").await.source, "builtin");
    assert_eq!(fake.requests().len(), calls);
    music.stop().await;
}

#[tokio::test]
async fn without_keys_spotify_is_not_configured_and_nothing_is_degraded() {
    let (music, _dir) = Music::builtin().await;
    let state = music.spotify_state().await;
    assert_eq!(
        (state.name.as_str(), state.state.as_str()),
        ("spotify", "not_configured")
    );
    assert!(!music.list("happy").await.degraded);
    music.stop().await;
}

const WAITS: &str = "asks us to wait until 2";
const UNREADABLE: &str = "answered with something that cannot be read";

/// What the listener is told in each scenario; nothing where Spotify answers.
const SCENARIOS: [(Scenario, Option<&str>); 18] = [
    (Scenario::Fine, None),
    (Scenario::ExpiredToken, None),
    (Scenario::ParallelExpired, None),
    (Scenario::NullItems, None),
    (Scenario::MissingFields, None),
    (
        Scenario::UnknownClient,
        Some("does not accept the client id and secret"),
    ),
    (
        Scenario::OwnerNotPremium,
        Some("the owner of the app key has no Premium account"),
    ),
    (
        Scenario::TokenNeverWorks,
        Some("does not accept the token that it gave us"),
    ),
    (Scenario::RateLimited(RetryAfter::Seconds(30)), Some(WAITS)),
    (
        Scenario::RateLimited(RetryAfter::Seconds(86_400)),
        Some(WAITS),
    ),
    (Scenario::RateLimited(RetryAfter::Date(120)), Some(WAITS)),
    (Scenario::RateLimited(RetryAfter::Absent), Some(WAITS)),
    (
        Scenario::QuotaExceeded,
        Some("has used up its daily quota until 2"),
    ),
    (Scenario::Truncated, Some(UNREADABLE)),
    (Scenario::Huge, Some(UNREADABLE)),
    (Scenario::Broken, Some("is out of order")),
    (Scenario::Empty, Some("found nothing that fits")),
    (
        Scenario::Slow(Duration::from_secs(60)),
        Some("took too long to answer"),
    ),
];

#[tokio::test]
async fn every_scenario_gives_music_and_a_true_notice() {
    for (scenario, notice) in SCENARIOS {
        let fake = FakeSpotify::start(scenario).await;
        let dir = tempfile::tempdir().unwrap();
        let mut spotify = spotify_at(&fake);
        if matches!(scenario, Scenario::Slow(_)) {
            spotify.timeouts.total = Duration::from_millis(300);
        }
        let music = Music::start(&dir, Some(spotify)).await;
        let list = music.list("happy").await;
        let source = if notice.is_none() {
            "spotify"
        } else {
            "builtin"
        };
        assert_eq!(
            (list.source.as_str(), list.songs.len()),
            (source, 20),
            "{scenario:?}"
        );
        assert_eq!(list.degraded, notice.is_some());
        let told = list.notice.unwrap_or_default();
        match notice {
            Some(words) => {
                assert!(
                    told.starts_with("Spotify ") && told.contains(words),
                    "{told}"
                );
                assert!(told.ends_with(". Attune answers instead."), "{told}");
            }
            None => assert_eq!(told, ""),
        }
        music.stop().await;
    }
}
