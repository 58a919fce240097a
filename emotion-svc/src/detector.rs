//! Where faces are in a frame.

mod aligner;
mod cells;
mod finder;
mod look;

use image::GrayImage;

use crate::{
    error::Error,
    model::{FaceManifest, Model, Session},
    preprocess::Letterbox,
};

pub use aligner::Aligner;
pub use finder::{FaceFinder, Found};

/// A face, in pixels of the frame from its top-left edge.
#[derive(Debug, Clone, PartialEq)]
pub struct Face {
    /// Its box, which may reach over the frame's border.
    pub bounds: BoundingBox,
    /// How sure the detector is, 0 to 1.
    pub score: f32,
    /// Eye, eye, nose, mouth corner, mouth corner, the image's left one first.
    pub landmarks: [[f32; 2]; 5],
    /// Whether something hides the mouth, as far as anybody asked.
    pub is_covered: bool,
}

/// From this overlap on (intersection over union) two looks saw the same face.
const SAME_FACE_IOU: f32 = 0.4;

impl Face {
    /// Whether another look saw the same face.
    fn is_same(&self, other: &Self) -> bool {
        self.bounds.iou(&other.bounds) >= SAME_FACE_IOU
    }

    /// The face moved right and down.
    fn shifted(&self, across: f32, down: f32) -> Self {
        Self {
            bounds: BoundingBox {
                left: self.bounds.left + across,
                top: self.bounds.top + down,
                right: self.bounds.right + across,
                bottom: self.bounds.bottom + down,
            },
            score: self.score,
            landmarks: self.landmarks.map(|[x, y]| [x + across, y + down]),
            is_covered: self.is_covered,
        }
    }
}

/// A rectangle by its edges.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BoundingBox {
    /// Left edge.
    pub left: f32,
    /// Top edge.
    pub top: f32,
    /// Right edge.
    pub right: f32,
    /// Bottom edge.
    pub bottom: f32,
}

impl BoundingBox {
    /// Pixels across, never negative.
    pub const fn width(&self) -> f32 {
        (self.right - self.left).max(0.0)
    }

    /// Pixels down, never negative.
    pub const fn height(&self) -> f32 {
        (self.bottom - self.top).max(0.0)
    }

    /// The part of the box inside a frame of this size.
    pub const fn clipped(&self, width: f32, height: f32) -> Self {
        Self {
            left: self.left.clamp(0.0, width),
            top: self.top.clamp(0.0, height),
            right: self.right.clamp(0.0, width),
            bottom: self.bottom.clamp(0.0, height),
        }
    }

    /// Its middle, (x, y).
    pub const fn middle(&self) -> [f32; 2] {
        [
            f32::midpoint(self.left, self.right),
            f32::midpoint(self.top, self.bottom),
        ]
    }

    /// Intersection over union, 0 to 1.
    pub fn iou(&self, other: &Self) -> f32 {
        let shared = Self {
            left: self.left.max(other.left),
            top: self.top.max(other.top),
            right: self.right.min(other.right),
            bottom: self.bottom.min(other.bottom),
        };
        let area = |bounds: &Self| bounds.width() * bounds.height();
        area(&shared) / (area(self) + area(other) - area(&shared)).max(f32::EPSILON)
    }
}

/// What finds faces. A second detector only has to implement this.
pub trait FaceDetector: Send {
    /// Every face in a frame whose score is at least `least_score`, best first.
    ///
    /// # Errors
    /// [`Error::Inference`] when the network fails.
    fn detect(&mut self, letterbox: &Letterbox, least_score: f32) -> Result<Vec<Face>, Error>;
}

/// Our own small anchor-free detector, run by tract.
pub struct TractDetector {
    session: Session,
    manifest: FaceManifest,
}

impl TractDetector {
    /// Prepares the network for this thread.
    ///
    /// # Errors
    /// [`Error::Inference`] when tract cannot.
    pub fn new(model: &Model<FaceManifest>) -> Result<Self, Error> {
        Ok(Self {
            session: model.network.session()?,
            manifest: model.manifest.clone(),
        })
    }

    /// The network's maps for a grey image of its input's size, as the manifest orders them.
    ///
    /// # Errors
    /// [`Error::Inference`] when the image has another size or tract fails.
    pub fn maps(&mut self, image: &GrayImage) -> Result<Vec<Vec<f32>>, Error> {
        self.session.run(image.as_raw())
    }
}

impl FaceDetector for TractDetector {
    fn detect(&mut self, letterbox: &Letterbox, least_score: f32) -> Result<Vec<Face>, Error> {
        let maps = self.maps(&letterbox.image)?;
        let manifest = &self.manifest;
        let mut found = Vec::new();
        for (map, &stride) in maps.iter().zip(&manifest.strides) {
            let columns = manifest.input.width / stride;
            found.extend(cells::decode(map, columns, stride, least_score));
        }
        let kept = cells::suppress(found, manifest.nms_iou);
        Ok(kept.iter().map(|face| letterbox.to_frame(face)).collect())
    }
}

/// The face that a frame is about: sure, large and near the middle. `width` and `height` are the
/// frame's. The weight is score x visible area x exp(-(d / 0.5)^2), d being the distance of the
/// box's middle from the frame's, as a share of half its diagonal.
pub fn main_face(faces: &[Face], width: f32, height: f32) -> Option<&Face> {
    let weight = |face: &Face| {
        let seen = face.bounds.clipped(width, height);
        let off_x = (seen.left + seen.right - width) / 2.0;
        let off_y = (seen.top + seen.bottom - height) / 2.0;
        let distance = off_x.hypot(off_y) / (width.hypot(height) / 2.0);
        face.score * seen.width() * seen.height() * (-(distance / 0.5).powi(2)).exp()
    };
    faces.iter().max_by(|a, b| weight(a).total_cmp(&weight(b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn face(left: f32, top: f32, side: f32, score: f32) -> Face {
        Face {
            bounds: BoundingBox {
                left,
                top,
                right: left + side,
                bottom: top + side,
            },
            score,
            landmarks: [[0.0; 2]; 5],
            is_covered: false,
        }
    }

    #[test]
    fn the_large_central_face_is_the_main_one() {
        let (central, passer_by) = (face(270.0, 190.0, 100.0, 0.8), face(0.0, 0.0, 100.0, 0.95));
        let (far, near) = (
            face(300.0, 220.0, 40.0, 0.99),
            face(250.0, 150.0, 180.0, 0.7),
        );
        for (faces, wanted) in [
            ([passer_by, central.clone()], central),
            ([far, near.clone()], near),
        ] {
            assert_eq!(main_face(&faces, 640.0, 480.0), Some(&wanted));
        }
        assert_eq!(main_face(&[], 640.0, 480.0), None);
    }

    #[test]
    fn overlap_is_measured_by_intersection_over_union() {
        let a = face(0.0, 0.0, 10.0, 1.0).bounds;
        assert!((a.iou(&a) - 1.0).abs() < 1e-6);
        assert!((a.iou(&face(5.0, 0.0, 10.0, 1.0).bounds) - 1.0 / 3.0).abs() < 1e-6);
        assert!(a.iou(&face(20.0, 20.0, 10.0, 1.0).bounds) < 1e-6);
    }
}
