//! Moods: read from a frame, told, corrected, listed, summed up.

use actix_web::{
    HttpRequest,
    http::StatusCode,
    web::{Json, Path, Payload},
};
use proto::emotion::v1::{
    self as emotion, CorrectDetectionRequest, DeleteAllDetectionsRequest, DeleteDetectionRequest,
    ListDetectionsRequest, SummariseRequest, TellMoodRequest,
};

use crate::{
    clients::{Answered, PREDICT_DEADLINE, Service},
    dto::emotion::{
        CorrectRequest, Mood, MoodPage, MoodsQuery, PredictRequest, Prediction, Summary,
        SummaryQuery, TellRequest,
    },
    error::ApiError,
    extract::{Body, Query, read, within},
    identity::Signed,
    image::{PREDICT_LIMIT, decode},
    offload::offload,
};

/// Reads the mood of the main face in one frame. The frame is neither stored nor logged.
#[utoipa::path(post, path = "/predict", tag = "Mood", request_body = PredictRequest,
    responses((status = 200, body = Prediction)))]
pub async fn predict(
    me: Signed,
    request: HttpRequest,
    payload: Payload,
) -> Result<Json<Prediction>, ApiError> {
    // Before the body is read: without consent no picture is even received.
    me.profile().await?.require_consent()?;
    let frame: PredictRequest = read(&request, payload.into_inner(), PREDICT_LIMIT).await?;
    let image = offload(frame.image.len(), move || decode("image", &frame.image)).await?;
    let message = emotion::PredictRequest {
        image: image.into(),
        smoothing: frame.smoothing.unwrap_or_default(),
        record: frame.record.unwrap_or(true),
    };
    let request = me.request_within(message, PREDICT_DEADLINE);
    let mut emotion = me.clients.emotion();
    let prediction = emotion.predict(request).await.of(Service::Emotion)?;
    Ok(Json(Prediction::from(prediction)))
}

/// Lists the history, newest first.
#[utoipa::path(get, path = "/moods", tag = "Mood", params(MoodsQuery),
    responses((status = 200, body = MoodPage)))]
pub async fn list(me: Signed, Query(query): Query<MoodsQuery>) -> Result<Json<MoodPage>, ApiError> {
    let limit = query.limit.map(|limit| within("limit", limit, 1..=200));
    let request = me.request(ListDetectionsRequest {
        from_ms: query.from.map(|from| from.0),
        to_ms: query.to.map(|to| to.0),
        cursor: query.cursor.unwrap_or_default(),
        limit: limit.transpose()?.unwrap_or(0),
    });
    let mut emotion = me.clients.emotion();
    let page = emotion
        .list_detections(request)
        .await
        .of(Service::Emotion)?;
    Ok(Json(MoodPage {
        items: page.items.into_iter().map(Mood::from).collect(),
        cursor: Some(page.cursor).filter(|cursor| !cursor.is_empty()),
    }))
}

/// Records a mood told without a camera.
#[utoipa::path(post, path = "/moods", tag = "Mood", request_body = TellRequest,
    responses((status = 201, body = Mood)))]
pub async fn tell(
    me: Signed,
    Body(body): Body<TellRequest>,
) -> Result<(Json<Mood>, StatusCode), ApiError> {
    let request = me.request(TellMoodRequest {
        mood: body.mood,
        at_ms: body.at.map(|at| at.0),
        note: body.note,
    });
    let mut emotion = me.clients.emotion();
    let told = emotion.tell_mood(request).await.of(Service::Emotion)?;
    Ok((Json(Mood::from(told)), StatusCode::CREATED))
}

/// Forgets every mood.
#[utoipa::path(delete, path = "/moods", tag = "Mood", responses((status = 204)))]
pub async fn forget_all(me: Signed) -> Result<(), ApiError> {
    let request = me.request(DeleteAllDetectionsRequest {});
    let mut emotion = me.clients.emotion();
    emotion
        .delete_all_detections(request)
        .await
        .of(Service::Emotion)?;
    Ok(())
}

/// Sums up: per day, in all, by weekday and hour, the current streak.
#[utoipa::path(get, path = "/moods/summary", tag = "Mood", params(SummaryQuery),
    responses((status = 200, body = Summary)))]
pub async fn summarise(
    me: Signed,
    Query(query): Query<SummaryQuery>,
) -> Result<Json<Summary>, ApiError> {
    let request = me.request(SummariseRequest {
        from_ms: query.from.map(|from| from.0),
        to_ms: query.to.map(|to| to.0),
        tz: query.tz.unwrap_or_default(),
    });
    let mut emotion = me.clients.emotion();
    let summary = emotion.summarise(request).await.of(Service::Emotion)?;
    Ok(Json(Summary::from(summary)))
}

/// Replaces the model's word by the user's; the model's is kept beside it.
#[utoipa::path(patch, path = "/moods/{id}", tag = "Mood", request_body = CorrectRequest,
    params(("id" = String, Path, description = "From GET /moods or POST /predict")),
    responses((status = 200, body = Mood)))]
pub async fn correct(
    me: Signed,
    id: Path<String>,
    Body(body): Body<CorrectRequest>,
) -> Result<Json<Mood>, ApiError> {
    let request = me.request(CorrectDetectionRequest {
        id: id.into_inner(),
        mood: body.mood,
    });
    let mut emotion = me.clients.emotion();
    let corrected = emotion
        .correct_detection(request)
        .await
        .of(Service::Emotion)?;
    Ok(Json(Mood::from(corrected)))
}

/// Forgets one mood.
#[utoipa::path(delete, path = "/moods/{id}", tag = "Mood",
    params(("id" = String, Path, description = "From GET /moods or POST /predict")),
    responses((status = 204)))]
pub async fn forget(me: Signed, id: Path<String>) -> Result<(), ApiError> {
    let request = me.request(DeleteDetectionRequest {
        id: id.into_inner(),
    });
    let mut emotion = me.clients.emotion();
    emotion
        .delete_detection(request)
        .await
        .of(Service::Emotion)?;
    Ok(())
}
