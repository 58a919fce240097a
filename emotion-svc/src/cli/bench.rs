//! `bench`: how long each step takes on an image.

use std::{
    fs,
    hint::black_box,
    path::Path,
    time::{Duration, Instant},
};

use anyhow::Context;
use emotion_svc::{
    classifier::{Classifier, Portrait},
    detector::main_face,
    error::Error,
    model::Models,
    preprocess::decode,
    recogniser::Recogniser,
};
use serde::Serialize;

/// Milliseconds of each step, the median over the runs.
#[derive(Serialize)]
struct Medians {
    runs: u32,
    width: u32,
    height: u32,
    decode: f64,
    detect: f64,
    crop: f64,
    classify: f64,
    /// The thorough network alone, which `classify` leaves out where the quick one is sure.
    thorough: f64,
    /// All of it, from bytes to the outcome.
    frame: f64,
}

/// Runs each step many times and prints the medians.
pub fn run(image: &Path, runs: u32, models: Option<&Path>) -> anyhow::Result<()> {
    let bytes = fs::read(image).with_context(|| format!("cannot read {}", image.display()))?;
    let models = Models::load(models)?;
    let mut recogniser = Recogniser::new(&models)?;
    let mut thorough = Classifier::new(&models.mood)?;
    let frame = decode(&bytes)?;
    let faces = recogniser.find(&frame)?.faces;
    let face = main_face(&faces, frame.width() as f32, frame.height() as f32)
        .context("no face in the image: bench needs one")?;
    let crop = recogniser.crop(&frame, face);
    let portrait = || Portrait::new(crop.clone(), Some((&frame, face)));
    super::print(&Medians {
        runs,
        width: frame.width(),
        height: frame.height(),
        decode: median(runs, || decode(&bytes))?,
        detect: median(runs, || recogniser.find(&frame))?,
        crop: median(runs, || Ok(recogniser.crop(&frame, face)))?,
        classify: median(runs, || recogniser.classify(&portrait()))?,
        thorough: median(runs, || thorough.classify(&portrait()))?,
        frame: median(runs, || recogniser.read(&bytes))?,
    })
}

fn median<T>(runs: u32, mut step: impl FnMut() -> Result<T, Error>) -> Result<f64, Error> {
    let mut times: Vec<Duration> = Vec::new();
    for _ in 0..runs {
        let start = Instant::now();
        black_box(step()?);
        times.push(start.elapsed());
    }
    times.sort_unstable();
    Ok(times[times.len() / 2].as_secs_f64() * 1000.0)
}
