//! The user's resting face, as numbers: taken, shown, forgotten.

use actix_web::{
    HttpRequest,
    web::{Json, Payload},
};
use proto::emotion::v1::{
    self as emotion, DeleteCalibrationRequest, GetCalibrationRequest, GetCalibrationResponse,
};

use crate::{
    clients::{Answered, PREDICT_DEADLINE, Service},
    dto::emotion::{CalibrateRequest, Calibrated},
    error::ApiError,
    extract::read,
    identity::Signed,
    image::{PREDICT_LIMIT, decode},
    offload::offload,
};

/// Shows the calibration, or null.
#[utoipa::path(get, path = "/me/calibration", tag = "Mood",
    responses((status = 200, body = Calibrated)))]
pub async fn show(me: Signed) -> Result<Json<Calibrated>, ApiError> {
    let mut emotion = me.clients.emotion();
    let request = me.request(GetCalibrationRequest {});
    let GetCalibrationResponse { calibration } = emotion
        .get_calibration(request)
        .await
        .of(Service::Emotion)?;
    Ok(Json(Calibrated::from(calibration)))
}

/// Reads frames of the user's face at rest; what looks like a feeling in them is taken back from
/// then on. Keeps eight numbers and no frame. 422 `calibration_unclear`, `calibration_expressive`;
/// 412 `calibration_unavailable` when the classifier in use has no reference.
#[utoipa::path(put, path = "/me/calibration", tag = "Mood", request_body = CalibrateRequest,
    responses((status = 200, body = Calibrated)))]
pub async fn take(
    me: Signed,
    request: HttpRequest,
    payload: Payload,
) -> Result<Json<Calibrated>, ApiError> {
    // Before the body is read: without consent no picture is even received.
    me.profile().await?.require_consent()?;
    let body: CalibrateRequest = read(&request, payload.into_inner(), PREDICT_LIMIT).await?;
    let length = body.images.iter().map(String::len).sum();
    let images = offload(length, move || {
        let images = body.images.iter().enumerate();
        let images = images.map(|(index, image)| decode(&format!("images[{index}]"), image));
        images.map(|image| image.map(Into::into)).collect()
    })
    .await?;
    let request = me.request_within(emotion::CalibrateRequest { images }, PREDICT_DEADLINE);
    let mut emotion = me.clients.emotion();
    let taken = emotion.calibrate(request).await.of(Service::Emotion)?;
    Ok(Json(Calibrated::from(Some(taken))))
}

/// Forgets the calibration.
#[utoipa::path(delete, path = "/me/calibration", tag = "Mood", responses((status = 204)))]
pub async fn forget(me: Signed) -> Result<(), ApiError> {
    let mut emotion = me.clients.emotion();
    let request = me.request(DeleteCalibrationRequest {});
    emotion
        .delete_calibration(request)
        .await
        .of(Service::Emotion)?;
    Ok(())
}
