//! A small network for clear faces before the large one for the others.

use super::{Classifier, Portrait};
use crate::{
    error::Error,
    model::{Models, MoodManifest},
    mood::{Judgement, judge},
};

/// Both mood networks on one thread. Where the quick one gives a mood at least `settles_from` of all eight
/// classes, the thorough one is not asked.
pub struct Cascade {
    quick: Option<Classifier>,
    thorough: Classifier,
}

/// Probabilities of the eight classes, in the order of the manifest's labels, and who gave them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Classes {
    /// They sum to 1.
    pub probabilities: [f32; 8],
    /// Whether the quick network alone was asked.
    pub quick: bool,
}

impl Cascade {
    /// Prepares the networks for this thread.
    ///
    /// # Errors
    /// [`Error::Inference`] when tract cannot.
    pub fn new(models: &Models) -> Result<Self, Error> {
        Ok(Self {
            quick: models.quick.as_ref().map(Classifier::new).transpose()?,
            thorough: Classifier::new(&models.mood)?,
        })
    }

    /// What the thorough network's manifest says.
    pub const fn manifest(&self) -> &MoodManifest {
        self.thorough.manifest()
    }

    /// Calibrated probabilities for a face.
    ///
    /// # Errors
    /// [`Error::Inference`] as in [`Classifier::logits`].
    pub fn classify(&mut self, portrait: &Portrait<'_>) -> Result<Classes, Error> {
        if let Some(quick) = &mut self.quick {
            let probabilities = quick.classify(portrait)?;
            if is_settled(quick.manifest(), &probabilities) {
                return Ok(Classes {
                    probabilities,
                    quick: true,
                });
            }
        }
        Ok(Classes {
            probabilities: self.thorough.classify(portrait)?,
            quick: false,
        })
    }

    /// Judges a face as the thorough network's labels and threshold say.
    ///
    /// # Errors
    /// [`Error::Inference`] as in [`Classifier::logits`].
    pub fn judge(&mut self, portrait: &Portrait<'_>) -> Result<Judgement, Error> {
        let classes = self.classify(portrait)?;
        let manifest = self.manifest();
        Ok(judge(
            &manifest.labels,
            &classes.probabilities,
            manifest.unsure_below,
        ))
    }
}

fn is_settled(manifest: &MoodManifest, probabilities: &[f32; 8]) -> bool {
    let mut classes = manifest.labels.iter().zip(probabilities);
    let is_enough = |p: f32| manifest.settles_from.is_some_and(|from| p >= from);
    classes.any(|(label, p)| label.mood().is_some() && is_enough(*p))
}

#[cfg(test)]
mod tests {
    use image::{GrayImage, Luma};

    use super::*;
    use crate::{
        detector::FaceFinder,
        mood::Label,
        preprocess::{decode, levelled_crop},
    };

    fn smile(models: &Models) -> Portrait<'static> {
        let portrait = include_bytes!("../../../tests/fixtures/portrait.jpg");
        let frame = decode(portrait).unwrap();
        let faces = FaceFinder::new(models).unwrap().find(&frame).unwrap().faces;
        let canonical = &models.mood.manifest.canonical_landmarks;
        Portrait::new(levelled_crop(&frame, &faces[0], canonical, 48), None)
    }

    fn assert_thorough(models: &Models, portrait: &Portrait<'_>) {
        let classes = Cascade::new(models).unwrap().classify(portrait).unwrap();
        let mut thorough = Classifier::new(&models.mood).unwrap();
        let probabilities = thorough.classify(portrait).unwrap();
        assert_eq!(
            (classes.quick, classes.probabilities),
            (false, probabilities)
        );
    }

    #[test]
    fn a_clear_smile_is_settled_quickly() {
        let models = Models::load(None).unwrap();
        let classes = Cascade::new(&models)
            .unwrap()
            .classify(&smile(&models))
            .unwrap();
        assert!(classes.quick);
    }

    #[test]
    fn a_smile_that_may_be_surprise_is_not_settled() {
        let manifest = Models::load(None).unwrap().quick.unwrap().manifest;
        let face = |happiness: f32| {
            manifest.labels.map(|label| {
                if label == Label::Happiness {
                    happiness
                } else if label == Label::Surprise {
                    1.0 - happiness
                } else {
                    0.0
                }
            })
        };
        let from = manifest.settles_from.unwrap();
        assert!(is_settled(&manifest, &face(from + 0.01)));
        assert!(!is_settled(&manifest, &face(from - 0.01)));
        assert!(!is_settled(&manifest, &face(0.01)));
    }

    #[test]
    fn what_is_not_clear_is_left_to_the_thorough_network() {
        let models = Models::load(None).unwrap();
        let blank = GrayImage::from_pixel(48, 48, Luma([128]));
        assert_thorough(&models, &Portrait::new(blank, None));
    }

    #[test]
    fn without_a_quick_network_the_thorough_one_settles_everything() {
        let mut models = Models::load(None).unwrap();
        let smile = smile(&models);
        models.quick = None;
        assert_thorough(&models, &smile);
    }
}
