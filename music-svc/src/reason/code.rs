//! The names of reasons, as programs know them.

use serde::{Deserialize, Serialize};

/// The machine-readable name of a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ReasonCode {
    /// It lies where the map sends this mood.
    MoodMatch,
    /// Our search for this mood found it; we know nothing else of it.
    Searched,
    /// The map names it for another mood, so it has to be worth it.
    OffTheMap,
    /// Its arousal is low, which a sad or angry listener needs.
    Calming,
    /// Its arousal is high, which a happy listener wants.
    Energising,
    /// It is a step on the way from the present mood to a better one.
    LiftStep,
    /// Reactions speak for its genre in this mood.
    GenreLiked,
    /// Reactions speak against its genre in this mood.
    GenreDisliked,
    /// There were reactions to its genre in this mood, and they say little.
    GenreHeard,
    /// The draw from what is known of its genres, above or below its mean.
    Exploration,
    /// Its genre lies outside the map and was not heard in this mood.
    SomethingNew,
    /// It was shown in one of the last lists.
    ShownRecently,
    /// Attune composed it for this list.
    Composed,
    /// Chance, by the seed of the list.
    Shuffle,
}

impl ReasonCode {
    pub(super) const ALL: [Self; 14] = [
        Self::MoodMatch,
        Self::Searched,
        Self::OffTheMap,
        Self::Calming,
        Self::Energising,
        Self::LiftStep,
        Self::GenreLiked,
        Self::GenreDisliked,
        Self::GenreHeard,
        Self::Exploration,
        Self::SomethingNew,
        Self::ShownRecently,
        Self::Composed,
        Self::Shuffle,
    ];

    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::MoodMatch => "mood_match",
            Self::Searched => "searched",
            Self::OffTheMap => "off_the_map",
            Self::Calming => "calming",
            Self::Energising => "energising",
            Self::LiftStep => "lift_step",
            Self::GenreLiked => "genre_liked",
            Self::GenreDisliked => "genre_disliked",
            Self::GenreHeard => "genre_heard",
            Self::Exploration => "exploration",
            Self::SomethingNew => "something_new",
            Self::ShownRecently => "shown_recently",
            Self::Composed => "composed",
            Self::Shuffle => "shuffle",
        }
    }

    pub(super) fn find(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.word() == word)
    }
}
