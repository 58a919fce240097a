//! From a levelled face crop to probabilities of the eight classes.

mod cascade;

pub use cascade::{Cascade, Classes};

use image::{GrayImage, imageops};

use crate::{
    error::Error,
    model::{Model, MoodManifest, Session},
    mood::judge,
    preprocess::resize,
};

/// One mood network on one thread.
pub struct Classifier {
    session: Session,
    manifest: MoodManifest,
}

impl Classifier {
    /// Prepares the network for this thread.
    ///
    /// # Errors
    /// [`Error::Inference`] when tract cannot.
    pub fn new(model: &Model<MoodManifest>) -> Result<Self, Error> {
        Ok(Self {
            session: model.network.session()?,
            manifest: model.manifest.clone(),
        })
    }

    /// What the network's manifest says.
    pub const fn manifest(&self) -> &MoodManifest {
        &self.manifest
    }

    /// A crop in the network's input size, averaged where it shrinks.
    pub fn input_of(&self, crop: &GrayImage) -> GrayImage {
        let input = &self.manifest.input;
        resize(crop, input.width as u32, input.height as u32)
    }

    /// Logits for a crop of the network's input size, in the order of the manifest's labels. Where
    /// they leave doubt, as the manifest defines it, they are averaged with those of the mirror image.
    ///
    /// # Errors
    /// [`Error::Inference`] when the crop has another size or tract fails.
    pub fn logits(&mut self, crop: &GrayImage) -> Result<[f32; 8], Error> {
        let mut logits = self.run(crop)?;
        if self.leads_by(&logits) < self.manifest.mirror_below {
            let mirrored = self.run(&imageops::flip_horizontal(crop))?;
            for (logit, other) in logits.iter_mut().zip(mirrored) {
                *logit = f32::midpoint(*logit, other);
            }
        }
        Ok(logits)
    }

    /// Calibrated probabilities of the eight classes in the order of the manifest's labels.
    ///
    /// # Errors
    /// [`Error::Inference`] as in [`Classifier::logits`].
    pub fn classify(&mut self, crop: &GrayImage) -> Result<[f32; 8], Error> {
        let logits = self.logits(crop)?;
        Ok(self.manifest.probabilities(&logits))
    }

    /// The probability of the leading mood.
    fn leads_by(&self, logits: &[f32; 8]) -> f32 {
        let manifest = &self.manifest;
        let probabilities = manifest.probabilities(logits);
        let moods = judge(&manifest.labels, &probabilities, manifest.unsure_below).probabilities;
        moods.of(moods.leader())
    }

    fn run(&mut self, crop: &GrayImage) -> Result<[f32; 8], Error> {
        let output = self.session.run(crop.as_raw())?.pop().unwrap_or_default();
        <[f32; 8]>::try_from(output)
            .map_err(|output| Error::Inference(format!("{} logits instead of 8", output.len())))
    }
}
