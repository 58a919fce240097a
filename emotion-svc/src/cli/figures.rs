//! Figures of merit over labelled faces.

use emotion_svc::mood::{Label, Mood};
use serde::Serialize;
use serde_json::{Map, Value};

const BINS: usize = 10;

/// What the network said about one labelled face.
pub struct Answer {
    /// What the majority of taggers said.
    pub label: Label,
    /// The most probable of the eight classes.
    pub eight: Label,
    /// The most probable of the four moods, and its probability among them.
    pub mood: Mood,
    /// The probability of `mood` among the four.
    pub confidence: f32,
    /// Whether the service would tell the mood, rather than answer unsure.
    pub told: bool,
}

/// The object that `eval` prints. Four-mood figures are over faces whose label is one of the four.
#[derive(Serialize)]
pub struct Figures {
    n: usize,
    accuracy: f64,
    macro_f1: f64,
    f1: Map<String, Value>,
    /// Rows are the truth, columns the answer; happy, sad, angry, neutral.
    confusion: [[usize; 4]; 4],
    eight_class_accuracy: f64,
    eight_class_n: usize,
    /// Share of the faces whose mood would be told, and the accuracy among these.
    coverage: f64,
    accuracy_when_told: f64,
    /// Expected calibration error over ten bins of confidence.
    ece: f64,
    /// Share of neutral faces called sad.
    neutral_as_sad: f64,
    ms_per_face: f64,
}

impl Figures {
    /// Counts answers that took `ms_per_face` each.
    pub fn of(answers: &[Answer], ms_per_face: f64) -> Self {
        let four: Vec<(Mood, &Answer)> = answers
            .iter()
            .filter_map(|answer| Some((answer.label.mood()?, answer)))
            .collect();
        let mut confusion = [[0; 4]; 4];
        for (truth, answer) in &four {
            confusion[truth.index()][answer.mood.index()] += 1;
        }
        let is_right = |(truth, answer): &&(Mood, &Answer)| *truth == answer.mood;
        let told: Vec<_> = four
            .iter()
            .copied()
            .filter(|(_, answer)| answer.told)
            .collect();
        let f1 = Mood::ALL.map(|mood| f1(&confusion, mood));
        let named = Mood::ALL.iter().zip(f1);
        let eight = answers
            .iter()
            .filter(|answer| answer.eight == answer.label)
            .count();
        let neutral = confusion[Mood::Neutral.index()];
        Self {
            n: four.len(),
            accuracy: share(four.iter().filter(is_right).count(), four.len()),
            macro_f1: f1.iter().sum::<f64>() / 4.0,
            f1: named
                .map(|(mood, f1)| (mood.word().to_owned(), f1.into()))
                .collect(),
            confusion,
            eight_class_accuracy: share(eight, answers.len()),
            eight_class_n: answers.len(),
            coverage: share(told.len(), four.len()),
            accuracy_when_told: share(told.iter().filter(is_right).count(), told.len()),
            ece: calibration_error(&four),
            neutral_as_sad: share(neutral[Mood::Sad.index()], neutral.iter().sum()),
            ms_per_face,
        }
    }
}

fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

fn f1(confusion: &[[usize; 4]; 4], mood: Mood) -> f64 {
    let index = mood.index();
    let is: usize = confusion[index].iter().sum();
    let said: usize = confusion.iter().map(|row| row[index]).sum();
    share(2 * confusion[index][index], is + said)
}

/// Over ten bins of confidence, how far accuracy lies from confidence, weighted by the bins' sizes.
fn calibration_error(four: &[(Mood, &Answer)]) -> f64 {
    let mut bins = [(0.0_f64, 0.0_f64); BINS];
    for (truth, answer) in four {
        let confidence = f64::from(answer.confidence);
        let bin = &mut bins[((confidence * BINS as f64) as usize).min(BINS - 1)];
        bin.0 += confidence;
        bin.1 += f64::from(*truth == answer.mood);
    }
    let gap: f64 = bins
        .iter()
        .map(|(confidence, right)| (confidence - right).abs())
        .sum();
    gap / four.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(label: Label, mood: Mood, confidence: f32, told: bool) -> Answer {
        let eight = Label::ALL
            .into_iter()
            .find(|label| label.mood() == Some(mood))
            .unwrap();
        Answer {
            label,
            eight,
            mood,
            confidence,
            told,
        }
    }

    #[test]
    fn figures_agree_with_counting_by_hand() {
        let answers = [
            answer(Label::Happiness, Mood::Happy, 1.0, true),
            answer(Label::Happiness, Mood::Happy, 1.0, true),
            answer(Label::Neutral, Mood::Sad, 0.5, false),
            answer(Label::Neutral, Mood::Neutral, 0.75, true),
            answer(Label::Fear, Mood::Sad, 0.9, true),
        ];
        let figures = Figures::of(&answers, 1.0);
        assert_eq!((figures.n, figures.eight_class_n), (4, 5));
        assert_eq!(
            figures.confusion,
            [[2, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0], [0, 1, 0, 1]]
        );
        let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-9, "{a} {b}");
        close(figures.accuracy, 0.75);
        close(figures.eight_class_accuracy, 0.6);
        close(figures.macro_f1, (1.0 + 0.0 + 0.0 + 2.0 / 3.0) / 4.0);
        close(figures.coverage, 0.75);
        close(figures.accuracy_when_told, 1.0);
        close(figures.neutral_as_sad, 0.5);
        close(figures.ece, (0.0 + 0.5 + 0.25) / 4.0);
    }

    #[test]
    fn no_faces_give_zeros_and_no_nan() {
        let figures = Figures::of(&[], 0.0);
        assert!(figures.accuracy.abs() < 1e-9 && figures.ece.abs() < 1e-9);
    }
}
