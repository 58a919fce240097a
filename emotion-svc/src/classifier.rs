//! From a levelled face crop to probabilities of the eight classes.

mod cascade;
mod portrait;

pub use cascade::{Cascade, Classes};
pub use portrait::Portrait;

use image::GrayImage;

use crate::{
    error::Error,
    model::{Model, MoodManifest, Session},
    mood::judge,
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

    /// Logits for a face, in the order of the manifest's labels. Where they leave doubt, as the
    /// manifest defines it, they are averaged with those of a second look.
    ///
    /// # Errors
    /// [`Error::Inference`] when tract fails.
    pub fn logits(&mut self, portrait: &Portrait<'_>) -> Result<[f32; 8], Error> {
        let mut logits = self.run(&portrait.first_look(&self.manifest))?;
        if self.leads_by(&logits) < self.manifest.mirror_below {
            let mirrored = self.run(&portrait.second_look(&self.manifest))?;
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
    pub fn classify(&mut self, portrait: &Portrait<'_>) -> Result<[f32; 8], Error> {
        let logits = self.logits(portrait)?;
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
