//! `eval`: the mood network on labelled face crops, by the service's own code.

use std::{path::Path, time::Instant};

use anyhow::ensure;
use emotion_svc::{
    classifier::Classifier,
    error::Error,
    model::Models,
    mood::{Label, judge},
    preprocess::denoised,
};
use image::GrayImage;

use super::{
    faces,
    figures::{Answer, Figures},
};

/// Classifies every labelled face of the file and prints the figures.
pub fn run(file: &Path, models: Option<&Path>) -> anyhow::Result<()> {
    let models = Models::load(models)?;
    let mut classifier = Classifier::new(&models.mood)?;
    let faces = faces::read(file)?;
    ensure!(
        !faces.is_empty(),
        "{} has no face with a clear label",
        file.display()
    );
    let count = faces.len() as f64;
    let mut answers = Vec::with_capacity(faces.len());
    let start = Instant::now();
    for face in faces {
        answers.push(classify(&mut classifier, face.crop, face.label)?);
    }
    let ms_per_face = start.elapsed().as_secs_f64() * 1000.0 / count;
    super::print(&Figures::of(&answers, ms_per_face))
}

fn classify(classifier: &mut Classifier, crop: GrayImage, label: Label) -> Result<Answer, Error> {
    let probabilities = classifier.classify(&denoised(crop))?;
    let manifest = classifier.manifest();
    let judgement = judge(&manifest.labels, &probabilities, manifest.unsure_below);
    let best = (0..8).max_by(|&a, &b| probabilities[a].total_cmp(&probabilities[b]));
    let mood = judgement.probabilities.leader();
    Ok(Answer {
        label,
        eight: manifest.labels[best.unwrap_or(0)],
        mood,
        confidence: judgement.probabilities.of(mood),
        told: judgement.outcome.mood().is_some(),
    })
}
