//! The four moods, and what a frame's probabilities say about them.

mod judgement;
mod label;
mod quality;

pub use judgement::{Judgement, MoodProbabilities, judge, softmax};
pub use label::Label;
pub use quality::{Light, crop_problem, frame_problem, sharpness};

/// A mood that the product knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mood {
    /// Happiness.
    Happy,
    /// Sadness.
    Sad,
    /// Anger.
    Angry,
    /// No strong feeling.
    Neutral,
}

impl Mood {
    /// The four, in the order of every table and array of moods.
    pub const ALL: [Self; 4] = [Self::Happy, Self::Sad, Self::Angry, Self::Neutral];

    /// The word of the contract.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Happy => "happy",
            Self::Sad => "sad",
            Self::Angry => "angry",
            Self::Neutral => "neutral",
        }
    }

    /// The mood of a word of the contract.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mood| mood.word() == word)
    }

    /// Its place in [`Mood::ALL`].
    pub const fn index(self) -> usize {
        match self {
            Self::Happy => 0,
            Self::Sad => 1,
            Self::Angry => 2,
            Self::Neutral => 3,
        }
    }
}

/// What a frame is answered with. Doubt is an outcome, not an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The main face shows this mood.
    Mood(Mood),
    /// There is a face, and its mood is not clear.
    Unsure,
    /// There is no face.
    NoFace,
    /// The frame or the face is too dark to read.
    TooDark,
    /// The frame or the face is blown out.
    TooBright,
    /// The face is out of focus or moves.
    Blurred,
    /// The face has too few pixels.
    TooSmall,
}

impl Outcome {
    /// The word of the contract.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Mood(_) => "mood",
            Self::Unsure => "unsure",
            Self::NoFace => "no_face",
            Self::TooDark => "too_dark",
            Self::TooBright => "too_bright",
            Self::Blurred => "blurred",
            Self::TooSmall => "too_small",
        }
    }

    /// What the person can change, in words; empty for a mood.
    pub const fn hint(self) -> &'static str {
        match self {
            Self::Mood(_) => "",
            Self::Unsure => {
                "The expression is not clear. Show the camera your whole face and hold it for a moment."
            }
            Self::NoFace => "No face is in view. Move into the middle of the picture.",
            Self::TooDark => "It is too dark. Turn on a light in front of you.",
            Self::TooBright => "It is too bright. Move away from the light or dim it.",
            Self::Blurred => "The picture is blurred. Hold still, or wipe the lens.",
            Self::TooSmall => "The face is too far away. Come closer to the camera.",
        }
    }

    /// The mood, if that is the outcome.
    pub const fn mood(self) -> Option<Mood> {
        match self {
            Self::Mood(mood) => Some(mood),
            Self::Unsure
            | Self::NoFace
            | Self::TooDark
            | Self::TooBright
            | Self::Blurred
            | Self::TooSmall => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_places_agree_with_the_list() {
        for (index, mood) in Mood::ALL.into_iter().enumerate() {
            assert_eq!(mood.index(), index);
            assert_eq!(Mood::of_word(mood.word()), Some(mood));
        }
        assert_eq!(Mood::of_word("Happy"), None);
    }
}
