//! The domain's answers as messages of the contract.

use proto::emotion::v1 as wire;

use crate::{
    calibration::Calibration,
    history::{Detection, MoodCounts, Summary},
    model::Models,
    mood::{Label, Mood, MoodProbabilities},
    prediction::Prediction,
};

pub(super) fn prediction(
    prediction: Prediction,
    description: &wire::ModelDescription,
) -> wire::PredictResponse {
    let reading = prediction.reading;
    let mood = reading.outcome.mood();
    let judgement = reading.judgement;
    wire::PredictResponse {
        outcome: reading.outcome.word().to_owned(),
        hint: reading.outcome.hint().to_owned(),
        mood: mood.map(word),
        confidence: judgement
            .zip(mood)
            .map(|(judgement, mood)| judgement.probabilities.of(mood)),
        probabilities: judgement.map(|judgement| probabilities(judgement.probabilities)),
        valence: judgement.map(|judgement| judgement.valence),
        arousal: judgement.map(|judgement| judgement.arousal),
        faces: reading.faces,
        face: reading.face.map(|face| wire::Face {
            x: face.x,
            y: face.y,
            width: face.width,
            height: face.height,
            score: face.score,
        }),
        smoothed: Some(wire::Smoothed {
            mood: prediction.smoothed.mood.map(word),
            stable: prediction.smoothed.stable,
            changed: prediction.smoothed.changed,
        }),
        smoothing: prediction.smoothing,
        detection_id: prediction.detection_id,
        model: description.classifier.clone(),
        calibrated: prediction.calibrated,
        elapsed_ms: Some(wire::ElapsedMs {
            decode: reading.elapsed.decode,
            detect: reading.elapsed.detect,
            classify: reading.elapsed.classify,
            queue: reading.elapsed.queue,
        }),
    }
}

pub(super) fn detection(detection: Detection) -> wire::Detection {
    let seen = detection.seen;
    wire::Detection {
        id: detection.id,
        at_ms: detection.at_ms,
        mood: word(detection.mood),
        confidence: seen.map(|seen| seen.confidence),
        probabilities: seen.map(|seen| probabilities(seen.probabilities)),
        valence: seen.map(|seen| seen.valence),
        arousal: seen.map(|seen| seen.arousal),
        corrected: detection.corrected,
        source: detection.source.word().to_owned(),
        note: detection.note,
        detected_mood: seen
            .filter(|_| detection.corrected)
            .map(|seen| word(seen.mood)),
    }
}

pub(super) fn calibration(calibration: &Calibration, is_current: bool) -> wire::Calibration {
    let shift = |label| calibration.shift.of(label);
    wire::Calibration {
        at_ms: calibration.at_ms,
        frames: calibration.frames,
        model: calibration.model.clone(),
        is_current,
        shift: Some(wire::Shift {
            neutral: shift(Label::Neutral),
            happiness: shift(Label::Happiness),
            surprise: shift(Label::Surprise),
            sadness: shift(Label::Sadness),
            anger: shift(Label::Anger),
            disgust: shift(Label::Disgust),
            fear: shift(Label::Fear),
            contempt: shift(Label::Contempt),
        }),
    }
}

pub(super) fn summary(summary: Summary) -> wire::Summary {
    let days = summary.days.into_iter().map(|day| wire::Day {
        date: day.date.to_string(),
        counts: Some(counts(day.counts)),
    });
    wire::Summary {
        days: days.collect(),
        distribution: Some(counts(summary.distribution)),
        weekday_hour: summary.weekday_hour,
        streak_days: summary.streak_days,
    }
}

pub(super) fn description(models: &Models) -> wire::ModelDescription {
    let (face, mood) = (&models.face.manifest, &models.mood.manifest);
    wire::ModelDescription {
        classifier: mood.title(),
        detector: format!("{} {}", face.name, face.version),
        labels: mood
            .labels
            .iter()
            .map(|label| label.word().to_owned())
            .collect(),
    }
}

fn word(mood: Mood) -> String {
    mood.word().to_owned()
}

fn probabilities(probabilities: MoodProbabilities) -> wire::Probabilities {
    let MoodProbabilities([happy, sad, angry, neutral]) = probabilities;
    wire::Probabilities {
        happy,
        sad,
        angry,
        neutral,
    }
}

fn counts(counts: MoodCounts) -> wire::MoodCounts {
    let MoodCounts([happy, sad, angry, neutral]) = counts;
    wire::MoodCounts {
        happy,
        sad,
        angry,
        neutral,
    }
}
