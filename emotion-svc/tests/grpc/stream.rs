//! Frame after frame: tokens, the stable mood, and when a row is written.

use std::time::Duration;

use proto::emotion::v1::{ListDetectionsRequest, PredictRequest, PredictResponse};

use crate::harness::{Service, by, fixture, frame};

async fn next(service: &Service, user: &str, image: &str, token: &str) -> PredictResponse {
    let message = PredictRequest {
        smoothing: token.to_owned(),
        record: true,
        ..frame(fixture(image))
    };
    service
        .client
        .clone()
        .predict(by(user, message))
        .await
        .unwrap()
        .into_inner()
}

#[tokio::test]
async fn a_stable_mood_is_recorded_once() {
    let service = Service::start().await;
    let first = next(&service, "u1", "portrait.jpg", "").await;
    let id = first.detection_id.unwrap();
    let mut token = first.smoothing;
    for _ in 0..4 {
        service.clock.advance(Duration::from_millis(500));
        let later = next(&service, "u1", "portrait.jpg", &token).await;
        let smoothed = later.smoothed.unwrap();
        assert!(smoothed.stable && !smoothed.changed);
        assert_eq!(later.detection_id, None);
        token = later.smoothing;
    }
    let list = by("u1", ListDetectionsRequest::default());
    let page = service
        .client
        .clone()
        .list_detections(list)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(page.items.len(), 1);
    let row = &page.items[0];
    assert_eq!(
        (&row.id, row.mood.as_str(), row.source.as_str()),
        (&id, "happy", "camera")
    );
    assert!(row.confidence.unwrap() > 0.6 && row.probabilities.is_some());
    assert!(!row.corrected && row.detected_mood.is_none() && row.note.is_none());
}

#[tokio::test]
async fn a_frame_without_a_mood_keeps_the_stream() {
    let service = Service::start().await;
    let first = next(&service, "u1", "portrait.jpg", "").await;
    service.clock.advance(Duration::from_millis(500));
    let gap = next(&service, "u1", "no_face.jpg", &first.smoothing).await;
    let smoothed = gap.smoothed.unwrap();
    assert_eq!(smoothed.mood.as_deref(), Some("happy"));
    assert!(!smoothed.stable && !smoothed.changed && gap.detection_id.is_none());
    service.clock.advance(Duration::from_millis(500));
    let back = next(&service, "u1", "portrait.jpg", &gap.smoothing).await;
    assert!(!back.smoothed.unwrap().changed);
}

#[tokio::test]
async fn a_token_that_cannot_be_used_begins_a_new_stream() {
    let service = Service::start().await;
    let token = next(&service, "u1", "portrait.jpg", "").await.smoothing;
    for (user, token) in [
        ("u1", "nonsense"),
        ("u1", &token[..token.len() - 1]),
        ("u2", &token),
    ] {
        let answer = next(&service, user, "portrait.jpg", token).await;
        assert!(answer.smoothed.unwrap().changed, "{user} {token}");
    }
    service.clock.advance(Duration::from_secs(61));
    let late = next(&service, "u1", "portrait.jpg", &token).await;
    assert!(late.smoothed.unwrap().changed);
}

#[tokio::test]
async fn a_token_outlives_a_restart() {
    let service = Service::start().await;
    let token = next(&service, "u1", "portrait.jpg", "").await.smoothing;
    let service = Service::start_in(service.stop().await).await;
    let answer = next(&service, "u1", "portrait.jpg", &token).await;
    assert!(!answer.smoothed.unwrap().changed);
}

#[tokio::test]
async fn nothing_is_written_unless_asked_for() {
    let service = Service::start().await;
    let message = frame(fixture("portrait.jpg"));
    let answer = service
        .client
        .clone()
        .predict(by("u1", message))
        .await
        .unwrap()
        .into_inner();
    assert!(answer.smoothed.unwrap().changed && answer.detection_id.is_none());
    let list = by("u1", ListDetectionsRequest::default());
    let page = service
        .client
        .clone()
        .list_detections(list)
        .await
        .unwrap()
        .into_inner();
    assert!(page.items.is_empty());
}
