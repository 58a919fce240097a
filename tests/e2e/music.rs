//! From a mood to songs, with no keys, with Spotify, and when Spotify fails.

use attune_tests::Attune;
use serde_json::json;

#[tokio::test]
async fn every_mood_gets_songs_with_reasons_and_something_to_hear_at_once() {
    let attune = Attune::start().await;
    let ada = attune.person("ada").await;
    for mood in ["happy", "sad", "angry", "neutral"] {
        let answer = ada.get(&format!("/songs?mood={mood}")).await.expect(200);
        assert_eq!(
            (&answer["source"], &answer["degraded"]),
            (&json!("builtin"), &json!(false))
        );
        let songs = answer["songs"].as_array().unwrap();
        assert_eq!(songs.len(), 20, "{mood}");
        for song in songs {
            assert!(song["reasons"][0]["text"].is_string(), "{song}");
        }
        let synth = songs
            .iter()
            .find(|song| song["playback"]["kind"] == "synth")
            .unwrap();
        assert!(synth["playback"]["score"]["tempo_bpm"].as_f64().unwrap() > 30.0);
        assert!(
            !synth["playback"]["score"]["tracks"][0]["notes"]
                .as_array()
                .unwrap()
                .is_empty()
        );
    }
}

#[tokio::test]
async fn a_seed_gives_the_same_list() {
    let attune = Attune::start().await;
    let (ada, bob) = (attune.person("ada").await, attune.person("bob").await);
    let path = "/songs?mood=happy&seed=7&limit=10";
    let (one, other) = (
        ada.get(path).await.expect(200),
        bob.get(path).await.expect(200),
    );
    assert_eq!(one["songs"], other["songs"]);
}

#[tokio::test]
async fn get_and_post_answer_alike_and_unknown_words_are_refused() {
    let attune = Attune::start().await;
    let ada = attune.person("ada").await;
    let body = json!({"mood": "sad", "intent": "lift", "limit": 5});
    let answer = ada.post("/songs", body).await.expect(200);
    assert_eq!(
        (&answer["mood"], &answer["intent"]),
        (&json!("sad"), &json!("lift"))
    );
    assert_eq!(answer["songs"].as_array().unwrap().len(), 5);
    ada.get("/songs?mood=furious")
        .await
        .expect_error(422, "unknown_mood");
    ada.get("/songs?mood=sad&intent=dance")
        .await
        .expect_error(422, "unknown_intent");
}

#[tokio::test]
async fn feedback_shows_in_history_and_taste_and_can_be_taken_back() {
    let attune = Attune::start().await;
    let ada = attune.person("ada").await;
    let songs = ada.get("/songs?mood=happy&limit=5").await.expect(200);
    let id = songs["songs"][1]["id"].as_str().unwrap().to_owned();
    let path = format!("/songs/{id}/feedback");
    ada.post(&path, json!({"kind": "dislike"}))
        .await
        .expect(204);

    let history = ada.get("/songs/history").await.expect(200);
    let items = history["items"].as_array().unwrap();
    assert_eq!(items.len(), 5);
    let disliked = items
        .iter()
        .find(|item| item["song"]["id"] == id.as_str())
        .unwrap();
    assert_eq!(disliked["feedback"], json!(["dislike"]));
    assert!(
        ada.get("/music/taste").await.expect(200)["arms"]
            .to_string()
            .contains("happy")
    );
    let again = ada.get("/songs?mood=happy&limit=50").await.expect(200);
    assert!(
        again["songs"]
            .as_array()
            .unwrap()
            .iter()
            .all(|song| song["id"] != id.as_str())
    );

    ada.delete(&path).await.expect(204);
    let history = ada.get("/songs/history").await.expect(200);
    assert!(!history.to_string().contains("dislike"), "{history}");
    let unknown = ada
        .post("/songs/nothing/feedback", json!({"kind": "like"}))
        .await;
    unknown.expect(404);
    ada.post(&path, json!({"kind": "adore"}))
        .await
        .expect_error(422, "unknown_feedback");
}

#[tokio::test]
async fn without_keys_spotify_is_not_configured() {
    let attune = Attune::start().await;
    let ada = attune.person("ada").await;
    let providers = ada.get("/music/providers").await.expect(200);
    let state = |name: &str| {
        let all = providers["providers"].as_array().unwrap();
        all.iter()
            .find(|provider| provider["name"] == name)
            .unwrap()["state"]
            .clone()
    };
    assert_eq!(
        (state("builtin"), state("spotify")),
        (json!("ready"), json!("not_configured"))
    );
}
