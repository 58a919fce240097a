//! The contract: decodes a call, makes it, encodes the answer.

mod encode;

use std::sync::Arc;

use proto::emotion::v1::{
    CalibrateRequest, Calibration, CorrectDetectionRequest, DeleteAllDetectionsRequest,
    DeleteAllDetectionsResponse, DeleteCalibrationRequest, DeleteCalibrationResponse,
    DeleteDetectionRequest, DeleteDetectionResponse, DescribeModelRequest, Detection, EraseRequest,
    EraseResponse, ExportRequest, ExportResponse, GetCalibrationRequest, GetCalibrationResponse,
    ListDetectionsRequest, ListDetectionsResponse, ModelDescription, PredictRequest,
    PredictResponse, SetRetentionRequest, SetRetentionResponse, SummariseRequest, Summary,
    TellMoodRequest,
    emotion_server::{Emotion, EmotionServer},
};
use rpc::{Caller, Failure, status};
use tonic::{Request, Response, Status, metadata::MetadataMap};

use crate::{
    calibration::Calibrator,
    history::{History, Listing},
    model::Models,
    prediction::{Frame, Predictor},
};

/// The largest message that is read: an image of 1.5 MiB and room for the rest, so that an image
/// a little over its limit is refused by name.
const MOST_MESSAGE_BYTES: usize = 2 * 1024 * 1024;

/// The service as tonic serves it.
pub(crate) struct Endpoint {
    predictor: Predictor,
    history: History,
    calibrator: Arc<Calibrator>,
    description: ModelDescription,
}

impl Endpoint {
    pub fn new(
        predictor: Predictor,
        history: History,
        calibrator: Arc<Calibrator>,
        models: &Models,
    ) -> Self {
        Self {
            predictor,
            history,
            calibrator,
            description: encode::description(models),
        }
    }

    pub fn into_server(self) -> EmotionServer<Self> {
        EmotionServer::from_arc(Arc::new(self)).max_decoding_message_size(MOST_MESSAGE_BYTES)
    }
}

#[tonic::async_trait]
impl Emotion for Endpoint {
    async fn predict(
        &self,
        request: Request<PredictRequest>,
    ) -> Result<Response<PredictResponse>, Status> {
        let (user_id, message) = open(request)?;
        let frame = Frame {
            user_id,
            image: message.image,
            smoothing: message.smoothing,
            record: message.record,
        };
        let prediction = self.predictor.predict(frame).await;
        answer(prediction.map(|prediction| encode::prediction(prediction, &self.description)))
    }

    async fn calibrate(
        &self,
        request: Request<CalibrateRequest>,
    ) -> Result<Response<Calibration>, Status> {
        let (user_id, message) = open(request)?;
        let taken = self.calibrator.calibrate(&user_id, message.images).await;
        answer(taken.map(|taken| encode::calibration(&taken, true)))
    }

    async fn get_calibration(
        &self,
        request: Request<GetCalibrationRequest>,
    ) -> Result<Response<GetCalibrationResponse>, Status> {
        let (user_id, _) = open(request)?;
        let found = self.calibrator.find(&user_id).await;
        let encoded = |found| encode::calibration(&found, self.calibrator.is_current(&found));
        answer(found.map(|found| GetCalibrationResponse {
            calibration: found.map(encoded),
        }))
    }

    async fn delete_calibration(
        &self,
        request: Request<DeleteCalibrationRequest>,
    ) -> Result<Response<DeleteCalibrationResponse>, Status> {
        let (user_id, _) = open(request)?;
        let forgotten = self.calibrator.forget(&user_id).await;
        answer(forgotten.map(|()| DeleteCalibrationResponse {}))
    }

    async fn list_detections(
        &self,
        request: Request<ListDetectionsRequest>,
    ) -> Result<Response<ListDetectionsResponse>, Status> {
        let (user_id, message) = open(request)?;
        let listing = Listing {
            from_ms: message.from_ms,
            to_ms: message.to_ms,
            cursor: message.cursor,
            limit: message.limit,
        };
        let page = self.history.list(&user_id, &listing).await;
        answer(page.map(|page| ListDetectionsResponse {
            items: page.items.into_iter().map(encode::detection).collect(),
            cursor: page.cursor,
        }))
    }

    async fn tell_mood(
        &self,
        request: Request<TellMoodRequest>,
    ) -> Result<Response<Detection>, Status> {
        let (user_id, message) = open(request)?;
        let TellMoodRequest { mood, at_ms, note } = message;
        let told = self.history.tell(&user_id, &mood, at_ms, note).await;
        answer(told.map(encode::detection))
    }

    async fn correct_detection(
        &self,
        request: Request<CorrectDetectionRequest>,
    ) -> Result<Response<Detection>, Status> {
        let (user_id, message) = open(request)?;
        let corrected = self
            .history
            .correct(&user_id, &message.id, &message.mood)
            .await;
        answer(corrected.map(encode::detection))
    }

    async fn delete_detection(
        &self,
        request: Request<DeleteDetectionRequest>,
    ) -> Result<Response<DeleteDetectionResponse>, Status> {
        let (user_id, message) = open(request)?;
        let deleted = self.history.delete(&user_id, &message.id).await;
        answer(deleted.map(|()| DeleteDetectionResponse {}))
    }

    async fn delete_all_detections(
        &self,
        request: Request<DeleteAllDetectionsRequest>,
    ) -> Result<Response<DeleteAllDetectionsResponse>, Status> {
        let (user_id, _) = open(request)?;
        let deleted = self.history.delete_all(&user_id).await;
        answer(deleted.map(|deleted| DeleteAllDetectionsResponse { deleted }))
    }

    async fn summarise(
        &self,
        request: Request<SummariseRequest>,
    ) -> Result<Response<Summary>, Status> {
        let (user_id, message) = open(request)?;
        let SummariseRequest { from_ms, to_ms, tz } = message;
        let summary = self.history.summarise(&user_id, from_ms, to_ms, &tz).await;
        answer(summary.map(encode::summary))
    }

    async fn set_retention(
        &self,
        request: Request<SetRetentionRequest>,
    ) -> Result<Response<SetRetentionResponse>, Status> {
        let (user_id, message) = open(request)?;
        let set = self.history.set_retention(&user_id, message.days).await;
        answer(set.map(|()| SetRetentionResponse {}))
    }

    async fn export(
        &self,
        request: Request<ExportRequest>,
    ) -> Result<Response<ExportResponse>, Status> {
        let (user_id, _) = open(request)?;
        let json = self.history.export(&user_id).await;
        answer(json.map(|json| ExportResponse { json }))
    }

    async fn erase(
        &self,
        request: Request<EraseRequest>,
    ) -> Result<Response<EraseResponse>, Status> {
        let (user_id, _) = open(request)?;
        let erased = self.calibrator.erase(&user_id).await;
        answer(erased.map(|()| EraseResponse {}))
    }

    async fn describe_model(
        &self,
        _: Request<DescribeModelRequest>,
    ) -> Result<Response<ModelDescription>, Status> {
        Ok(Response::new(self.description.clone()))
    }
}

/// Parts a request into its caller and its message.
fn open<T>(request: Request<T>) -> Result<(String, T), Status> {
    let user_id = user_of(request.metadata())?;
    Ok((user_id, request.into_inner()))
}

fn user_of(metadata: &MetadataMap) -> Result<String, Status> {
    match Caller::of(metadata) {
        Ok(caller) => Ok(caller.user_id),
        Err(no_caller) => Err(status(&no_caller)),
    }
}

fn answer<T, F: Failure>(result: Result<T, F>) -> Result<Response<T>, Status> {
    result
        .map(Response::new)
        .map_err(|failure| status(&failure))
}
