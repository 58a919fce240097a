//! From logits over eight classes to a mood, or to the admission that it is not clear.

use super::{Label, Mood, Outcome};

/// Above this share of surprise, fear, disgust and contempt the four moods say little.
const MOST_OUTSIDE: f32 = 0.5;

/// Probabilities of the four moods in the order of [`Mood::ALL`]; they sum to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MoodProbabilities(pub [f32; 4]);

impl MoodProbabilities {
    /// The probability of one mood, 0 to 1.
    pub const fn of(&self, mood: Mood) -> f32 {
        self.0[mood.index()]
    }

    /// The most probable mood.
    pub fn leader(&self) -> Mood {
        Mood::ALL
            .into_iter()
            .reduce(|best, mood| {
                if self.of(mood) > self.of(best) {
                    mood
                } else {
                    best
                }
            })
            .unwrap_or(Mood::Neutral)
    }
}

/// What the classifier's answer means.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judgement {
    /// [`Outcome::Mood`] or [`Outcome::Unsure`].
    pub outcome: Outcome,
    /// The four moods among themselves, as if there were no other.
    pub probabilities: MoodProbabilities,
    /// The eight classes, in the order of [`Label::ALL`].
    pub classes: [f32; 8],
    /// Pleasant or unpleasant, -1 to 1.
    pub valence: f32,
    /// Active or calm, -1 to 1.
    pub arousal: f32,
}

/// Turns logits into probabilities.
pub fn softmax(logits: &[f32; 8]) -> [f32; 8] {
    let highest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers = logits.map(|logit| (logit - highest).exp());
    let sum: f32 = powers.iter().sum();
    powers.map(|power| power / sum)
}

/// Judges the probabilities of the eight classes, given in the order of `labels`. The mood is
/// clear when its probability among the four is at least `unsure_below` and not more than half of
/// all lies outside the four. Valence and arousal are expectations over all eight.
pub fn judge(labels: &[Label; 8], probabilities: &[f32; 8], unsure_below: f32) -> Judgement {
    let mut four = [0.0; 4];
    let mut classes = [0.0; 8];
    let (mut outside, mut valence, mut arousal) = (0.0, 0.0, 0.0);
    for (label, p) in labels.iter().zip(probabilities) {
        classes[label.index()] = *p;
        match label.mood() {
            Some(mood) => four[mood.index()] += p,
            None => outside += p,
        }
        let [label_valence, label_arousal] = label.circumplex();
        valence += p * label_valence;
        arousal += p * label_arousal;
    }
    let sum: f32 = four.iter().sum();
    let four = MoodProbabilities(four.map(|p| if sum > 0.0 { p / sum } else { 0.25 }));
    let leader = four.leader();
    let clear = four.of(leader) >= unsure_below && outside <= MOST_OUTSIDE;
    Judgement {
        outcome: if clear {
            Outcome::Mood(leader)
        } else {
            Outcome::Unsure
        },
        probabilities: four,
        classes,
        valence,
        arousal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(probabilities: [f32; 8]) -> Judgement {
        judge(&Label::ALL, &probabilities, 0.6)
    }

    #[test]
    fn softmax_sums_to_one_also_of_large_logits() {
        let p = softmax(&[1.0, 3.0, -2.0, 0.0, 0.5, 90.0, 88.0, -100.0]);
        assert!((p.iter().sum::<f32>() - 1.0).abs() < 1e-6);
        assert!((p[5] / p[6] - 2.0_f32.exp()).abs() < 1e-4);
    }

    #[test]
    fn a_clear_smile_is_happy_pleasant_and_active() {
        let judgement = judged([0.05, 0.9, 0.05, 0.0, 0.0, 0.0, 0.0, 0.0]);
        assert_eq!(judgement.outcome, Outcome::Mood(Mood::Happy));
        assert!((judgement.probabilities.of(Mood::Happy) - 0.9 / 0.95).abs() < 1e-6);
        assert!(judgement.valence > 0.5 && judgement.arousal > 0.3);
    }

    #[test]
    fn two_moods_alike_are_unsure() {
        let judgement = judged([0.5, 0.0, 0.0, 0.5, 0.0, 0.0, 0.0, 0.0]);
        assert_eq!(judgement.outcome, Outcome::Unsure);
    }

    #[test]
    fn a_face_that_shows_none_of_the_four_is_unsure() {
        let judgement = judged([0.0, 0.4, 0.6, 0.0, 0.0, 0.0, 0.0, 0.0]);
        assert_eq!(judgement.outcome, Outcome::Unsure);
        let judgement = judged([0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
        assert_eq!(judgement.outcome, Outcome::Unsure);
    }

    #[test]
    fn the_manifest_may_order_the_labels_otherwise() {
        let mut labels = Label::ALL;
        labels.reverse();
        let judgement = judge(&labels, &[0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0], 0.6);
        assert_eq!(judgement.outcome, Outcome::Mood(Mood::Sad));
    }

    #[test]
    fn every_class_lies_on_the_circumplex() {
        for label in Label::ALL {
            assert!(
                label
                    .circumplex()
                    .iter()
                    .all(|value| (-1.0..=1.0).contains(value))
            );
        }
    }
}
