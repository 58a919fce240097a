//! A frame fitted into the detector's input, and the way back.

use image::{GrayImage, Luma};

use super::{region::Region, resize::resize};
use crate::{
    detector::{BoundingBox, Face},
    mood::Light,
};

/// The grey of the bars; one of those that training framed photos with.
const BAR: Luma<u8> = Luma([114]);

/// A frame scaled to fit, in the middle of the detector's input.
pub struct Letterbox {
    /// The detector's input.
    pub image: GrayImage,
    /// How light the frame itself is, without the bars.
    pub light: Light,
    /// Pixels of the frame in one of the input, across and down: they differ by rounding.
    scale: [f32; 2],
    /// Input pixels left of and above the frame.
    margin: [f32; 2],
}

impl Letterbox {
    /// Fits a frame into `width` x `height`.
    pub fn fit(frame: &GrayImage, width: u32, height: u32) -> Self {
        let (from_width, from_height) = (frame.width() as f32, frame.height() as f32);
        let shrink = (width as f32 / from_width).min(height as f32 / from_height);
        let fitted = |length: f32, most: u32| ((length * shrink).round() as u32).clamp(1, most);
        let inner = resize(
            frame,
            fitted(from_width, width),
            fitted(from_height, height),
        );
        let scale = [
            from_width / inner.width() as f32,
            from_height / inner.height() as f32,
        ];
        let (left, top) = ((width - inner.width()) / 2, (height - inner.height()) / 2);
        let light = Light::of(inner.as_raw());
        let image = if inner.dimensions() == (width, height) {
            inner
        } else {
            let mut image = GrayImage::from_pixel(width, height, BAR);
            Region::whole(&inner).paste(&inner, &mut image, left, top);
            image
        };
        Self {
            image,
            light,
            scale,
            margin: [left as f32, top as f32],
        }
    }

    /// Moves a face from the input's pixels to the frame's.
    pub fn to_frame(&self, face: &Face) -> Face {
        let x = |at: f32| (at - self.margin[0]) * self.scale[0];
        let y = |at: f32| (at - self.margin[1]) * self.scale[1];
        Face {
            bounds: BoundingBox {
                left: x(face.bounds.left),
                top: y(face.bounds.top),
                right: x(face.bounds.right),
                bottom: y(face.bounds.bottom),
            },
            score: face.score,
            landmarks: face.landmarks.map(|[at_x, at_y]| [x(at_x), y(at_y)]),
            is_covered: face.is_covered,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn face_over(
        letterbox: &Letterbox,
        left: f32,
        top: f32,
        right: f32,
        bottom: f32,
    ) -> BoundingBox {
        let face = Face {
            bounds: BoundingBox {
                left,
                top,
                right,
                bottom,
            },
            score: 1.0,
            landmarks: [[left, top]; 5],
            is_covered: false,
        };
        letterbox.to_frame(&face).bounds
    }

    #[test]
    fn a_webcam_frame_fills_the_input() {
        let letterbox = Letterbox::fit(&GrayImage::new(640, 480), 256, 192);
        let bounds = face_over(&letterbox, 0.0, 0.0, 256.0, 192.0);
        assert_eq!((bounds.right, bounds.bottom), (640.0, 480.0));
    }

    #[test]
    fn a_portrait_frame_gets_bars_and_its_faces_find_back() {
        let letterbox = Letterbox::fit(&GrayImage::new(480, 640), 256, 192);
        assert_eq!(letterbox.image.get_pixel(0, 0), &BAR);
        assert!(letterbox.light.mean < 1.0);
        let bounds = face_over(&letterbox, 56.0, 0.0, 200.0, 192.0);
        assert!(bounds.left.abs() < 1e-3 && (bounds.right - 480.0).abs() < 1e-3);
        assert!((bounds.bottom - 640.0).abs() < 1e-3);
    }

    #[test]
    fn the_thinnest_frame_fits() {
        for (width, height) in [(1, 1), (4096, 1), (1, 4096)] {
            let letterbox = Letterbox::fit(&GrayImage::new(width, height), 256, 192);
            assert_eq!(letterbox.image.dimensions(), (256, 192));
        }
    }
}
