//! The JSON of the history of moods and of its summary.

use proto::emotion::v1 as emotion;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Probabilities;
use crate::dto::time::Moment;

const HOURS: usize = 24;
const WEEK: usize = 7 * HOURS;

/// Which part of the history.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MoodsQuery {
    /// Inclusive.
    #[param(value_type = Option<String>, format = DateTime)]
    pub from: Option<Moment>,
    /// Exclusive.
    #[param(value_type = Option<String>, format = DateTime)]
    pub to: Option<Moment>,
    /// The `cursor` of the page before.
    pub cursor: Option<String>,
    /// 1 … 200; 50 when absent.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
}

/// A page of the history, newest first.
#[derive(Serialize, ToSchema)]
pub struct MoodPage {
    /// The moods.
    pub items: Vec<Mood>,
    /// For the next page; null at the end.
    pub cursor: Option<String>,
}

/// One mood of the history.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
pub struct Mood {
    /// Opaque.
    pub id: String,
    /// When.
    pub at: Moment,
    /// `happy`, `sad`, `angry` or `neutral`: the user's word when corrected.
    pub mood: String,
    /// 0 … 1; null when told.
    pub confidence: Option<f32>,
    /// Null when told.
    pub probabilities: Option<Probabilities>,
    /// −1 … 1.
    pub valence: Option<f32>,
    /// −1 … 1.
    pub arousal: Option<f32>,
    /// Whether the user's word replaced the model's.
    pub corrected: bool,
    /// What the model said, when corrected.
    pub detected_mood: Option<String>,
    /// `camera` or `told`.
    pub source: String,
    /// What the user wrote to it.
    pub note: Option<String>,
}

impl From<emotion::Detection> for Mood {
    fn from(detection: emotion::Detection) -> Self {
        Self {
            id: detection.id,
            at: Moment(detection.at_ms),
            mood: detection.mood,
            confidence: detection.confidence,
            probabilities: detection.probabilities.map(Probabilities::from),
            valence: detection.valence,
            arousal: detection.arousal,
            corrected: detection.corrected,
            detected_mood: detection.detected_mood,
            source: detection.source,
            note: detection.note,
        }
    }
}

/// The user's word for a mood.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectRequest {
    /// `happy`, `sad`, `angry` or `neutral`.
    pub mood: String,
}

/// A mood told without a camera.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TellRequest {
    /// `happy`, `sad`, `angry` or `neutral`.
    pub mood: String,
    /// Now when absent.
    pub at: Option<Moment>,
    /// At most 500 characters.
    pub note: Option<String>,
}

/// Which time to sum up.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SummaryQuery {
    /// Inclusive; 30 days back when absent.
    #[param(value_type = Option<String>, format = DateTime)]
    pub from: Option<Moment>,
    /// Exclusive; now when absent.
    #[param(value_type = Option<String>, format = DateTime)]
    pub to: Option<Moment>,
    /// An IANA time zone such as `Europe/Berlin`; UTC when absent.
    pub tz: Option<String>,
}

/// Moods in numbers.
#[derive(Serialize, ToSchema)]
pub struct Summary {
    /// Oldest first; days without a mood are left out.
    pub days: Vec<Day>,
    /// Over the whole time.
    pub distribution: MoodCounts,
    /// Seven days from Monday, each with 24 hours from midnight.
    pub weekday_hour: Vec<Vec<u64>>,
    /// Days in a row with a mood, up to today or yesterday.
    pub streak_days: u32,
}

/// One day.
#[derive(Serialize, ToSchema)]
pub struct Day {
    /// YYYY-MM-DD in the zone asked for.
    pub date: String,
    /// How many of each.
    pub counts: MoodCounts,
}

/// How many of each mood.
#[derive(Serialize, ToSchema)]
pub struct MoodCounts {
    happy: u64,
    sad: u64,
    angry: u64,
    neutral: u64,
}

impl From<emotion::MoodCounts> for MoodCounts {
    fn from(counts: emotion::MoodCounts) -> Self {
        Self {
            happy: counts.happy,
            sad: counts.sad,
            angry: counts.angry,
            neutral: counts.neutral,
        }
    }
}

impl From<emotion::Summary> for Summary {
    fn from(summary: emotion::Summary) -> Self {
        let day = |day: emotion::Day| Day {
            date: day.date,
            counts: day.counts.unwrap_or_default().into(),
        };
        let mut hours = summary.weekday_hour;
        hours.resize(WEEK, 0);
        Self {
            days: summary.days.into_iter().map(day).collect(),
            distribution: summary.distribution.unwrap_or_default().into(),
            weekday_hour: hours.chunks(HOURS).map(<[u64]>::to_vec).collect(),
            streak_days: summary.streak_days,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_has_seven_days_of_24_hours() {
        let mut weekday_hour = vec![0; WEEK];
        weekday_hour[25] = 3;
        let summary = Summary::from(emotion::Summary {
            weekday_hour,
            ..Default::default()
        });
        assert_eq!(summary.weekday_hour.len(), 7);
        assert_eq!(summary.weekday_hour[1][1], 3);
        let empty = Summary::from(emotion::Summary::default());
        assert!(empty.weekday_hour.iter().all(|day| day.len() == HOURS));
    }
}
