//! The JSON of one frame read.

use proto::emotion::v1 as emotion;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The outcome that comes with a mood.
const OUTCOME_MOOD: &str = "mood";

/// One frame.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PredictRequest {
    /// Base64 of a JPEG, PNG or WebP, bare or as a data URL; at most 1.5 MiB when decoded.
    pub image: String,
    /// The `smoothing` of the answer before; absent with the first frame.
    pub smoothing: Option<String>,
    /// Whether a stable mood is written into the history; it is when this is absent or null.
    #[schema(default = true)]
    pub record: Option<bool>,
}

/// What was read from a frame.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
pub struct Prediction {
    /// `mood`, `unsure`, `no_face`, `too_dark`, `too_bright`, `blurred` or `too_small`.
    pub outcome: String,
    /// What to change, in words; null when the outcome is `mood`.
    pub hint: Option<String>,
    /// `happy`, `sad`, `angry` or `neutral`; null unless the outcome is `mood`.
    pub mood: Option<String>,
    /// The same, capitalised.
    pub emotion: Option<String>,
    /// The probability of the mood, 0 … 1.
    pub confidence: Option<f32>,
    /// The probability of each mood.
    pub probabilities: Option<Probabilities>,
    /// From unpleasant to pleasant, −1 … 1.
    pub valence: Option<f32>,
    /// From calm to excited, −1 … 1.
    pub arousal: Option<f32>,
    /// How many faces were found.
    pub faces: u32,
    /// The main one.
    pub face: Option<Face>,
    /// The mood over the last frames.
    pub smoothed: Smoothed,
    /// To be sent with the next frame.
    pub smoothing: String,
    /// Whether this frame wrote a row into the history.
    pub recorded: bool,
    /// The row's id.
    pub detection_id: Option<String>,
    /// Whether the user's resting face, see PUT /me/calibration, had a part in the mood.
    pub calibrated: bool,
    /// The networks that read the frame.
    pub model: String,
    /// Where the time went, in milliseconds.
    pub elapsed_ms: Elapsed,
}

/// The probability of each mood, 0 … 1.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
pub struct Probabilities {
    happy: f32,
    sad: f32,
    angry: f32,
    neutral: f32,
}

/// A face's box in fractions of the picture, origin top left.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
pub struct Face {
    x: f32,
    y: f32,
    width: f32,
    height: f32,
    /// How sure the detector is, 0 … 1.
    score: f32,
}

/// The mood over the last frames.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
pub struct Smoothed {
    /// The stable mood; null before the first.
    pub mood: Option<String>,
    /// Whether this frame agrees with it.
    pub stable: bool,
    /// Whether this frame changed it.
    pub changed: bool,
}

/// Milliseconds spent on each step.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
pub struct Elapsed {
    decode: f32,
    detect: f32,
    classify: f32,
    queue: f32,
}

impl From<emotion::PredictResponse> for Prediction {
    fn from(read: emotion::PredictResponse) -> Self {
        let is_mood = read.outcome == OUTCOME_MOOD;
        let mood = read.mood.filter(|_| is_mood);
        let smoothed = read.smoothed.unwrap_or_default();
        let elapsed = read.elapsed_ms.unwrap_or_default();
        Self {
            emotion: mood.as_deref().map(capitalised),
            mood,
            hint: Some(read.hint).filter(|hint| !hint.is_empty()),
            outcome: read.outcome,
            confidence: read.confidence,
            probabilities: read.probabilities.map(Probabilities::from),
            valence: read.valence,
            arousal: read.arousal,
            faces: read.faces,
            face: read.face.map(Face::from),
            smoothed: Smoothed {
                mood: smoothed.mood,
                stable: smoothed.stable,
                changed: smoothed.changed,
            },
            smoothing: read.smoothing,
            recorded: read.detection_id.is_some(),
            detection_id: read.detection_id,
            calibrated: read.calibrated,
            model: read.model,
            elapsed_ms: Elapsed {
                decode: elapsed.decode,
                detect: elapsed.detect,
                classify: elapsed.classify,
                queue: elapsed.queue,
            },
        }
    }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

impl From<emotion::Probabilities> for Probabilities {
    fn from(given: emotion::Probabilities) -> Self {
        Self {
            happy: given.happy,
            sad: given.sad,
            angry: given.angry,
            neutral: given.neutral,
        }
    }
}

impl From<emotion::Face> for Face {
    fn from(face: emotion::Face) -> Self {
        Self {
            x: face.x,
            y: face.y,
            width: face.width,
            height: face.height,
            score: face.score,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(outcome: &str, mood: Option<&str>) -> Prediction {
        Prediction::from(emotion::PredictResponse {
            outcome: outcome.to_owned(),
            mood: mood.map(str::to_owned),
            hint: if mood.is_some() { "" } else { "move closer" }.to_owned(),
            ..Default::default()
        })
    }

    #[test]
    fn a_mood_has_its_label_and_no_hint() {
        let prediction = read("mood", Some("happy"));
        assert_eq!(prediction.emotion.as_deref(), Some("Happy"));
        assert_eq!(prediction.hint, None);
        assert!(!prediction.recorded);
    }

    #[test]
    fn doubt_has_a_hint_and_no_mood() {
        let prediction = read("too_small", None);
        assert_eq!((prediction.mood, prediction.emotion), (None, None));
        assert_eq!(prediction.hint.as_deref(), Some("move closer"));
        assert_eq!(read("unsure", Some("sad")).mood, None);
    }
}
