//! The JSON of moods.

mod history;
mod prediction;

pub use history::{CorrectRequest, Mood, MoodPage, MoodsQuery, Summary, SummaryQuery, TellRequest};
pub use prediction::{PredictRequest, Prediction, Probabilities};
