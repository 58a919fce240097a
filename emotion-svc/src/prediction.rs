//! From one frame of a user's stream to the answer: reading, smoothing, recording.

use std::sync::Arc;

use tonic::codegen::Bytes;

use crate::{
    calibration::Calibrator,
    clock::Clock,
    error::Error,
    history::{Detection, History},
    metrics::FrameMetrics,
    mood::Judgement,
    recogniser::Reading,
    smoothing::{Sealer, Smoothed, Stream},
    worker::Workers,
};

/// One frame of a user's stream.
pub(crate) struct Frame {
    pub user_id: String,
    pub image: Bytes,
    /// The token of the frame before, or empty.
    pub smoothing: String,
    /// Whether to write a row when the stable mood changes.
    pub record: bool,
}

/// The answer to a frame.
pub(crate) struct Prediction {
    pub reading: Reading,
    pub smoothed: Smoothed,
    /// The token for the next frame; empty while there was no mood yet.
    pub smoothing: String,
    pub detection_id: Option<String>,
    /// Whether the person's calibration had a part in it.
    pub calibrated: bool,
}

/// Predicts moods for streams, of which it keeps nothing.
pub(crate) struct Predictor {
    pub workers: Workers,
    pub frames: FrameMetrics,
    pub sealer: Sealer,
    pub history: History,
    pub calibrator: Arc<Calibrator>,
    pub clock: Clock,
}

impl Predictor {
    /// What a frame says of this person, and whether their calibration had a part in it.
    async fn read(&self, user_id: &str, image: Bytes) -> Result<(Reading, bool), Error> {
        let reading = self.workers.read(user_id, image).await?;
        self.calibrator.applied(user_id, reading).await
    }

    /// Reads a frame, smooths its mood, and records it where that is asked for.
    ///
    /// # Errors
    /// What [`Workers::read`], the store and [`History::record`] answer. A token that cannot be used is no
    /// error: it begins a new stream.
    pub async fn predict(&self, frame: Frame) -> Result<Prediction, Error> {
        let read = self.read(&frame.user_id, frame.image).await;
        let calibrated = matches!(read, Ok((_, true)));
        let reading = self.frames.counted(read.map(|(reading, _)| reading))?;
        let now_ms = self.clock.now_ms();
        let stream = self.sealer.open(&frame.user_id, &frame.smoothing, now_ms);
        let shown = reading
            .judgement
            .filter(|_| reading.outcome.mood().is_some());
        let (stream, smoothed) = advance(stream, shown.as_ref(), now_ms);
        let mut detection_id = None;
        if let Some(judgement) = shown.filter(|_| frame.record && smoothed.changed) {
            let mood = smoothed.mood.unwrap_or(judgement.probabilities.leader());
            let detection = Detection::seen(mood, &judgement, now_ms);
            detection_id = Some(detection.id.clone());
            self.history.record(&frame.user_id, detection).await?;
        }
        let seal = |stream: Stream| self.sealer.seal(&frame.user_id, &stream);
        Ok(Prediction {
            reading,
            smoothed,
            smoothing: stream.map(seal).unwrap_or_default(),
            detection_id,
            calibrated,
        })
    }
}

fn advance(
    stream: Option<Stream>,
    shown: Option<&Judgement>,
    now_ms: i64,
) -> (Option<Stream>, Smoothed) {
    match (stream, shown) {
        (stream, None) => (stream, Smoothed::unmoved(stream.as_ref())),
        (None, Some(judgement)) => {
            let (stream, smoothed) = Stream::begin(judgement.probabilities, now_ms);
            (Some(stream), smoothed)
        }
        (Some(mut stream), Some(judgement)) => {
            let smoothed = stream.observe(judgement.probabilities, now_ms);
            (Some(stream), smoothed)
        }
    }
}
