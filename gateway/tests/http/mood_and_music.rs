//! Frames, moods and songs: what is passed on and what comes back.

use serde_json::{Value, json};

use crate::{client::Ask, fakes::USER, stage::Stage};

#[tokio::test]
async fn a_frame_is_answered_with_its_mood() {
    let stage = Stage::new().await;
    stage.consent().await;
    let body =
        json!({"image": "data:image/jpeg;base64,++//AQ==", "smoothing": "before", "record": null});
    let answer = stage.post("/predict", &body).await;
    let json = answer.ok(200).json();
    assert_eq!(json["outcome"], "mood");
    assert_eq!(
        (&json["mood"], &json["emotion"]),
        (&json!("happy"), &json!("Happy"))
    );
    assert_eq!(json["confidence"].to_string(), "0.93");
    assert_eq!(json["hint"], Value::Null);
    assert_eq!(
        (&json["recorded"], &json["detection_id"]),
        (&json!(true), &json!("d1"))
    );
    assert_eq!(
        json["smoothed"],
        json!({"mood": null, "stable": false, "changed": false})
    );
    let call = &stage.world.calls("predict")[0];
    assert_eq!(call.user, USER);
    assert!(call.message.contains("record: true"), "{}", call.message);
    assert!(call.message.contains("before"), "{}", call.message);
}

#[tokio::test]
async fn a_frame_need_not_be_recorded() {
    let stage = Stage::new().await;
    stage.consent().await;
    let body = json!({"image": "++//AQ==", "smoothing": null, "record": false});
    let json = stage.post("/predict", &body).await.ok(200).json();
    assert_eq!(
        (&json["recorded"], &json["detection_id"]),
        (&json!(false), &Value::Null)
    );
}

#[tokio::test]
async fn bytes_that_are_no_image_are_400() {
    let stage = Stage::new().await;
    stage.consent().await;
    let body = json!({"image": "bm8gaW1hZ2U="});
    stage
        .post("/predict", &body)
        .await
        .refused(400, "not_an_image");
}

#[tokio::test]
async fn a_resting_face_is_taken_with_consent_and_shown_as_numbers() {
    let stage = Stage::new().await;
    let body = json!({"images": ["++//AQ==", "data:image/jpeg;base64,++//AQ==", "++//AQ=="]});
    let put = |body: &Value| Ask::new("PUT", "/me/calibration").json(body);
    stage
        .asked(put(&body))
        .await
        .refused(403, "consent_required");
    assert!(stage.world.calls("calibrate").is_empty());
    stage.consent().await;
    let taken = stage.asked(put(&body)).await.ok(200).json();
    assert_eq!(taken["calibration"]["frames"], 3);
    assert_eq!(taken["calibration"]["shift"]["sadness"].to_string(), "0.5");
    let broken = json!({"images": ["++//AQ==", "?"]});
    stage
        .asked(put(&broken))
        .await
        .refused(400, "invalid_base64");
    let one = stage.asked(put(&json!({"images": "A".repeat(65)}))).await;
    one.refused(400, "invalid_field");
    assert_eq!(
        one.json()["error"]["message"],
        "images: invalid type: string \"…\", expected a sequence",
        "a picture is not repeated"
    );
    let shown = stage.get("/me/calibration").await.ok(200).json();
    assert_eq!(shown, json!({"calibration": null}));
    let forget = Ask::new("DELETE", "/me/calibration");
    stage.asked(forget).await.ok(204);
}

#[tokio::test]
async fn moods_are_told_corrected_listed_and_forgotten() {
    let stage = Stage::new().await;
    let told = stage
        .post(
            "/moods",
            &json!({"mood": "sad", "at": "2026-01-31T10:30:00+01:00"}),
        )
        .await;
    assert_eq!(told.ok(201).json()["mood"], "sad");
    assert!(
        stage.world.calls("tell_mood")[0]
            .message
            .contains("1769851800000")
    );
    let patch = Ask::new("PATCH", "/moods/d1").json(&json!({"mood": "happy"}));
    assert_eq!(stage.asked(patch).await.ok(200).json()["corrected"], true);
    let page = stage.get("/moods?limit=1").await.ok(200).json();
    assert_eq!(
        (&page["items"][0]["id"], &page["cursor"]),
        (&json!("d1"), &Value::Null)
    );
    stage.asked(Ask::new("DELETE", "/moods")).await.ok(204);
    let unknown = stage.asked(Ask::new("DELETE", "/moods/none")).await;
    unknown.refused(404, "mood_not_found");
}

#[tokio::test]
async fn a_summary_has_seven_days_of_24_hours() {
    let stage = Stage::new().await;
    let summary = stage
        .get("/moods/summary?tz=Europe%2FBerlin")
        .await
        .ok(200)
        .json();
    let days = summary["weekday_hour"].as_array().unwrap();
    assert_eq!(days.len(), 7);
    assert!(days.iter().all(|day| day.as_array().unwrap().len() == 24));
    assert!(
        stage.world.calls("summarise")[0]
            .message
            .contains("Europe/Berlin")
    );
}

#[tokio::test]
async fn values_out_of_range_are_422_and_unknown_parameters_400() {
    let stage = Stage::new().await;
    stage
        .post("/moods", &json!({"mood": "joyful"}))
        .await
        .refused(422, "unknown_mood");
    for path in [
        "/songs?mood=happy&limit=51",
        "/songs?mood=happy&limit=0",
        "/songs?mood=happy&limit=many",
        "/moods?limit=201",
        "/moods?from=yesterday",
        "/chat/fetch?wait=26",
        "/chat/fetch?wait=1.5",
    ] {
        stage.get(path).await.refused(422, "out_of_range");
    }
    stage.get("/songs").await.refused(400, "invalid_field");
    stage
        .get("/moods?page=2")
        .await
        .refused(400, "invalid_field");
}

#[tokio::test]
async fn songs_follow_the_preferences_where_nothing_else_is_said() {
    let stage = Stage::new().await;
    let list = stage
        .get("/songs?mood=happy&limit=5&seed=7")
        .await
        .ok(200)
        .json();
    assert_eq!(
        (&list["intent"], &list["source"]),
        (&json!("lift"), &json!("builtin"))
    );
    assert_eq!(list["songs"][0]["id"], "folder:One");
    assert_eq!(list["songs"][0]["score"], -150);
    assert_eq!(
        list["songs"][0]["reasons"][0],
        json!({"code": "shuffle", "text": "a little chance", "contribution": -150,
            "features": {"chance": 0.25, "weight": -0.6}, "genre": null})
    );
    let asked = &stage.world.calls("recommend")[0].message;
    let usual = r#"usual_intent: "lift""#;
    for part in [
        "explicit: true",
        "limit: 5",
        "seed: Some(7)",
        r#"intent: """#,
        usual,
    ] {
        assert!(asked.contains(part), "{asked}");
    }
    let body = json!({"mood": "sad", "intent": "match"});
    let list = stage.post("/songs", &body).await.ok(200).json();
    assert_eq!(
        (&list["mood"], &list["intent"]),
        (&json!("sad"), &json!("match"))
    );
}

#[tokio::test]
async fn without_auth_songs_come_with_the_safe_preferences() {
    let mut stage = Stage::new().await;
    stage.get("/moods").await.ok(200);
    stage.down("auth").await;
    stage.get("/songs?mood=happy").await.ok(200);
    let asked = &stage.world.calls("recommend")[0].message;
    assert!(asked.contains("explicit: false"), "{asked}");
}

#[tokio::test]
async fn a_song_s_id_may_be_percent_encoded() {
    let stage = Stage::new().await;
    for path in [
        "/songs/builtin:one%202/feedback",
        "/songs/builtin%3Aone%202/feedback",
    ] {
        stage.post(path, &json!({"kind": "like"})).await.ok(204);
    }
    for call in stage.world.calls("give_feedback") {
        assert!(
            call.message.contains("\"builtin:one 2\""),
            "{}",
            call.message
        );
    }
    let retract = Ask::new("DELETE", "/songs/builtin%3Aone/feedback?kind=like");
    stage.asked(retract).await.ok(204);
    let call = &stage.world.calls("retract_feedback")[0];
    assert!(call.message.contains("Some(\"like\")"), "{}", call.message);
}

#[tokio::test]
async fn history_providers_and_taste_are_shown() {
    let stage = Stage::new().await;
    let history = stage.get("/songs/history").await.ok(200).json();
    assert_eq!(history, json!({"items": [], "cursor": "next"}));
    let providers = stage.get("/music/providers").await.ok(200).json();
    assert_eq!(providers, json!({"providers": []}));
    let taste = stage.get("/music/taste").await.ok(200).json();
    assert_eq!(taste, json!({"summary": "", "arms": []}));
    stage
        .asked(Ask::new("DELETE", "/music/taste"))
        .await
        .ok(204);
}
