//! From a frame to its faces: a glance, a look at all of it, closer ones; as few as will do.

use image::GrayImage;

use super::{Aligner, BoundingBox, Face, look::Look, main_face};
use crate::{error::Error, model::Models, mood::Light};

/// Below the detector's threshold, but from here on worth a closer look.
const CANDIDATE_SCORE: f32 = 0.2;
/// From here on a candidate is told as a face where something makes it unreadable.
const DOUBTFUL_SCORE: f32 = 0.55;
/// The candidate's share of the height of the closer view; most training faces are near it.
const CANDIDATE_SHARE: f32 = 0.45;
/// How much surer a second look must be than a look at all of the frame: it sees parts of a room up
/// close.
const SURER: f32 = 0.1;
/// A view must be at least this much closer than the frame.
const CLOSER: f32 = 0.75;
/// Least height of a view in pixels of the frame.
const LEAST_HEIGHT_PX: f32 = 48.0;
/// From this score on the alignment network is asked about what a glance sees.
const GLANCE_SCORE: f32 = 0.4;
/// With more places beside the main one a look at the whole frame costs less.
const MOST_RIVALS: usize = 2;
/// Least share of the frame's height of a face that a glance may settle.
const LARGE: f32 = 0.25;

/// What was found in a frame.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Every face, in pixels of the frame.
    pub faces: Vec<Face>,
    /// Where there is none: what may be a face that cannot be made out.
    pub doubtful: Option<Face>,
    /// How light the frame is.
    pub light: Light,
}

/// Finds the faces of frames of any size.
pub struct FaceFinder {
    whole: Look,
    glance: Option<Look>,
    aligner: Option<Aligner>,
    threshold: f32,
}

impl FaceFinder {
    /// Prepares the networks for this thread.
    ///
    /// # Errors
    /// [`Error::Inference`] when tract cannot.
    pub fn new(models: &Models) -> Result<Self, Error> {
        Ok(Self {
            whole: Look::new(&models.face)?,
            glance: models.glance.as_ref().map(Look::new).transpose()?,
            aligner: models.align.as_ref().map(Aligner::new).transpose()?,
            threshold: models.face.manifest.score_threshold,
        })
    }

    /// Finds the faces of a frame. A frame that shows none is looked at again, if that shows more
    /// detail: where the best candidate is, or in its middle, pixel by pixel. What may still be a face is
    /// left to the alignment network.
    ///
    /// # Errors
    /// [`Error::Inference`] when the network fails.
    pub fn find(&mut self, frame: &GrayImage) -> Result<Found, Error> {
        if let Some(found) = self.glance(frame)? {
            return Ok(found);
        }
        let (candidates, light) = self.whole.at(frame, CANDIDATE_SCORE)?;
        let (mut faces, others) = parted(candidates, self.threshold);
        let mut doubtful = others.into_iter().next();
        if faces.is_empty()
            && let Some(view) = self.closer_view(frame, doubtful.as_ref())
        {
            let candidates = self.whole.closer(frame, &view, CANDIDATE_SCORE)?;
            let (closer, others) = parted(candidates, self.threshold + SURER);
            faces = closer;
            doubtful = others.into_iter().next().or(doubtful);
        }
        if let Some(main) = main_of(&faces, frame) {
            if let Some(aligned) = self.aligned(frame, &faces[main])? {
                faces[main] = aligned;
            }
        } else if let Some(candidate) = &doubtful {
            faces.extend(self.aligned(frame, candidate)?);
        }
        Ok(Found {
            doubtful: doubtful.filter(|face| faces.is_empty() && face.score >= DOUBTFUL_SCORE),
            faces,
            light,
        })
    }

    /// The same face, if the alignment network sees it too: its landmarks level the crop.
    fn aligned(&mut self, frame: &GrayImage, face: &Face) -> Result<Option<Face>, Error> {
        let Some(aligner) = &mut self.aligner else {
            return Ok(None);
        };
        let aligned = aligner.align(frame, &face.bounds)?;
        Ok(aligned.filter(|aligned| aligned.is_same(face)))
    }

    /// Settles the usual frame with an eighth of the work: one large face in front of the camera,
    /// and at most two other places that may be a face. The alignment network confirms them.
    fn glance(&mut self, frame: &GrayImage) -> Result<Option<Found>, Error> {
        let (Some(look), Some(aligner)) = (&mut self.glance, &mut self.aligner) else {
            return Ok(None);
        };
        let (candidates, light) = look.at(frame, GLANCE_SCORE)?;
        let Some(main) = main_of(&candidates, frame).map(|main| &candidates[main]) else {
            return Ok(None);
        };
        let is_rival = |face: &&Face| !face.is_same(main);
        let rivals: Vec<&Face> = candidates.iter().filter(is_rival).collect();
        let share = main.bounds.height() / frame.height() as f32;
        if rivals.len() > MOST_RIVALS || share < LARGE {
            return Ok(None);
        }
        let Some(aligned) = aligner
            .align(frame, &main.bounds)?
            .filter(|face| face.is_same(main))
        else {
            return Ok(None);
        };
        let mut faces = vec![aligned];
        for rival in rivals {
            let aligned = aligner.align(frame, &rival.bounds)?;
            faces.extend(aligned.filter(|face| !faces.iter().any(|known| known.is_same(face))));
        }
        Ok(Some(Found {
            faces,
            doubtful: None,
            light,
        }))
    }

    /// Where to look again, if that is worth it.
    fn closer_view(&self, frame: &GrayImage, candidate: Option<&Face>) -> Option<BoundingBox> {
        let (width, height) = (frame.width() as f32, frame.height() as f32);
        let (middle, tall) = match candidate {
            Some(face) => (face.bounds.middle(), face.bounds.height() / CANDIDATE_SHARE),
            None => ([width / 2.0, height / 2.0], self.whole.height()),
        };
        let view = self.whole.view(frame, middle, tall.max(LEAST_HEIGHT_PX));
        let is_closer = view.width() <= CLOSER * width || view.height() <= CLOSER * height;
        (is_closer && view.width() >= 1.0 && view.height() >= 1.0).then_some(view)
    }
}

/// The index of the face that the frame is about.
fn main_of(faces: &[Face], frame: &GrayImage) -> Option<usize> {
    let main = main_face(faces, frame.width() as f32, frame.height() as f32)?;
    faces.iter().position(|face| face == main)
}

/// The faces whose score reaches the threshold, and the others; best first.
fn parted(candidates: Vec<Face>, threshold: f32) -> (Vec<Face>, Vec<Face>) {
    candidates
        .into_iter()
        .partition(|face| face.score >= threshold)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finder() -> FaceFinder {
        let models = crate::model::Models::load(None).unwrap();
        FaceFinder::new(&models).unwrap()
    }

    fn face(left: f32, top: f32, side: f32) -> Face {
        Face {
            bounds: BoundingBox {
                left,
                top,
                right: left + side,
                bottom: top + side,
            },
            score: 0.3,
            landmarks: [[left, top]; 5],
            is_covered: false,
        }
    }

    #[test]
    fn a_candidate_is_looked_at_closely_and_inside_the_frame() {
        let frame = GrayImage::new(640, 480);
        let view = finder()
            .closer_view(&frame, Some(&face(600.0, 440.0, 36.0)))
            .unwrap();
        assert_eq!((view.right, view.bottom), (640.0, 480.0));
        assert!(view.left > 550.0 && view.top > 410.0, "{view:?}");
    }

    #[test]
    fn a_large_candidate_is_not_looked_at_again() {
        let frame = GrayImage::new(640, 480);
        let view = finder().closer_view(&frame, Some(&face(150.0, 60.0, 350.0)));
        assert_eq!(view, None);
    }

    #[test]
    fn without_a_candidate_the_middle_of_a_large_frame_is_looked_at() {
        let finder = finder();
        let view = finder.closer_view(&GrayImage::new(640, 480), None).unwrap();
        assert_eq!((view.left, view.top, view.width()), (192.0, 144.0, 256.0));
        assert_eq!(finder.closer_view(&GrayImage::new(256, 192), None), None);
    }

    #[test]
    fn frames_of_any_shape_can_be_searched() {
        let mut finder = finder();
        for (width, height) in [(1, 1), (4096, 1), (1, 4096), (300, 7), (900, 900)] {
            let found = finder.find(&GrayImage::new(width, height)).unwrap();
            assert!(found.faces.is_empty());
        }
    }
}
