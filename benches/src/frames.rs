//! Camera pictures of the wanted size and format, made from the portrait of the tests.

use std::{fmt, io::Cursor, path::Path, str::FromStr};

use anyhow::{Context, bail};
use clap::ValueEnum;
use image::{codecs::jpeg::JpegEncoder, imageops::FilterType};

/// What the page asks of the browser's encoder.
const JPEG_QUALITY: u8 = 85;

/// The width and height of a frame, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size(pub u32, pub u32);

impl FromStr for Size {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> anyhow::Result<Self> {
        let (width, height) = text.split_once('x').context("a size such as 640x480")?;
        Ok(Self(width.parse()?, height.parse()?))
    }
}

impl fmt::Display for Size {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}x{}", self.0, self.1)
    }
}

/// How a frame is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// What the page sends.
    Jpeg,
    /// Without loss.
    Png,
}

/// The portrait in this size and format. What does not fit the shape is cut off evenly.
///
/// # Errors
/// When the fixture is missing or the encoder fails.
pub fn frame(Size(width, height): Size, format: Format) -> anyhow::Result<Vec<u8>> {
    if width == 0 || height == 0 {
        bail!("a frame of {width}x{height} has no pixels");
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/portrait.jpg");
    let portrait = image::open(&path).with_context(|| path.display().to_string())?;
    let frame = portrait
        .resize_to_fill(width, height, FilterType::CatmullRom)
        .to_rgb8();
    let mut bytes = Cursor::new(Vec::new());
    match format {
        Format::Jpeg => {
            frame.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY))?
        }
        Format::Png => frame.write_to(&mut bytes, image::ImageFormat::Png)?,
    }
    Ok(bytes.into_inner())
}
