//! What a listener's reactions say about genres in moods: numbers for ranking, words for people.
//!
//! A bandit with one arm for each mood, intent and genre (Thompson 1933; Chapelle and Li 2011).
//! Each arm's Beta posterior is computed anew from the reactions that stand, so taking one back
//! leaves exactly what was there before. Old reactions fade: they count half after
//! [`HALF_LIFE_DAYS`] (discounted Thompson sampling, Raj and Kalyani 2017).

mod posterior;
mod words;

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use crate::{
    catalog::Genre,
    mood_map::{Intent, Mood},
};

pub(crate) use posterior::Posterior;

/// After so many days a reaction counts half.
const HALF_LIFE_DAYS: f64 = 60.0;
const DAY_MS: f64 = 24.0 * 60.0 * 60.0 * 1000.0;

/// From this far on either side of the middle a posterior mean counts as clear.
pub(crate) const CLEAR: f64 = 0.1;

/// What a listener can do with a song.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FeedbackKind {
    Like,
    Dislike,
    Skip,
    Play,
    Finish,
}

impl FeedbackKind {
    pub(crate) const ALL: [Self; 5] = [
        Self::Like,
        Self::Dislike,
        Self::Skip,
        Self::Play,
        Self::Finish,
    ];

    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Like => "like",
            Self::Dislike => "dislike",
            Self::Skip => "skip",
            Self::Play => "play",
            Self::Finish => "finish",
        }
    }

    pub(crate) fn find(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// What it adds to an arm's alpha (welcome) and beta (unwelcome) while it is fresh.
    const fn weights(self) -> (f64, f64) {
        match self {
            Self::Like => (2.0, 0.0),
            Self::Dislike => (0.0, 2.0),
            Self::Skip => (0.0, 1.0),
            Self::Play => (0.1, 0.0),
            Self::Finish => (1.0, 0.0),
        }
    }
}

/// A reaction that stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Reaction {
    pub(crate) mood: Mood,
    pub(crate) intent: Intent,
    /// The arms that it counts for.
    pub(crate) genres: Vec<String>,
    pub(crate) kind: FeedbackKind,
    pub(crate) at_ms: i64,
}

/// A genre in a mood under an intent, and what is known of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Arm {
    pub(crate) mood: Mood,
    pub(crate) intent: Intent,
    pub(crate) genre: String,
    pub(crate) likes: u32,
    pub(crate) dislikes: u32,
    pub(crate) skips: u32,
    pub(crate) plays: u32,
    pub(crate) finishes: u32,
    #[serde(serialize_with = "as_parameters")]
    pub(crate) posterior: Posterior,
}

fn as_parameters<S: Serializer>(posterior: &Posterior, serializer: S) -> Result<S::Ok, S::Error> {
    (posterior.alpha, posterior.beta).serialize(serializer)
}

impl Arm {
    fn new(mood: Mood, intent: Intent, genre: &str) -> Self {
        Self {
            mood,
            intent,
            genre: genre.to_owned(),
            likes: 0,
            dislikes: 0,
            skips: 0,
            plays: 0,
            finishes: 0,
            posterior: Posterior::default(),
        }
    }

    /// `share` is what is left of the reaction's weight.
    fn add(&mut self, kind: FeedbackKind, share: f64) {
        let count = match kind {
            FeedbackKind::Like => &mut self.likes,
            FeedbackKind::Dislike => &mut self.dislikes,
            FeedbackKind::Skip => &mut self.skips,
            FeedbackKind::Play => &mut self.plays,
            FeedbackKind::Finish => &mut self.finishes,
        };
        *count += 1;
        let (welcome, unwelcome) = kind.weights();
        self.posterior.alpha += share * welcome;
        self.posterior.beta += share * unwelcome;
    }
}

/// What is left of a reaction's weight; one from the future, as a clock set back makes, is fresh.
fn decay(at_ms: i64, now_ms: i64) -> f64 {
    let age_days = now_ms.saturating_sub(at_ms).max(0) as f64 / DAY_MS;
    (-age_days / HALF_LIFE_DAYS).exp2()
}

/// Everything learned about one listener.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Taste {
    /// In order of mood, intent and genre.
    pub(crate) arms: Vec<Arm>,
}

impl Taste {
    /// What reactions say at a time; a function of these alone, in their order.
    pub(crate) fn learned(reactions: &[Reaction], now_ms: i64) -> Self {
        let mut arms: BTreeMap<(Mood, Intent, &str), Arm> = BTreeMap::new();
        for reaction in reactions {
            let (mood, intent) = (reaction.mood, reaction.intent);
            let share = decay(reaction.at_ms, now_ms);
            for genre in &reaction.genres {
                let arm = arms.entry((mood, intent, genre));
                arm.or_insert_with(|| Arm::new(mood, intent, genre))
                    .add(reaction.kind, share);
            }
        }
        Self {
            arms: arms.into_values().collect(),
        }
    }

    /// The map's genres and every other genre that something was learned about in the mood.
    pub(crate) fn genres(&self, (mood, intent): (Mood, Intent), of_the_map: &[&str]) -> Vec<Genre> {
        let here = || self.arms.iter().filter(move |arm| arm.mood == mood);
        let mut names: Vec<&str> = of_the_map.to_vec();
        for arm in here() {
            if !names.contains(&arm.genre.as_str()) {
                names.push(&arm.genre);
            }
        }
        let genre = |name: &str| {
            let mut arms = here().filter(|arm| arm.genre == name);
            let is_known = arms.clone().next().is_some();
            let arm = arms.find(|arm| arm.intent == intent);
            Genre {
                name: name.to_owned(),
                posterior: arm.map(|arm| arm.posterior),
                is_known,
            }
        };
        names.into_iter().map(genre).collect()
    }
}

#[cfg(test)]
mod tests;
