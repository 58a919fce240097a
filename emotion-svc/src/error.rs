//! Everything that can go wrong here, and what the caller is told.

use std::{io, time::Duration};

use rpc::{Failure, Kind};
use rusqlite::ErrorCode;
use sqlite_store::StoreError;
use thiserror::Error;

use crate::model::ModelError;

/// Why a call was refused or failed, or why the service could not start.
#[derive(Debug, Error)]
pub enum Error {
    /// The request holds no image.
    #[error("the image is empty: send a JPEG, PNG or WebP file in image")]
    ImageEmpty,
    /// The image is in no format that is read here.
    #[error("the image is not a supported JPEG, PNG or WebP file")]
    ImageNotSupported,
    /// The image ends early or contradicts itself.
    #[error("the image is damaged or cut off: send it again")]
    ImageDamaged,
    /// The file or its pixels exceed a limit; the words say which.
    #[error("the image is too large: {0}")]
    ImageTooLarge(String),
    /// The cursor was not made by this service.
    #[error("cursor is not one that a list answered with: leave it out to start at the newest")]
    InvalidCursor,
    /// A mood outside the four.
    #[error("mood must be one of happy, sad, angry, neutral")]
    UnknownMood,
    /// A time zone that the IANA database does not list.
    #[error("tz must be an IANA time zone name such as Europe/Berlin")]
    UnknownTimezone,
    /// A field is well formed but outside what is allowed; the words name it and its limits.
    #[error("{0}")]
    OutOfRange(String),
    /// The caller has no such detection.
    #[error("you have no detection with this id")]
    NotFound,
    /// Too few frames of a calibration show one readable face.
    #[error(
        "{readable} of {frames} frames show one face that can be read, at least 3 must. {hint}"
    )]
    CalibrationUnclear {
        /// Frames with one readable face.
        readable: usize,
        /// Frames in all.
        frames: usize,
        /// What to change.
        hint: &'static str,
    },
    /// The face of a calibration smiles or is surprised.
    #[error("this face is not at rest: relax, look at the camera and take the frames again")]
    CalibrationExpressive,
    /// The classifier's manifest lacks what calibrations are compared with.
    #[error(
        "the classifier in use cannot be calibrated: its mood.json has no resting_log_odds \
         (training/resting.py writes them)"
    )]
    CalibrationUnavailable,
    /// Every worker is busy and the queue is full.
    #[error("too many frames are waiting to be read: try again in a second")]
    Busy,
    /// The database is locked or has no free connection.
    #[error("the database is busy: try again in a second")]
    StoreBusy(#[source] StoreError),
    /// The database failed.
    #[error("the database failed")]
    Store(#[source] StoreError),
    /// A moment that no calendar knows: a row or the clock is wrong.
    #[error("a time is beyond the calendar: {0}")]
    Calendar(#[from] jiff::Error),
    /// A network cannot be used; the words name the file and what to do.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// A network failed on a frame.
    #[error("a network failed: {0}")]
    Inference(String),
    /// The thread that read the frame panicked or is gone.
    #[error("the frame's worker ended early")]
    Worker,
    /// The socket cannot be taken; the words name the address.
    #[error("{0}")]
    Listen(#[from] io::Error),
    /// The server ended early.
    #[error(transparent)]
    Serve(#[from] rpc::ServeError),
    /// The operating system gave no random bytes.
    #[error("no random bytes: {0}")]
    Random(#[from] getrandom::Error),
    /// The export cannot be written.
    #[error("the export cannot be encoded: {0}")]
    Export(#[from] serde_json::Error),
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        if is_busy(&error) {
            Self::StoreBusy(error)
        } else {
            Self::Store(error)
        }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        StoreError::from(error).into()
    }
}

fn is_busy(error: &StoreError) -> bool {
    match error {
        StoreError::Pool(_) => true,
        StoreError::Sqlite(error) => matches!(
            error.sqlite_error_code(),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked)
        ),
        StoreError::Directory { .. } | StoreError::FromTheFuture { .. } | StoreError::Task => false,
    }
}

impl Failure for Error {
    fn kind(&self) -> Kind {
        match self {
            Self::ImageEmpty
            | Self::ImageNotSupported
            | Self::ImageDamaged
            | Self::ImageTooLarge(_)
            | Self::InvalidCursor => Kind::InvalidInput,
            Self::UnknownMood
            | Self::UnknownTimezone
            | Self::OutOfRange(_)
            | Self::CalibrationUnclear { .. }
            | Self::CalibrationExpressive => Kind::OutOfRange,
            Self::CalibrationUnavailable => Kind::Precondition,
            Self::NotFound => Kind::NotFound,
            Self::Busy => Kind::Busy,
            Self::StoreBusy(_) => Kind::Unavailable,
            Self::Store(_)
            | Self::Calendar(_)
            | Self::Model(_)
            | Self::Inference(_)
            | Self::Worker
            | Self::Listen(_)
            | Self::Serve(_)
            | Self::Random(_)
            | Self::Export(_) => Kind::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::ImageEmpty => "image_empty",
            Self::ImageNotSupported => "image_not_supported",
            Self::ImageDamaged => "image_damaged",
            Self::ImageTooLarge(_) => "image_too_large",
            Self::InvalidCursor => "invalid_cursor",
            Self::UnknownMood => "unknown_mood",
            Self::UnknownTimezone => "unknown_timezone",
            Self::CalibrationUnclear { .. } => "calibration_unclear",
            Self::CalibrationExpressive => "calibration_expressive",
            Self::CalibrationUnavailable => "calibration_unavailable",
            Self::OutOfRange(_)
            | Self::NotFound
            | Self::Busy
            | Self::StoreBusy(_)
            | Self::Store(_)
            | Self::Calendar(_)
            | Self::Model(_)
            | Self::Inference(_)
            | Self::Worker
            | Self::Listen(_)
            | Self::Serve(_)
            | Self::Random(_)
            | Self::Export(_) => self.kind().word(),
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        matches!(self, Self::Busy | Self::StoreBusy(_)).then_some(Duration::from_secs(1))
    }
}
