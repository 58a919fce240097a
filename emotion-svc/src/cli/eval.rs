//! `eval`: the networks on labelled data, by the service's own code.

use std::{path::Path, time::Instant};

use anyhow::ensure;
use emotion_svc::{
    classifier::{Cascade, Classes},
    error::Error,
    model::Models,
    mood::{Judgement, Label, judge},
    preprocess::denoised,
};
use image::GrayImage;
use serde::Serialize;

use super::{
    faces::{self, LabelledFace},
    figures::{Answer, BRIGHTNESS, Figures},
    images::{self, DetectorFigures},
};

/// What `eval` prints: the figures of the networks that it was given data for.
#[derive(Serialize)]
struct Report {
    #[serde(flatten)]
    mood: Option<Figures>,
    #[serde(flatten)]
    face: Option<DetectorFigures>,
}

/// Measures the mood network on `file` and the face network on `images`, and prints the figures.
pub fn run(
    file: Option<&Path>,
    images: Option<&Path>,
    models: Option<&Path>,
) -> anyhow::Result<()> {
    let models = Models::load(models)?;
    super::print(&Report {
        mood: file.map(|file| measure(file, &models)).transpose()?,
        face: images
            .map(|dir| images::measure(dir, &models))
            .transpose()?,
    })
}

fn measure(file: &Path, models: &Models) -> anyhow::Result<Figures> {
    let mut classifier = Cascade::new(models)?;
    let faces = faces::read(file)?;
    ensure!(
        !faces.is_empty(),
        "{} has no face with a clear label",
        file.display()
    );
    let start = Instant::now();
    let mut answers = Vec::with_capacity(faces.len());
    for face in &faces {
        answers.push(classify(&mut classifier, face)?);
    }
    let ms_per_face = start.elapsed().as_secs_f64() * 1000.0 / faces.len() as f64;
    for (face, answer) in faces.iter().zip(&mut answers) {
        for (factor, mood) in BRIGHTNESS.iter().zip(&mut answer.under_brightness) {
            let crop = brightened(&face.crop, *factor);
            *mood = judged(&mut classifier, crop)?.1.probabilities.leader();
        }
    }
    let unsure_below = classifier.manifest().unsure_below;
    Ok(Figures::of(&answers, unsure_below, ms_per_face))
}

fn classify(classifier: &mut Cascade, face: &LabelledFace) -> Result<Answer, Error> {
    let (eight, judgement, quick) = judged(classifier, face.crop.clone())?;
    let mood = judgement.probabilities.leader();
    Ok(Answer {
        label: face.label,
        eight,
        mood,
        confidence: judgement.probabilities.of(mood),
        is_one_of_four: judgement.outcome.mood().is_some(),
        quick,
        under_brightness: [mood; BRIGHTNESS.len()],
    })
}

/// The most probable class, what the service would make of the answer if no probability were
/// too low, and whether the quick network alone was asked.
fn judged(classifier: &mut Cascade, crop: GrayImage) -> Result<(Label, Judgement, bool), Error> {
    let Classes {
        probabilities,
        quick,
    } = classifier.classify(&denoised(crop))?;
    let labels = &classifier.manifest().labels;
    let best = (0..8).max_by(|&a, &b| probabilities[a].total_cmp(&probabilities[b]));
    Ok((
        labels[best.unwrap_or(0)],
        judge(labels, &probabilities, 0.0),
        quick,
    ))
}

/// Greys times a factor, white where that is too much.
fn brightened(crop: &GrayImage, factor: f32) -> GrayImage {
    let mut crop = crop.clone();
    for grey in crop.iter_mut() {
        *grey = (f32::from(*grey) * factor).round() as u8;
    }
    crop
}
