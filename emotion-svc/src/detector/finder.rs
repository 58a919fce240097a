//! From a frame to its faces: a look at all of it and, where that shows none, a closer second one.

use image::{GrayImage, imageops};

use super::{BoundingBox, Face, FaceDetector, TractDetector};
use crate::{
    error::Error,
    model::{FaceManifest, Model},
    mood::Light,
    preprocess::Letterbox,
};

/// Below the detector's threshold, but from here on worth a closer look.
const CANDIDATE_SCORE: f32 = 0.2;
/// From here on a candidate is told as a face where something makes it unreadable.
const DOUBTFUL_SCORE: f32 = 0.5;
/// The candidate's share of the height of the closer view; most training faces are near it.
const CANDIDATE_SHARE: f32 = 0.45;
/// How much surer a second look must be than a first: it sees parts of a room up close.
const SECOND_LOOK_SURER: f32 = 0.1;
/// A view must be at least this much closer than the frame.
const CLOSER: f32 = 0.75;
/// Least height of a view in pixels of the frame.
const LEAST_HEIGHT_PX: f32 = 48.0;

/// What was found in a frame.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Every face, in pixels of the frame, best first.
    pub faces: Vec<Face>,
    /// Where there is none: what may be a face that cannot be made out.
    pub doubtful: Option<Face>,
    /// How light the frame is.
    pub light: Light,
}

/// Finds the faces of frames of any size.
pub struct FaceFinder {
    detector: Box<dyn FaceDetector>,
    threshold: f32,
    width: u32,
    height: u32,
}

impl FaceFinder {
    /// Prepares the network for this thread.
    ///
    /// # Errors
    /// [`Error::Inference`] when tract cannot.
    pub fn new(model: &Model<FaceManifest>) -> Result<Self, Error> {
        let input = &model.manifest.input;
        Ok(Self {
            detector: Box::new(TractDetector::new(model)?),
            threshold: model.manifest.score_threshold,
            width: input.width as u32,
            height: input.height as u32,
        })
    }

    /// Finds the faces of a frame. A frame that shows none is looked at again, if that shows more
    /// detail: where the best candidate is, or in its middle, pixel by pixel.
    ///
    /// # Errors
    /// [`Error::Inference`] when the network fails.
    pub fn find(&mut self, frame: &GrayImage) -> Result<Found, Error> {
        let letterbox = Letterbox::fit(frame, self.width, self.height);
        let candidates = self.detector.detect(&letterbox, CANDIDATE_SCORE)?;
        let (mut faces, mut doubtful) = parted(candidates, self.threshold);
        if faces.is_empty()
            && let Some(view) = self.closer_view(frame, doubtful.as_ref())
        {
            let candidates = self.look_at(frame, &view)?;
            let (closer, candidate) = parted(candidates, self.threshold + SECOND_LOOK_SURER);
            (faces, doubtful) = (closer, candidate.or(doubtful));
        }
        Ok(Found {
            doubtful: doubtful.filter(|face| faces.is_empty() && face.score >= DOUBTFUL_SCORE),
            faces,
            light: letterbox.light,
        })
    }

    /// Where to look again, if that is worth it: whole pixels inside the frame.
    fn closer_view(&self, frame: &GrayImage, candidate: Option<&Face>) -> Option<BoundingBox> {
        let (width, height) = (frame.width() as f32, frame.height() as f32);
        let aspect = self.width as f32 / self.height as f32;
        let (middle, tall) = match candidate {
            Some(face) => (face.bounds.middle(), face.bounds.height() / CANDIDATE_SHARE),
            None => ([width / 2.0, height / 2.0], self.height as f32),
        };
        let tall = tall.max(LEAST_HEIGHT_PX);
        let half = [tall * aspect / 2.0, tall / 2.0];
        let view = BoundingBox {
            left: (middle[0] - half[0]).floor(),
            top: (middle[1] - half[1]).floor(),
            right: (middle[0] + half[0]).ceil(),
            bottom: (middle[1] + half[1]).ceil(),
        }
        .clipped(width, height);
        let is_closer = view.width() <= CLOSER * width || view.height() <= CLOSER * height;
        (is_closer && view.width() >= 1.0 && view.height() >= 1.0).then_some(view)
    }

    fn look_at(&mut self, frame: &GrayImage, view: &BoundingBox) -> Result<Vec<Face>, Error> {
        let (left, top) = (view.left as u32, view.top as u32);
        let (width, height) = (view.width() as u32, view.height() as u32);
        let part = imageops::crop_imm(frame, left, top, width, height).to_image();
        let letterbox = Letterbox::fit(&part, self.width, self.height);
        let faces = self.detector.detect(&letterbox, CANDIDATE_SCORE)?;
        Ok(faces
            .iter()
            .map(|face| face.shifted(view.left, view.top))
            .collect())
    }
}

/// The faces whose score reaches the threshold, and the best of the others.
fn parted(candidates: Vec<Face>, threshold: f32) -> (Vec<Face>, Option<Face>) {
    let (faces, others): (Vec<Face>, Vec<Face>) = candidates
        .into_iter()
        .partition(|face| face.score >= threshold);
    (faces, others.into_iter().next())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finder() -> FaceFinder {
        let models = crate::model::Models::load(None).unwrap();
        FaceFinder::new(&models.face).unwrap()
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
