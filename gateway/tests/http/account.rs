//! Consent, preferences, export, the end of an account.

use std::time::Duration;

use gateway::Config;
use serde_json::json;

use crate::{
    client::Ask,
    fakes::{PASSWORD, World},
    stage::Stage,
};

/// A few bytes that are base64; what they show is the service's business.
const FRAME: &str = "++//AQ==";

fn erase(password: &str) -> Ask {
    Ask::new("DELETE", "/me").json(&json!({"password": password}))
}

#[tokio::test]
async fn no_frame_is_read_without_consent() {
    let stage = Stage::new().await;
    let frame = json!({"image": FRAME});
    stage
        .post("/predict", &frame)
        .await
        .refused(403, "consent_required");
    // Consent comes before everything else that may be wrong with the frame.
    let broken = json!({"image": "not base64!"});
    stage
        .post("/predict", &broken)
        .await
        .refused(403, "consent_required");
    assert!(stage.world.calls("predict").is_empty());
    stage.consent().await;
    stage.post("/predict", &frame).await.ok(200);
}

#[tokio::test]
async fn consent_to_an_older_notice_does_not_count() {
    let stage = Stage::new().await;
    let old = json!({"version": "1"});
    let answer = stage.asked(Ask::new("PUT", "/me/consent").json(&old)).await;
    answer.refused(409, "consent_outdated");
    *stage.world.consent.lock().unwrap() = Some("1".to_owned());
    let answer = stage.post("/predict", &json!({"image": FRAME})).await;
    answer.refused(403, "consent_required");
}

#[tokio::test]
async fn a_withdrawal_counts_from_the_next_frame_on() {
    let stage = Stage::new().await;
    stage.consent().await;
    let frame = json!({"image": FRAME});
    stage.post("/predict", &frame).await.ok(200);
    stage.asked(Ask::new("DELETE", "/me/consent")).await.ok(204);
    stage
        .post("/predict", &frame)
        .await
        .refused(403, "consent_required");
}

#[tokio::test]
async fn consent_is_not_asked_of_auth_for_every_frame() {
    let stage = Stage::new().await;
    stage.consent().await;
    for _ in 0..3 {
        stage
            .post("/predict", &json!({"image": FRAME}))
            .await
            .ok(200);
    }
    assert_eq!(stage.world.calls("get_me").len(), 1);
}

#[tokio::test]
async fn anybody_may_read_the_notice() {
    let stage = Stage::new().await;
    let notice = stage.ask(Ask::get("/consent")).await;
    assert_eq!(
        notice.ok(200).json(),
        json!({"version": "2", "text": "Read this."})
    );
}

#[tokio::test]
async fn a_changed_retention_is_told_to_those_who_keep() {
    let stage = Stage::new().await;
    let theme = json!({"preferences": {"theme": "dark"}});
    stage
        .asked(Ask::new("PATCH", "/me").json(&theme))
        .await
        .ok(200);
    assert!(stage.world.calls("set_retention").is_empty());
    let month = json!({"preferences": {"retention_days": 30}});
    stage
        .asked(Ask::new("PATCH", "/me").json(&month))
        .await
        .ok(200);
    let told = stage.world.calls("set_retention");
    assert_eq!(told.len(), 2, "emotion and music");
    assert!(
        told.iter().all(|one| one.message.contains("Some(30)")),
        "{told:?}"
    );
}

#[tokio::test]
async fn the_export_is_one_document_to_download() {
    let stage = Stage::new().await;
    let answer = stage.get("/me/export").await;
    let json = answer.ok(200).json();
    assert_eq!(json["account"], json!({"username": "ada"}));
    assert_eq!(json["moods"], json!({"detections": []}));
    assert_eq!((&json["music"], &json["chat"]), (&json!({}), &json!({})));
    assert!(json["exported_at"].as_str().unwrap().ends_with('Z'));
    let disposition = answer.header("content-disposition").unwrap();
    assert_eq!(disposition, "attachment; filename=\"attune-ada.json\"");
}

#[tokio::test]
async fn a_wrong_password_erases_nothing() {
    let stage = Stage::new().await;
    stage
        .asked(erase("wrong"))
        .await
        .refused(403, "wrong_password");
    assert!(stage.world.calls("erase").is_empty());
    assert!(stage.world.calls("delete_me").is_empty());
}

#[tokio::test]
async fn an_account_is_erased_everywhere_before_and_after_it_goes() {
    let stage = Stage::new().await;
    let answer = stage.asked(erase(PASSWORD)).await;
    assert!(
        answer
            .ok(204)
            .header("set-cookie")
            .unwrap()
            .contains("Max-Age=0")
    );
    let order = stage.world.order();
    let erased: Vec<_> = order
        .into_iter()
        .filter(|method| matches!(*method, "erase" | "delete_me"))
        .collect();
    let everywhere = ["erase"; 3];
    assert_eq!(erased[..3], everywhere);
    assert_eq!(erased[3], "delete_me");
    assert_eq!(erased[4..], everywhere, "what was under way is swept up");
    stage.get("/me").await.refused(401, "session_ended");
}

#[tokio::test]
async fn what_a_slow_call_wrote_after_the_erasure_is_swept_up_later() {
    let sweeps_at_once = |config: &mut Config| config.sweep_after = Duration::ZERO;
    let stage = Stage::with(World::default(), sweeps_at_once).await;
    stage.asked(erase(PASSWORD)).await.ok(204);
    let swept_twice = async {
        while stage.world.calls("erase").len() < 9 {
            tokio::task::yield_now().await;
        }
    };
    let patience = Duration::from_secs(10);
    tokio::time::timeout(patience, swept_twice).await.unwrap();
}

#[tokio::test]
async fn an_erasure_stops_before_the_account_when_a_service_is_down() {
    let mut stage = Stage::new().await;
    stage.get("/moods").await.ok(200);
    stage.down("chat").await;
    let answer = stage.asked(erase(PASSWORD)).await;
    answer.refused(503, "unavailable");
    assert!(answer.text().contains("chat"), "{}", answer.text());
    assert!(stage.world.calls("delete_me").is_empty());
    stage.get("/me").await.ok(200);
}
