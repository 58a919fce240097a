//! Frames of 640 x 480 from one portrait: larger, smaller, elsewhere, mirrored.

use std::path::Path;

use emotion_svc::{
    detector::BoundingBox, model::Models, preprocess::decode, recogniser::Recogniser,
};
use image::{
    GrayImage, Luma,
    imageops::{self, FilterType},
};

const WIDTH: u32 = 640;
const HEIGHT: u32 = 480;
const SCARF: u8 = 95;

/// Where and how large the face is shown.
pub struct Take {
    /// Height of the face's box, pixels.
    pub height: f32,
    /// Where its middle is.
    pub middle: [f32; 2],
    /// Whether left and right are exchanged.
    pub mirrored: bool,
}

impl Take {
    /// Every height at four places, as it is and mirrored.
    pub fn all(heights: &[f32; 3]) -> Vec<Self> {
        let mut takes = Vec::new();
        for mirrored in [false, true] {
            for middle in [
                [320.0, 200.0],
                [290.0, 230.0],
                [350.0, 240.0],
                [325.0, 260.0],
            ] {
                takes.extend(heights.map(|height| Self {
                    height,
                    middle,
                    mirrored,
                }));
            }
        }
        takes
    }
}

/// The portrait and where its face is.
pub struct Portrait {
    photo: GrayImage,
    face: BoundingBox,
}

impl Portrait {
    /// Reads the photo and finds the face.
    pub fn load() -> Self {
        let photo = fixture("portrait.jpg");
        let mut recogniser = Recogniser::new(&Models::load(None).unwrap()).unwrap();
        let face = recogniser.find(&photo).unwrap().faces[0].bounds;
        Self { photo, face }
    }

    /// The same person with a scarf over the mouth: the eyes smile, and no more is to be seen.
    pub fn wrapped_up(mut self) -> Self {
        let BoundingBox {
            left,
            top,
            right,
            bottom,
        } = self.face;
        let (wide, tall) = (right - left, bottom - top);
        for y in (top + 0.62 * tall) as u32..(bottom + 0.3 * tall) as u32 {
            for x in (left - 0.2 * wide) as u32..(right + 0.2 * wide) as u32 {
                self.photo.put_pixel(x, y, Luma([SCARF]));
            }
        }
        self
    }

    /// The photo moved and scaled as the take asks; what lies outside repeats its border.
    pub fn shown(&self, take: &Take) -> GrayImage {
        let photo = &self.photo;
        let scale = self.face.height() / take.height;
        let from = self.face.middle();
        // Averaging first, so that a far face is not a handful of single pixels.
        let shrink = scale.max(1.0);
        let size =
            [photo.width(), photo.height()].map(|side| (side as f32 / shrink).round() as u32);
        let small = imageops::resize(photo, size[0], size[1], FilterType::Triangle);
        GrayImage::from_fn(WIDTH, HEIGHT, |x, y| {
            let x = if take.mirrored { WIDTH - 1 - x } else { x };
            let at_x = (from[0] + (x as f32 - take.middle[0]) * scale) / shrink;
            let at_y = (from[1] + (y as f32 - take.middle[1]) * scale) / shrink;
            let (right, bottom) = (small.width() as f32 - 1.0, small.height() as f32 - 1.0);
            imageops::interpolate_bilinear(&small, at_x.clamp(0.0, right), at_y.clamp(0.0, bottom))
                .unwrap()
        })
    }
}

fn fixture(name: &str) -> GrayImage {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../tests/fixtures")
        .join(name);
    decode(&std::fs::read(path).unwrap()).unwrap()
}

/// Greys times `gain` plus `offset`, with a sensor's noise of a grey level or two.
pub fn lit(frame: &GrayImage, gain: f32, offset: f32) -> GrayImage {
    let mut noise = noise(7);
    let mut lit = frame.clone();
    for grey in lit.iter_mut() {
        *grey = (f32::from(*grey) * gain + offset + 3.0 * (noise() - 0.5)).round() as u8;
    }
    lit
}

/// Two dozen frames in which nobody is: a rocket, walls, shelves, blinds, tiles, noise.
pub fn empty_rooms() -> Vec<GrayImage> {
    let rocket = fixture("no_face.jpg");
    let mut frames = vec![rocket.clone(), imageops::flip_horizontal(&rocket)];
    for (left, top) in [
        (0, 0),
        (200, 0),
        (0, 150),
        (200, 150),
        (100, 80),
        (320, 240),
    ] {
        frames.push(GrayImage::from_fn(WIDTH, HEIGHT, |x, y| {
            *rocket.get_pixel((x + left) % WIDTH, (y + top) % HEIGHT)
        }));
    }
    for seed in 0..4 {
        let mut noise = noise(seed);
        let period = 20 + 12 * seed;
        frames.push(GrayImage::from_fn(WIDTH, HEIGHT, |x, y| {
            Luma([(70 + x / 8 + y / 16) as u8])
        }));
        frames.push(GrayImage::from_fn(WIDTH, HEIGHT, |x, y| {
            let edge = x % (3 * period) < 4 || y % (2 * period) < 5;
            Luma([if edge {
                50
            } else {
                160 + (x / 16 + y / 24) as u8 % 30
            }])
        }));
        frames.push(GrayImage::from_fn(WIDTH, HEIGHT, |_, y| {
            Luma([if y % period < period / 2 { 60 } else { 190 }])
        }));
        frames.push(GrayImage::from_fn(WIDTH, HEIGHT, |x, y| {
            Luma([if (x / period + y / period) % 2 == 0 {
                90
            } else {
                150
            }])
        }));
        frames.push(GrayImage::from_fn(WIDTH, HEIGHT, |_, _| {
            Luma([(128.0 + 60.0 * (noise() - 0.5)) as u8])
        }));
    }
    frames
}

/// Pseudo-random numbers from 0 to 1 (a linear congruential generator), the same for a seed.
fn noise(seed: u32) -> impl FnMut() -> f32 {
    let mut state = seed;
    move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / (1 << 24) as f32
    }
}
