//! Told, corrected, deleted, kept, exported, erased.

use std::time::Duration;

use proto::emotion::v1::{
    CorrectDetectionRequest, DeleteAllDetectionsRequest, DeleteDetectionRequest, Detection,
    EraseRequest, ExportRequest, ListDetectionsRequest, PredictRequest, SetRetentionRequest,
    TellMoodRequest,
};
use tonic::{Code, Status};

use crate::harness::{NOON, Service, by, code, fixture, frame};

const DAY: i64 = 24 * 60 * 60 * 1000;

async fn all(service: &Service, user: &str) -> Vec<Detection> {
    let list = by(user, ListDetectionsRequest::default());
    service
        .client
        .clone()
        .list_detections(list)
        .await
        .unwrap()
        .into_inner()
        .items
}

async fn tell(
    service: &Service,
    mood: &str,
    at_ms: Option<i64>,
    note: Option<String>,
) -> Result<Detection, Status> {
    let mood = mood.to_owned();
    let request = by("u1", TellMoodRequest { mood, at_ms, note });
    Ok(service
        .client
        .clone()
        .tell_mood(request)
        .await?
        .into_inner())
}

async fn correct(service: &Service, user: &str, id: &str, mood: &str) -> Result<Detection, Status> {
    let message = CorrectDetectionRequest {
        id: id.to_owned(),
        mood: mood.to_owned(),
    };
    Ok(service
        .client
        .clone()
        .correct_detection(by(user, message))
        .await?
        .into_inner())
}

async fn export(service: &Service, user: &str) -> serde_json::Value {
    let json = service
        .client
        .clone()
        .export(by(user, ExportRequest {}))
        .await
        .unwrap();
    serde_json::from_str(&json.into_inner().json).unwrap()
}

#[tokio::test]
async fn a_told_mood_is_in_the_history_with_its_note() {
    let service = Service::start().await;
    let told = tell(&service, "sad", Some(NOON), Some("  rain \n".to_owned()))
        .await
        .unwrap();
    assert_eq!(
        (told.mood.as_str(), told.at_ms, told.source.as_str()),
        ("sad", NOON, "told")
    );
    assert_eq!(told.note.as_deref(), Some("rain"));
    assert!(told.confidence.is_none() && told.probabilities.is_none());
    assert_eq!(all(&service, "u1").await, [told]);
    assert_eq!(all(&service, "u2").await, []);
}

#[tokio::test]
async fn a_mood_told_wrongly_is_refused_with_the_limit() {
    let service = Service::start().await;
    let now = service.clock.now_ms();
    for (mood, at_ms, note, word) in [
        ("joyful", None, None, "unknown_mood"),
        ("", None, None, "unknown_mood"),
        ("happy", Some(now + 120_000), None, "out_of_range"),
        ("happy", Some(-1), None, "out_of_range"),
        ("happy", Some(i64::MAX), None, "out_of_range"),
        ("happy", None, Some("ä".repeat(501)), "out_of_range"),
    ] {
        let status = tell(&service, mood, at_ms, note).await.unwrap_err();
        assert_eq!(
            (status.code(), code(&status)),
            (Code::OutOfRange, word),
            "{mood} {at_ms:?}"
        );
    }
    let status = tell(&service, "joyful", None, None).await.unwrap_err();
    assert!(status.message().contains("happy, sad, angry, neutral"));
    assert!(
        tell(&service, "happy", None, Some("ä".repeat(500)))
            .await
            .is_ok()
    );
    assert!(
        tell(&service, "happy", Some(now + 20_000), None)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn the_users_word_wins_and_the_models_is_kept() {
    let service = Service::start().await;
    let message = PredictRequest {
        record: true,
        ..frame(fixture("portrait.jpg"))
    };
    let seen = service
        .client
        .clone()
        .predict(by("u1", message))
        .await
        .unwrap()
        .into_inner();
    let id = seen.detection_id.unwrap();
    for word in ["neutral", "sad"] {
        let corrected = correct(&service, "u1", &id, word).await.unwrap();
        assert_eq!((corrected.mood.as_str(), corrected.corrected), (word, true));
        assert_eq!(corrected.detected_mood.as_deref(), Some("happy"));
        assert_eq!(all(&service, "u1").await, [corrected]);
    }
}

#[tokio::test]
async fn what_is_not_yours_is_not_found() {
    let service = Service::start().await;
    let told = service.told("u1", "happy", None).await;
    for (user, id) in [("u2", told.id.as_str()), ("u1", "unknown"), ("u1", "")] {
        let status = correct(&service, user, id, "sad").await.unwrap_err();
        assert_eq!(status.code(), Code::NotFound, "{user} {id}");
        let delete = by(user, DeleteDetectionRequest { id: id.to_owned() });
        let status = service
            .client
            .clone()
            .delete_detection(delete)
            .await
            .unwrap_err();
        assert_eq!(status.code(), Code::NotFound, "{user} {id}");
    }
    let status = correct(&service, "u1", &told.id, "Happy")
        .await
        .unwrap_err();
    assert_eq!(code(&status), "unknown_mood");
    assert_eq!(all(&service, "u1").await, [told]);
}

#[tokio::test]
async fn one_or_all_detections_can_be_forgotten() {
    let service = Service::start().await;
    let kept = service.told("u2", "happy", None).await;
    let first = service.told("u1", "happy", None).await;
    service.told("u1", "sad", None).await;
    let delete = by("u1", DeleteDetectionRequest { id: first.id });
    service
        .client
        .clone()
        .delete_detection(delete)
        .await
        .unwrap();
    assert_eq!(all(&service, "u1").await.len(), 1);
    for left in [1, 0] {
        let request = by("u1", DeleteAllDetectionsRequest {});
        let deleted = service
            .client
            .clone()
            .delete_all_detections(request)
            .await
            .unwrap();
        assert_eq!(deleted.into_inner().deleted, left);
    }
    assert_eq!(all(&service, "u2").await, [kept]);
}

#[tokio::test]
async fn retention_erases_what_is_older_at_once_and_for_that_user_only() {
    let service = Service::start().await;
    let now = service.clock.now_ms();
    for user in ["u1", "u2"] {
        service.told(user, "happy", Some(now - 31 * DAY)).await;
        service.told(user, "sad", Some(now - 29 * DAY)).await;
    }
    let keep = |days| by("u1", SetRetentionRequest { days });
    for days in [0, 3651] {
        let status = service
            .client
            .clone()
            .set_retention(keep(Some(days)))
            .await
            .unwrap_err();
        assert_eq!(status.code(), Code::OutOfRange);
    }
    service
        .client
        .clone()
        .set_retention(keep(Some(30)))
        .await
        .unwrap();
    assert_eq!(all(&service, "u1").await.len(), 1);
    assert_eq!(all(&service, "u2").await.len(), 2);
    service
        .client
        .clone()
        .set_retention(keep(None))
        .await
        .unwrap();
    service.told("u1", "happy", Some(now - 400 * DAY)).await;
    assert_eq!(all(&service, "u1").await.len(), 2);
}

#[tokio::test]
async fn retention_is_kept_over_a_restart_and_purges_at_the_start() {
    let service = Service::start().await;
    let keep = by("u1", SetRetentionRequest { days: Some(7) });
    service.client.clone().set_retention(keep).await.unwrap();
    let now = service.clock.now_ms();
    service.told("u1", "happy", Some(now - 8 * DAY)).await;
    service.told("u1", "sad", Some(now)).await;
    let service = Service::start_in(service.stop().await).await;
    let purged = async {
        while all(&service, "u1").await.len() > 1 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), purged)
        .await
        .unwrap();
    assert_eq!(all(&service, "u1").await[0].mood, "sad");
}

#[tokio::test]
async fn export_holds_everything_and_erase_leaves_nothing() {
    let service = Service::start().await;
    let message = PredictRequest {
        record: true,
        ..frame(fixture("portrait.jpg"))
    };
    service
        .client
        .clone()
        .predict(by("u1", message))
        .await
        .unwrap();
    tell(&service, "sad", Some(NOON), Some("rain".to_owned()))
        .await
        .unwrap();
    service.told("u2", "angry", None).await;
    let keep = by("u1", SetRetentionRequest { days: Some(3650) });
    service.client.clone().set_retention(keep).await.unwrap();
    let document = export(&service, "u1").await;
    assert_eq!(document["retention_days"], 3650);
    let detections = document["detections"].as_array().unwrap();
    assert_eq!(detections.len(), 2);
    assert_eq!(detections[0]["at"], "2024-05-15T12:00:00Z");
    assert_eq!(detections[0]["note"], "rain");
    assert_eq!(detections[1]["seen"]["mood"], "happy");
    for _ in 0..2 {
        service
            .client
            .clone()
            .erase(by("u1", EraseRequest {}))
            .await
            .unwrap();
        let document = export(&service, "u1").await;
        assert_eq!(document["retention_days"], serde_json::Value::Null);
        assert_eq!(document["detections"], serde_json::json!([]));
    }
    assert_eq!(all(&service, "u2").await.len(), 1);
}
