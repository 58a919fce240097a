//! From the detector's maps to faces.
//!
//! Each cell of a map with stride s has 15 values: the logit of the score; the logarithms of the
//! distances from the cell's middle to the left, top, right and bottom edge in units of s; and the
//! five landmarks' offsets from the middle in units of 2 s.

use super::{BoundingBox, Face};
use crate::model::FACE_VALUES;

/// The logarithms are clipped here, as in training, so that no box is infinite.
const REACH_LIMIT: f32 = 4.0;

/// Faces of one map [15, rows, columns] whose score reaches the threshold.
pub(super) fn decode(map: &[f32], columns: usize, stride: usize, threshold: f32) -> Vec<Face> {
    let cells = map.len() / FACE_VALUES;
    let mut faces = Vec::new();
    for (cell, logit) in map[..cells].iter().enumerate() {
        let score = 1.0 / (1.0 + (-logit).exp());
        if score >= threshold {
            let value = |channel: usize| map[channel * cells + cell];
            let middle =
                [cell % columns, cell / columns].map(|at| (at as f32 + 0.5) * stride as f32);
            faces.push(face(score, middle, stride as f32, value));
        }
    }
    faces
}

fn face(score: f32, [x, y]: [f32; 2], stride: f32, value: impl Fn(usize) -> f32) -> Face {
    let reach = |channel| value(channel).clamp(-REACH_LIMIT, REACH_LIMIT).exp() * stride;
    let mark = |index: usize| {
        let [dx, dy] = [5 + 2 * index, 6 + 2 * index].map(|channel| value(channel) * 2.0 * stride);
        [x + dx, y + dy]
    };
    Face {
        bounds: BoundingBox {
            left: x - reach(1),
            top: y - reach(2),
            right: x + reach(3),
            bottom: y + reach(4),
        },
        score,
        landmarks: [0, 1, 2, 3, 4].map(mark),
        is_covered: false,
    }
}

/// Keeps the best of boxes that overlap more than `most_iou`; best first.
pub(super) fn suppress(mut faces: Vec<Face>, most_iou: f32) -> Vec<Face> {
    faces.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut kept: Vec<Face> = Vec::new();
    for face in faces {
        if kept
            .iter()
            .all(|other| face.bounds.iou(&other.bounds) <= most_iou)
        {
            kept.push(face);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A map of 2 x 3 cells in which only the cell (column 2, row 1) has a score.
    fn map() -> Vec<f32> {
        let mut map = vec![0.0; FACE_VALUES * 6];
        map[..6].fill(-9.0);
        map[5] = 2.0;
        map[6 + 5] = 1.0;
        map[5 * 6 + 5] = -0.5;
        map
    }

    #[test]
    fn a_cell_is_read_as_training_writes_it() {
        let faces = decode(&map(), 3, 8, 0.5);
        assert_eq!(faces.len(), 1);
        let face = &faces[0];
        assert!((face.score - 0.880_797).abs() < 1e-5);
        assert!((face.bounds.left - (20.0 - 8.0 * 1.0_f32.exp())).abs() < 1e-4);
        assert!((face.bounds.bottom - (12.0 + 8.0)).abs() < 1e-4);
        assert_eq!(face.landmarks[0], [12.0, 12.0]);
        assert_eq!(face.landmarks[4], [20.0, 12.0]);
    }

    #[test]
    fn absurd_values_make_no_infinite_box() {
        let mut map = map();
        map[6 + 5] = 1e9;
        assert!(decode(&map, 3, 8, 0.5)[0].bounds.left.is_finite());
    }

    #[test]
    fn of_overlapping_faces_the_best_stays() {
        let mut faces = decode(&map(), 3, 8, 0.5);
        let mut better = faces[0].clone();
        better.score = 0.95;
        let mut elsewhere = faces[0].clone();
        elsewhere.bounds.left += 100.0;
        elsewhere.bounds.right += 100.0;
        faces.extend([better, elsewhere]);
        let scores: Vec<f32> = suppress(faces, 0.4).iter().map(|face| face.score).collect();
        assert_eq!(scores.len(), 2);
        assert!((scores[0] - 0.95).abs() < 1e-6);
    }
}
