//! What was learned, as people say it.

use crate::{
    mood_map::{Intent, Mood},
    taste::{Arm, CLEAR, Taste},
};

/// Up to this deviation a posterior is sure, and up to the other one fairly so.
const SURE: f64 = 0.1;
const FAIRLY_SURE: f64 = 0.16;

impl Arm {
    /// One arm in words, such as "You like funk when happy (fairly sure)."
    pub(crate) fn told(&self) -> String {
        let (genre, when) = (&self.genre, self.intent.when(self.mood));
        let certainty = match self.posterior.deviation() {
            deviation if deviation <= SURE => "sure",
            deviation if deviation <= FAIRLY_SURE => "fairly sure",
            _ => "a first impression",
        };
        match self.lean() {
            lean if lean >= CLEAR => format!("You like {genre} {when} ({certainty})."),
            lean if lean <= -CLEAR => format!("You pass over {genre} {when} ({certainty})."),
            _ => format!("Nothing clear about {genre} {when} ({certainty})."),
        }
    }

    /// How far the mean is from the middle.
    fn lean(&self) -> f64 {
        self.posterior.mean() - 0.5
    }
}

impl Taste {
    /// What was learned, in words.
    pub(crate) fn summary(&self) -> String {
        let pairs = Mood::ALL
            .into_iter()
            .flat_map(|mood| Intent::ALL.map(|intent| (mood, intent)));
        let parts: Vec<String> = pairs.filter_map(|pair| self.told(pair)).collect();
        match (self.arms.is_empty(), parts.is_empty()) {
            (true, _) => {
                "Nothing learned yet. Like, skip or finish songs, and this fills.".to_owned()
            }
            (_, true) => "A first impression, but nothing clear yet: keep listening.".to_owned(),
            (_, false) => parts.join(" "),
        }
    }

    fn told(&self, (mood, intent): (Mood, Intent)) -> Option<String> {
        let liked = self.clearest((mood, intent), 1.0);
        let disliked = self.clearest((mood, intent), -1.0);
        let when = capitalised(&intent.when(mood));
        match (liked.is_empty(), disliked.is_empty()) {
            (true, true) => None,
            (false, true) => Some(format!("{when} you like {}.", listed(&liked))),
            (true, false) => Some(format!("{when} you pass over {}.", listed(&disliked))),
            (false, false) => Some(format!(
                "{when} you like {} and pass over {}.",
                listed(&liked),
                listed(&disliked)
            )),
        }
    }

    /// The three clearest genres on one side, the clearest first.
    fn clearest(&self, (mood, intent): (Mood, Intent), side: f64) -> Vec<&str> {
        let is_here = |arm: &&Arm| arm.mood == mood && arm.intent == intent;
        let is_clear = |arm: &&Arm| side * arm.lean() >= CLEAR;
        let mut arms: Vec<&Arm> = self.arms.iter().filter(is_here).filter(is_clear).collect();
        arms.sort_by(|a, b| (side * b.lean()).total_cmp(&(side * a.lean())));
        arms.iter().take(3).map(|arm| arm.genre.as_str()).collect()
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
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
    use crate::taste::{FeedbackKind, Reaction};

    fn given(mood: Mood, intent: Intent, genre: &str, kinds: &[FeedbackKind]) -> Vec<Reaction> {
        let reaction = |kind: &FeedbackKind| Reaction {
            mood,
            intent,
            genres: vec![genre.to_owned()],
            kind: *kind,
            at_ms: 0,
        };
        kinds.iter().map(reaction).collect()
    }

    #[test]
    fn taste_is_told_in_words() {
        use FeedbackKind::{Dislike, Like, Play};
        assert!(
            Taste::default()
                .summary()
                .starts_with("Nothing learned yet")
        );
        let reactions = [
            given(Mood::Happy, Intent::Match, "disco", &[Like]),
            given(Mood::Happy, Intent::Match, "funk", &[Like; 5]),
            given(Mood::Happy, Intent::Match, "rock", &[Dislike, Dislike]),
            given(Mood::Sad, Intent::Lift, "piano", &[Like]),
            given(Mood::Angry, Intent::Match, "soul", &[Play]),
        ];
        let taste = Taste::learned(&reactions.concat(), 0);
        assert_eq!(
            taste.summary(),
            "When happy you like funk and disco and pass over rock. \
             On the way up from sad you like piano."
        );
        let told: Vec<String> = taste.arms.iter().map(Arm::told).collect();
        assert_eq!(
            told,
            [
                "You like disco when happy (a first impression).",
                "You like funk when happy (sure).",
                "You pass over rock when happy (fairly sure).",
                "You like piano on the way up from sad (a first impression).",
                "Nothing clear about soul when angry (a first impression).",
            ]
        );
    }
}
