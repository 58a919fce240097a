//! Outcomes on two dozen frames made from the public-domain portrait in `tests/fixtures`: at
//! least 95 % must be answered as they were made.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod scene;

use std::io::Cursor;

use emotion_svc::{model::Models, recogniser::Recogniser};
use image::{GrayImage, codecs::jpeg::JpegEncoder};

use scene::{Portrait, Take};

const LEAST_SHARE: f32 = 0.95;
/// What the page sends.
const QUALITY: u8 = 85;

/// Reads JPEGs of the frames and compares the words of the outcomes.
fn assert_outcome(wanted: &str, frames: Vec<GrayImage>) {
    assert!(frames.len() >= 20, "only {} frames", frames.len());
    let mut recogniser = Recogniser::new(&Models::load(None).unwrap()).unwrap();
    let answers: Vec<&str> = frames
        .iter()
        .map(|frame| recogniser.read(&jpeg(frame)).unwrap().outcome.word())
        .collect();
    let right = answers.iter().filter(|answer| **answer == wanted).count();
    assert!(
        right as f32 >= LEAST_SHARE * frames.len() as f32,
        "{right} of {} are {wanted}: {answers:?}",
        frames.len()
    );
}

fn jpeg(frame: &GrayImage) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let encoder = JpegEncoder::new_with_quality(&mut bytes, QUALITY);
    frame.write_with_encoder(encoder).unwrap();
    bytes.into_inner()
}

/// The portrait in every take, each changed with the take's number.
fn takes(change: impl Fn(GrayImage, usize) -> GrayImage) -> Vec<GrayImage> {
    let portrait = Portrait::load();
    Take::all(&[110.0, 150.0, 200.0])
        .iter()
        .enumerate()
        .map(|(number, take)| change(portrait.shown(take), number))
        .collect()
}

#[test]
fn undisturbed_frames_show_a_mood() {
    assert_outcome("mood", takes(|frame, _| frame));
}

#[test]
fn frames_in_the_dark_are_too_dark() {
    let frames = takes(|frame, number| scene::lit(&frame, 0.02 + 0.001 * number as f32, 0.0));
    assert_outcome("too_dark", frames);
}

#[test]
fn blown_out_frames_are_too_bright() {
    let frames = takes(|frame, number| scene::lit(&frame, 2.5, 150.0 + 3.0 * number as f32));
    assert_outcome("too_bright", frames);
}

#[test]
fn frames_out_of_focus_are_blurred() {
    let frames = takes(|frame, number| {
        let height = [110.0, 150.0, 200.0][number % 3];
        image::imageops::fast_blur(&frame, (0.04 + 0.0005 * number as f32) * height)
    });
    assert_outcome("blurred", frames);
}

#[test]
fn faces_across_the_room_are_too_small() {
    let portrait = Portrait::load();
    let takes = Take::all(&[23.0, 24.5, 26.0]);
    let frames = takes.iter().map(|take| portrait.shown(take)).collect();
    assert_outcome("too_small", frames);
}

#[test]
fn faces_behind_a_scarf_are_unsure() {
    let portrait = Portrait::load().wrapped_up();
    let takes = Take::all(&[140.0, 170.0, 200.0]);
    let frames = takes.iter().map(|take| portrait.shown(take)).collect();
    assert_outcome("unsure", frames);
}

#[test]
fn frames_without_a_person_have_no_face() {
    assert_outcome("no_face", scene::empty_rooms());
}
