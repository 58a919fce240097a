//! The eight numbers of a calibration.

use serde::{Deserialize, Serialize};

use crate::mood::{Judgement, Label, judge};

/// Share of what is over the reference that is taken back: `training/resting.py` shows what other
/// shares give.
const STRENGTH: f32 = 0.3;
/// The most that is taken off log-odds.
const MOST: f32 = 2.0;
/// Below any probability that a network gives, so that no logarithm is infinite.
const FLOOR: f32 = 1e-9;

/// What is taken off the log-odds against neutral of each of [`Label::ALL`], 0 to 2. Never the other way:
/// a face that is at rest more clearly than others is not read as less so. What remains is
/// normalised, so the classes that nothing is taken off rise in proportion.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Shift([f32; 8]);

impl Shift {
    /// From the classes' probabilities on frames of a face at rest, and the log-odds of a typical one.
    pub(super) fn of_rest(faces: &[[f32; 8]], reference: &[f32; 8]) -> Self {
        let mut shift = [0.0; 8];
        for face in faces {
            for (total, odds) in shift.iter_mut().zip(log_odds(face)) {
                *total += odds / faces.len() as f32;
            }
        }
        for (value, typical) in shift.iter_mut().zip(reference) {
            *value = (STRENGTH * (*value - typical)).clamp(0.0, MOST);
        }
        shift[Label::Neutral.index()] = 0.0;
        Self(shift)
    }

    /// What is taken off the log-odds of a class.
    pub const fn of(&self, label: Label) -> f32 {
        self.0[label.index()]
    }

    /// The judgement of the same face with the shift taken back.
    pub(super) fn judge(&self, judgement: &Judgement, unsure_below: f32) -> Judgement {
        let mut classes = judgement.classes;
        for (p, shift) in classes.iter_mut().zip(self.0) {
            *p *= (-shift).exp();
        }
        let sum: f32 = classes.iter().sum();
        judge(&Label::ALL, &classes.map(|p| p / sum), unsure_below)
    }
}

fn log_odds(classes: &[f32; 8]) -> [f32; 8] {
    let neutral = (classes[Label::Neutral.index()] + FLOOR).ln();
    classes.map(|p| (p + FLOOR).ln() - neutral)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mood::{Mood, Outcome};

    const TYPICAL: [f32; 8] = [0.0, -7.0, -8.0, -3.5, -7.0, -9.0, -10.0, -6.5];
    /// A resting face that looks a little sad.
    const DROOPING: [f32; 8] = [0.42, 0.01, 0.01, 0.52, 0.01, 0.01, 0.01, 0.01];

    fn judged(classes: &[f32; 8]) -> Judgement {
        judge(&Label::ALL, classes, 0.6)
    }

    #[test]
    fn the_same_face_is_no_longer_called_sad() {
        let shift = Shift::of_rest(&[DROOPING; 3], &TYPICAL);
        let before = judged(&DROOPING);
        assert_eq!(before.probabilities.leader(), Mood::Sad);
        let after = shift.judge(&before, 0.6);
        assert_eq!(after.outcome, Outcome::Mood(Mood::Neutral));
        assert!(after.valence > before.valence);
        assert!((after.classes.iter().sum::<f32>() - 1.0).abs() < 1e-6);
    }

    #[test]
    fn a_clearly_sad_face_stays_sad() {
        let shift = Shift::of_rest(&[DROOPING; 3], &TYPICAL);
        let crying = [0.03, 0.0, 0.0, 0.95, 0.0, 0.0, 0.01, 0.01];
        let outcome = shift.judge(&judged(&crying), 0.6).outcome;
        assert_eq!(outcome, Outcome::Mood(Mood::Sad));
    }

    #[test]
    fn a_face_more_at_rest_than_others_changes_nothing() {
        let calm = [0.9999, 0.0, 0.0, 0.0001, 0.0, 0.0, 0.0, 0.0];
        let shift = Shift::of_rest(&[calm], &TYPICAL);
        assert_eq!(shift, Shift([0.0; 8]));
    }

    #[test]
    fn what_is_taken_off_one_class_goes_to_the_others_in_proportion() {
        let shift = Shift::of_rest(&[DROOPING; 3], &TYPICAL);
        let torn = judged(&[0.10, 0.0, 0.0, 0.35, 0.55, 0.0, 0.0, 0.0]);
        let after = shift.judge(&torn, 0.6);
        let ratio = |judgement: &Judgement, a: Label, b: Label| {
            judgement.classes[a.index()] / judgement.classes[b.index()]
        };
        assert!(after.probabilities.of(Mood::Sad) < torn.probabilities.of(Mood::Sad));
        let taken = shift.of(Label::Anger);
        let kept = ratio(&torn, Label::Anger, Label::Neutral) * (-taken).exp();
        assert!((ratio(&after, Label::Anger, Label::Neutral) - kept).abs() < 1e-4);
    }

    #[test]
    fn no_more_than_two_is_ever_taken_back() {
        let grieving = [0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0];
        let shift = Shift::of_rest(&[grieving], &TYPICAL);
        assert_eq!(shift.of(Label::Sadness), MOST);
        assert_eq!(shift.of(Label::Neutral), 0.0);
    }
}
