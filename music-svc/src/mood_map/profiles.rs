//! The profile of each mood: places, genres and words.

use crate::mood_map::{Intent, Point};

/// What music answers a mood.
#[derive(Debug)]
pub(crate) struct Profile {
    /// Where the listener is.
    pub(crate) present: Point,
    /// Where the music of the paper's map lies.
    pub(crate) target: Point,
    /// Where a lift ends.
    pub(crate) destination: Point,
    /// Genres of the map, the most typical first.
    pub(crate) genres: [&'static str; 8],
    /// Genres for a surprise; none of them is among `genres`.
    pub(crate) wider: [&'static str; 8],
    /// Genres of the first and the middle third of a lift.
    pub(crate) stages: [[&'static str; 3]; 2],
    /// Search words of the target, and of the destination.
    pub(crate) words: [&'static str; 2],
    /// Completes "bright and lively, …".
    pub(crate) purpose: &'static str,
    /// What a lift does: "… from sad to bright".
    pub(crate) going: &'static str,
    /// Completes "lifting from sad to …".
    pub(crate) destination_word: &'static str,
}

impl Profile {
    /// The genres that answer an intent.
    pub(crate) const fn genres_for(&self, intent: Intent) -> &[&'static str; 8] {
        match intent {
            Intent::Match | Intent::Lift => &self.genres,
            Intent::Surprise => &self.wider,
        }
    }

    /// Where the music of an intent lies, and for a lift where it ends.
    pub(crate) const fn target_for(&self, intent: Intent) -> Point {
        match intent {
            Intent::Match | Intent::Surprise => self.target,
            Intent::Lift => self.destination,
        }
    }
}

pub(super) static HAPPY: Profile = Profile {
    present: Point::new(0.7, 0.5),
    target: Point::new(0.8, 0.65),
    destination: Point::new(0.9, 0.8),
    genres: [
        "pop", "disco", "funk", "soul", "dance", "house", "latin", "indie",
    ],
    wider: [
        "rock", "new wave", "jazz", "reggae", "afropop", "country", "ska", "hip hop",
    ],
    stages: [["pop", "soul", "indie"], ["funk", "disco", "latin"]],
    words: ["feel good", "party hits"],
    purpose: "to go with a happy mood",
    going: "lifting",
    destination_word: "elated",
};

pub(super) static SAD: Profile = Profile {
    present: Point::new(-0.6, -0.4),
    target: Point::new(0.2, -0.55),
    destination: Point::new(0.7, 0.35),
    genres: [
        "folk",
        "piano",
        "classical",
        "singer-songwriter",
        "indie",
        "soul",
        "ambient",
        "jazz",
    ],
    wider: [
        "dream pop",
        "soft rock",
        "bossa nova",
        "country",
        "blues",
        "electronic",
        "r&b",
        "latin",
    ],
    stages: [
        ["folk", "singer-songwriter", "piano"],
        ["indie", "soft rock", "soul"],
    ],
    words: ["calm and soothing", "uplifting"],
    purpose: "to soothe a sad mood",
    going: "lifting",
    destination_word: "bright",
};

pub(super) static ANGRY: Profile = Profile {
    present: Point::new(-0.6, 0.7),
    target: Point::new(0.45, -0.4),
    destination: Point::new(0.5, -0.55),
    genres: [
        "ambient",
        "lounge",
        "trip hop",
        "bossa nova",
        "soul",
        "jazz",
        "soft rock",
        "reggae",
    ],
    wider: [
        "classical",
        "electronic",
        "folk",
        "afropop",
        "blues",
        "dream pop",
        "latin",
        "country",
    ],
    stages: [["rock", "metal", "grunge"], ["trip hop", "reggae", "soul"]],
    words: ["stress relief", "calm"],
    purpose: "to ease an angry mood",
    going: "settling",
    destination_word: "calm",
};

pub(super) static NEUTRAL: Profile = Profile {
    present: Point::new(0.0, 0.0),
    target: Point::new(0.5, 0.1),
    destination: Point::new(0.75, 0.5),
    genres: [
        "pop",
        "folk",
        "indie",
        "soul",
        "rock",
        "jazz",
        "soft rock",
        "electronic",
    ],
    wider: [
        "bossa nova",
        "classical",
        "country",
        "funk",
        "chanson",
        "afropop",
        "reggae",
        "latin",
    ],
    stages: [["indie", "folk", "soft rock"], ["pop", "soul", "rock"]],
    words: ["easy listening", "cheerful"],
    purpose: "to keep a neutral mood light",
    going: "lifting",
    destination_word: "cheerful",
};
