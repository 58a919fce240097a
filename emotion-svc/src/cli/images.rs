//! Labelled photos, and how well the faces on them are found.

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use emotion_svc::{
    detector::{BoundingBox, Face, FaceFinder, main_face},
    model::Models,
    preprocess::decode,
};
use serde::{Deserialize, Serialize};

/// Boxes that overlap at least so much (intersection over union) are of one face.
const SAME_FACE_IOU: f32 = 0.5;
/// The split that is measured where the labels have several.
const VALID: &str = "valid";

/// A photo as `labels.json` has it; a box may reach over the border.
#[derive(Deserialize)]
struct Photo {
    image: String,
    #[serde(default)]
    source: String,
    split: Option<String>,
    faces: Vec<LabelledFace>,
}

#[derive(Deserialize)]
struct LabelledFace {
    x: f32,
    y: f32,
    w: f32,
    h: f32,
    /// x and y of five points; null where unknown.
    #[serde(default)]
    lm: Option<Vec<Option<f32>>>,
    /// Neither face nor background.
    #[serde(default)]
    ignore: bool,
}

/// The figures of the detector.
#[derive(Serialize)]
pub struct DetectorFigures {
    images: usize,
    #[serde(flatten)]
    all: Rates,
    false_boxes_per_face_free_image: f64,
    face_free_images: usize,
    ms_per_image: f64,
    by_source: BTreeMap<String, Rates>,
}

/// Shares of faces found, over some of the photos.
#[derive(Serialize)]
struct Rates {
    faces: usize,
    /// Share of the labelled faces that some found face overlaps.
    recall: f64,
    /// Share of the photos with a face on which the face that would be read is the labelled main one.
    main_face_hit_rate: f64,
    /// Mean distance of the landmarks over the distance of the eyes, over the faces found.
    landmark_error: f64,
}

#[derive(Default)]
struct Counts {
    faces: usize,
    found: usize,
    photos: usize,
    hits: usize,
    landmark_errors: Vec<f32>,
}

/// Finds the faces of every photo under `dir` that its `labels.json` names. Of labels with a
/// `split` only `valid` counts.
pub fn measure(dir: &Path, models: &Models) -> anyhow::Result<DetectorFigures> {
    let photos = read(&dir.join("labels.json"))?;
    let mut finder = FaceFinder::new(models)?;
    let (mut all, mut sources) = (Counts::default(), BTreeMap::<String, Counts>::new());
    let (mut free, mut false_boxes, mut time) = (0, 0, Duration::ZERO);
    for photo in &photos {
        let path = dir.join(&photo.image);
        let unreadable = || format!("cannot read {}", path.display());
        let bytes = fs::read(&path).with_context(unreadable)?;
        let start = Instant::now();
        let frame = decode(&bytes).with_context(unreadable)?;
        let faces = finder.find(&frame)?.faces;
        time += start.elapsed();
        if photo.faces.is_empty() {
            free += 1;
            false_boxes += faces.len();
        } else {
            let size = (frame.width() as f32, frame.height() as f32);
            all.add(photo, &faces, size);
            let source = sources.entry(photo.source.clone()).or_default();
            source.add(photo, &faces, size);
        }
    }
    Ok(DetectorFigures {
        images: photos.len(),
        all: all.rates(),
        false_boxes_per_face_free_image: share(false_boxes, free),
        face_free_images: free,
        ms_per_image: time.as_secs_f64() * 1000.0 / photos.len() as f64,
        by_source: sources
            .into_iter()
            .map(|(source, counts)| (source, counts.rates()))
            .collect(),
    })
}

fn read(path: &Path) -> anyhow::Result<Vec<Photo>> {
    let unreadable = || format!("cannot read {}", path.display());
    let json = fs::read(path).with_context(unreadable)?;
    let mut photos: Vec<Photo> = serde_json::from_slice(&json).with_context(unreadable)?;
    if photos
        .iter()
        .any(|photo| photo.split.as_deref() == Some(VALID))
    {
        photos.retain(|photo| photo.split.as_deref() == Some(VALID));
    }
    ensure!(!photos.is_empty(), "{} names no image", path.display());
    Ok(photos)
}

impl LabelledFace {
    /// As if it had been found; landmarks that are unknown lie at 0, 0.
    fn as_face(&self) -> Face {
        Face {
            bounds: BoundingBox {
                left: self.x,
                top: self.y,
                right: self.x + self.w,
                bottom: self.y + self.h,
            },
            score: 1.0,
            landmarks: self.landmarks().unwrap_or_default(),
            is_covered: false,
        }
    }

    fn landmarks(&self) -> Option<[[f32; 2]; 5]> {
        let values: Option<Vec<f32>> = self.lm.as_ref()?.iter().copied().collect();
        let values = values?;
        let (points, rest) = values.as_chunks::<2>();
        rest.is_empty().then(|| points.try_into().ok()).flatten()
    }
}

impl Counts {
    fn add(&mut self, photo: &Photo, found: &[Face], (width, height): (f32, f32)) {
        let labelled: Vec<&LabelledFace> = photo.faces.iter().filter(|face| !face.ignore).collect();
        for face in &labelled {
            self.faces += 1;
            let truth = face.as_face();
            let best = found
                .iter()
                .max_by(|a, b| {
                    a.bounds
                        .iou(&truth.bounds)
                        .total_cmp(&b.bounds.iou(&truth.bounds))
                })
                .filter(|best| same(best, &truth));
            if let Some(best) = best {
                self.found += 1;
                let error = face
                    .landmarks()
                    .map(|marks| off_by(&best.landmarks, &marks));
                self.landmark_errors.extend(error);
            }
        }
        let faces: Vec<Face> = labelled.iter().map(|face| face.as_face()).collect();
        if let Some(main) = main_face(&faces, width, height) {
            self.photos += 1;
            let read = main_face(found, width, height);
            self.hits += usize::from(read.is_some_and(|face| same(face, main)));
        }
    }

    fn rates(self) -> Rates {
        let errors: f64 = self.landmark_errors.iter().copied().map(f64::from).sum();
        Rates {
            faces: self.faces,
            recall: share(self.found, self.faces),
            main_face_hit_rate: share(self.hits, self.photos),
            landmark_error: errors / self.landmark_errors.len().max(1) as f64,
        }
    }
}

fn same(a: &Face, b: &Face) -> bool {
    a.bounds.iou(&b.bounds) >= SAME_FACE_IOU
}

/// Mean distance of five landmarks from the true ones, in distances between the true eyes.
fn off_by(found: &[[f32; 2]; 5], truth: &[[f32; 2]; 5]) -> f32 {
    let distance = |a: [f32; 2], b: [f32; 2]| (a[0] - b[0]).hypot(a[1] - b[1]);
    let sum: f32 = found.iter().zip(truth).map(|(a, b)| distance(*a, *b)).sum();
    sum / 5.0 / distance(truth[0], truth[1]).max(f32::EPSILON)
}

fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARKS: [[f32; 2]; 5] = [[2.0, 3.0], [6.0, 3.0], [4.0, 5.0], [3.0, 8.0], [5.0, 8.0]];

    fn labelled(x: f32, ignore: bool) -> LabelledFace {
        let lm = MARKS.iter().flat_map(|[a, b]| [Some(a + x), Some(*b)]);
        LabelledFace {
            x,
            y: 0.0,
            w: 10.0,
            h: 10.0,
            lm: Some(lm.collect()),
            ignore,
        }
    }

    #[test]
    fn faces_found_missed_and_ignored_are_counted_apart() {
        let photo = Photo {
            image: String::new(),
            source: String::new(),
            split: None,
            faces: vec![
                labelled(0.0, false),
                labelled(40.0, false),
                labelled(80.0, true),
            ],
        };
        let mut found = photo.faces[0].as_face();
        found.landmarks[0][0] += 4.0;
        let mut counts = Counts::default();
        counts.add(&photo, &[found], (100.0, 10.0));
        let rates = counts.rates();
        assert_eq!(rates.faces, 2);
        assert!((rates.recall - 0.5).abs() < 1e-9);
        // The labelled face nearest to the middle of the frame is the main one, and was missed.
        assert!(rates.main_face_hit_rate.abs() < 1e-9);
        assert!((rates.landmark_error - 4.0 / 5.0 / 4.0).abs() < 1e-6);
    }

    #[test]
    fn unknown_landmarks_do_not_count() {
        let mut face = labelled(0.0, false);
        face.lm = Some(vec![Some(1.0), None]);
        assert_eq!(face.landmarks(), None);
        face.lm = None;
        assert_eq!(face.landmarks(), None);
    }
}
