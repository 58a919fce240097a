//! Why a song is in the list: a word for machines, a sentence for people, and what it adds to the
//! song's score; all three true.

mod code;
mod score;

use serde::{Deserialize, Serialize};

use crate::{
    mood_map::{Intent, Mood, Point},
    taste::CLEAR,
};

pub(crate) use code::ReasonCode;
pub use score::recomputed_score;
pub(crate) use score::{Features, contribution, rounded, score};

/// One reason. What older versions stored has neither contribution nor features.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Reason {
    pub(crate) code: ReasonCode,
    pub(crate) text: String,
    /// In points; see [`score`].
    #[serde(default)]
    pub(crate) contribution: i32,
    #[serde(default)]
    pub(crate) features: Features,
    /// The arm that it speaks of.
    #[serde(default)]
    pub(crate) genre: Option<String>,
}

/// Arousal at and below which a piece counts as calming.
pub(crate) const CALM: f32 = -0.25;
/// Arousal at and above which a piece counts as energising.
pub(crate) const ENERGETIC: f32 = 0.6;

impl Reason {
    fn new(code: ReasonCode, text: String, numbers: &[(&str, f64)]) -> Self {
        let feature = |(name, number): &(&str, f64)| ((*name).to_owned(), rounded(*number));
        let features = numbers.iter().map(feature).collect();
        let contribution = contribution(code, &features);
        Self {
            contribution: contribution.expect("each reason comes with the features of its code"),
            code,
            text,
            features,
            genre: None,
        }
    }

    fn of_genre(self, genre: &str) -> Self {
        let genre = Some(genre.to_owned());
        Self { genre, ..self }
    }

    /// For a piece whose place we know.
    pub(crate) fn mood_match(mood: Mood, point: Point) -> Self {
        let profile = mood.profile();
        let text = format!("{}, {}", in_words(point), profile.purpose);
        let numbers = places(point, profile.target, TARGET);
        Self::new(ReasonCode::MoodMatch, text, &numbers)
    }

    /// For a song of a source that we may not analyse: what we searched for.
    pub(crate) fn searched(mood: Mood, searched: &str) -> Self {
        let text = format!("found under {searched}, {}", mood.profile().purpose);
        Self::new(ReasonCode::Searched, text, &[])
    }

    pub(crate) fn off_the_map(mood: Mood) -> Self {
        let mood = mood.word();
        let text =
            format!("not one of the songs that we keep for a {mood} mood, but close to them");
        Self::new(ReasonCode::OffTheMap, text, &[])
    }

    /// When the piece's arousal is what the mood needs, says so.
    pub(crate) fn energy(mood: Mood, point: Point) -> Option<Self> {
        let (code, text) = match mood {
            Mood::Sad | Mood::Angry if point.arousal <= CALM => {
                (ReasonCode::Calming, "low energy, which helps to calm down")
            }
            Mood::Happy if point.arousal >= ENERGETIC => {
                (ReasonCode::Energising, "high energy, to keep you going")
            }
            Mood::Happy | Mood::Sad | Mood::Angry | Mood::Neutral => return None,
        };
        let numbers = [("arousal", f64::from(point.arousal))];
        Some(Self::new(code, text.to_owned(), &numbers))
    }

    /// A step that counts from 1, and the waypoint on the straight way that it stands for.
    pub(crate) fn lift_step(
        mood: Mood,
        (step, steps): (usize, usize),
        (point, waypoint): (Point, Point),
    ) -> Self {
        let text = step_text(mood, step, steps);
        let numbers = places(point, waypoint, WAYPOINT);
        Self::new(ReasonCode::LiftStep, text, &numbers)
    }

    /// The same for a song of a source that we may not analyse: it was searched for that stage.
    pub(crate) fn searched_step(mood: Mood, (step, steps): (usize, usize)) -> Self {
        Self::new(ReasonCode::LiftStep, step_text(mood, step, steps), &[])
    }

    /// What is known of one of the song's genres, which has `share` of them and counts by `weight`.
    pub(crate) fn genre(
        (mood, intent): (Mood, Intent),
        genre: &str,
        (mean, share, weight): (f64, f64, f64),
    ) -> Self {
        let when = intent.when(mood);
        let (code, text) = match mean - 0.5 {
            lean if lean >= CLEAR => (
                ReasonCode::GenreLiked,
                format!("your reactions speak for {genre} {when}"),
            ),
            lean if lean <= -CLEAR => (
                ReasonCode::GenreDisliked,
                format!("your reactions speak against {genre} {when}"),
            ),
            _ => (
                ReasonCode::GenreHeard,
                format!("your reactions to {genre} {when} say little so far"),
            ),
        };
        let numbers = [("mean", mean), ("share", share), ("weight", weight)];
        Self::new(code, text, &numbers).of_genre(genre)
    }

    /// The draws from what is known of the song's genres, averaged, against their averaged means.
    pub(crate) fn exploration((draw, mean): (f64, f64), weight: f64) -> Self {
        let text = if draw >= mean {
            "moved up by chance, because we are still learning what you like"
        } else {
            "moved down by chance, because we are still learning what you like"
        };
        let numbers = [("draw", draw), ("mean", mean), ("weight", weight)];
        Self::new(ReasonCode::Exploration, text.to_owned(), &numbers)
    }

    /// `new` of the song's `genres` are off the map and unheard; one of them is told.
    pub(crate) fn something_new(mood: Mood, genre: &str, (new, genres): (usize, usize)) -> Self {
        let mood = mood.word();
        let text = format!("{genre} is not what you usually hear when {mood}");
        let numbers = [("new_genres", new as f64), ("genres", genres as f64)];
        Self::new(ReasonCode::SomethingNew, text, &numbers).of_genre(genre)
    }

    pub(crate) fn shown_recently() -> Self {
        let text = "shown to you lately, which counts against it".to_owned();
        Self::new(ReasonCode::ShownRecently, text, &[])
    }

    pub(crate) fn composed(tempo_bpm: f32, key: &str, mode: &str) -> Self {
        let text =
            format!("composed by Attune just now: {tempo_bpm:.0} beats a minute in {key} {mode}");
        let numbers = [("tempo_bpm", f64::from(tempo_bpm))];
        Self::new(ReasonCode::Composed, text, &numbers)
    }

    /// `chance` is 0 … 1.
    pub(crate) fn shuffle(chance: f64, weight: f64) -> Self {
        let text = "a little chance, so that lists differ".to_owned();
        let numbers = [("chance", chance), ("weight", weight)];
        Self::new(ReasonCode::Shuffle, text, &numbers)
    }
}

const TARGET: [&str; 2] = ["target_valence", "target_arousal"];
const WAYPOINT: [&str; 2] = ["waypoint_valence", "waypoint_arousal"];

fn places(point: Point, other: Point, names: [&'static str; 2]) -> [(&'static str, f64); 4] {
    [
        ("valence", f64::from(point.valence)),
        ("arousal", f64::from(point.arousal)),
        (names[0], f64::from(other.valence)),
        (names[1], f64::from(other.arousal)),
    ]
}

fn step_text(mood: Mood, step: usize, steps: usize) -> String {
    let (from, profile) = (mood.word(), mood.profile());
    let (going, to) = (profile.going, profile.destination_word);
    format!("step {step} of {steps}, {going} from {from} to {to}")
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
    fn a_genre_is_praised_or_blamed_only_when_that_is_clear() {
        let told = |mean| Reason::genre((Mood::Angry, Intent::Lift), "jazz", (mean, 1.0, 1.0));
        assert_eq!(
            told(0.7).text,
            "your reactions speak for jazz on the way down from angry"
        );
        assert_eq!(told(0.3).code, ReasonCode::GenreDisliked);
        assert_eq!(told(0.55).code, ReasonCode::GenreHeard);
    }

    #[test]
    fn an_angry_listener_settles_and_a_sad_one_is_lifted() {
        let text = |mood| Reason::searched_step(mood, (2, 9)).text;
        assert_eq!(
            text(Mood::Angry),
            "step 2 of 9, settling from angry to calm"
        );
        assert_eq!(text(Mood::Sad), "step 2 of 9, lifting from sad to bright");
    }

    #[test]
    fn a_code_is_spelled_the_same_on_the_wire_and_in_the_database() {
        for code in ReasonCode::ALL {
            assert_eq!(serde_json::to_value(code).unwrap(), code.word());
        }
    }

    #[test]
    fn a_reason_of_an_older_version_is_read_and_adds_nothing() {
        let old = r#"{"code":"mood_match","text":"bright"}"#;
        let reason: Reason = serde_json::from_str(old).unwrap();
        assert_eq!((reason.contribution, reason.genre), (0, None));
    }
}
