//! `detect`: the moods of whole images, one JSON line each, as `POST /predict` names the fields.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use emotion_svc::{
    error::Error,
    model::Models,
    mood::{Mood, MoodProbabilities},
    recogniser::{FaceShare, Reading, Recogniser},
};
use rpc::Failure;
use serde_json::{Value, json};

/// Reads the images in turn. An image that cannot be read is an answer, too.
pub fn run(images: &[PathBuf], models: Option<&Path>) -> anyhow::Result<()> {
    let models = Models::load(models)?;
    let manifest = &models.mood.manifest;
    let model = format!("{} {}", manifest.name, manifest.version);
    let mut recogniser = Recogniser::new(&models)?;
    for image in images {
        let mut line = match fs::read(image) {
            Ok(bytes) => match recogniser.read(&bytes) {
                Ok(reading) => answer(&reading, &model),
                Err(error) => refusal(error.code(), &error),
            },
            Err(error) => refusal(unreadable(&error), &error.into()),
        };
        line["image"] = image.display().to_string().into();
        super::print(&line)?;
    }
    Ok(())
}

fn unreadable(error: &io::Error) -> &'static str {
    if error.kind() == io::ErrorKind::NotFound {
        "not_found"
    } else {
        "unreadable"
    }
}

fn refusal(code: &str, error: &Error) -> Value {
    json!({"error": {"code": code, "message": error.to_string()}})
}

fn answer(reading: &Reading, model: &str) -> Value {
    let mood = reading.outcome.mood();
    let judgement = reading.judgement;
    json!({
        "outcome": reading.outcome.word(),
        "hint": reading.outcome.hint(),
        "mood": mood.map(Mood::word),
        "emotion": mood.map(capitalised),
        "confidence": judgement.zip(mood).map(|(judged, mood)| judged.probabilities.of(mood)),
        "probabilities": judgement.map(|judged| probabilities(judged.probabilities)),
        "valence": judgement.map(|judged| judged.valence),
        "arousal": judgement.map(|judged| judged.arousal),
        "faces": reading.faces,
        "face": reading.face.map(face),
        "model": model,
        "elapsed_ms": {
            "decode": reading.elapsed.decode,
            "detect": reading.elapsed.detect,
            "classify": reading.elapsed.classify,
        },
    })
}

fn capitalised(mood: Mood) -> String {
    let (first, rest) = mood.word().split_at(1);
    first.to_uppercase() + rest
}

fn probabilities(probabilities: MoodProbabilities) -> Value {
    Mood::ALL
        .into_iter()
        .map(|mood| (mood.word().to_owned(), probabilities.of(mood).into()))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

fn face(face: FaceShare) -> Value {
    let FaceShare {
        x,
        y,
        width,
        height,
        score,
    } = face;
    json!({"x": x, "y": y, "width": width, "height": height, "score": score})
}
