//! Limits, formats and luminance: the only place where bytes of strangers are parsed.

use std::{
    io::Cursor,
    panic::{AssertUnwindSafe, catch_unwind},
};

use image::{
    DynamicImage, GrayImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, RgbImage,
    metadata::Orientation,
};
use zune_core::{bytestream::ZCursor, colorspace::ColorSpace, options::DecoderOptions};
use zune_jpeg::{JpegDecoder, errors::DecodeErrors};

use crate::error::Error;

/// Most bytes of an image file: 1.5 MiB.
pub const MAX_BYTES: usize = 3 * 512 * 1024;
/// Most pixels along one side.
pub const MAX_SIDE: u32 = 4096;
/// Most pixels altogether.
pub const MAX_PIXELS: u64 = 12_000_000;
/// Most bytes a decoder may take for itself: a full-size image with four channels of 16 bits.
const MAX_DECODER_BYTES: u64 = MAX_PIXELS * 8;

/// Decodes a JPEG, PNG or WebP file to luminance, turned upright as its Exif data says. Of an
/// animation the first picture counts; transparency is ignored.
///
/// The size is checked in the header, before any pixel is decoded. Luminance is BT.601's, which is
/// a JPEG's own Y and what OpenCV computes: the networks were trained on it.
///
/// # Errors
/// `ImageEmpty`, `ImageTooLarge`, `ImageNotSupported` or `ImageDamaged`; the last also when a
/// decoder panics.
pub fn decode(bytes: &[u8]) -> Result<GrayImage, Error> {
    if bytes.is_empty() {
        return Err(Error::ImageEmpty);
    }
    if bytes.len() > MAX_BYTES {
        return Err(Error::ImageTooLarge("the limit is 1.5 MiB".to_owned()));
    }
    let decode = || match format(bytes)? {
        Format::Jpeg => jpeg(bytes),
        Format::Png => pixels(bytes, ImageFormat::Png),
        Format::WebP => pixels(bytes, ImageFormat::WebP),
    };
    catch_unwind(AssertUnwindSafe(decode)).unwrap_or(Err(Error::ImageDamaged))
}

enum Format {
    Jpeg,
    Png,
    WebP,
}

/// Tells the format by its first bytes; names and types that a caller gives are not asked.
fn format(bytes: &[u8]) -> Result<Format, Error> {
    if bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
        Ok(Format::Jpeg)
    } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Ok(Format::Png)
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        Ok(Format::WebP)
    } else {
        Err(Error::ImageNotSupported)
    }
}

/// Decodes the Y channel alone, which is half the work of all three; other colour models than
/// YCbCr take the general way. The decoder is strict, because by default it fills what is missing
/// with grey.
fn jpeg(bytes: &[u8]) -> Result<GrayImage, Error> {
    // The header's size is checked below, in our own words; reading it takes no memory for pixels.
    let any_side = usize::from(u16::MAX);
    let options = DecoderOptions::default()
        .set_strict_mode(true)
        .set_max_width(any_side)
        .set_max_height(any_side)
        .jpeg_set_out_colorspace(ColorSpace::Luma);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(jpeg_error)?;
    let (width, height) = decoder.dimensions().ok_or(Error::ImageDamaged)?;
    let (width, height) = (width as u32, height as u32);
    check_size(width, height)?;
    if !jpeg_is_complete(bytes) {
        return Err(Error::ImageDamaged);
    }
    if !matches!(
        decoder.input_colorspace(),
        Some(ColorSpace::YCbCr | ColorSpace::Luma)
    ) {
        return pixels(bytes, ImageFormat::Jpeg);
    }
    let luminance = decoder.decode().map_err(jpeg_error)?;
    let orientation = decoder
        .exif()
        .and_then(|exif| Orientation::from_exif_chunk(exif));
    let image = GrayImage::from_raw(width, height, luminance).ok_or(Error::ImageDamaged)?;
    Ok(match orientation {
        None | Some(Orientation::NoTransforms) => image,
        Some(turn) => {
            let mut image = DynamicImage::ImageLuma8(image);
            image.apply_orientation(turn);
            image.into_luma8()
        }
    })
}

/// Whether a JPEG reaches its end marker. The decoder does not ask for it when the cut lies in the
/// last rows. Only what follows the first scan's header counts, since a thumbnail in the Exif data
/// has an end marker of its own; within a scan the marker cannot occur as data.
fn jpeg_is_complete(bytes: &[u8]) -> bool {
    let mut at = 2;
    while let Some(&[marker, kind, high, low]) = bytes.get(at..at + 4) {
        if marker != 0xFF {
            return false;
        }
        if kind == 0xFF {
            at += 1;
            continue;
        }
        at += 2 + usize::from(u16::from_be_bytes([high, low]));
        if kind == 0xDA {
            let scan = bytes.get(at..).unwrap_or_default();
            return memchr::memmem::find(scan, &[0xFF, 0xD9]).is_some();
        }
    }
    false
}

fn pixels(bytes: &[u8], format: ImageFormat) -> Result<GrayImage, Error> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_DECODER_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(image_error)?;
    let (width, height) = decoder.dimensions();
    check_size(width, height)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder).map_err(image_error)?;
    image.apply_orientation(orientation);
    match image.as_luma8() {
        Some(grey) => Ok(grey.clone()),
        None => Ok(luminance(&image.into_rgb8())),
    }
}

fn check_size(width: u32, height: u32) -> Result<(), Error> {
    if width.max(height) > MAX_SIDE || u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(too_many_pixels());
    }
    Ok(())
}

fn too_many_pixels() -> Error {
    Error::ImageTooLarge(format!(
        "the limits are {MAX_SIDE} px a side and 12 megapixels"
    ))
}

/// BT.601 in fixed point of 14 bits, rounded, as OpenCV does it.
fn luminance(image: &RgbImage) -> GrayImage {
    let grey = |[red, green, blue]: [u8; 3]| {
        let sum = 4899 * u32::from(red) + 9617 * u32::from(green) + 1868 * u32::from(blue);
        ((sum + (1 << 13)) >> 14) as u8
    };
    let greys = image.pixels().map(|pixel| grey(pixel.0)).collect();
    GrayImage::from_raw(image.width(), image.height(), greys)
        .expect("one grey was made for each pixel")
}

fn jpeg_error(error: DecodeErrors) -> Error {
    if matches!(error, DecodeErrors::LargeDimensions(_)) {
        too_many_pixels()
    } else if matches!(error, DecodeErrors::Unsupported(_)) {
        Error::ImageNotSupported
    } else {
        Error::ImageDamaged
    }
}

fn image_error(error: ImageError) -> Error {
    match error {
        ImageError::Limits(_) => too_many_pixels(),
        ImageError::Unsupported(_) => Error::ImageNotSupported,
        ImageError::Decoding(_)
        | ImageError::Encoding(_)
        | ImageError::Parameter(_)
        | ImageError::IoError(_) => Error::ImageDamaged,
    }
}

#[cfg(test)]
mod tests;
