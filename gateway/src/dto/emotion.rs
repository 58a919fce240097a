//! The JSON of moods.

mod calibration;
mod history;
mod prediction;

pub use calibration::{CalibrateRequest, Calibrated};
pub use history::{CorrectRequest, Mood, MoodPage, MoodsQuery, Summary, SummaryQuery, TellRequest};
pub use prediction::{PredictRequest, Prediction, Probabilities};
