//! The eight classes of FER+ that the network is trained on.

use super::Mood;

/// A class of FER+ (Barsoum et al., ICMI 2016).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Label {
    /// No strong feeling.
    Neutral,
    /// Happiness.
    Happiness,
    /// Surprise.
    Surprise,
    /// Sadness.
    Sadness,
    /// Anger.
    Anger,
    /// Disgust.
    Disgust,
    /// Fear.
    Fear,
    /// Contempt.
    Contempt,
}

impl Label {
    /// The eight, in FER+'s own order.
    pub const ALL: [Self; 8] = [
        Self::Neutral,
        Self::Happiness,
        Self::Surprise,
        Self::Sadness,
        Self::Anger,
        Self::Disgust,
        Self::Fear,
        Self::Contempt,
    ];

    /// FER+'s word, as manifests spell it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Happiness => "happiness",
            Self::Surprise => "surprise",
            Self::Sadness => "sadness",
            Self::Anger => "anger",
            Self::Disgust => "disgust",
            Self::Fear => "fear",
            Self::Contempt => "contempt",
        }
    }

    /// Its place in [`Label::ALL`].
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The label of FER+'s word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|label| label.word() == word)
    }

    /// The product's mood for this class; surprise, disgust, fear and contempt have none.
    pub const fn mood(self) -> Option<Mood> {
        match self {
            Self::Neutral => Some(Mood::Neutral),
            Self::Happiness => Some(Mood::Happy),
            Self::Sadness => Some(Mood::Sad),
            Self::Anger => Some(Mood::Angry),
            Self::Surprise | Self::Disgust | Self::Fear | Self::Contempt => None,
        }
    }

    /// Valence and arousal of the class, each from -1 to 1.
    ///
    /// Placed by us, to a tenth, on the circumplex of Russell, "A circumplex model of affect",
    /// J. Pers. Soc. Psychol. 39 (1980): pleasant words right, active words up, neutral in the
    /// middle. They are a convention for steering music, not measurements: neither FER+ nor this
    /// network was rated for valence and arousal.
    pub const fn circumplex(self) -> [f32; 2] {
        match self {
            Self::Neutral => [0.0, 0.0],
            Self::Happiness => [0.8, 0.5],
            Self::Surprise => [0.2, 0.8],
            Self::Sadness => [-0.7, -0.4],
            Self::Anger => [-0.6, 0.7],
            Self::Disgust => [-0.7, 0.3],
            Self::Fear => [-0.6, 0.8],
            Self::Contempt => [-0.6, 0.2],
        }
    }
}
