//! Figures of merit over labelled faces.

use emotion_svc::mood::{Label, Mood};
use serde::Serialize;
use serde_json::{Map, Value};

const BINS: usize = 10;
/// What the greys are multiplied with to see whether the light alone changes the mood.
pub const BRIGHTNESS: [f32; 4] = [0.6, 0.8, 1.2, 1.4];
/// Where the coverage curve is measured, besides the threshold that the network ships with.
const THRESHOLDS: [f32; 10] = [0.0, 0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95];

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
    /// Whether at least half of the probability lies on the four: else the service is unsure.
    pub is_one_of_four: bool,
    /// Whether the quick network alone was asked.
    pub quick: bool,
    /// The mood under each factor of [`BRIGHTNESS`].
    pub under_brightness: [Mood; BRIGHTNESS.len()],
}

impl Answer {
    /// Whether the service would tell the mood at this threshold, rather than answer unsure.
    fn is_told(&self, unsure_below: f32) -> bool {
        self.is_one_of_four && self.confidence >= unsure_below
    }
}

/// One point of the coverage curve.
#[derive(Serialize)]
struct Coverage {
    unsure_below: f64,
    /// Share of the faces whose mood would be told.
    coverage: f64,
    /// Share of these that are right.
    accuracy: f64,
}

/// What `eval` prints of the mood network. Four-mood figures are over faces whose label is one of the four.
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
    /// How many moods would be told, and how many of these right, as shipped.
    shipped: Coverage,
    /// The same at other thresholds.
    coverage: Vec<Coverage>,
    /// Expected calibration error over ten bins of confidence.
    ece: f64,
    /// Share of the faces whose mood changes with the brightness, the mean over the factors.
    brightness_flips: f64,
    /// For each factor.
    brightness_flips_by_factor: Map<String, Value>,
    /// Share of neutral faces called sad.
    neutral_as_sad: f64,
    /// Share of the faces that the quick network settled.
    quick: f64,
    ms_per_face: f64,
}

impl Figures {
    /// Counts answers that took `ms_per_face` each; moods are told from `unsure_below` on.
    pub fn of(answers: &[Answer], unsure_below: f32, ms_per_face: f64) -> Self {
        let four: Vec<(Mood, &Answer)> = answers
            .iter()
            .filter_map(|answer| Some((answer.label.mood()?, answer)))
            .collect();
        let mut confusion = [[0; 4]; 4];
        for (truth, answer) in &four {
            confusion[truth.index()][answer.mood.index()] += 1;
        }
        let right = four.iter().filter(|(truth, answer)| *truth == answer.mood);
        let f1 = Mood::ALL.map(|mood| f1(&confusion, mood));
        let named = Mood::ALL.iter().zip(f1);
        let eight = answers
            .iter()
            .filter(|answer| answer.eight == answer.label)
            .count();
        let flips = [0, 1, 2, 3].map(|factor| flips(&four, factor));
        let neutral = confusion[Mood::Neutral.index()];
        Self {
            n: four.len(),
            accuracy: share(right.count(), four.len()),
            macro_f1: f1.iter().sum::<f64>() / 4.0,
            f1: named
                .map(|(mood, f1)| (mood.word().to_owned(), f1.into()))
                .collect(),
            confusion,
            eight_class_accuracy: share(eight, answers.len()),
            eight_class_n: answers.len(),
            shipped: coverage(&four, unsure_below),
            coverage: THRESHOLDS.map(|at| coverage(&four, at)).into(),
            ece: calibration_error(&four),
            brightness_flips: flips.iter().sum::<f64>() / flips.len() as f64,
            brightness_flips_by_factor: BRIGHTNESS
                .iter()
                .zip(flips)
                .map(|(factor, share)| (factor.to_string(), share.into()))
                .collect(),
            neutral_as_sad: share(neutral[Mood::Sad.index()], neutral.iter().sum()),
            quick: share(
                four.iter().filter(|(_, answer)| answer.quick).count(),
                four.len(),
            ),
            ms_per_face,
        }
    }
}

fn coverage(four: &[(Mood, &Answer)], unsure_below: f32) -> Coverage {
    let told = four
        .iter()
        .filter(|(_, answer)| answer.is_told(unsure_below));
    let right = told.clone().filter(|(truth, answer)| *truth == answer.mood);
    let count = told.clone().count();
    Coverage {
        unsure_below: f64::from(unsure_below),
        coverage: share(count, four.len()),
        accuracy: share(right.count(), count),
    }
}

/// Share of the faces whose mood changes under a factor of [`BRIGHTNESS`].
fn flips(four: &[(Mood, &Answer)], factor: usize) -> f64 {
    let flipped = four
        .iter()
        .filter(|(_, answer)| answer.under_brightness[factor] != answer.mood);
    share(flipped.count(), four.len())
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

    fn answer(label: Label, mood: Mood, confidence: f32, is_one_of_four: bool) -> Answer {
        let eight = Label::ALL
            .into_iter()
            .find(|label| label.mood() == Some(mood))
            .unwrap();
        Answer {
            label,
            eight,
            mood,
            confidence,
            is_one_of_four,
            quick: confidence == 1.0,
            under_brightness: [mood, mood, mood, Mood::Angry],
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
        let figures = Figures::of(&answers, 0.8, 1.0);
        assert_eq!((figures.n, figures.eight_class_n), (4, 5));
        assert_eq!(
            figures.confusion,
            [[2, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0], [0, 1, 0, 1]]
        );
        let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-9, "{a} {b}");
        close(figures.accuracy, 0.75);
        close(figures.eight_class_accuracy, 0.6);
        close(figures.macro_f1, (1.0 + 0.0 + 0.0 + 2.0 / 3.0) / 4.0);
        close(figures.shipped.coverage, 0.5);
        close(figures.shipped.accuracy, 1.0);
        close(figures.coverage[2].coverage, 0.75);
        close(figures.brightness_flips, 0.25);
        close(figures.neutral_as_sad, 0.5);
        close(figures.quick, 0.5);
        close(figures.ece, (0.0 + 0.5 + 0.25) / 4.0);
    }

    #[test]
    fn no_faces_give_zeros_and_no_nan() {
        let figures = Figures::of(&[], 0.8, 0.0);
        assert!(figures.accuracy.abs() < 1e-9 && figures.ece.abs() < 1e-9);
    }
}
