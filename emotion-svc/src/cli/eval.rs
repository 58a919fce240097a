//! `eval`: the networks on labelled data, by the service's own code.

use std::{path::Path, time::Instant};

use anyhow::ensure;
use emotion_svc::{
    classifier::{Cascade, Classes, Portrait},
    detector::Aligner,
    error::Error,
    model::Models,
    mood::{Judgement, Label, judge},
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

/// The networks that read a crop as the service reads a face.
struct Reader {
    classifier: Cascade,
    aligner: Option<Aligner>,
}

/// What was read in a crop.
struct Read {
    /// The most probable of the eight classes.
    best: Label,
    /// What the service would make of it if no probability were too low.
    judgement: Judgement,
    /// Whether the quick network alone was asked.
    quick: bool,
}

fn measure(file: &Path, models: &Models) -> anyhow::Result<Figures> {
    let mut reader = Reader::new(models)?;
    let faces = faces::read(file)?;
    ensure!(
        !faces.is_empty(),
        "{} has no face with a clear label",
        file.display()
    );
    let start = Instant::now();
    let mut answers = Vec::with_capacity(faces.len());
    for face in &faces {
        answers.push(reader.answer(face)?);
    }
    let ms_per_face = start.elapsed().as_secs_f64() * 1000.0 / faces.len() as f64;
    for (face, answer) in faces.iter().zip(&mut answers) {
        for (factor, mood) in BRIGHTNESS.iter().zip(&mut answer.under_brightness) {
            let crop = brightened(&face.crop, *factor);
            *mood = reader.read(&crop)?.judgement.probabilities.leader();
        }
    }
    let unsure_below = reader.classifier.manifest().unsure_below;
    Ok(Figures::of(&answers, unsure_below, ms_per_face))
}

impl Reader {
    fn new(models: &Models) -> Result<Self, Error> {
        Ok(Self {
            classifier: Cascade::new(models)?,
            aligner: models.align.as_ref().map(Aligner::new).transpose()?,
        })
    }

    fn answer(&mut self, face: &LabelledFace) -> Result<Answer, Error> {
        let Read {
            best,
            judgement,
            quick,
        } = self.read(&face.crop)?;
        let mood = judgement.probabilities.leader();
        Ok(Answer {
            label: face.label,
            eight: best,
            mood,
            confidence: judgement.probabilities.of(mood),
            is_one_of_four: judgement.outcome.mood().is_some(),
            quick,
            under_brightness: [mood; BRIGHTNESS.len()],
        })
    }

    /// The first look is the crop as it is; the second is levelled, as in a frame.
    fn read(&mut self, crop: &GrayImage) -> Result<Read, Error> {
        let face = match &mut self.aligner {
            Some(aligner) => aligner.align_whole(crop)?,
            None => None,
        };
        let portrait = Portrait::new(crop.clone(), face.as_ref().map(|face| (crop, face)));
        let Classes {
            probabilities,
            quick,
        } = self.classifier.classify(&portrait)?;
        let labels = &self.classifier.manifest().labels;
        let best = (0..8).max_by(|&a, &b| probabilities[a].total_cmp(&probabilities[b]));
        Ok(Read {
            best: labels[best.unwrap_or(0)],
            judgement: judge(labels, &probabilities, 0.0),
            quick,
        })
    }
}

/// Greys times a factor, white where that is too much.
fn brightened(crop: &GrayImage, factor: f32) -> GrayImage {
    let mut crop = crop.clone();
    for grey in crop.iter_mut() {
        *grey = (f32::from(*grey) * factor).round() as u8;
    }
    crop
}
