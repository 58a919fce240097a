//! Starting, health, and what stops a start.

use emotion_svc::bind;
use proto::emotion::v1::ListDetectionsRequest;
use tonic::{Code, Request};

use crate::harness::{Service, by, config};

#[tokio::test]
async fn a_running_service_is_healthy() {
    let service = Service::start().await;
    rpc::healthcheck(service.address).await.unwrap();
}

#[tokio::test]
async fn a_service_whose_database_is_gone_is_not_healthy() {
    let dir = tempfile::tempdir().unwrap();
    let bound = bind(config(&dir)).await.unwrap();
    let address = bound.local_addr();
    let database = rusqlite::Connection::open(dir.path().join("mood_app.db")).unwrap();
    database.execute_batch("DROP TABLE schema_ledger").unwrap();
    let stop = tokio_util::sync::CancellationToken::new();
    let served = tokio::spawn(bound.serve(stop.clone()));
    assert!(rpc::healthcheck(address).await.is_err());
    stop.cancel();
    served.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_damaged_network_stops_the_start_and_names_the_file() {
    let dir = tempfile::tempdir().unwrap();
    let models = tempfile::tempdir().unwrap();
    std::fs::write(models.path().join("mood.onnx"), b"not a network").unwrap();
    std::fs::write(
        models.path().join("mood.json"),
        include_str!("../../assets/mood.json"),
    )
    .unwrap();
    let mut config = config(&dir);
    config.model_dir = Some(models.path().to_path_buf());
    let error = bind(config).await.err().unwrap().to_string();
    assert!(
        error.contains("mood.onnx") && error.contains("ATTUNE_MODEL_DIR"),
        "{error}"
    );
}

#[tokio::test]
async fn a_taken_address_stops_the_start_and_is_named() {
    let service = Service::start().await;
    let dir = tempfile::tempdir().unwrap();
    let mut config = config(&dir);
    config.listen = service.address;
    let error = bind(config).await.err().unwrap().to_string();
    assert!(error.contains(&service.address.to_string()), "{error}");
}

#[tokio::test]
async fn history_needs_a_user() {
    let service = Service::start().await;
    let request = Request::new(ListDetectionsRequest::default());
    let status = service
        .client
        .clone()
        .list_detections(request)
        .await
        .unwrap_err();
    assert_eq!(status.code(), Code::Unauthenticated);
    let list = by("u1", ListDetectionsRequest::default());
    assert!(service.client.clone().list_detections(list).await.is_ok());
}
