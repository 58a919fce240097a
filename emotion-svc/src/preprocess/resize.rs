//! Resizing a grey image: an average over the covered area when it shrinks, bilinear when it grows.

use image::GrayImage;

use super::region::Region;

/// The source pixels behind each target pixel along one axis, and their weights, which sum to 1.
struct Spans {
    spans: Vec<Span>,
    weights: Vec<f32>,
}

/// Where one target pixel's source pixels and weights begin, and how many there are.
struct Span {
    first: usize,
    weights: usize,
    count: usize,
}

/// Resizes to a width and height of at least 1. Each axis is treated on its own, as OpenCV's
/// `INTER_AREA` and `INTER_LINEAR` do.
pub(crate) fn resize(image: &GrayImage, width: u32, height: u32) -> GrayImage {
    resize_region(image, &Region::whole(image), width, height)
}

/// Resizes what an image shows in a region, as if it had been cut out before.
pub(crate) fn resize_region(
    image: &GrayImage,
    region: &Region,
    width: u32,
    height: u32,
) -> GrayImage {
    if (region.width, region.height) == (width, height) {
        return region.cut(image);
    }
    let columns = Spans::new(region.width as usize, width as usize);
    let rows = Spans::new(region.height as usize, height as usize);
    let mut row = vec![0.0_f32; region.width as usize];
    let mut pixels = Vec::with_capacity(columns.spans.len() * rows.spans.len());
    for (first, weights) in rows.iter() {
        row.fill(0.0);
        for (offset, weight) in weights.iter().enumerate() {
            let greys = region.row(image, first + offset);
            for (sum, &grey) in row.iter_mut().zip(greys) {
                *sum += weight * f32::from(grey);
            }
        }
        pixels.extend(columns.iter().map(|(first, weights)| {
            let sum = dot(&row[first..first + weights.len()], weights);
            (sum + 0.5) as u8
        }));
    }
    GrayImage::from_raw(width, height, pixels).expect("one grey was made for each pixel")
}

/// The sum of products, four at a time: one after the other each would wait for the sum before it.
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<4>(), b.as_chunks::<4>());
    let mut sums = [0.0; 4];
    for (a, b) in a.iter().zip(b) {
        for (sum, (a, b)) in sums.iter_mut().zip(a.iter().zip(b)) {
            *sum += a * b;
        }
    }
    let rest: f32 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    sums.iter().sum::<f32>() + rest
}

impl Spans {
    fn new(from: usize, to: usize) -> Self {
        let ratio = from as f32 / to as f32;
        let mut made = Self {
            spans: Vec::with_capacity(to),
            weights: Vec::with_capacity(from + 2 * to),
        };
        for index in 0..to {
            if ratio > 1.0 {
                made.cover(index, ratio, from);
            } else {
                made.lie_between(index, ratio, from);
            }
        }
        made
    }

    /// The first source pixel and the weights from there on, of each target pixel.
    fn iter(&self) -> impl Iterator<Item = (usize, &[f32])> {
        let weights = |span: &Span| &self.weights[span.weights..span.weights + span.count];
        self.spans
            .iter()
            .map(move |span| (span.first, weights(span)))
    }

    fn push(&mut self, first: usize, weights: impl Iterator<Item = f32>) {
        let start = self.weights.len();
        self.weights.extend(weights);
        self.spans.push(Span {
            first,
            weights: start,
            count: self.weights.len() - start,
        });
    }

    fn cover(&mut self, index: usize, ratio: f32, from: usize) {
        let (start, end) = (
            index as f32 * ratio,
            ((index + 1) as f32 * ratio).min(from as f32),
        );
        let first = (start as usize).min(from - 1);
        let last = (end.ceil() as usize).clamp(first + 1, from);
        let share = |at: usize| (end.min(at as f32 + 1.0) - start.max(at as f32)).max(0.0);
        let sum: f32 = (first..last).map(share).sum();
        self.push(first, (first..last).map(|at| share(at) / sum));
    }

    fn lie_between(&mut self, index: usize, ratio: f32, from: usize) {
        let at = ((index as f32 + 0.5) * ratio - 0.5).clamp(0.0, from as f32 - 1.0);
        let first = (at as usize).min(from.saturating_sub(2));
        let share = at - first as f32;
        let both = [1.0 - share, share];
        self.push(first, both.into_iter().take(from));
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
    fn a_region_is_resized_as_if_it_were_an_image() {
        let image = GrayImage::from_fn(40, 30, |x, y| Luma([(x * 5 + y * 2) as u8]));
        let region = Region {
            left: 3,
            top: 7,
            width: 29,
            height: 20,
        };
        for (width, height) in [(8, 9), (29, 20), (50, 40)] {
            let cut = resize(&region.cut(&image), width, height);
            assert_eq!(resize_region(&image, &region, width, height), cut);
        }
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
