//! Resizing a grey image: an average over the covered area when it shrinks, bilinear when it grows.

use image::GrayImage;

/// The source pixels behind one target pixel along one axis, and their weights, which sum to 1.
struct Span {
    first: usize,
    weights: Vec<f32>,
}

/// Resizes to a width and height of at least 1. Each axis is treated on its own, as OpenCV's
/// `INTER_AREA` and `INTER_LINEAR` do.
pub(crate) fn resize(image: &GrayImage, width: u32, height: u32) -> GrayImage {
    if image.dimensions() == (width, height) {
        return image.clone();
    }
    let columns = spans(image.width() as usize, width as usize);
    let rows = spans(image.height() as usize, height as usize);
    let from_width = image.width() as usize;
    let mut row = vec![0.0_f32; from_width];
    let mut pixels = Vec::with_capacity(columns.len() * rows.len());
    for span in &rows {
        row.fill(0.0);
        for (offset, weight) in span.weights.iter().enumerate() {
            let start = (span.first + offset) * from_width;
            let greys = &image.as_raw()[start..start + from_width];
            for (sum, &grey) in row.iter_mut().zip(greys) {
                *sum += weight * f32::from(grey);
            }
        }
        pixels.extend(columns.iter().map(|span| {
            let covered = &row[span.first..span.first + span.weights.len()];
            let sum: f32 = covered.iter().zip(&span.weights).map(|(a, b)| a * b).sum();
            (sum + 0.5) as u8
        }));
    }
    GrayImage::from_raw(width, height, pixels).expect("one grey was made for each pixel")
}

fn spans(from: usize, to: usize) -> Vec<Span> {
    let ratio = from as f32 / to as f32;
    let span = if ratio > 1.0 { covered } else { between };
    (0..to).map(|index| span(index, ratio, from)).collect()
}

fn covered(index: usize, ratio: f32, from: usize) -> Span {
    let (start, end) = (
        index as f32 * ratio,
        ((index + 1) as f32 * ratio).min(from as f32),
    );
    let first = (start as usize).min(from - 1);
    let last = (end.ceil() as usize).clamp(first + 1, from);
    let share = |at: usize| (end.min(at as f32 + 1.0) - start.max(at as f32)).max(0.0);
    let weights: Vec<f32> = (first..last).map(share).collect();
    let sum: f32 = weights.iter().sum();
    Span {
        first,
        weights: weights.iter().map(|weight| weight / sum).collect(),
    }
}

fn between(index: usize, ratio: f32, from: usize) -> Span {
    let at = ((index as f32 + 0.5) * ratio - 0.5).clamp(0.0, from as f32 - 1.0);
    let first = (at as usize).min(from.saturating_sub(2));
    let share = at - first as f32;
    Span {
        first,
        weights: if from == 1 {
            vec![1.0]
        } else {
            vec![1.0 - share, share]
        },
    }
}

#[cfg(test)]
mod tests {
    use image::Luma;

    use super::*;

    #[test]
    fn shrinking_averages_the_covered_pixels() {
        let image = GrayImage::from_raw(4, 2, vec![0, 10, 20, 30, 40, 50, 60, 70]).unwrap();
        assert_eq!(resize(&image, 2, 1).into_raw(), [25, 45]);
        let thirds = GrayImage::from_raw(3, 1, vec![0, 90, 180]).unwrap();
        assert_eq!(resize(&thirds, 2, 1).into_raw(), [30, 150]);
    }

    #[test]
    fn growing_is_bilinear_and_repeats_the_border() {
        let image = GrayImage::from_raw(2, 1, vec![0, 100]).unwrap();
        assert_eq!(resize(&image, 4, 1).into_raw(), [0, 25, 75, 100]);
        let dot = GrayImage::from_raw(1, 1, vec![7]).unwrap();
        assert_eq!(resize(&dot, 3, 2).into_raw(), [7; 6]);
    }

    #[test]
    fn one_grey_stays_that_grey_at_every_size() {
        for (width, height) in [(640, 480), (1, 1), (3, 4096), (257, 191)] {
            let image = GrayImage::from_pixel(width, height, Luma([201]));
            assert!(
                resize(&image, 256, 192).iter().all(|&grey| grey == 201),
                "{width}x{height}"
            );
        }
    }
}
