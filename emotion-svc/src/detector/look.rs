//! The network for one size of input, looking at a frame or at a part of it.

use image::GrayImage;

use super::{BoundingBox, Face, FaceDetector, TractDetector};
use crate::{
    error::Error,
    model::{FaceManifest, Model},
    mood::Light,
    preprocess::{Letterbox, Region},
};

/// One look's network.
pub(super) struct Look {
    detector: Box<dyn FaceDetector>,
    width: u32,
    height: u32,
}

impl Look {
    /// Prepares the network for this thread.
    pub fn new(model: &Model<FaceManifest>) -> Result<Self, Error> {
        let input = &model.manifest.input;
        Ok(Self {
            detector: Box::new(TractDetector::new(model)?),
            width: input.width as u32,
            height: input.height as u32,
        })
    }

    /// Faces whose score is at least `least_score`, in pixels of the frame, best first, and how
    /// light the frame is.
    pub fn at(&mut self, frame: &GrayImage, least_score: f32) -> Result<(Vec<Face>, Light), Error> {
        let letterbox = Letterbox::fit(frame, self.width, self.height);
        let faces = self.detector.detect(&letterbox, least_score)?;
        Ok((faces, letterbox.light))
    }

    /// The same within a view, which is a part of the frame in whole pixels.
    pub fn closer(
        &mut self,
        frame: &GrayImage,
        view: &BoundingBox,
        least_score: f32,
    ) -> Result<Vec<Face>, Error> {
        let part = Region {
            left: view.left as u32,
            top: view.top as u32,
            width: view.width() as u32,
            height: view.height() as u32,
        };
        let (faces, _) = self.at(&part.cut(frame), least_score)?;
        Ok(faces
            .iter()
            .map(|face| face.shifted(view.left, view.top))
            .collect())
    }

    /// A view of this look's shape around a point: whole pixels inside the frame.
    pub fn view(&self, frame: &GrayImage, middle: [f32; 2], tall: f32) -> BoundingBox {
        let wide = tall * self.width as f32 / self.height as f32;
        BoundingBox {
            left: (middle[0] - wide / 2.0).floor(),
            top: (middle[1] - tall / 2.0).floor(),
            right: (middle[0] + wide / 2.0).ceil(),
            bottom: (middle[1] + tall / 2.0).ceil(),
        }
        .clipped(frame.width() as f32, frame.height() as f32)
    }

    /// Pixels down.
    pub const fn height(&self) -> f32 {
        self.height as f32
    }
}
