//! From a levelled face crop to probabilities of the eight classes.

use image::{GrayImage, imageops};

use crate::{
    error::Error,
    model::{Model, MoodManifest, Session},
    mood::{Judgement, judge, softmax},
};

/// The mood network on one thread.
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
        Ok(softmax(&self.logits(crop)?, self.manifest.temperature))
    }

    /// Judges a crop as the manifest's labels and threshold say.
    ///
    /// # Errors
    /// [`Error::Inference`] as in [`Classifier::logits`].
    pub fn judge(&mut self, crop: &GrayImage) -> Result<Judgement, Error> {
        let logits = self.logits(crop)?;
        Ok(self.judgement(&logits))
    }

    /// The probability of the leading mood.
    fn leads_by(&self, logits: &[f32; 8]) -> f32 {
        let moods = self.judgement(logits).probabilities;
        moods.of(moods.leader())
    }

    fn judgement(&self, logits: &[f32; 8]) -> Judgement {
        let manifest = &self.manifest;
        let probabilities = softmax(logits, manifest.temperature);
        judge(&manifest.labels, &probabilities, manifest.unsure_below)
    }

    fn run(&mut self, crop: &GrayImage) -> Result<[f32; 8], Error> {
        let output = self.session.run(crop.as_raw())?.pop().unwrap_or_default();
        <[f32; 8]>::try_from(output)
            .map_err(|output| Error::Inference(format!("{} logits instead of 8", output.len())))
    }
}
