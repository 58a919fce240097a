//! Drawn marks must land on their canonical places.

use image::Luma;

use super::*;
use crate::detector::BoundingBox;

const CANONICAL: [[f32; 2]; 5] = [
    [15.0, 18.6],
    [33.0, 18.6],
    [24.0, 28.1],
    [16.4, 36.0],
    [31.6, 36.0],
];

/// A frame with a white blob on each landmark of a face that is turned and scaled.
fn drawn(scale: f32, degrees: f32, middle: [f32; 2]) -> (GrayImage, Face) {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let place = |[x, y]: [f32; 2]| {
        let (x, y) = ((x - 24.0) * scale, (y - 24.0) * scale);
        [cos * x - sin * y + middle[0], sin * x + cos * y + middle[1]]
    };
    let landmarks = CANONICAL.map(place);
    let frame = GrayImage::from_fn(320, 240, |x, y| {
        let near = |mark: &[f32; 2]| {
            (x as f32 + 0.5 - mark[0]).hypot(y as f32 + 0.5 - mark[1]) < 1.5 * scale
        };
        Luma([if landmarks.iter().any(near) { 250 } else { 40 }])
    });
    let half = 48.0 * scale / BOX_SIDE / 2.0;
    let bounds = BoundingBox {
        left: middle[0] - half,
        top: middle[1] - half,
        right: middle[0] + half,
        bottom: middle[1] + half,
    };
    let face = Face {
        bounds,
        score: 0.9,
        landmarks,
        is_covered: false,
    };
    (frame, face)
}

fn mark_is_white(crop: &GrayImage, [x, y]: [f32; 2]) -> bool {
    crop.get_pixel(x as u32, y as u32).0[0] > 150
}

#[test]
fn landmarks_land_on_their_canonical_places() {
    for (scale, degrees) in [
        (0.7, 0.0),
        (1.0, 0.0),
        (2.5, 20.0),
        (3.5, -35.0),
        (1.5, 10.0),
    ] {
        let (frame, face) = drawn(scale, degrees, [160.0, 120.0]);
        let crop = levelled_crop(&frame, &face, &CANONICAL, 48);
        for mark in CANONICAL {
            assert!(mark_is_white(&crop, mark), "{mark:?} at {scale} {degrees}");
        }
        assert_eq!(crop.get_pixel(24, 6).0[0], 40, "{scale} {degrees}");
    }
}

#[test]
fn absurd_landmarks_leave_the_placing_to_the_box() {
    let (frame, face) = drawn(2.0, 0.0, [160.0, 120.0]);
    for landmarks in [
        [[0.0; 2]; 5],
        [[f32::NAN; 2]; 5],
        face.landmarks.map(|[x, y]| [x + 90.0, y]),
        face.landmarks.map(|[x, y]| [320.0 - x, 240.0 - y]),
    ] {
        let crop = levelled_crop(
            &frame,
            &Face {
                landmarks,
                ..face.clone()
            },
            &CANONICAL,
            48,
        );
        for mark in CANONICAL {
            let near = [-1.0, 0.0, 1.0]
                .iter()
                .any(|dy| mark_is_white(&crop, [mark[0], mark[1] + dy]));
            assert!(near, "{mark:?}");
        }
    }
}

#[test]
fn a_face_over_the_border_repeats_it() {
    let (frame, face) = drawn(2.0, 0.0, [0.0, 0.0]);
    let crop = levelled_crop(&frame, &face, &CANONICAL, 48);
    assert_eq!(crop.get_pixel(0, 0), crop.get_pixel(10, 0));
}

#[test]
fn a_face_outside_the_frame_gives_a_crop_all_the_same() {
    let (frame, _) = drawn(2.0, 0.0, [160.0, 120.0]);
    let (_, far) = drawn(5.0, 0.0, [-900.0, 4000.0]);
    assert_eq!(
        levelled_crop(&frame, &far, &CANONICAL, 48).dimensions(),
        (48, 48)
    );
}
