//! Small audio files with tags, made on the spot, for tests of whatever reads a music library.

mod silence;

use std::{fs, path::Path};

use anyhow::{Context, bail};
use lofty::{
    config::WriteOptions,
    picture::{MimeType, Picture, PictureType},
    tag::{ItemKey, ItemValue, Tag, TagExt, TagItem, TagType},
};

/// A PNG of one transparent pixel.
pub const PICTURE: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0,
    1, 0, 0, 0, 1, 8, 6, 0, 0, 0, 0x1f, 0x15, 0xc4, 0x89, 0, 0, 0, 13, b'I', b'D', b'A', b'T',
    0x78, 0x9c, 0x63, 0, 1, 0, 0, 5, 0, 1, 0x0d, 0x0a, 0x2d, 0xb4, 0, 0, 0, 0, b'I', b'E', b'N',
    b'D', 0xae, 0x42, 0x60, 0x82,
];

/// What the tags of a file say.
#[derive(Debug, Clone, Default)]
pub struct Tagged {
    /// The track's title.
    pub title: String,
    /// The track's artist.
    pub artist: String,
    /// The album's title.
    pub album: String,
    /// Genres, any number of them.
    pub genres: Vec<String>,
    /// Mood words, any number of them.
    pub moods: Vec<String>,
    /// Beats a minute.
    pub bpm: Option<u32>,
    /// The year of the recording.
    pub year: Option<u32>,
    /// Whether [`PICTURE`] is in it.
    pub picture: bool,
}

impl Tagged {
    /// A track with a title and an artist.
    #[must_use]
    pub fn new(title: &str, artist: &str) -> Self {
        Self {
            title: title.to_owned(),
            artist: artist.to_owned(),
            ..Self::default()
        }
    }

    /// Adds a mood word.
    #[must_use]
    pub fn mood(mut self, word: &str) -> Self {
        self.moods.push(word.to_owned());
        self
    }

    /// Adds a genre.
    #[must_use]
    pub fn genre(mut self, word: &str) -> Self {
        self.genres.push(word.to_owned());
        self
    }

    /// Writes seconds of silence with these tags; the name's ending says in which format: `wav`,
    /// `mp3`, `flac`, `ogg`, `opus` or `m4a`. Folders on the way are made.
    ///
    /// # Errors
    /// When the file cannot be written or the format is another one.
    pub fn write(&self, path: &Path) -> anyhow::Result<()> {
        let extension = path.extension().and_then(|extension| extension.to_str());
        let (sound, kind) = match extension {
            Some("wav") => (silence::wav(), TagType::Id3v2),
            Some("mp3") => (silence::mp3(), TagType::Id3v2),
            Some("flac") => (silence::flac(), TagType::VorbisComments),
            Some("ogg") => (silence::OGG.to_vec(), TagType::VorbisComments),
            Some("opus") => (silence::OPUS.to_vec(), TagType::VorbisComments),
            Some("m4a") => (silence::M4A.to_vec(), TagType::Mp4Ilst),
            _ => bail!("{}: no format that is written here", path.display()),
        };
        let parent = path.parent().context("a file lies in a folder")?;
        fs::create_dir_all(parent)?;
        fs::write(path, sound)?;
        self.tag(kind).save_to_path(path, WriteOptions::default())?;
        Ok(())
    }

    fn tag(&self, kind: TagType) -> Tag {
        let mut tag = Tag::new(kind);
        let bpm = if kind == TagType::VorbisComments {
            ItemKey::Bpm
        } else {
            ItemKey::IntegerBpm
        };
        let number = |number: Option<u32>| number.map(|number| number.to_string());
        let once = [
            (ItemKey::TrackTitle, Some(self.title.clone())),
            (ItemKey::TrackArtist, Some(self.artist.clone())),
            (ItemKey::AlbumTitle, Some(self.album.clone())),
            (ItemKey::RecordingDate, number(self.year)),
            (bpm, number(self.bpm)),
        ];
        let genres = self
            .genres
            .iter()
            .map(|word| (ItemKey::Genre, word.clone()));
        let moods = self.moods.iter().map(|word| (ItemKey::Mood, word.clone()));
        let single = once
            .into_iter()
            .filter_map(|(key, text)| Some((key, text?)));
        for (key, text) in single.chain(genres).chain(moods) {
            if !text.is_empty() {
                tag.push(TagItem::new(key, ItemValue::Text(text)));
            }
        }
        if self.picture {
            let picture = Picture::unchecked(PICTURE.to_vec())
                .pic_type(PictureType::CoverFront)
                .mime_type(MimeType::Png);
            tag.push_picture(picture.build());
        }
        tag
    }
}
