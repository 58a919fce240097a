//! The bytes of a song or of its picture: what is asked of a source, and what it opens.

use std::sync::Arc;

use async_trait::async_trait;
use futures_util::stream::BoxStream;
use sha2::{Digest, Sha256};
use tokio_util::bytes::Bytes;

use crate::error::Error;

/// The largest chunk of a stream.
pub(crate) const CHUNK_BYTES: usize = 64 * 1024;

/// A source that holds the bytes of its songs.
#[async_trait]
pub(crate) trait MediaSource: Send + Sync {
    /// Opens a song of this source for reading; nothing is read ahead of the reader.
    ///
    /// # Errors
    /// [`Error::MediaNotFound`] when it has none, [`Error::MediaUnavailable`] when it cannot be had
    /// now.
    async fn open(&self, wanted: &Wanted) -> Result<Opened, Error>;
}

/// The sources that hold the bytes of their songs, by the prefix of their song ids.
pub(crate) struct MediaSources(pub(crate) Vec<(&'static str, Arc<dyn MediaSource>)>);

impl MediaSources {
    /// Opens a song of whichever source has it.
    ///
    /// # Errors
    /// [`Error::MediaNotFound`], [`Error::MediaUnavailable`]
    pub(crate) async fn open(&self, wanted: &Wanted) -> Result<Opened, Error> {
        let prefix = wanted.song_id.split(':').next();
        let source = self.0.iter().find(|(name, _)| Some(*name) == prefix);
        let (_, source) = source.ok_or(Error::MediaNotFound)?;
        source.open(wanted).await
    }
}

/// Which bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) song_id: String,
    /// The picture instead of the sound.
    pub(crate) artwork: bool,
    pub(crate) range: Option<ByteRange>,
    /// The etag of which the caller holds a part.
    pub(crate) if_range: Option<String>,
}

impl Wanted {
    /// The range, unless it belongs to another version than this one.
    pub(crate) fn range_of(&self, etag: &str) -> Option<ByteRange> {
        let is_same = self.if_range.as_deref().is_none_or(|held| held == etag);
        self.range.filter(|_| is_same)
    }
}

/// A range as it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ByteRange {
    /// From a byte on, up to and with another one or the end.
    From(u64, Option<u64>),
    /// That many bytes at the end.
    Suffix(u64),
}

/// What of the whole is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Whole,
    /// First and last byte.
    Span(u64, u64),
    /// The range has no byte in it.
    Unsatisfiable,
}

impl Part {
    /// Resolves a range in `total` bytes (RFC 9110, 14.1.2).
    pub(crate) fn of(range: Option<ByteRange>, total: u64) -> Self {
        match range {
            None => Self::Whole,
            Some(ByteRange::From(first, _)) if first >= total => Self::Unsatisfiable,
            Some(ByteRange::Suffix(0)) => Self::Unsatisfiable,
            Some(ByteRange::Suffix(_)) if total == 0 => Self::Unsatisfiable,
            Some(ByteRange::From(first, last)) => {
                Self::Span(first, last.map_or(total - 1, |last| last.min(total - 1)))
            }
            Some(ByteRange::Suffix(count)) => Self::Span(total.saturating_sub(count), total - 1),
        }
    }

    /// Where to start and how many bytes to send of `total`.
    pub(crate) fn extent(self, total: u64) -> (u64, u64) {
        match self {
            Self::Whole => (0, total),
            Self::Span(first, last) => (first, last - first + 1),
            Self::Unsatisfiable => (0, 0),
        }
    }
}

/// What is known before the first byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) content_type: String,
    /// Quoted.
    pub(crate) etag: String,
    pub(crate) total_bytes: Option<u64>,
    pub(crate) part: Part,
}

/// An opened song or picture.
pub(crate) struct Opened {
    pub(crate) head: Head,
    pub(crate) chunks: BoxStream<'static, Result<Bytes, Error>>,
}

/// A quoted etag of whatever tells one version from another.
pub(crate) fn etag(version: &str) -> String {
    format!("\"{}\"", short_hash(version.as_bytes()))
}

/// 24 hexadecimal digits of SHA-256: enough to tell things apart that nobody forges.
pub(crate) fn short_hash(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest[..12]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_cut_to_what_there_is() {
        for (range, expected) in [
            (None, Part::Whole),
            (Some(ByteRange::From(0, Some(0))), Part::Span(0, 0)),
            (Some(ByteRange::From(10, None)), Part::Span(10, 99)),
            (Some(ByteRange::From(10, Some(500))), Part::Span(10, 99)),
            (Some(ByteRange::From(100, None)), Part::Unsatisfiable),
            (Some(ByteRange::Suffix(10)), Part::Span(90, 99)),
            (Some(ByteRange::Suffix(500)), Part::Span(0, 99)),
            (Some(ByteRange::Suffix(0)), Part::Unsatisfiable),
        ] {
            assert_eq!(Part::of(range, 100), expected, "{range:?}");
        }
        assert_eq!(Part::of(Some(ByteRange::Suffix(5)), 0), Part::Unsatisfiable);
    }

    #[test]
    fn a_range_of_another_version_does_not_count() {
        let wanted = Wanted {
            song_id: "s".into(),
            artwork: false,
            range: Some(ByteRange::Suffix(5)),
            if_range: Some("\"old\"".into()),
        };
        assert_eq!(wanted.range_of("\"new\""), None);
        assert_eq!(wanted.range_of("\"old\""), Some(ByteRange::Suffix(5)));
    }
}
