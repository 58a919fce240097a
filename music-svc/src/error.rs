//! Everything that can go wrong here, and what kind of failure each is.

use std::io;

use rpc::{Failure, Kind};
use sqlite_store::StoreError;
use thiserror::Error;

/// Why the music service could not start or answer.
#[derive(Debug, Error)]
pub enum Error {
    /// The mood is none that we know.
    #[error("mood: expected happy, sad, angry or neutral")]
    UnknownMood,
    /// The intent is none that we know.
    #[error("intent: expected match, lift or surprise")]
    UnknownIntent,
    /// The feedback is of no kind that we know.
    #[error("kind: expected like, dislike, skip, play or finish")]
    UnknownFeedback,
    /// The limit of a list or page is too large.
    #[error("limit: expected 1 to {most}")]
    LimitOutOfRange {
        /// The largest.
        most: u32,
    },
    /// The market is no country code.
    #[error("market: expected a country's two letters such as US or DE")]
    MarketOutOfRange,
    /// The retention is too short or too long.
    #[error("days: expected 1 to {most}, or 0 to keep everything until it is erased")]
    RetentionOutOfRange {
        /// The longest, in days.
        most: u32,
    },
    /// The cursor was not made by us.
    #[error("cursor: send the cursor of the page before, or none for the newest")]
    InvalidCursor,
    /// The song was never recommended to the caller.
    #[error("this song was never recommended to you")]
    SongNotFound,
    /// No source holds the bytes of this song, or its picture.
    #[error("there is nothing to play or show under this song id: ask for a new list")]
    MediaNotFound,
    /// The source that holds it does not give it now.
    #[error("this song cannot be had now: {0}")]
    MediaUnavailable(String),
    /// The embedded songs cannot be read: a defect of the build.
    #[error("the built-in songs cannot be read: {0}")]
    Songs(serde_json::Error),
    /// A value in the database cannot be read or written as JSON.
    #[error("a stored value is damaged: {0}")]
    Stored(#[from] serde_json::Error),
    /// The client for a third party could not be set up.
    #[error("cannot set up TLS; install the system's CA certificates: {0}")]
    Tls(String),
    /// The address could not be taken.
    #[error("ATTUNE_MUSIC_LISTEN: {0}")]
    Listen(#[from] io::Error),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The server failed.
    #[error(transparent)]
    Serve(#[from] rpc::ServeError),
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}

impl Failure for Error {
    fn kind(&self) -> Kind {
        match self {
            Self::UnknownMood
            | Self::UnknownIntent
            | Self::UnknownFeedback
            | Self::LimitOutOfRange { .. }
            | Self::MarketOutOfRange
            | Self::RetentionOutOfRange { .. } => Kind::OutOfRange,
            Self::InvalidCursor => Kind::InvalidInput,
            Self::SongNotFound | Self::MediaNotFound => Kind::NotFound,
            Self::MediaUnavailable(..) => Kind::Unavailable,
            Self::Store(StoreError::Pool(_)) => Kind::Unavailable,
            Self::Songs(_)
            | Self::Stored(_)
            | Self::Tls(_)
            | Self::Listen(_)
            | Self::Store(_)
            | Self::Serve(_) => Kind::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::UnknownMood => "unknown_mood",
            Self::UnknownIntent => "unknown_intent",
            Self::UnknownFeedback => "unknown_feedback",
            Self::LimitOutOfRange { .. } => "limit_out_of_range",
            Self::MarketOutOfRange => "market_out_of_range",
            Self::RetentionOutOfRange { .. } => "retention_out_of_range",
            Self::InvalidCursor => "invalid_cursor",
            Self::SongNotFound => "song_not_found",
            Self::MediaNotFound => "media_not_found",
            Self::MediaUnavailable(..) => "media_unavailable",
            Self::Songs(_)
            | Self::Stored(_)
            | Self::Tls(_)
            | Self::Listen(_)
            | Self::Store(_)
            | Self::Serve(_) => self.kind().word(),
        }
    }
}
