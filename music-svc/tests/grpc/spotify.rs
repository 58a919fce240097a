//! Lists when Spotify is set up, when it fails, and when it is not.

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
