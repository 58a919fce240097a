//! Good files of each format, and every kind of bad one.

use image::{ImageEncoder, Rgb, codecs::jpeg::JpegEncoder};

use super::*;

fn scene(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let wave = |at: u32, by: f32| (128.0 + 100.0 * (at as f32 / by).sin()) as u8;
        Rgb([wave(x, 7.0), wave(y, 11.0), wave(x + y, 17.0)])
    })
}

fn encoded(format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    scene(160, 120).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A JPEG whose left half is white and whose Exif data has this orientation.
fn turned(orientation: u8) -> Vec<u8> {
    let half = GrayImage::from_fn(64, 32, |x, _| image::Luma([if x < 32 { 255 } else { 0 }]));
    let exif = [
        b"II*\0\x08\0\0\0\x01\0".as_slice(),
        &[0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0],
        &[0; 4],
    ]
    .concat();
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new(&mut bytes);
    encoder.set_exif_metadata(exif).unwrap();
    encoder
        .write_image(half.as_raw(), 64, 32, image::ExtendedColorType::L8)
        .unwrap();
    bytes
}

/// A PNG that is a header alone, with a true checksum.
fn png_header(width: u32, height: u32) -> Vec<u8> {
    let mut chunk = b"IHDR".to_vec();
    chunk.extend(width.to_be_bytes());
    chunk.extend(height.to_be_bytes());
    chunk.extend([8, 2, 0, 0, 0]);
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0d".to_vec();
    bytes.extend(&chunk);
    bytes.extend(crc32(&chunk).to_be_bytes());
    bytes.extend([0, 0, 0, 0]);
    bytes.extend(b"IDAT");
    bytes.extend(crc32(b"IDAT").to_be_bytes());
    bytes
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, &byte| {
        (0..8).fold(sum ^ u32::from(byte), |sum, _| {
            (sum >> 1) ^ (0xEDB8_8320 * (sum & 1))
        })
    })
}

fn code(bytes: &[u8]) -> &'static str {
    rpc::Failure::code(&decode(bytes).unwrap_err())
}

#[test]
fn every_format_gives_the_luminance() {
    let wanted = luminance(&scene(160, 120));
    for (format, tolerance) in [
        (ImageFormat::Png, 0),
        (ImageFormat::WebP, 0),
        (ImageFormat::Jpeg, 24),
    ] {
        let found = decode(&encoded(format)).unwrap();
        assert_eq!(found.dimensions(), (160, 120));
        let worst = found
            .iter()
            .zip(wanted.iter())
            .map(|(a, b)| a.abs_diff(*b))
            .max();
        assert!(worst.unwrap() <= tolerance, "{format:?} {worst:?}");
    }
}

#[test]
fn luminance_weighs_colours_as_bt601() {
    let grey = |rgb| luminance(&RgbImage::from_pixel(1, 1, Rgb(rgb))).as_raw()[0];
    assert_eq!(
        [grey([255, 0, 0]), grey([0, 255, 0]), grey([0, 0, 255])],
        [76, 150, 29]
    );
    assert_eq!([grey([255; 3]), grey([7; 3])], [255, 7]);
}

#[test]
fn exif_orientation_is_applied() {
    let size = |orientation| decode(&turned(orientation)).unwrap().dimensions();
    assert_eq!((size(1), size(6)), ((64, 32), (32, 64)));
    let upside_down = decode(&turned(3)).unwrap();
    assert!(upside_down.get_pixel(5, 5).0[0] < 20 && upside_down.get_pixel(60, 5).0[0] > 235);
}

#[test]
fn what_is_no_image_is_not_supported() {
    assert_eq!(code(b""), "image_empty");
    for bytes in [
        b"hello".as_slice(),
        b"GIF89a......",
        b"BM....",
        &[0xFF],
        b"RIFF....WAVE",
        b"<svg/>",
    ] {
        assert_eq!(code(bytes), "image_not_supported", "{bytes:?}");
    }
}

#[test]
fn files_cut_off_anywhere_are_damaged() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let whole = encoded(format);
        for tenth in 1..10 {
            let cut = &whole[..16.max(whole.len() * tenth / 10)];
            assert_eq!(code(cut), "image_damaged", "{format:?} {tenth}/10");
        }
        // Of a PNG or WebP the last bytes hold no pixel.
        if format == ImageFormat::Jpeg {
            assert_eq!(
                code(&whole[..whole.len() - 3]),
                "image_damaged",
                "{format:?} end"
            );
        }
    }
}

#[test]
fn a_jpeg_cut_behind_its_thumbnail_is_damaged() {
    let thumbnail = turned(1);
    let mut bytes = vec![0xFF, 0xD8, 0xFF, 0xEF];
    bytes.extend(u16::try_from(thumbnail.len() + 2).unwrap().to_be_bytes());
    bytes.extend(&thumbnail);
    bytes.extend(&encoded(ImageFormat::Jpeg)[2..]);
    assert!(decode(&bytes).is_ok());
    bytes.truncate(bytes.len() - 40);
    assert_eq!(code(&bytes), "image_damaged");
}

#[test]
fn a_jpeg_with_trailing_bytes_is_read() {
    let mut bytes = encoded(ImageFormat::Jpeg);
    bytes.extend([7; 100]);
    assert!(decode(&bytes).is_ok());
}

#[test]
fn headers_with_too_many_pixels_are_refused_unread() {
    for (width, height) in [(60_000, 60_000), (4097, 1), (1, 4097), (4000, 3001)] {
        assert_eq!(
            code(&png_header(width, height)),
            "image_too_large",
            "{width}x{height}"
        );
    }
    assert_eq!(code(&png_header(4000, 3000)), "image_damaged");
    let mut jpeg = encoded(ImageFormat::Jpeg);
    let frame = jpeg
        .windows(2)
        .position(|pair| pair == [0xFF, 0xC0])
        .unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0xEA, 0x60, 0xEA, 0x60]);
    assert_eq!(code(&jpeg), "image_too_large");
}

#[test]
fn a_file_over_the_limit_is_too_large_whatever_it_holds() {
    assert_eq!(code(&vec![0; MAX_BYTES + 1]), "image_too_large");
}

#[test]
fn noise_behind_every_signature_is_an_error_and_no_panic() {
    let mut seed = 1_u32;
    let mut noise = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 24) as u8
    };
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let whole = encoded(format);
        for at in 0..60 {
            let mut bytes = whole.clone();
            let from = 12 + at * (whole.len() - 32) / 60;
            bytes[from..from + 16].fill_with(&mut noise);
            // Some damage leaves a readable picture; only a crash would be wrong.
            let _ = decode(&bytes);
        }
    }
}
