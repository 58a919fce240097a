//! What a listener's reactions say about genres in moods: numbers for ranking, words for people.

use serde::{Deserialize, Serialize};

use crate::{catalog::Genre, mood_map::Mood};

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
}

/// How often a listener reacted to a genre in a mood.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Arm {
    pub(crate) mood: String,
    pub(crate) genre: String,
    pub(crate) likes: u32,
    pub(crate) dislikes: u32,
    pub(crate) skips: u32,
    pub(crate) plays: u32,
    pub(crate) finishes: u32,
}

impl Arm {
    /// How welcome the genre is, −1 … 1: the mean of a Beta(1, 1) posterior, where a like is one
    /// success, a finish half a one, a play a tenth, a dislike one failure and a skip half a one.
    pub(crate) fn weight(&self) -> f32 {
        let successes = self.likes as f32 + 0.5 * self.finishes as f32 + 0.1 * self.plays as f32;
        let failures = self.dislikes as f32 + 0.5 * self.skips as f32;
        2.0 * (1.0 + successes) / (2.0 + successes + failures) - 1.0
    }

    pub(crate) fn count(&mut self, kind: FeedbackKind, times: u32) {
        match kind {
            FeedbackKind::Like => self.likes += times,
            FeedbackKind::Dislike => self.dislikes += times,
            FeedbackKind::Skip => self.skips += times,
            FeedbackKind::Play => self.plays += times,
            FeedbackKind::Finish => self.finishes += times,
        }
    }

    fn signals(&self) -> u32 {
        self.likes + self.dislikes + self.skips + self.plays + self.finishes
    }
}

/// Everything learned about one listener.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Taste {
    /// In order of mood and genre.
    pub(crate) arms: Vec<Arm>,
}

/// From this weight on a genre counts as liked, and below its negative as disliked.
pub(crate) const CLEAR: f32 = 0.2;

impl Taste {
    /// The map's genres for a mood and every other genre that something was learned about.
    pub(crate) fn genres(&self, mood: Mood, of_the_map: &[&str]) -> Vec<Genre> {
        let here = || self.arms.iter().filter(|arm| arm.mood == mood.word());
        let learned = here().map(|arm| Genre {
            name: arm.genre.clone(),
            weight: arm.weight(),
            is_known: true,
        });
        let is_new = |name: &&&str| here().all(|arm| arm.genre != **name);
        let unknown = of_the_map.iter().filter(is_new).map(|name| Genre {
            name: (*name).to_owned(),
            weight: 0.0,
            is_known: false,
        });
        unknown.chain(learned).collect()
    }

    /// What was learned, in words.
    pub(crate) fn summary(&self) -> String {
        let parts: Vec<String> = Mood::ALL
            .into_iter()
            .filter_map(|mood| self.told(mood))
            .collect();
        let signals: u32 = self.arms.iter().map(Arm::signals).sum();
        match (signals, parts.is_empty()) {
            (0, _) => "Nothing learned yet. Like, skip or finish songs, and this fills.".to_owned(),
            (_, true) => "A first impression, but nothing clear yet: keep listening.".to_owned(),
            (_, false) => format!("{}.", parts.join(". ")),
        }
    }

    fn told(&self, mood: Mood) -> Option<String> {
        let liked = self.clear(mood, 1.0);
        let disliked = self.clear(mood, -1.0);
        let mood = mood.word();
        match (liked.is_empty(), disliked.is_empty()) {
            (true, true) => None,
            (false, true) => Some(format!("When {mood} you like {}", listed(&liked))),
            (true, false) => Some(format!("When {mood} you pass over {}", listed(&disliked))),
            (false, false) => Some(format!(
                "When {mood} you like {} and pass over {}",
                listed(&liked),
                listed(&disliked)
            )),
        }
    }

    /// The three clearest genres of a mood on one side, the clearest first.
    fn clear(&self, mood: Mood, side: f32) -> Vec<&str> {
        let mut arms: Vec<&Arm> = self
            .arms
            .iter()
            .filter(|arm| arm.mood == mood.word() && side * arm.weight() >= CLEAR)
            .collect();
        arms.sort_by(|a, b| (side * b.weight()).total_cmp(&(side * a.weight())));
        arms.iter().take(3).map(|arm| arm.genre.as_str()).collect()
    }
}

fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arm(mood: &str, genre: &str, likes: u32, dislikes: u32) -> Arm {
        Arm {
            mood: mood.into(),
            genre: genre.into(),
            likes,
            dislikes,
            ..Arm::default()
        }
    }

    #[test]
    fn weights_start_at_zero_and_follow_the_signals() {
        assert_eq!(Arm::default().weight(), 0.0);
        assert!(arm("happy", "funk", 1, 0).weight() > CLEAR);
        assert!(arm("happy", "funk", 9, 0).weight() > arm("happy", "funk", 1, 0).weight());
        assert!(arm("happy", "funk", 0, 1).weight() < -CLEAR);
        let skipped = Arm {
            skips: 1,
            ..Arm::default()
        };
        let played = Arm {
            plays: 1,
            ..Arm::default()
        };
        assert!(skipped.weight() < 0.0 && skipped.weight() > arm("", "", 0, 1).weight());
        assert!(played.weight() > 0.0 && played.weight() < CLEAR);
    }

    #[test]
    fn taste_is_told_in_words() {
        assert!(
            Taste::default()
                .summary()
                .starts_with("Nothing learned yet")
        );
        let taste = Taste {
            arms: vec![
                arm("happy", "disco", 2, 0),
                arm("happy", "funk", 5, 0),
                arm("happy", "rock", 0, 3),
                arm("sad", "piano", 1, 0),
                arm("angry", "soul", 1, 1),
            ],
        };
        assert_eq!(
            taste.summary(),
            "When happy you like funk and disco and pass over rock. When sad you like piano."
        );
    }

    #[test]
    fn genres_of_other_moods_do_not_count() {
        let taste = Taste {
            arms: vec![arm("sad", "funk", 5, 0), arm("happy", "metal", 1, 0)],
        };
        let genres = taste.genres(Mood::Happy, &["funk", "pop"]);
        let weight = |name: &str| genres.iter().find(|g| g.name == name).map(|g| g.weight);
        assert_eq!(weight("funk"), Some(0.0));
        assert_eq!(weight("pop"), Some(0.0));
        assert!(weight("metal").unwrap() > 0.0);
        assert_eq!(genres.len(), 3);
    }
}
