//! One entry of the history.

use uuid::Uuid;

use crate::mood::{Judgement, Mood, MoodProbabilities};

/// Where a mood comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A frame showed it.
    Camera,
    /// The user told it.
    Told,
}

impl Source {
    /// The word of the contract.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Camera => "camera",
            Self::Told => "told",
        }
    }

    /// The source of a word of the contract.
    pub fn of_word(word: &str) -> Option<Self> {
        [Self::Camera, Self::Told]
            .into_iter()
            .find(|source| source.word() == word)
    }
}

/// A mood at a time.
#[derive(Debug, Clone, PartialEq)]
pub struct Detection {
    /// A UUID of version 7.
    pub id: String,
    /// When it was, in ms since the epoch.
    pub at_ms: i64,
    /// The mood; the user's word when corrected.
    pub mood: Mood,
    /// Where it comes from.
    pub source: Source,
    /// Whether the user corrected it.
    pub corrected: bool,
    /// What the networks said; absent when it was told.
    pub seen: Option<Seen>,
    /// The user's note.
    pub note: Option<String>,
}

/// What the networks said about the frame that made a mood stable.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Seen {
    /// The mood they saw.
    pub mood: Mood,
    /// Its probability, 0 to 1.
    pub confidence: f32,
    /// The probabilities of all four.
    pub probabilities: MoodProbabilities,
    /// -1 to 1.
    pub valence: f32,
    /// -1 to 1.
    pub arousal: f32,
}

impl Detection {
    /// A new entry for what the camera saw.
    pub fn seen(mood: Mood, judgement: &Judgement, at_ms: i64) -> Self {
        let seen = Seen {
            mood,
            confidence: judgement.probabilities.of(mood),
            probabilities: judgement.probabilities,
            valence: judgement.valence,
            arousal: judgement.arousal,
        };
        Self {
            id: Uuid::now_v7().to_string(),
            at_ms,
            mood,
            source: Source::Camera,
            corrected: false,
            seen: Some(seen),
            note: None,
        }
    }

    /// A new entry for what the user told.
    pub fn told(mood: Mood, at_ms: i64, note: Option<String>) -> Self {
        Self {
            id: Uuid::now_v7().to_string(),
            at_ms,
            mood,
            source: Source::Told,
            corrected: false,
            seen: None,
            note,
        }
    }
}
