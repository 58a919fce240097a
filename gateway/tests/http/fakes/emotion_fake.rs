//! Emotion: every image is happy, except one that is none.

use proto::emotion::v1 as emotion;
use rpc::Kind;
use tonic::{Request, Response, Status};

use super::{Answering, Fake, World, refused};

service!(emotion::emotion_server::Emotion {
    predict(emotion::PredictRequest) -> emotion::PredictResponse = |_, asked| {
        if asked.image.as_ref() == b"no image" {
            return refused(Kind::InvalidInput, "not_an_image");
        }
        Ok(emotion::PredictResponse {
            outcome: "mood".to_owned(),
            mood: Some("happy".to_owned()),
            confidence: Some(0.93),
            smoothing: "token".to_owned(),
            detection_id: asked.record.then(|| "d1".to_owned()),
            ..Default::default()
        })
    };
    calibrate(emotion::CalibrateRequest) -> emotion::Calibration = |_, asked| {
        let shift = emotion::Shift { sadness: 0.5, ..Default::default() };
        Ok(emotion::Calibration {
            frames: asked.images.len() as u32, shift: Some(shift), ..Default::default()
        })
    };
    get_calibration(emotion::GetCalibrationRequest) -> emotion::GetCalibrationResponse = |_, _| Ok(Default::default());
    delete_calibration(emotion::DeleteCalibrationRequest) -> emotion::DeleteCalibrationResponse = |_, _| Ok(Default::default());
    list_detections(emotion::ListDetectionsRequest) -> emotion::ListDetectionsResponse = |_, _| {
        let mood = emotion::Detection { id: "d1".to_owned(), mood: "sad".to_owned(), ..Default::default() };
        Ok(emotion::ListDetectionsResponse { items: vec![mood], cursor: String::new() })
    };
    tell_mood(emotion::TellMoodRequest) -> emotion::Detection = |_, asked| {
        if asked.mood == "joyful" {
            return refused(Kind::OutOfRange, "unknown_mood");
        }
        Ok(emotion::Detection { id: "d2".to_owned(), mood: asked.mood, ..Default::default() })
    };
    correct_detection(emotion::CorrectDetectionRequest) -> emotion::Detection = |_, asked| {
        Ok(emotion::Detection { id: asked.id, mood: asked.mood, corrected: true, ..Default::default() })
    };
    delete_detection(emotion::DeleteDetectionRequest) -> emotion::DeleteDetectionResponse = |_, _| {
        refused(Kind::NotFound, "mood_not_found")
    };
    delete_all_detections(emotion::DeleteAllDetectionsRequest) -> emotion::DeleteAllDetectionsResponse = |_, _| Ok(Default::default());
    summarise(emotion::SummariseRequest) -> emotion::Summary = |_, _| Ok(Default::default());
    set_retention(emotion::SetRetentionRequest) -> emotion::SetRetentionResponse = |_, _| Ok(Default::default());
    export(emotion::ExportRequest) -> emotion::ExportResponse = |_, _| {
        Ok(emotion::ExportResponse { json: r#"{"detections":[]}"#.to_owned() })
    };
    erase(emotion::EraseRequest) -> emotion::EraseResponse = |_, _| Ok(Default::default());
    describe_model(emotion::DescribeModelRequest) -> emotion::ModelDescription = |_, _| Ok(Default::default());
});
