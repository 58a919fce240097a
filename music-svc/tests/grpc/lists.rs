//! Lists of the built-in source, and what calls are refused.

use music_svc::Config;
use proto::music::v1 as pb;
use tonic::Code;

use crate::harness::{Music, USER, by, ids, refused, wanted};

const MOODS: [&str; 4] = ["happy", "sad", "angry", "neutral"];
const INTENTS: [&str; 3] = ["match", "lift", "surprise"];

fn out_of_range(word: &str) -> (Code, String) {
    (Code::OutOfRange, word.to_owned())
}

#[tokio::test]
async fn every_mood_and_intent_gives_songs_with_reasons_and_something_to_hear() {
    let (music, _dir) = Music::builtin().await;
    for mood in MOODS {
        for intent in INTENTS {
            let list = music.recommend(wanted(mood, intent)).await.unwrap();
            assert_eq!((list.mood.as_str(), list.intent.as_str()), (mood, intent));
            assert_eq!((list.source.as_str(), list.degraded), ("builtin", false));
            assert_eq!((list.notice, list.songs.len()), (None, 20));
            for song in &list.songs {
                assert_eq!(music_svc::recomputed_score(song), Some(song.score));
                assert!(!song.reasons.is_empty() && !song.title.is_empty());
                assert!(
                    song.reasons
                        .iter()
                        .all(|why| !why.code.is_empty() && !why.text.is_empty())
                );
                assert!((-1.0..=1.0).contains(&song.valence.unwrap()));
                assert!((-1.0..=1.0).contains(&song.arousal.unwrap()));
            }
            let first = list.songs[0].playback.as_ref().unwrap();
            let score = first.score.as_ref().unwrap();
            assert_eq!((first.kind.as_str(), first.url.as_str()), ("synth", ""));
            assert_eq!(list.songs[0].duration_ms, Some(score.duration_ms));
            let second = list.songs[1].playback.as_ref().unwrap();
            assert_eq!(second.kind, "link");
            assert!(second.url.starts_with("https://") && second.score.is_none());
        }
    }
    music.stop().await;
}

#[tokio::test]
async fn an_empty_intent_means_match_and_a_limit_of_0_means_20() {
    let (music, _dir) = Music::builtin().await;
    let list = music.list("happy").await;
    assert_eq!((list.intent.as_str(), list.songs.len()), ("match", 20));
    let request = |limit| pb::RecommendRequest {
        limit,
        ..wanted("happy", "match")
    };
    for limit in [1, 50] {
        let list = music.recommend(request(limit)).await.unwrap();
        assert_eq!(list.songs.len(), limit as usize);
    }
    assert_eq!(
        refused(music.recommend(request(51)).await),
        out_of_range("limit_out_of_range")
    );
    music.stop().await;
}

#[tokio::test]
async fn an_intent_that_was_chosen_for_a_mood_is_followed_until_another_is() {
    let (music, _dir) = Music::builtin().await;
    let followed = async |mood, intent: &str| {
        let usual_intent = "surprise".to_owned();
        let request = pb::RecommendRequest {
            usual_intent,
            ..wanted(mood, intent)
        };
        music.recommend(request).await.unwrap().intent
    };
    assert_eq!(followed("sad", "").await, "surprise");
    assert_eq!(followed("sad", "lift").await, "lift");
    assert_eq!(followed("sad", "").await, "lift");
    assert_eq!(followed("angry", "").await, "surprise");
    let nonsense = pb::RecommendRequest {
        usual_intent: "dance".to_owned(),
        ..wanted("sad", "")
    };
    let answer = music.recommend(nonsense).await;
    assert_eq!(refused(answer), out_of_range("unknown_intent"));
    music.stop().await;
}

#[tokio::test]
async fn values_out_of_range_are_named() {
    let (music, _dir) = Music::builtin().await;
    for mood in ["", "Happy", "bored"] {
        let answer = music.recommend(wanted(mood, "match")).await;
        assert_eq!(refused(answer), out_of_range("unknown_mood"));
    }
    let answer = music.recommend(wanted("happy", "dance")).await;
    assert_eq!(refused(answer), out_of_range("unknown_intent"));
    let market = Some("USA".to_owned());
    let answer = music
        .recommend(pb::RecommendRequest {
            market,
            ..wanted("happy", "")
        })
        .await;
    assert_eq!(refused(answer), out_of_range("market_out_of_range"));
    assert_eq!(
        refused(music.feedback("x", "love").await),
        out_of_range("unknown_feedback")
    );
    assert_eq!(
        refused(music.retract("x", Some("")).await),
        out_of_range("unknown_feedback")
    );
    assert_eq!(
        refused(music.history("", 201).await),
        out_of_range("limit_out_of_range")
    );
    let cursor = refused(music.history("nonsense", 0).await);
    assert_eq!(cursor, (Code::InvalidArgument, "invalid_cursor".to_owned()));
    let request = by(USER, pb::SetRetentionRequest { days: Some(3651) });
    let answer = music.client.clone().set_retention(request).await;
    assert_eq!(refused(answer), out_of_range("retention_out_of_range"));
    music.stop().await;
}

#[tokio::test]
async fn a_call_without_a_user_is_unauthenticated() {
    let (music, _dir) = Music::builtin().await;
    let answer = music.client.clone().recommend(wanted("happy", "")).await;
    assert_eq!(answer.unwrap_err().code(), Code::Unauthenticated);
    let answer = music.client.clone().erase(pb::EraseRequest {}).await;
    assert_eq!(answer.unwrap_err().code(), Code::Unauthenticated);
    music.stop().await;
}

#[tokio::test]
async fn the_same_seed_gives_the_same_list() {
    let (music, _dir) = Music::builtin().await;
    let request = |seed| pb::RecommendRequest {
        seed: Some(seed),
        ..wanted("neutral", "")
    };
    let first = music.recommend(request(11)).await.unwrap();
    let other = music.recommend(request(12)).await.unwrap();
    assert_ne!(ids(&first), ids(&other));
    assert_eq!(music.recommend(request(11)).await.unwrap(), first);
    music.stop().await;
}

#[tokio::test]
async fn health_tells_the_truth() {
    let (music, _dir) = Music::builtin().await;
    rpc::healthcheck(music.address).await.unwrap();
    let address = music.address;
    music.stop().await;
    assert!(rpc::healthcheck(address).await.is_err());
}

#[tokio::test]
async fn a_taken_port_names_the_variable() {
    let (music, dir) = Music::builtin().await;
    let config = Config {
        listen: music.address,
        ..Config::builtin_only(dir.path().to_owned())
    };
    let error = music_svc::bind(config).await.err().unwrap();
    assert!(
        error.to_string().starts_with("ATTUNE_MUSIC_LISTEN: "),
        "{error}"
    );
    music.stop().await;
}
