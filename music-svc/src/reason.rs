//! Why a song is in the list: a word for machines and a sentence for people, both true.

use serde::{Deserialize, Serialize};

use crate::mood_map::{Mood, Point};

/// The machine-readable part of a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ReasonCode {
    /// It lies where the map sends this mood.
    MoodMatch,
    /// Its arousal is low, which a sad or angry listener needs.
    Calming,
    /// Its arousal is high, which a happy listener wants.
    Energising,
    /// It is a step on the way from the present mood to a better one.
    LiftStep,
    /// Its genre was liked in this mood.
    GenreLiked,
    /// Its genre lies outside the map and was not heard in this mood.
    SomethingNew,
    /// Attune composed it for this list.
    Composed,
}

impl ReasonCode {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::MoodMatch => "mood_match",
            Self::Calming => "calming",
            Self::Energising => "energising",
            Self::LiftStep => "lift_step",
            Self::GenreLiked => "genre_liked",
            Self::SomethingNew => "something_new",
            Self::Composed => "composed",
        }
    }
}

/// One reason.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Reason {
    pub(crate) code: ReasonCode,
    pub(crate) text: String,
}

/// Arousal at and below which a piece counts as calming.
pub(crate) const CALM: f32 = -0.25;
/// Arousal at and above which a piece counts as energising.
pub(crate) const ENERGETIC: f32 = 0.6;

impl Reason {
    fn new(code: ReasonCode, text: String) -> Self {
        Self { code, text }
    }

    /// For a piece whose place we know.
    pub(crate) fn mood_match(mood: Mood, point: Point) -> Self {
        let text = format!("{}, {}", in_words(point), mood.profile().purpose);
        Self::new(ReasonCode::MoodMatch, text)
    }

    /// For a song of a source that we may not analyse: what we searched for.
    pub(crate) fn searched(mood: Mood, searched: &str) -> Self {
        let text = format!("found under {searched}, {}", mood.profile().purpose);
        Self::new(ReasonCode::MoodMatch, text)
    }

    /// When the piece's arousal is what the mood needs, says so.
    pub(crate) fn energy(mood: Mood, point: Point) -> Option<Self> {
        match mood {
            Mood::Sad | Mood::Angry if point.arousal <= CALM => {
                let text = "low energy, which helps to calm down".to_owned();
                Some(Self::new(ReasonCode::Calming, text))
            }
            Mood::Happy if point.arousal >= ENERGETIC => {
                let text = "high energy, to keep you going".to_owned();
                Some(Self::new(ReasonCode::Energising, text))
            }
            Mood::Happy | Mood::Sad | Mood::Angry | Mood::Neutral => None,
        }
    }

    /// `step` counts from 1.
    pub(crate) fn lift_step(mood: Mood, step: usize, steps: usize) -> Self {
        let (from, to) = (mood.word(), mood.profile().destination_word);
        let text = format!("step {step} of {steps} on the way from {from} to {to}");
        Self::new(ReasonCode::LiftStep, text)
    }

    pub(crate) fn genre_liked(mood: Mood, genre: &str) -> Self {
        let text = format!("you liked {genre} when {}", mood.word());
        Self::new(ReasonCode::GenreLiked, text)
    }

    pub(crate) fn something_new(mood: Mood, genre: &str) -> Self {
        let text = format!("{genre} is not what you usually hear when {}", mood.word());
        Self::new(ReasonCode::SomethingNew, text)
    }

    pub(crate) fn composed(tempo_bpm: f32, key: &str, mode: &str) -> Self {
        let text =
            format!("composed by Attune just now: {tempo_bpm:.0} beats a minute in {key} {mode}");
        Self::new(ReasonCode::Composed, text)
    }
}

/// A place on the plane, as people say it.
fn in_words(point: Point) -> String {
    let brightness = match point.valence {
        v if v >= 0.5 => "bright",
        v if v >= 0.15 => "warm",
        v if v >= -0.15 => "even-tempered",
        v if v >= -0.5 => "wistful",
        _ => "dark",
    };
    let energy = match point.arousal {
        a if a >= 0.55 => "energetic",
        a if a >= 0.2 => "lively",
        a if a >= -0.25 => "easy-going",
        a if a >= -0.6 => "calm",
        _ => "very calm",
    };
    format!("{brightness} and {energy}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_follow_the_place() {
        let text = |v, a| Reason::mood_match(Mood::Happy, Point::new(v, a)).text;
        assert_eq!(
            text(0.8, 0.7),
            "bright and energetic, to go with a happy mood"
        );
        assert_eq!(
            text(-0.7, -0.8),
            "dark and very calm, to go with a happy mood"
        );
    }

    #[test]
    fn energy_is_claimed_only_where_it_is_true_and_wanted() {
        let code = |mood, arousal| {
            Reason::energy(mood, Point::new(0.3, arousal)).map(|reason| reason.code)
        };
        assert_eq!(code(Mood::Sad, -0.5), Some(ReasonCode::Calming));
        assert_eq!(code(Mood::Sad, 0.0), None);
        assert_eq!(code(Mood::Happy, 0.8), Some(ReasonCode::Energising));
        assert_eq!(code(Mood::Happy, 0.3), None);
        assert_eq!(code(Mood::Neutral, -0.5), None);
    }

    #[test]
    fn a_code_is_spelled_the_same_on_the_wire_and_in_the_database() {
        for code in [
            ReasonCode::MoodMatch,
            ReasonCode::Calming,
            ReasonCode::Energising,
            ReasonCode::LiftStep,
            ReasonCode::GenreLiked,
            ReasonCode::SomethingNew,
            ReasonCode::Composed,
        ] {
            assert_eq!(serde_json::to_value(code).unwrap(), code.word());
        }
    }
}
