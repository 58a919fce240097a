//! Resizing a grey image: an average over the covered area when it shrinks, bilinear when it grows.

use fast_image_resize::{
    FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer,
    images::{Image, ImageRef},
};
use image::GrayImage;

/// Resizes to a width and height of at least 1. Each axis is treated on its own, as OpenCV's
/// `INTER_AREA` and `INTER_LINEAR` do.
pub(super) fn resize(image: &GrayImage, width: u32, height: u32) -> GrayImage {
    let (across, down) = (width.cmp(&image.width()), height.cmp(&image.height()));
    if across.is_ne() && across == down.reverse() {
        return resize(&resize(image, width, image.height()), width, height);
    }
    let grows = across.is_gt() || down.is_gt();
    let filter = if grows {
        FilterType::Bilinear
    } else {
        FilterType::Box
    };
    resampled(image, width, height, filter)
}

fn resampled(image: &GrayImage, width: u32, height: u32, filter: FilterType) -> GrayImage {
    let source = ImageRef::new(image.width(), image.height(), image.as_raw(), PixelType::U8)
        .expect("an image has a byte for each pixel");
    let mut target = Image::new(width, height, PixelType::U8);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(filter));
    Resizer::new()
        .resize(&source, &mut target, &options)
        .expect("both images are grey");
    GrayImage::from_raw(width, height, target.into_vec()).expect("one grey was made for each pixel")
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
