//! Camera pictures of the wanted size and format, made from the portrait of the tests or from photos.

use std::{
    fmt, fs,
    io::{self, Cursor},
    path::{Path, PathBuf},
    str::FromStr,
};

use anyhow::{Context, ensure};
use clap::ValueEnum;
use image::{
    DynamicImage, ImageFormat, Rgb, RgbImage,
    codecs::jpeg::JpegEncoder,
    imageops::{self, FilterType},
};

/// What the page asks of the browser's encoder.
const JPEG_QUALITY: u8 = 85;

/// The width and height of a frame, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size(pub u32, pub u32);

impl Size {
    fn checked(self) -> anyhow::Result<Self> {
        ensure!(self.0 > 0 && self.1 > 0, "a frame of {self} has no pixels");
        Ok(self)
    }
}

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
pub fn frame(size: Size, format: Format) -> anyhow::Result<Vec<u8>> {
    let Size(width, height) = size.checked()?;
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/portrait.jpg");
    let filled = open(&path)?.resize_to_fill(width, height, FilterType::CatmullRom);
    encoded(&filled.to_rgb8(), format)
}

/// The files of a folder, in the order of their names.
///
/// # Errors
/// When there is none, or the folder cannot be read.
pub fn photos_in(dir: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(dir).with_context(|| dir.display().to_string())?;
    let mut paths = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    ensure!(!paths.is_empty(), "{} has no photos", dir.display());
    Ok(paths)
}

/// Each photo in this size and format: whole, with grey beside it where its shape is another.
///
/// # Errors
/// When one is no image, or the encoder fails.
pub fn frames_of(photos: &[PathBuf], size: Size, format: Format) -> anyhow::Result<Vec<Vec<u8>>> {
    let Size(width, height) = size.checked()?;
    let framed = |path: &PathBuf| {
        let photo = open(path)?.resize(width, height, FilterType::CatmullRom);
        let mut frame = RgbImage::from_pixel(width, height, Rgb([128; 3]));
        let left = i64::from((width - photo.width()) / 2);
        let top = i64::from((height - photo.height()) / 2);
        imageops::replace(&mut frame, &photo.to_rgb8(), left, top);
        encoded(&frame, format)
    };
    photos.iter().map(framed).collect()
}

fn open(path: &Path) -> anyhow::Result<DynamicImage> {
    image::open(path).with_context(|| path.display().to_string())
}

fn encoded(frame: &RgbImage, format: Format) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Cursor::new(Vec::new());
    match format {
        Format::Jpeg => {
            frame.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY))?
        }
        Format::Png => frame.write_to(&mut bytes, ImageFormat::Png)?,
    }
    Ok(bytes.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn photos_are_framed_whole_in_the_order_of_their_names() {
        let dir = tempfile::tempdir().unwrap();
        for (name, width, height) in [("b.png", 30, 10), ("a.png", 10, 30)] {
            let photo = RgbImage::from_pixel(width, height, Rgb([255; 3]));
            photo.save(dir.path().join(name)).unwrap();
        }
        let photos = photos_in(dir.path()).unwrap();
        let frames = frames_of(&photos, Size(60, 60), Format::Png).unwrap();
        let greys = |frame: &Vec<u8>| {
            let frame = image::load_from_memory(frame).unwrap().to_luma8();
            [(0, 30), (30, 30), (30, 0)].map(|(x, y)| frame.get_pixel(x, y).0[0])
        };
        let (tall, wide) = ([128, 255, 255], [255, 255, 128]);
        assert_eq!(frames.iter().map(greys).collect::<Vec<_>>(), [tall, wide]);
    }

    #[test]
    fn an_empty_folder_is_told_by_its_name() {
        let dir = tempfile::tempdir().unwrap();
        let error = photos_in(dir.path()).unwrap_err().to_string();
        assert_eq!(error, format!("{} has no photos", dir.path().display()));
    }
}
