//! What Python computes, Rust computes: vectors written by `training/make_golden.py`.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{fs, path::Path};

use base64::{Engine, prelude::BASE64_STANDARD};
use emotion_svc::{
    classifier::{Classifier, Portrait},
    detector::{Aligner, Face, FaceDetector, TractDetector},
    model::{AlignManifest, Model, Models},
    preprocess::{Letterbox, levelled_crop},
};
use image::GrayImage;
use serde::{Deserialize, de::DeserializeOwned};

#[derive(Deserialize)]
struct MoodVectors {
    temperature: f32,
    logit_bias: [f32; 8],
    labels: Vec<String>,
    crops: Vec<CropVector>,
}

#[derive(Deserialize)]
struct CropVector {
    grey: String,
    logits: [f32; 8],
    probabilities: [f32; 8],
    quick: [f32; 8],
    aligned: FaceVector,
    framed: [f32; 8],
}

#[derive(Deserialize)]
struct FaceVectors {
    score_threshold: f32,
    frames: Vec<FrameVector>,
}

#[derive(Deserialize)]
struct FrameVector {
    grey: String,
    o8_sum: f64,
    o16_sum: f64,
    o8_abs_sum: f64,
    o16_abs_sum: f64,
    faces: Vec<FaceVector>,
    crop: Option<String>,
}

#[derive(Deserialize)]
struct FaceVector {
    score: f32,
    #[serde(rename = "box")]
    bounds: [f32; 4],
    landmarks: [[f32; 2]; 5],
    aligned: Option<Box<FaceVector>>,
}

fn vectors<T: DeserializeOwned>(name: &str) -> T {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name);
    let json = fs::read(&path).unwrap_or_else(|error| {
        panic!(
            "{}: {error}; run python training/make_golden.py",
            path.display()
        )
    });
    serde_json::from_slice(&json).unwrap()
}

fn grey(text: &str, width: u32, height: u32) -> GrayImage {
    let bytes = BASE64_STANDARD.decode(text).unwrap();
    GrayImage::from_raw(width, height, bytes).unwrap()
}

fn close(found: f32, wanted: f32, tolerance: f32, what: &str) {
    assert!(
        (found - wanted).abs() <= tolerance,
        "{what}: {found}, not {wanted}"
    );
}

#[test]
fn logits_and_probabilities_are_pythons() {
    let wanted: MoodVectors = vectors("mood_golden.json");
    let models = Models::load(None).unwrap();
    let mut classifier = Classifier::new(&models.mood).unwrap();
    let manifest = &models.mood.manifest;
    let labels: Vec<&str> = manifest.labels.iter().map(|label| label.word()).collect();
    assert_eq!(
        (labels, manifest.temperature, manifest.logit_bias),
        (
            wanted.labels.iter().map(String::as_str).collect(),
            wanted.temperature,
            wanted.logit_bias
        )
    );
    assert!(!wanted.crops.is_empty());
    for vector in wanted.crops {
        let portrait = Portrait::new(grey(&vector.grey, 48, 48), None);
        let logits = classifier.logits(&portrait).unwrap();
        let probabilities = manifest.probabilities(&logits);
        for index in 0..8 {
            close(logits[index], vector.logits[index], 2e-3, "logit");
            close(
                probabilities[index],
                vector.probabilities[index],
                1e-3,
                "probability",
            );
        }
    }
}

#[test]
fn probabilities_of_the_quick_network_are_pythons() {
    let wanted: MoodVectors = vectors("mood_golden.json");
    let quick = Models::load(None).unwrap().quick.unwrap();
    let mut classifier = Classifier::new(&quick).unwrap();
    for vector in wanted.crops {
        let portrait = Portrait::new(grey(&vector.grey, 48, 48), None);
        let found = classifier.classify(&portrait).unwrap();
        for (found, wanted) in found.into_iter().zip(vector.quick) {
            close(found, wanted, 0.01, "probability");
        }
    }
}

/// What the alignment network answers whatever its score is.
fn aligner(model: Model<AlignManifest>) -> Aligner {
    let mut model = model;
    model.manifest.score_threshold = 0.0;
    Aligner::new(&model).unwrap()
}

/// As `eval` reads a crop: the face fills it, and the second look is levelled.
#[test]
fn a_face_that_fills_a_crop_is_framed_as_in_python() {
    let wanted: MoodVectors = vectors("mood_golden.json");
    let models = Models::load(None).unwrap();
    let mut classifier = Classifier::new(&models.mood).unwrap();
    let mut aligner = aligner(models.align.unwrap());
    let mut reframed = 0;
    for vector in wanted.crops {
        let crop = grey(&vector.grey, 48, 48);
        let face = aligner.align_whole(&crop).unwrap().unwrap();
        assert_same(&face, &vector.aligned, 0.02);
        let portrait = Portrait::new(crop.clone(), Some((&crop, &face)));
        let logits = classifier.logits(&portrait).unwrap();
        for (found, wanted) in logits.into_iter().zip(vector.framed) {
            // OpenCV samples at 32nds of a pixel.
            close(found, wanted, 0.15, "logit");
        }
        reframed += usize::from(vector.framed != vector.logits);
    }
    assert!(reframed > 0, "no vector leaves doubt");
}

fn assert_same(found: &Face, wanted: &FaceVector, tolerance_px: f32) {
    close(
        found.score,
        wanted.score,
        0.01 * tolerance_px.max(0.1),
        "score",
    );
    let bounds = &found.bounds;
    let edges = [bounds.left, bounds.top, bounds.right, bounds.bottom];
    for (found, wanted) in edges.into_iter().zip(wanted.bounds) {
        close(found, wanted, tolerance_px, "edge");
    }
    let marks = found.landmarks.as_flattened().iter();
    for (found, wanted) in marks.zip(wanted.landmarks.as_flattened()) {
        close(*found, *wanted, tolerance_px, "landmark");
    }
}

/// Mean difference of two crops, in grey levels.
fn mean_gap(one: &GrayImage, other: &GrayImage) -> f32 {
    let gaps = one.iter().zip(other.iter());
    let sum: u32 = gaps.map(|(a, b)| u32::from(a.abs_diff(*b))).sum();
    sum as f32 / one.len() as f32
}

#[test]
fn faces_landmarks_and_crops_are_pythons() {
    let wanted: FaceVectors = vectors("face_golden.json");
    let models = Models::load(None).unwrap();
    let mut detector = TractDetector::new(&models.face).unwrap();
    let mut aligner = aligner(models.align.unwrap());
    let threshold = models.face.manifest.score_threshold;
    close(
        models.face.manifest.score_threshold,
        wanted.score_threshold,
        1e-6,
        "threshold",
    );
    let canonical = &models.mood.manifest.canonical_landmarks;
    let (mut faces, mut crops) = (0, 0);
    for vector in wanted.frames {
        let frame = grey(&vector.grey, 256, 192);
        let maps = detector.maps(&frame).unwrap();
        let sums = [vector.o8_sum, vector.o16_sum];
        let abs_sums = [vector.o8_abs_sum, vector.o16_abs_sum];
        for (map, (sum, abs_sum)) in maps.iter().zip(sums.into_iter().zip(abs_sums)) {
            let found: f64 = map.iter().map(|&value| f64::from(value)).sum();
            let found_abs: f64 = map.iter().map(|&value| f64::from(value.abs())).sum();
            assert!((found - sum).abs() < 1e-4 * abs_sum, "{found}, not {sum}");
            assert!(
                (found_abs - abs_sum).abs() < 1e-4 * abs_sum,
                "{found_abs}, not {abs_sum}"
            );
        }
        let found = detector
            .detect(&Letterbox::fit(&frame, 256, 192), threshold)
            .unwrap();
        assert_eq!(found.len(), vector.faces.len());
        for (found, wanted) in found.iter().zip(&vector.faces) {
            assert_same(found, wanted, 0.05);
            let aligned = aligner.align(&frame, &found.bounds).unwrap().unwrap();
            assert_same(&aligned, wanted.aligned.as_ref().unwrap(), 0.5);
            faces += 1;
        }
        if let Some(crop) = vector.crop {
            let found = levelled_crop(&frame, &found[0], canonical, 48);
            let wanted = grey(&crop, 48, 48);
            let mean = mean_gap(&found, &wanted);
            // Both resample, each in its own way; a drawn face is all hard edges.
            assert!(
                mean < 4.0,
                "the crop differs by {mean} grey levels on average"
            );
            crops += 1;
        }
    }
    assert!(
        faces > 0 && crops > 0,
        "no face in the vectors: {faces} {crops}"
    );
}
