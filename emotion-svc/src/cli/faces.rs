//! Labelled faces: an .npz file with the rows that count, and FER+'s rule for their labels.

use std::{fs::File, io::BufReader, path::Path};

use anyhow::{Context, bail, ensure};
use emotion_svc::mood::Label;
use image::GrayImage;
use npyz::{Deserialize, NpyFile};
use zip::{ZipArchive, result::ZipError};

const SIDE: usize = 48;
const COLUMNS: usize = 10;
/// The split that is measured where a file has several: PublicTest.
const PUBLIC_TEST: u8 = 1;

/// A face crop with the feeling that most taggers saw in it.
pub struct LabelledFace {
    /// 48 x 48 pixels.
    pub crop: GrayImage,
    /// What the majority said.
    pub label: Label,
}

type Archive = ZipArchive<BufReader<File>>;

/// Reads the labelled faces of a file: `images`, `votes`; of a file with `usage` only PublicTest,
/// and none that `dup_of_test` marks as a copy of a held-out face.
pub fn read(path: &Path) -> anyhow::Result<Vec<LabelledFace>> {
    let unreadable = || format!("cannot read {}", path.display());
    let file = File::open(path).with_context(unreadable)?;
    let mut archive = ZipArchive::new(BufReader::new(file)).with_context(unreadable)?;
    let (images, image_shape) = array::<u8>(&mut archive, "images")?.context("no array images")?;
    let (votes, vote_shape) = array::<u8>(&mut archive, "votes")?.context("no array votes")?;
    let rows = image_shape[0];
    ensure!(
        image_shape == [rows, SIDE, SIDE] && vote_shape == [rows, COLUMNS],
        "images must be [N,48,48] and votes [N,10]; they are {image_shape:?} and {vote_shape:?}"
    );
    let usage = flags::<u8>(&mut archive, "usage", rows)?;
    let copies = flags::<bool>(&mut archive, "dup_of_test", rows)?;
    let counts = |row: usize| {
        usage.as_ref().is_none_or(|usage| usage[row] == PUBLIC_TEST)
            && copies.as_ref().is_none_or(|copies| !copies[row])
    };
    let mut faces = Vec::new();
    for (row, (pixels, votes)) in images
        .chunks_exact(SIDE * SIDE)
        .zip(votes.chunks_exact(COLUMNS))
        .enumerate()
    {
        if let Some(label) = majority(votes).filter(|_| counts(row)) {
            let crop = GrayImage::from_raw(SIDE as u32, SIDE as u32, pixels.to_vec())
                .context("an image has the wrong size")?;
            faces.push(LabelledFace { crop, label });
        }
    }
    Ok(faces)
}

fn array<T: Deserialize>(
    archive: &mut Archive,
    name: &str,
) -> anyhow::Result<Option<(Vec<T>, Vec<usize>)>> {
    let member = match archive.by_name(&format!("{name}.npy")) {
        Ok(member) => member,
        Err(ZipError::FileNotFound) => return Ok(None),
        Err(error) => return Err(error).with_context(|| format!("cannot read {name}")),
    };
    let file = NpyFile::new(member).with_context(|| format!("{name} is no array"))?;
    let shape = file
        .shape()
        .iter()
        .map(|&length| length as usize)
        .collect::<Vec<_>>();
    ensure!(
        !shape.is_empty() && file.order() == npyz::Order::C,
        "{name} is no array in C order"
    );
    let values = file
        .into_vec()
        .with_context(|| format!("{name} has the wrong type"))?;
    Ok(Some((values, shape)))
}

fn flags<T: Deserialize>(
    archive: &mut Archive,
    name: &str,
    rows: usize,
) -> anyhow::Result<Option<Vec<T>>> {
    match array(archive, name)? {
        Some((_, shape)) if shape != [rows] => bail!("{name} must be [{rows}]; it is {shape:?}"),
        found => Ok(found.map(|(values, _)| values)),
    }
}

/// The label of ten votes, by `majority` of Microsoft's FERPlus: single votes do not count; the
/// winner needs more than half of the rest; `unknown` and `not a face` drop the row. The first
/// eight columns are [`Label::ALL`].
fn majority(votes: &[u8]) -> Option<Label> {
    let counts: Vec<u32> = votes
        .iter()
        .map(|&count| if count <= 1 { 0 } else { u32::from(count) })
        .collect();
    let sum: u32 = counts.iter().sum();
    let winner = counts.iter().position(|&count| 2 * count > sum)?;
    Label::ALL.get(winner).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_majority_rule_is_ferplus_own() {
        for (votes, label) in [
            ([6, 2, 1, 1, 0, 0, 0, 0, 0, 0], Some(Label::Neutral)),
            ([5, 5, 0, 0, 0, 0, 0, 0, 0, 0], None),
            ([1, 5, 1, 1, 1, 0, 0, 0, 1, 0], Some(Label::Happiness)),
            ([0, 0, 0, 3, 0, 0, 0, 0, 3, 0], None),
            ([0, 2, 0, 0, 0, 0, 0, 0, 8, 0], None),
            ([0, 0, 0, 0, 0, 0, 0, 0, 0, 10], None),
            ([1, 1, 1, 1, 1, 1, 1, 1, 1, 1], None),
            ([0, 0, 0, 0, 0, 0, 0, 2, 1, 1], Some(Label::Contempt)),
        ] {
            assert_eq!(majority(&votes), label, "{votes:?}");
        }
    }
}
