//! What a person's resting face reads like, and how far that is taken back on later frames.

mod people;
mod shift;

pub(crate) use people::Calibrations;
pub use shift::Shift;

use tonic::codegen::Bytes;

use crate::{
    clock::Clock,
    error::Error,
    model::MoodManifest,
    mood::{Label, Outcome},
    recogniser::Reading,
    store::EmotionStore,
    worker::Workers,
};

/// How many frames a calibration takes.
const FRAMES: std::ops::RangeInclusive<usize> = 3..=8;
/// Frames that must show one readable face.
const LEAST_READABLE: usize = 3;
/// Over this share of happiness and surprise a face is not at rest: 5 % of `PublicTest`'s neutral faces
/// are over it, and 97 % of its smiles (training/resting.py).
const MOST_EXPRESSIVE: f32 = 0.35;

/// A person's calibration.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    /// When it was taken, in ms since the epoch.
    pub at_ms: i64,
    /// How many frames it is made of.
    pub frames: u32,
    /// Name and version of the classifier that read them.
    pub model: String,
    /// What is taken back.
    pub shift: Shift,
}

/// Takes, keeps and applies calibrations.
pub(crate) struct Calibrator {
    workers: Workers,
    people: Calibrations,
    clock: Clock,
    model: String,
    /// Log-odds against neutral of a typical resting face; none where the manifest has none.
    reference: Option<[f32; 8]>,
    unsure_below: f32,
}

impl Calibrator {
    pub fn new(
        workers: Workers,
        store: EmotionStore,
        clock: Clock,
        manifest: &MoodManifest,
    ) -> Self {
        Self {
            workers,
            people: Calibrations::new(store),
            clock,
            model: manifest.title(),
            reference: manifest.resting_log_odds,
            unsure_below: manifest.unsure_below,
        }
    }

    /// Reads frames of a person at rest and keeps what is over a typical resting face. Nothing is
    /// kept of the frames; a calibration from before is replaced.
    ///
    /// # Errors
    /// `OutOfRange` for the number of frames; `CalibrationUnclear` when too few show one readable
    /// face; `CalibrationExpressive` for a smile; `CalibrationUnavailable` when the classifier has
    /// no reference; what [`Workers::read`] refuses.
    pub async fn calibrate(&self, user_id: &str, frames: Vec<Bytes>) -> Result<Calibration, Error> {
        let reference = self.reference.ok_or(Error::CalibrationUnavailable)?;
        if !FRAMES.contains(&frames.len()) {
            return Err(Error::OutOfRange(format!(
                "images must be {} to {} frames, not {}",
                FRAMES.start(),
                FRAMES.end(),
                frames.len()
            )));
        }
        let mut readings = Vec::with_capacity(frames.len());
        for frame in frames {
            readings.push(self.workers.read(user_id, frame).await?);
        }
        let faces = readable(&readings)?;
        if expressive(&faces) {
            return Err(Error::CalibrationExpressive);
        }
        let calibration = Calibration {
            at_ms: self.clock.now_ms(),
            frames: faces.len() as u32,
            model: self.model.clone(),
            shift: Shift::of_rest(&faces, &reference),
        };
        self.people.keep(user_id, calibration.clone()).await?;
        Ok(calibration)
    }

    /// A person's calibration, if there is one.
    pub async fn find(&self, user_id: &str) -> Result<Option<Calibration>, Error> {
        self.people.find(user_id).await
    }

    /// Whether a calibration was taken with the classifier in use; others are not applied.
    pub fn is_current(&self, calibration: &Calibration) -> bool {
        calibration.model == self.model
    }

    /// Forgets a person's calibration; that there was none is no error.
    pub async fn forget(&self, user_id: &str) -> Result<(), Error> {
        self.people.forget(user_id).await
    }

    /// Erases everything held about a person, in memory and in the database.
    pub async fn erase(&self, user_id: &str) -> Result<(), Error> {
        self.people.erase(user_id).await
    }

    /// The reading as it is of this person, and whether their calibration had a part in it.
    pub async fn applied(
        &self,
        user_id: &str,
        mut reading: Reading,
    ) -> Result<(Reading, bool), Error> {
        let Some(judgement) = &mut reading.judgement else {
            return Ok((reading, false));
        };
        let calibration = self.people.find(user_id).await?;
        let Some(calibration) = calibration.filter(|found| self.is_current(found)) else {
            return Ok((reading, false));
        };
        *judgement = calibration.shift.judge(judgement, self.unsure_below);
        if !reading.is_covered {
            reading.outcome = judgement.outcome;
        }
        Ok((reading, true))
    }
}

/// The eight classes of each frame with exactly one readable face, all of it.
fn readable(readings: &[Reading]) -> Result<Vec<[f32; 8]>, Error> {
    let one_face = |reading: &&Reading| reading.faces == 1 && !reading.is_covered;
    let faces: Vec<_> = readings
        .iter()
        .filter(one_face)
        .filter_map(|reading| reading.judgement.map(|judgement| judgement.classes))
        .collect();
    if faces.len() >= LEAST_READABLE {
        return Ok(faces);
    }
    let crowded = readings.iter().any(|reading| reading.faces > 1);
    let failed = readings
        .iter()
        .find(|reading| reading.judgement.is_none() || reading.is_covered);
    Err(Error::CalibrationUnclear {
        readable: faces.len(),
        frames: readings.len(),
        hint: if crowded {
            "Only one person may be in view."
        } else {
            failed
                .map_or(Outcome::NoFace, |reading| reading.outcome)
                .hint()
        },
    })
}

fn expressive(faces: &[[f32; 8]]) -> bool {
    let of = |face: &[f32; 8], label: Label| face[label.index()];
    let shown: f32 = faces
        .iter()
        .map(|face| of(face, Label::Happiness) + of(face, Label::Surprise))
        .sum();
    shown / faces.len() as f32 > MOST_EXPRESSIVE
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{mood::judge, recogniser::Elapsed};

    fn reading(is_covered: bool) -> Reading {
        let judgement = judge(&Label::ALL, &[0.125; 8], 0.0);
        Reading {
            outcome: Outcome::Unsure,
            judgement: Some(judgement),
            faces: 1,
            face: None,
            is_covered,
            elapsed: Elapsed::default(),
        }
    }

    #[test]
    fn half_a_smile_is_not_at_rest() {
        let face = |happiness: f32| {
            let mut classes = [0.0; 8];
            classes[Label::Neutral.index()] = 1.0 - happiness;
            classes[Label::Happiness.index()] = happiness;
            classes
        };
        assert!(expressive(&[face(0.3), face(0.42), face(0.5)]));
        assert!(!expressive(&[face(0.0), face(0.2), face(0.5)]));
    }

    #[test]
    fn a_face_with_a_covered_mouth_says_nothing_of_how_it_rests() {
        let free = vec![reading(false); LEAST_READABLE];
        assert_eq!(readable(&free).unwrap().len(), LEAST_READABLE);
        let covered = vec![reading(true); LEAST_READABLE];
        assert!(readable(&covered).is_err());
    }
}
