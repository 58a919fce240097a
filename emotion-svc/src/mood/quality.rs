//! When light, focus or distance are too poor to read a mood, and how that is measured.
//!
//! The thresholds come from FER+ PublicTest (2,662 faces of the four moods), disturbed on purpose:
//! each lies beyond every undisturbed face and where accuracy has clearly fallen (percentages are of version 1.1.0, 88.9 % before).

use image::GrayImage;

use super::Outcome;

/// Mean grey of a face crop below which the face is too dark. Of the undisturbed faces 0.1 % are
/// under 31; darkened to a mean of 18 accuracy falls to 80 %, at 12 to 64 %.
const DARK_FACE: f32 = 18.0;
/// Share of white pixels in a crop over which the face is blown out; undisturbed: 99.9 % under 0.38.
const CLIPPED_FACE: f32 = 0.55;
/// Sharpness of a crop below which it is blurred. Undisturbed: 0.1 % under 0.13; Gaussian blur of
/// 1 px leaves 0.06 (accuracy 87 %), of 1.5 px 0.023 (75 %), of 2 px 0.012 (56 %).
const BLURRED_FACE: f32 = 0.02;
/// Fewest pixels of the image along the longer side of a face's box: of the moods that are told
/// 94.3 % are right at 28 and 93.0 % at 21, instead of 95.1 % (a crop is 1.14 boxes).
const SMALL_FACE_PX: f32 = 28.0;
/// Mean grey of a frame without a face below which darkness is the reason.
const DARK_FRAME: f32 = 30.0;
/// Mean grey and share of white pixels of a frame without a face over which light is the reason.
const BRIGHT_FRAME: f32 = 215.0;
const CLIPPED_FRAME: f32 = 0.6;
/// From this grey on a pixel counts as white.
const WHITE: u8 = 250;

/// How light an image is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Light {
    /// Mean grey, 0 to 255.
    pub mean: f32,
    /// Share of pixels of 250 or more, 0 to 1.
    pub clipped: f32,
}

impl Light {
    /// Measures grey pixels.
    pub fn of(pixels: &[u8]) -> Self {
        let count = pixels.len().max(1) as f32;
        let sum: u64 = pixels.iter().map(|&grey| u64::from(grey)).sum();
        let white = pixels.iter().filter(|&&grey| grey >= WHITE).count();
        Self {
            mean: sum as f32 / count,
            clipped: white as f32 / count,
        }
    }
}

/// Why a frame shows no face, as far as its light tells.
pub fn frame_problem(light: Light) -> Outcome {
    if light.mean < DARK_FRAME {
        Outcome::TooDark
    } else if light.mean > BRIGHT_FRAME || light.clipped > CLIPPED_FRAME {
        Outcome::TooBright
    } else {
        Outcome::NoFace
    }
}

/// What makes a face unreadable, if anything. `side_px` is the longer side of its box in pixels of
/// the image, `crop` the levelled crop.
pub fn crop_problem(side_px: f32, crop: &GrayImage) -> Option<Outcome> {
    let light = Light::of(crop.as_raw());
    if side_px < SMALL_FACE_PX {
        Some(Outcome::TooSmall)
    } else if light.mean < DARK_FACE {
        Some(Outcome::TooDark)
    } else if light.clipped > CLIPPED_FACE {
        Some(Outcome::TooBright)
    } else if sharpness(crop) < BLURRED_FACE {
        Some(Outcome::Blurred)
    } else {
        None
    }
}

/// Variance of the Laplacian over variance of the greys. The quotient does not change with the
/// contrast; an image of one grey has 0.
pub fn sharpness(crop: &GrayImage) -> f32 {
    let (width, height) = (crop.width() as usize, crop.height() as usize);
    let pixels = crop.as_raw();
    let at = |x: usize, y: usize| f32::from(pixels[y * width + x]);
    let mut laplacian = Vec::with_capacity(pixels.len());
    for y in 0..height {
        for x in 0..width {
            let sides = at(x.saturating_sub(1), y) + at((x + 1).min(width - 1), y);
            let ends = at(x, y.saturating_sub(1)) + at(x, (y + 1).min(height - 1));
            laplacian.push(sides + ends - 4.0 * at(x, y));
        }
    }
    let greys: Vec<f32> = pixels.iter().map(|&grey| f32::from(grey)).collect();
    variance(&laplacian) / variance(&greys).max(1.0)
}

fn variance(values: &[f32]) -> f32 {
    let count = values.len().max(1) as f32;
    let mean = values.iter().sum::<f32>() / count;
    let squares: f32 = values.iter().map(|value| (value - mean).powi(2)).sum();
    squares / count
}

#[cfg(test)]
mod tests {
    use image::Luma;

    use super::*;

    fn checked(low: u8, high: u8) -> GrayImage {
        GrayImage::from_fn(48, 48, |x, y| {
            Luma([if (x / 4 + y / 4) % 2 == 0 { low } else { high }])
        })
    }

    #[test]
    fn a_sharp_well_lit_crop_has_no_problem() {
        assert_eq!(crop_problem(80.0, &checked(60, 180)), None);
    }

    #[test]
    fn each_problem_is_named() {
        let ramp = GrayImage::from_fn(48, 48, |x, _| Luma([40 + 3 * x as u8]));
        for (side, crop, outcome) in [
            (27.9, checked(60, 180), Outcome::TooSmall),
            (80.0, checked(0, 20), Outcome::TooDark),
            (80.0, checked(254, 255), Outcome::TooBright),
            (80.0, ramp, Outcome::Blurred),
        ] {
            assert_eq!(crop_problem(side, &crop), Some(outcome));
        }
    }

    #[test]
    fn sharpness_does_not_depend_on_contrast() {
        let (strong, weak) = (sharpness(&checked(20, 220)), sharpness(&checked(110, 130)));
        assert!((strong - weak).abs() < 0.05 * strong, "{strong} {weak}");
    }

    #[test]
    fn a_frame_without_a_face_says_whether_light_is_the_reason() {
        assert_eq!(frame_problem(Light::of(&[5; 100])), Outcome::TooDark);
        assert_eq!(frame_problem(Light::of(&[240; 100])), Outcome::TooBright);
        assert_eq!(frame_problem(Light::of(&[120; 100])), Outcome::NoFace);
    }
}
