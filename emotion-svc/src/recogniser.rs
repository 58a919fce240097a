//! One frame's way from bytes to an outcome, on one thread.

use std::time::Instant;

use image::GrayImage;
use tracing::debug_span;

use crate::{
    classifier::{Cascade, Portrait},
    detector::{Face, FaceFinder, Found, main_face},
    error::Error,
    model::Models,
    mood::{Judgement, Outcome, crop_problem, frame_problem},
    preprocess::{decode, levelled_crop},
};

/// What one frame says.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The answer.
    pub outcome: Outcome,
    /// What the classifier said; absent when it was not asked.
    pub judgement: Option<Judgement>,
    /// How many faces are in the frame.
    pub faces: u32,
    /// The main face.
    pub face: Option<FaceShare>,
    /// Whether something hides its mouth: then the answer is unsure, whatever the classifier says.
    pub is_covered: bool,
    /// How long it took.
    pub elapsed: Elapsed,
}

/// A face as fractions of the frame's width and height, inside the frame.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FaceShare {
    /// Left edge.
    pub x: f32,
    /// Top edge.
    pub y: f32,
    /// Extent across.
    pub width: f32,
    /// Extent down.
    pub height: f32,
    /// How sure the detector is, 0 to 1.
    pub score: f32,
}

/// Milliseconds of each step.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Elapsed {
    /// Limits, decoding, luminance.
    pub decode: f32,
    /// Scaling and finding faces.
    pub detect: f32,
    /// Levelling, quality, classifying.
    pub classify: f32,
    /// Waiting for a worker.
    pub queue: f32,
}

/// All networks on one thread.
pub struct Recogniser {
    finder: FaceFinder,
    classifier: Cascade,
}

impl Recogniser {
    /// Prepares the networks for this thread.
    ///
    /// # Errors
    /// [`Error::Inference`] when tract cannot.
    pub fn new(models: &Models) -> Result<Self, Error> {
        Ok(Self {
            finder: FaceFinder::new(models)?,
            classifier: Cascade::new(models)?,
        })
    }

    /// Reads the mood of the main face in an image file.
    ///
    /// # Errors
    /// What [`decode`] refuses; [`Error::Inference`] when a network fails.
    pub fn read(&mut self, image: &[u8]) -> Result<Reading, Error> {
        let start = Instant::now();
        let frame = debug_span!("decode").in_scope(|| decode(image))?;
        let decoded = Instant::now();
        let Found {
            faces,
            doubtful,
            light,
        } = debug_span!("detect").in_scope(|| self.find(&frame))?;
        let detected = Instant::now();
        let _classify = debug_span!("classify").entered();
        let size = (frame.width() as f32, frame.height() as f32);
        let main = main_face(&faces, size.0, size.1);
        let (outcome, judgement) = match main {
            Some(face) => self.judge(&frame, face)?,
            None => {
                let problem = doubtful.and_then(|face| self.problem(&frame, &face).1);
                // Whatever is small may look like a face from afar.
                let problem = problem.filter(|problem| *problem != Outcome::TooSmall);
                (problem.unwrap_or(frame_problem(light)), None)
            }
        };
        Ok(Reading {
            outcome,
            judgement,
            faces: faces.len() as u32,
            face: main.map(|face| share(face, size)),
            is_covered: main.is_some_and(|face| face.is_covered),
            elapsed: Elapsed {
                decode: ms(start, decoded),
                detect: ms(decoded, detected),
                classify: ms(detected, Instant::now()),
                queue: 0.0,
            },
        })
    }

    /// Finds the faces of a frame.
    ///
    /// # Errors
    /// [`Error::Inference`] when the network fails.
    pub fn find(&mut self, frame: &GrayImage) -> Result<Found, Error> {
        self.finder.find(frame)
    }

    /// Cuts the crop of a face that the classifier is asked about.
    pub fn crop(&self, frame: &GrayImage, face: &Face) -> GrayImage {
        let manifest = self.classifier.manifest();
        let side = manifest.input.width as u32;
        levelled_crop(frame, face, &manifest.canonical_landmarks, side)
    }

    /// Asks the classifier about a face.
    ///
    /// # Errors
    /// [`Error::Inference`] when the network fails.
    pub fn classify(&mut self, portrait: &Portrait<'_>) -> Result<Judgement, Error> {
        self.classifier.judge(portrait)
    }

    /// The crop of a face, and what makes it unreadable, if anything.
    fn problem(&self, frame: &GrayImage, face: &Face) -> (GrayImage, Option<Outcome>) {
        let crop = self.crop(frame, face);
        let side = face.bounds.width().max(face.bounds.height());
        let problem = crop_problem(side, &crop);
        (crop, problem)
    }

    fn judge(
        &mut self,
        frame: &GrayImage,
        face: &Face,
    ) -> Result<(Outcome, Option<Judgement>), Error> {
        let (crop, problem) = self.problem(frame, face);
        if let Some(problem) = problem {
            return Ok((problem, None));
        }
        let judgement = self.classify(&Portrait::new(crop, Some((frame, face))))?;
        let outcome = if face.is_covered {
            Outcome::Unsure
        } else {
            judgement.outcome
        };
        Ok((outcome, Some(judgement)))
    }
}

fn share(face: &Face, (width, height): (f32, f32)) -> FaceShare {
    let seen = face.bounds.clipped(width, height);
    FaceShare {
        x: seen.left / width,
        y: seen.top / height,
        width: seen.width() / width,
        height: seen.height() / height,
        score: face.score,
    }
}

fn ms(from: Instant, to: Instant) -> f32 {
    to.duration_since(from).as_secs_f32() * 1000.0
}
