//! What is measured by itself: the stages of a frame, and a page of a chat.

use std::hint::black_box;

use anyhow::{Context, ensure};
use emotion_svc::{
    classifier::{Classifier, Portrait},
    detector::{Face, main_face},
    model::Models,
    mood::Outcome,
    preprocess::decode,
    recogniser::Recogniser,
};
use image::GrayImage;

use crate::frames::{Format, Size, frame};

/// A stage by its name.
pub type Stage = (&'static str, fn(&mut Stages));

/// The stages in their order, and all of them.
pub const STAGES: [Stage; 6] = [
    ("decode", Stages::decode),
    ("detect", Stages::detect),
    ("crop", Stages::crop),
    ("classify", Stages::classify),
    ("thorough", Stages::thorough),
    ("predict", Stages::predict),
];

/// One frame, and what each stage is given of it.
pub struct Stages {
    bytes: Vec<u8>,
    frame: GrayImage,
    face: Face,
    crop: GrayImage,
    recogniser: Recogniser,
    thorough: Classifier,
}

impl Stages {
    /// The portrait as a JPEG of this size, and the built-in networks.
    ///
    /// # Errors
    /// When no mood can be read from it.
    pub fn new(size: Size) -> anyhow::Result<Self> {
        let bytes = frame(size, Format::Jpeg)?;
        let models = Models::load(None)?;
        let mut recogniser = Recogniser::new(&models)?;
        let frame = decode(&bytes)?;
        let faces = recogniser.find(&frame)?.faces;
        let face = main_face(&faces, frame.width() as f32, frame.height() as f32);
        let face = face.context("no face in the frame")?.clone();
        let crop = recogniser.crop(&frame, &face);
        let portrait = Portrait::new(crop.clone(), Some((&frame, &face)));
        let outcome = recogniser.classify(&portrait)?.outcome;
        ensure!(matches!(outcome, Outcome::Mood(_)), "no mood in the frame");
        Ok(Self {
            bytes,
            frame,
            face,
            crop,
            recogniser,
            thorough: Classifier::new(&models.mood)?,
        })
    }

    /// Bytes to grey pixels.
    pub fn decode(&mut self) {
        black_box(decode(&self.bytes)).expect("it was decoded before");
    }

    /// Faces.
    pub fn detect(&mut self) {
        black_box(self.recogniser.find(&self.frame)).expect("it was searched before");
    }

    /// The levelled crop of the face.
    pub fn crop(&mut self) {
        black_box(self.recogniser.crop(&self.frame, &self.face));
    }

    /// The mood in the crop, a smile that the quick network settles.
    pub fn classify(&mut self) {
        let portrait = Portrait::new(self.crop.clone(), Some((&self.frame, &self.face)));
        black_box(self.recogniser.classify(&portrait)).expect("it was classified before");
    }

    /// What the thorough network is asked about where the quick one is not sure.
    pub fn thorough(&mut self) {
        let portrait = Portrait::new(self.crop.clone(), Some((&self.frame, &self.face)));
        black_box(self.thorough.classify(&portrait)).expect("it was classified before");
    }

    /// All of it.
    pub fn predict(&mut self) {
        black_box(self.recogniser.read(&self.bytes)).expect("it was read before");
    }
}
