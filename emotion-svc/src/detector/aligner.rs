//! The network that says of what may be a face whether it is one, and where exactly.

use image::{GrayImage, Luma};

use super::{BoundingBox, Face};
use crate::{
    error::Error,
    model::{AlignManifest, Model, Session},
    preprocess::{Region, resize, resize_region},
};

/// What lies around a frame, as in training.
const BORDER: Luma<u8> = Luma([114]);
/// The largest view, in larger sides of the frame: room for a face that fills the frame (1 / 0.65), but a wild box
/// must not take the memory.
const LARGEST_VIEW: f32 = 1.6;

/// The alignment network on one thread.
pub struct Aligner {
    session: Session,
    manifest: AlignManifest,
}

/// A square of a frame, in its pixels; it may reach over the frame's border.
#[derive(Debug, Clone, Copy, PartialEq)]
struct View {
    left: f32,
    top: f32,
    side: f32,
}

impl Aligner {
    /// Prepares the network for this thread.
    ///
    /// # Errors
    /// [`Error::Inference`] when tract cannot.
    pub fn new(model: &Model<AlignManifest>) -> Result<Self, Error> {
        Ok(Self {
            session: model.network.session()?,
            manifest: model.manifest.clone(),
        })
    }

    /// The face that fills a frame, if there is one.
    ///
    /// # Errors
    /// [`Error::Inference`] when the network fails.
    pub fn align_whole(&mut self, frame: &GrayImage) -> Result<Option<Face>, Error> {
        let bounds = BoundingBox {
            left: 0.0,
            top: 0.0,
            right: frame.width() as f32,
            bottom: frame.height() as f32,
        };
        self.align(frame, &bounds)
    }

    /// The face of a candidate with its exact place and landmarks, if it is one.
    ///
    /// # Errors
    /// [`Error::Inference`] when the network fails.
    pub fn align(
        &mut self,
        frame: &GrayImage,
        candidate: &BoundingBox,
    ) -> Result<Option<Face>, Error> {
        let view = View::around(candidate, self.manifest.share, frame);
        let seen = view.of(frame, self.manifest.input.width as u32);
        let output = self.session.run(seen.as_raw())?.pop().unwrap_or_default();
        let face = read(&output, &view, self.manifest.covered_from)
            .ok_or_else(|| Error::Inference(format!("{} values instead of 16", output.len())))?;
        Ok(Some(face).filter(|face| face.score >= self.manifest.score_threshold))
    }
}

impl View {
    /// In whole pixels, so that the box's larger side fills `share` of it.
    fn around(bounds: &BoundingBox, share: f32, frame: &GrayImage) -> Self {
        let most = (LARGEST_VIEW * frame.width().max(frame.height()) as f32).floor();
        let wanted = bounds.width().max(bounds.height()) / share;
        let side = wanted.round().clamp(1.0, most);
        let [x, y] = bounds.middle();
        Self {
            left: (x - side / 2.0).round(),
            top: (y - side / 2.0).round(),
            side,
        }
    }

    /// What a frame shows there, `side` pixels wide and high.
    fn of(&self, frame: &GrayImage, side: u32) -> GrayImage {
        let inside = BoundingBox {
            left: self.left,
            top: self.top,
            right: self.left + self.side,
            bottom: self.top + self.side,
        }
        .clipped(frame.width() as f32, frame.height() as f32);
        let region = Region {
            left: inside.left as u32,
            top: inside.top as u32,
            width: inside.width() as u32,
            height: inside.height() as u32,
        };
        if inside.width() == self.side && inside.height() == self.side {
            return resize_region(frame, &region, side, side);
        }
        let mut padded = GrayImage::from_pixel(self.side as u32, self.side as u32, BORDER);
        let [x, y] = [inside.left - self.left, inside.top - self.top].map(|length| length as u32);
        region.paste(frame, &mut padded, x, y);
        resize(&padded, side, side)
    }
}

/// A score logit, four edges and five landmarks, each from the view's middle as fractions of its side, and the
/// logit that the mouth is covered.
fn read(output: &[f32], view: &View, covered_from: f32) -> Option<Face> {
    let [score, left, top, right, bottom, marks @ .., covered] = output else {
        return None;
    };
    let x = |at: f32| view.left + (at + 0.5) * view.side;
    let y = |at: f32| view.top + (at + 0.5) * view.side;
    let mut landmarks = [[0.0; 2]; 5];
    if marks.len() != 2 * landmarks.len() {
        return None;
    }
    for (landmark, mark) in landmarks.iter_mut().zip(marks.chunks_exact(2)) {
        *landmark = [x(mark[0]), y(mark[1])];
    }
    Some(Face {
        bounds: BoundingBox {
            left: x(*left),
            top: y(*top),
            right: x(*right),
            bottom: y(*bottom),
        },
        score: sigmoid(*score),
        landmarks,
        is_covered: sigmoid(*covered) >= covered_from,
    })
}

fn sigmoid(logit: f32) -> f32 {
    1.0 / (1.0 + (-logit).exp())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Models;

    #[test]
    fn a_view_over_the_border_is_padded_where_nothing_is() {
        let frame = GrayImage::from_pixel(100, 100, Luma([200]));
        let bounds = BoundingBox {
            left: -20.0,
            top: 30.0,
            right: 20.0,
            bottom: 70.0,
        };
        let view = View::around(&bounds, 0.5, &frame);
        assert_eq!((view.left, view.top, view.side), (-40.0, 10.0, 80.0));
        let seen = view.of(&frame, 64);
        assert_eq!(seen.get_pixel(31, 32), &BORDER);
        assert_eq!(seen.get_pixel(32, 32), &Luma([200]));
    }

    #[test]
    fn a_face_that_fills_the_frame_is_seen_whole() {
        let frame = GrayImage::new(48, 48);
        let bounds = BoundingBox {
            left: 0.0,
            top: 0.0,
            right: 48.0,
            bottom: 48.0,
        };
        let share = Models::load(None).unwrap().align.unwrap().manifest.share;
        let view = View::around(&bounds, share, &frame);
        assert_eq!((view.left, view.top, view.side), (-13.0, -13.0, 74.0));
    }

    #[test]
    fn a_view_beside_the_frame_or_of_a_dot_is_no_error() {
        let frame = GrayImage::new(40, 30);
        for (at, side) in [(-500.0, 20.0), (500.0, 20.0), (10.0, 0.0), (35.0, 3000.0)] {
            let bounds = BoundingBox {
                left: at,
                top: at,
                right: at + side,
                bottom: at + side,
            };
            let seen = View::around(&bounds, 0.65, &frame).of(&frame, 64);
            assert_eq!(seen.dimensions(), (64, 64));
        }
    }

    #[test]
    fn outputs_are_fractions_of_the_view_from_its_middle() {
        let view = View {
            left: 100.0,
            top: 50.0,
            side: 200.0,
        };
        let mut output = vec![0.0; 16];
        output[1] = -0.5;
        output[4] = 0.25;
        output[14] = 0.5;
        output[15] = 2.0;
        let face = read(&output, &view, 0.9).unwrap();
        assert!(!face.is_covered && read(&output, &view, 0.8).unwrap().is_covered);
        assert_eq!(
            (face.score, face.bounds.left, face.bounds.bottom),
            (0.5, 100.0, 200.0)
        );
        assert_eq!(face.landmarks[4], [200.0, 250.0]);
        assert_eq!(read(&output[1..], &view, 0.9), None);
    }
}
