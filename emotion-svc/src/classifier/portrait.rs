//! A face as the mood networks are shown it.

use image::{GrayImage, imageops};

use crate::{
    detector::Face,
    model::MoodManifest,
    preprocess::{denoised, levelled_crop, resize},
};

/// The crop of a face, and where it can be framed anew.
pub struct Portrait<'a> {
    crop: GrayImage,
    origin: Option<(&'a GrayImage, &'a Face)>,
}

impl<'a> Portrait<'a> {
    /// A square crop, and the face in the frame that it shows; without one it can only be mirrored.
    pub fn new(crop: GrayImage, origin: Option<(&'a GrayImage, &'a Face)>) -> Self {
        let crop = denoised(crop);
        Self { crop, origin }
    }

    /// The crop in a network's input size, averaged where it shrinks.
    pub(super) fn first_look(&self, manifest: &MoodManifest) -> GrayImage {
        let (width, height) = (manifest.input.width as u32, manifest.input.height as u32);
        resize(&self.crop, width, height)
    }

    /// The mirror image of the face, levelled and `mirror_zoom` as large: what is chance in one framing
    /// is not in the other.
    pub(super) fn second_look(&self, manifest: &MoodManifest) -> GrayImage {
        let again = match self.origin {
            Some((frame, face)) => {
                let side = manifest.input.width as u32;
                denoised(levelled_crop(
                    frame,
                    face,
                    &manifest.zoomed_landmarks(),
                    side,
                ))
            }
            None => self.first_look(manifest),
        };
        imageops::flip_horizontal(&again)
    }
}

#[cfg(test)]
mod tests {
    use image::Luma;

    use super::*;
    use crate::{detector::BoundingBox, model::Models};

    const CENTRE: [f32; 2] = [100.0, 80.0];

    /// A frame that grows lighter to the right, and a face of 86 px in its middle.
    fn frame_and_face(manifest: &MoodManifest) -> (GrayImage, Face) {
        let frame = GrayImage::from_fn(200, 160, |x, _| Luma([x as u8]));
        let landmarks = manifest.canonical_landmarks;
        let face = Face {
            bounds: BoundingBox {
                left: CENTRE[0] - 43.0,
                top: CENTRE[1] - 43.0,
                right: CENTRE[0] + 43.0,
                bottom: CENTRE[1] + 43.0,
            },
            score: 1.0,
            landmarks: landmarks
                .map(|[x, y]| [(x - 24.0) * 2.0 + CENTRE[0], (y - 24.0) * 2.0 + CENTRE[1]]),
            is_covered: false,
        };
        (frame, face)
    }

    #[test]
    fn a_second_look_is_mirrored_and_closer() {
        let mut manifest = Models::load(None).unwrap().mood.manifest;
        manifest.mirror_zoom = 1.25;
        let (frame, face) = frame_and_face(&manifest);
        let crop = levelled_crop(&frame, &face, &manifest.canonical_landmarks, 48);
        let portrait = Portrait::new(crop, Some((&frame, &face)));
        let grey = |look: &GrayImage, x| i32::from(look.get_pixel(x, 24).0[0]);
        let (first, second) = (
            portrait.first_look(&manifest),
            portrait.second_look(&manifest),
        );
        // Two pixels of the frame to one of the crop, 1.6 to one of the closer look.
        assert!((grey(&first, 44) - grey(&first, 4) - 80).abs() <= 1);
        assert!((grey(&second, 44) - grey(&second, 4) + 64).abs() <= 1);
    }

    #[test]
    fn what_cannot_be_framed_anew_is_mirrored() {
        let manifest = Models::load(None).unwrap().mood.manifest;
        let crop = GrayImage::from_fn(48, 48, |x, y| Luma([(4 * x + y) as u8]));
        let portrait = Portrait::new(crop.clone(), None);
        let mirrored = imageops::flip_horizontal(&crop);
        assert_eq!(portrait.second_look(&manifest), mirrored);
    }
}
