//! A person's resting face: taken, applied, shown, exported, forgotten.

use std::{fs, path::Path};

use proto::emotion::v1::{
    CalibrateRequest, Calibration, DeleteCalibrationRequest, EraseRequest, ExportRequest,
    GetCalibrationRequest, PredictResponse,
};
use serde_json::{Value, json};
use tempfile::TempDir;
use tonic::{Code, Status};

use crate::harness::{Service, by, code, config, fixture, frame};

/// The classifier in use, but for it the portrait's smile is what a neutral face looks like, and
/// typical resting faces look far less sad than any.
fn resting_model(dir: &Path) {
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets");
    let manifest = fs::read(assets.join("mood.json")).unwrap();
    let mut manifest: Value = serde_json::from_slice(&manifest).unwrap();
    let labels = manifest["labels"].as_array_mut().unwrap();
    labels.swap(0, 1);
    assert_eq!(labels[1], "neutral", "the smile's logit");
    manifest["resting_log_odds"] = json!([-2.0, 0.0, -2.0, -90.0, -2.0, -2.0, -2.0, -2.0]);
    fs::write(dir.join("mood.json"), manifest.to_string()).unwrap();
    fs::copy(assets.join("mood.onnx"), dir.join("mood.onnx")).unwrap();
}

async fn service_at_rest() -> Service {
    let dir = tempfile::tempdir().unwrap();
    let model_dir = dir.path().join("model");
    fs::create_dir(&model_dir).unwrap();
    resting_model(&model_dir);
    let mut config = config(&dir);
    config.model_dir = Some(model_dir);
    Service::start_with(config, dir).await
}

async fn calibrated(service: &Service, images: &[&str]) -> Result<Calibration, Status> {
    let images = images.iter().map(|name| fixture(name).into()).collect();
    let request = by("u1", CalibrateRequest { images });
    Ok(service
        .client
        .clone()
        .calibrate(request)
        .await?
        .into_inner())
}

async fn found(service: &Service, user: &str) -> Option<Calibration> {
    let request = by(user, GetCalibrationRequest {});
    let found = service.client.clone().get_calibration(request).await;
    found.unwrap().into_inner().calibration
}

async fn portrait(service: &Service, user: &str) -> PredictResponse {
    let request = by(user, frame(fixture("portrait.jpg")));
    service
        .client
        .clone()
        .predict(request)
        .await
        .unwrap()
        .into_inner()
}

fn sad(answer: &PredictResponse) -> f32 {
    answer.probabilities.unwrap().sad
}

#[tokio::test]
async fn what_a_resting_face_looks_like_is_taken_back_for_this_person_only() {
    let service = service_at_rest().await;
    let before = portrait(&service, "u1").await;
    assert_eq!(before.mood.as_deref(), Some("neutral"));
    assert!(!before.calibrated);
    let taken = calibrated(&service, &["portrait.jpg"; 4]).await.unwrap();
    assert_eq!((taken.frames, taken.is_current), (4, true));
    let shift = taken.shift.unwrap();
    assert_eq!(
        (shift.sadness, shift.neutral),
        (2.0, 0.0),
        "as much as may be"
    );
    let after = portrait(&service, "u1").await;
    assert!(after.calibrated && after.confidence >= before.confidence);
    let factor = sad(&after) / sad(&before);
    assert!(factor < 0.2, "e^-2 of it is left: {factor}");
    let other = portrait(&service, "u2").await;
    assert!(!other.calibrated && sad(&other) == sad(&before));
}

#[tokio::test]
async fn a_calibration_outlives_the_service_and_ends_with_a_word() {
    let service = service_at_rest().await;
    let taken = calibrated(&service, &["portrait.jpg"; 3]).await.unwrap();
    let dir = service.stop().await;
    let mut again = config(&dir);
    again.model_dir = Some(dir.path().join("model"));
    let service = Service::start_with(again, dir).await;
    assert_eq!(found(&service, "u1").await, Some(taken));
    assert!(portrait(&service, "u1").await.calibrated);
    for _ in 0..2 {
        let request = by("u1", DeleteCalibrationRequest {});
        service
            .client
            .clone()
            .delete_calibration(request)
            .await
            .unwrap();
    }
    assert_eq!(found(&service, "u1").await, None);
    assert!(!portrait(&service, "u1").await.calibrated);
}

#[tokio::test]
async fn with_another_classifier_it_is_shown_but_not_used() {
    let service = service_at_rest().await;
    calibrated(&service, &["portrait.jpg"; 3]).await.unwrap();
    let dir: TempDir = service.stop().await;
    let path = dir.path().join("model/mood.json");
    let mut manifest: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    manifest["version"] = json!("0.0.1");
    fs::write(&path, manifest.to_string()).unwrap();
    let mut again = config(&dir);
    again.model_dir = Some(dir.path().join("model"));
    let service = Service::start_with(again, dir).await;
    assert!(!found(&service, "u1").await.unwrap().is_current);
    assert!(!portrait(&service, "u1").await.calibrated);
}

#[tokio::test]
async fn export_has_it_and_erase_takes_it() {
    let service = service_at_rest().await;
    calibrated(&service, &["portrait.jpg"; 3]).await.unwrap();
    assert!(
        portrait(&service, "u1").await.calibrated,
        "it is in memory now"
    );
    let export = by("u1", ExportRequest {});
    let export = service.client.clone().export(export).await.unwrap();
    let export: Value = serde_json::from_str(&export.into_inner().json).unwrap();
    assert_eq!(export["calibration"]["frames"], 3);
    assert_eq!(export["calibration"]["shift"]["sadness"], 2.0);
    service
        .client
        .clone()
        .erase(by("u1", EraseRequest {}))
        .await
        .unwrap();
    assert_eq!(found(&service, "u1").await, None);
    assert!(!portrait(&service, "u1").await.calibrated);
}

#[tokio::test]
async fn frames_that_show_no_resting_face_are_refused_and_change_nothing() {
    let service = service_at_rest().await;
    let taken = calibrated(&service, &["portrait.jpg"; 3]).await.unwrap();
    for (images, wanted, says) in [
        (vec!["portrait.jpg"; 2], "out_of_range", "3 to 8"),
        (vec!["portrait.jpg"; 9], "out_of_range", "3 to 8"),
        (
            vec!["portrait.jpg", "portrait.jpg", "dark.jpg"],
            "calibration_unclear",
            "2 of 3 frames show one face that can be read, at least 3 must. It is too dark",
        ),
        (
            vec!["two_faces.jpg"; 3],
            "calibration_unclear",
            "Only one person",
        ),
    ] {
        let refused = calibrated(&service, &images).await.unwrap_err();
        assert_eq!((refused.code(), code(&refused)), (Code::OutOfRange, wanted));
        assert!(refused.message().contains(says), "{}", refused.message());
    }
    assert_eq!(found(&service, "u1").await, Some(taken));
}

#[tokio::test]
async fn a_smile_is_no_resting_face() {
    let service = Service::start().await;
    let refused = calibrated(&service, &["portrait.jpg"; 3])
        .await
        .unwrap_err();
    assert_eq!(code(&refused), "calibration_expressive");
    assert_eq!(found(&service, "u1").await, None);
}

#[tokio::test]
async fn a_classifier_without_a_reference_says_so() {
    let dir = tempfile::tempdir().unwrap();
    resting_model(dir.path());
    let path = dir.path().join("mood.json");
    let mut manifest: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    manifest["resting_log_odds"].take();
    fs::write(&path, manifest.to_string()).unwrap();
    let mut config = config(&dir);
    config.model_dir = Some(dir.path().to_path_buf());
    let service = Service::start_with(config, dir).await;
    let refused = calibrated(&service, &["portrait.jpg"; 3])
        .await
        .unwrap_err();
    assert_eq!(refused.code(), Code::FailedPrecondition);
    assert_eq!(code(&refused), "calibration_unavailable");
}
