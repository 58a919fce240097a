//! What is measured by itself: the stages of a frame, and a page of a chat.

use std::hint::black_box;

use anyhow::{Context, ensure};
use emotion_svc::{
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
pub const STAGES: [Stage; 5] = [
    ("decode", Stages::decode),
    ("detect", Stages::detect),
    ("crop", Stages::crop),
    ("classify", Stages::classify),
    ("predict", Stages::predict),
];

/// One frame, and what each stage is given of it.
pub struct Stages {
    bytes: Vec<u8>,
    frame: GrayImage,
    face: Face,
    crop: GrayImage,
    recogniser: Recogniser,
}

impl Stages {
    /// The portrait as a JPEG of this size, and the built-in networks.
    ///
    /// # Errors
    /// When no mood can be read from it.
    pub fn new(size: Size) -> anyhow::Result<Self> {
        let bytes = frame(size, Format::Jpeg)?;
        let mut recogniser = Recogniser::new(&Models::load(None)?)?;
        let frame = decode(&bytes)?;
        let faces = recogniser.find(&frame)?.faces;
        let face = main_face(&faces, frame.width() as f32, frame.height() as f32);
        let face = face.context("no face in the frame")?.clone();
        let crop = recogniser.crop(&frame, &face);
        let outcome = recogniser.classify(crop.clone())?.outcome;
        ensure!(matches!(outcome, Outcome::Mood(_)), "no mood in the frame");
        Ok(Self {
            bytes,
            frame,
            face,
            crop,
            recogniser,
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

    /// The mood in the crop.
    pub fn classify(&mut self) {
        black_box(self.recogniser.classify(self.crop.clone())).expect("it was classified before");
    }

    /// All of it.
    pub fn predict(&mut self) {
        black_box(self.recogniser.read(&self.bytes)).expect("it was read before");
    }
}
