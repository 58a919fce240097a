//! Which music answers which mood: the paper's map, and the profiles that make it concrete.
//!
//! | mood | present (v, a) | match, the default: the paper's map | lift: where the path ends |
//! |---|---|---|---|
//! | happy | 0.7, 0.5 | energetic and cheerful: 0.8, 0.65 | elated: 0.9, 0.8 |
//! | sad | −0.6, −0.4 | calm and soothing: 0.2, −0.55 | bright: 0.7, 0.35 |
//! | angry | −0.6, 0.7 | relaxing and stress-relieving: 0.45, −0.4 | calm: 0.5, −0.55 |
//! | neutral | 0, 0 | balanced and light: 0.5, 0.1 | cheerful: 0.75, 0.5 |
//!
//! Valence and arousal are −1 … 1 as in Russell's circumplex (1980). *Surprise* keeps the match
//! target and draws from the wider genres.

mod profiles;

use serde::{Deserialize, Serialize};

pub(crate) use profiles::Profile;

/// A mood that a person is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Mood {
    Happy,
    Sad,
    Angry,
    Neutral,
}

impl Mood {
    pub(crate) const ALL: [Self; 4] = [Self::Happy, Self::Sad, Self::Angry, Self::Neutral];

    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Happy => "happy",
            Self::Sad => "sad",
            Self::Angry => "angry",
            Self::Neutral => "neutral",
        }
    }

    pub(crate) fn find(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mood| mood.word() == word)
    }

    pub(crate) const fn profile(self) -> &'static Profile {
        match self {
            Self::Happy => &profiles::HAPPY,
            Self::Sad => &profiles::SAD,
            Self::Angry => &profiles::ANGRY,
            Self::Neutral => &profiles::NEUTRAL,
        }
    }
}

/// What the listener wants of the music.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Intent {
    /// What the paper's map gives.
    Match,
    /// A path from the present mood to a brighter or calmer one.
    Lift,
    /// The same place, by wider genres.
    Surprise,
}

impl Intent {
    pub(crate) const ALL: [Self; 3] = [Self::Match, Self::Lift, Self::Surprise];

    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Match => "match",
            Self::Lift => "lift",
            Self::Surprise => "surprise",
        }
    }

    pub(crate) fn find(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|intent| intent.word() == word)
    }

    /// Completes "you like funk …".
    pub(crate) fn when(self, mood: Mood) -> String {
        let word = mood.word();
        match self {
            Self::Match => format!("when {word}"),
            Self::Lift if mood == Mood::Angry => format!("on the way down from {word}"),
            Self::Lift => format!("on the way up from {word}"),
            Self::Surprise => format!("as a surprise when {word}"),
        }
    }
}

/// A place on the plane of valence and arousal, each −1 … 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Point {
    pub(crate) valence: f32,
    pub(crate) arousal: f32,
}

impl Point {
    pub(crate) const fn new(valence: f32, arousal: f32) -> Self {
        Self { valence, arousal }
    }

    /// Euclidean, without rounding that could turn an order around.
    pub(crate) fn distance(self, other: Self) -> f64 {
        let valence = f64::from(self.valence) - f64::from(other.valence);
        let arousal = f64::from(self.arousal) - f64::from(other.arousal);
        (valence * valence + arousal * arousal).sqrt()
    }

    /// The place at `share` (0 … 1) of the straight way to `other`.
    pub(crate) fn toward(self, other: Self, share: f32) -> Self {
        Self {
            valence: self.valence + (other.valence - self.valence) * share,
            arousal: self.arousal + (other.arousal - self.arousal) * share,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_papers_map_is_the_default() {
        let target = |mood: Mood| mood.profile().target;
        let happy = target(Mood::Happy);
        assert!(
            happy.valence > 0.5 && happy.arousal > 0.5,
            "energetic and cheerful"
        );
        let sad = target(Mood::Sad);
        assert!(sad.valence > 0.0 && sad.arousal < -0.4, "calm and soothing");
        let angry = target(Mood::Angry);
        assert!(angry.valence > 0.2 && angry.arousal < -0.3, "relaxing");
        let neutral = target(Mood::Neutral);
        assert!(
            neutral.valence > 0.2 && neutral.arousal.abs() < 0.2,
            "balanced and light"
        );
    }

    #[test]
    fn a_lift_ends_brighter_or_calmer_than_it_starts() {
        for mood in Mood::ALL {
            let profile = mood.profile();
            let (from, to) = (profile.present, profile.destination);
            assert!(to.valence > from.valence, "{mood:?}");
        }
    }

    #[test]
    fn a_surprise_leaves_the_usual_genres() {
        for mood in Mood::ALL {
            let profile = mood.profile();
            assert!(
                profile
                    .wider
                    .iter()
                    .all(|genre| !profile.genres.contains(genre))
            );
        }
    }

    #[test]
    fn words_name_moods_and_intents() {
        assert!(
            Mood::ALL
                .iter()
                .all(|mood| Mood::find(mood.word()) == Some(*mood))
        );
        assert!(
            Intent::ALL
                .iter()
                .all(|intent| Intent::find(intent.word()) == Some(*intent))
        );
        assert_eq!(Mood::find("Happy"), None);
        assert_eq!(Intent::find(""), None);
    }
}
