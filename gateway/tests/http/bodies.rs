//! What a body may be, and what is said of one that may not.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::json;

use crate::{client::Ask, stage::Stage};

#[tokio::test]
async fn an_unknown_field_is_refused_by_name() {
    let stage = Stage::new().await;
    let body = json!({"login": "ada", "password": "x", "remember": true});
    let answer = stage.post("/auth/login", &body).await;
    answer.refused(400, "invalid_field");
    assert!(
        answer.text().contains("remember: unknown field"),
        "{}",
        answer.text()
    );
    let nested = json!({"preferences": {"volume": 11}});
    let answer = stage.asked(Ask::new("PATCH", "/me").json(&nested)).await;
    answer.refused(400, "invalid_field");
    assert!(
        answer.text().contains("preferences.volume"),
        "{}",
        answer.text()
    );
}

#[tokio::test]
async fn a_missing_field_is_refused_by_name() {
    let stage = Stage::new().await;
    let answer = stage.post("/auth/login", &json!({"login": "ada"})).await;
    answer.refused(400, "invalid_field");
    assert!(
        answer.text().contains("password: missing"),
        "{}",
        answer.text()
    );
}

#[tokio::test]
async fn what_is_no_json_is_400() {
    let stage = Stage::new().await;
    let broken = Ask::new("POST", "/auth/login").header("content-type", "application/json");
    stage
        .ask(broken.bytes(b"{".to_vec()))
        .await
        .refused(400, "invalid_json");
}

#[tokio::test]
async fn another_content_type_is_415() {
    let stage = Stage::new().await;
    let body = br#"{"login":"ada","password":"x"}"#;
    for kind in ["text/plain", "application/x-www-form-urlencoded"] {
        let ask = Ask::new("POST", "/auth/login").header("content-type", kind);
        let answer = stage.ask(ask.bytes(body.to_vec())).await;
        answer.refused(415, "unsupported_media_type");
    }
    let bare = Ask::new("POST", "/auth/login").bytes(body.to_vec());
    stage.ask(bare).await.refused(415, "unsupported_media_type");
    let zipped = Ask::new("POST", "/auth/login")
        .header("content-type", "application/json")
        .header("content-encoding", "gzip");
    let answer = stage.ask(zipped.bytes(body.to_vec())).await;
    answer.refused(415, "unsupported_media_type");
}

#[tokio::test]
async fn a_body_of_ten_mebibytes_is_413() {
    let stage = Stage::new().await;
    stage.consent().await;
    let image = "A".repeat(10 * 1024 * 1024);
    let answer = stage.post("/predict", &json!({"image": image})).await;
    answer.refused(413, "body_too_large");
    assert!(
        answer.text().contains("2306867"),
        "the limit is named: {}",
        answer.text()
    );
    let body = json!({"login": image, "password": "x"});
    let answer = stage.post("/auth/login", &body).await;
    answer.refused(413, "body_too_large");
    assert!(
        answer.text().contains("65536"),
        "the limit is named: {}",
        answer.text()
    );
}

#[tokio::test]
async fn an_image_above_its_limit_is_413() {
    let stage = Stage::new().await;
    stage.consent().await;
    let image = STANDARD.encode(vec![0; 1536 * 1024 + 1]);
    let answer = stage.post("/predict", &json!({"image": image})).await;
    answer.refused(413, "image_too_large");
    assert!(
        stage.world.calls("predict").is_empty(),
        "it goes no further"
    );
}

#[tokio::test]
async fn what_is_no_base64_is_400() {
    let stage = Stage::new().await;
    stage.consent().await;
    let answer = stage
        .post("/predict", &json!({"image": "not base64!"}))
        .await;
    answer.refused(400, "invalid_base64");
}

#[tokio::test]
async fn a_refused_request_never_reaches_a_service() {
    let stage = Stage::new().await;
    stage
        .post("/moods", &json!({"mood": 5}))
        .await
        .refused(400, "invalid_field");
    assert!(stage.world.calls("tell_mood").is_empty());
}
