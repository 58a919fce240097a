//! The JSON of a resting face's calibration.

use std::collections::BTreeMap;

use proto::emotion::v1 as emotion;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::dto::time::Moment;

/// Frames of the user's face at rest.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CalibrateRequest {
    /// 3 to 8 pictures in base64, as in POST /predict; the whole body at most 2.2 MiB.
    #[schema(min_items = 3, max_items = 8)]
    pub images: Vec<String>,
}

/// The user's calibration, or null.
#[derive(Serialize, ToSchema)]
pub struct Calibrated {
    /// Null when there is none.
    pub calibration: Option<Calibration>,
}

/// What a resting face was read like.
#[derive(Serialize, ToSchema)]
pub struct Calibration {
    /// When it was taken.
    pub at: Moment,
    /// How many frames showed one readable face.
    pub frames: u32,
    /// The network that read them.
    pub model: String,
    /// Whether that network is still in use; else the calibration is not applied.
    pub current: bool,
    /// What is taken off the log-odds of each of the eight classes, 0 … 2.
    pub shift: BTreeMap<&'static str, f32>,
}

impl From<Option<emotion::Calibration>> for Calibrated {
    fn from(found: Option<emotion::Calibration>) -> Self {
        Self {
            calibration: found.map(Calibration::from),
        }
    }
}

impl From<emotion::Calibration> for Calibration {
    fn from(found: emotion::Calibration) -> Self {
        let shift = found.shift.unwrap_or_default();
        Self {
            at: Moment(found.at_ms),
            frames: found.frames,
            model: found.model,
            current: found.is_current,
            shift: BTreeMap::from([
                ("neutral", shift.neutral),
                ("happiness", shift.happiness),
                ("surprise", shift.surprise),
                ("sadness", shift.sadness),
                ("anger", shift.anger),
                ("disgust", shift.disgust),
                ("fear", shift.fear),
                ("contempt", shift.contempt),
            ]),
        }
    }
}
