//! What an audio file says of itself, read with lofty.

use std::{
    fs::File,
    io::BufReader,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

use lofty::{
    config::{ParseOptions, ParsingMode},
    file::{AudioFile, FileType, TaggedFile, TaggedFileExt},
    picture::{Picture, PictureType},
    probe::Probe,
    tag::{ItemKey, Tag},
};
use serde::{Deserialize, Serialize};

use crate::{library::Track, tags::Tags};

const EXTENSIONS: [&str; 8] = ["mp3", "flac", "ogg", "oga", "opus", "m4a", "wav", "wave"];
/// ID3's and iTunes' word for explicit lyrics; 4 is what iTunes wrote before.
const EXPLICIT: [&str; 2] = ["1", "4"];

/// An audio file that can be played.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Sound {
    pub(crate) content_type: String,
    pub(crate) track: Track,
}

/// Whether the name is that of a format that we play.
pub(super) fn is_audio(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| {
        EXTENSIONS
            .iter()
            .any(|known| known.eq_ignore_ascii_case(extension))
    })
}

/// Reads a file's tags; blocks. None for a file that is damaged or of another format.
pub(super) fn read(path: &Path) -> Option<Sound> {
    // Tags come from anywhere; a parser that panics on one must not end the scan.
    catch_unwind(AssertUnwindSafe(|| parsed(path))).ok()?
}

fn parsed(path: &Path) -> Option<Sound> {
    let file = tagged(path, true).or_else(|| tagged(path, false))?;
    let content_type = content_type(file.file_type())?;
    let tags: Vec<&Tag> = file.primary_tag().into_iter().chain(file.tags()).collect();
    let duration_ms = file.properties().duration().as_millis();
    let track = Track {
        title: text(&tags, ItemKey::TrackTitle).unwrap_or_else(|| stem(path)),
        artists: artists(&tags),
        album: text(&tags, ItemKey::AlbumTitle),
        year: year(&tags),
        duration_ms: u32::try_from(duration_ms).ok().filter(|ms| *ms > 0),
        explicit: text(&tags, ItemKey::ParentalAdvisory)
            .is_some_and(|word| EXPLICIT.contains(&word.as_str())),
        has_artwork: picture_in(&file).is_some(),
        tags: Tags {
            moods: texts(&tags, ItemKey::Mood),
            genres: texts(&tags, ItemKey::Genre),
            bpm: bpm(&tags),
        },
    };
    Some(Sound {
        content_type: content_type.to_owned(),
        track,
    })
}

/// The picture of a file that browsers show, with its type; blocks.
pub(super) fn picture(path: &Path) -> Option<(&'static str, Vec<u8>)> {
    catch_unwind(AssertUnwindSafe(|| {
        let file = tagged(path, true)?;
        let picture = picture_in(&file)?;
        Some((image_type(picture.data())?, picture.data().to_vec()))
    }))
    .ok()?
}

/// A picture too large for the parser's memory would cost the whole file, hence `pictures`.
fn tagged(path: &Path, pictures: bool) -> Option<TaggedFile> {
    let mut options = ParseOptions::new();
    options.read_cover_art(pictures);
    options.parsing_mode(ParsingMode::Relaxed);
    let reader = BufReader::new(File::open(path).ok()?);
    let probe = Probe::new(reader).options(options).guess_file_type().ok()?;
    probe.read().ok()
}

fn content_type(kind: FileType) -> Option<&'static str> {
    const PLAYED: [(FileType, &str); 6] = [
        (FileType::Mpeg, "audio/mpeg"),
        (FileType::Flac, "audio/flac"),
        (FileType::Vorbis, "audio/ogg"),
        (FileType::Opus, "audio/ogg"),
        (FileType::Mp4, "audio/mp4"),
        (FileType::Wav, "audio/wav"),
    ];
    let played = PLAYED.into_iter().find(|(played, _)| *played == kind);
    played.map(|(_, content_type)| content_type)
}

fn picture_in(file: &TaggedFile) -> Option<&Picture> {
    let all = || file.tags().iter().flat_map(Tag::pictures);
    let shown = |picture: &&Picture| image_type(picture.data()).is_some();
    let front = |picture: &&Picture| picture.pic_type() == PictureType::CoverFront;
    all()
        .filter(shown)
        .find(front)
        .or_else(|| all().find(shown))
}

/// By the first bytes: what the tag claims may be anything.
fn image_type(data: &[u8]) -> Option<&'static str> {
    match data {
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [0x89, b'P', b'N', b'G', ..] => Some("image/png"),
        [b'G', b'I', b'F', b'8', ..] => Some("image/gif"),
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            ..,
        ] => Some("image/webp"),
        _ => None,
    }
}

/// Every value of the first tag that has any.
fn texts(tags: &[&Tag], key: ItemKey) -> Vec<String> {
    let values = |tag: &&Tag| -> Vec<String> {
        let all = tag.get_strings(key).map(|text| text.trim().to_owned());
        all.filter(|text| !text.is_empty()).collect()
    };
    let mut found = tags.iter().map(values).filter(|all| !all.is_empty());
    found.next().unwrap_or_default()
}

fn text(tags: &[&Tag], key: ItemKey) -> Option<String> {
    texts(tags, key).into_iter().next()
}

fn artists(tags: &[&Tag]) -> Vec<String> {
    let keys = [
        ItemKey::TrackArtists,
        ItemKey::TrackArtist,
        ItemKey::AlbumArtist,
    ];
    let mut found = keys.into_iter().map(|key| texts(tags, key));
    found.find(|all| !all.is_empty()).unwrap_or_default()
}

fn year(tags: &[&Tag]) -> Option<u32> {
    let keys = [ItemKey::RecordingDate, ItemKey::Year, ItemKey::ReleaseDate];
    let date = keys.into_iter().find_map(|key| text(tags, key))?;
    date.get(..4)?.parse().ok()
}

fn bpm(tags: &[&Tag]) -> Option<f32> {
    let keys = [ItemKey::Bpm, ItemKey::IntegerBpm];
    let text = keys.into_iter().find_map(|key| text(tags, key))?;
    text.parse().ok().filter(|bpm: &f32| bpm.is_finite())
}

fn stem(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default();
    stem.to_string_lossy().into_owned()
}
