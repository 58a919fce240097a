//! Which audio files are below the folder, and whether they changed.

use std::{fs::Metadata, io, path::Path, time::UNIX_EPOCH};

use walkdir::{DirEntry, WalkDir};

use crate::{catalog::SourceError, folder::sound::is_audio};

/// Deep enough for artist, album and disc in several folders of folders.
const DEEPEST: usize = 32;

pub(super) const NOT_THERE: SourceError = SourceError::Unavailable {
    why: "cannot be found (is its volume mounted?)",
};
pub(super) const UNREADABLE: SourceError = SourceError::Unavailable {
    why: "cannot be read; check its permissions",
};

/// What tells whether a file changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FileState {
    pub(crate) size: u64,
    /// Nanoseconds since the Unix epoch.
    pub(crate) modified_ns: i64,
}

impl FileState {
    pub(super) fn of(metadata: &Metadata) -> Self {
        let age = metadata.modified().ok();
        let age = age.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        Self {
            size: metadata.len(),
            modified_ns: age.map_or(0, |age| i64::try_from(age.as_nanos()).unwrap_or(i64::MAX)),
        }
    }
}

/// The audio files that were found.
#[derive(Debug, Default)]
pub(super) struct Walked {
    /// Paths below the root, with slashes.
    pub(super) files: Vec<(String, FileState)>,
    /// Whether some part could not be looked at, so that a file may be there that was not found.
    pub(super) is_partial: bool,
}

/// Walks the folder; blocks. Symbolic links and hidden files are passed over, so nothing outside
/// the folder is ever reached.
///
/// # Errors
/// [`SourceError::Unavailable`] when the folder itself cannot be opened.
pub(super) fn walk(root: &Path) -> Result<Walked, SourceError> {
    std::fs::read_dir(root).map_err(|error| {
        if error.kind() == io::ErrorKind::PermissionDenied {
            UNREADABLE
        } else {
            NOT_THERE
        }
    })?;
    let mut walked = Walked::default();
    // The root may itself be a link: the operator chose it.
    let below = WalkDir::new(root).min_depth(1).max_depth(DEEPEST);
    for entry in below.into_iter().filter_entry(|entry| !is_hidden(entry)) {
        match entry.map(|entry| found(root, &entry)) {
            Ok(Ok(Some(file))) => walked.files.push(file),
            Ok(Ok(None)) => {}
            Ok(Err(_)) | Err(_) => walked.is_partial = true,
        }
    }
    Ok(walked)
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().as_encoded_bytes().starts_with(b".")
}

fn found(root: &Path, entry: &DirEntry) -> walkdir::Result<Option<(String, FileState)>> {
    if !entry.file_type().is_file() || !is_audio(entry.path()) {
        return Ok(None);
    }
    let below = entry.path().strip_prefix(root).ok();
    // A name that is no UTF-8 cannot be kept as text; such files are rare and stay out.
    let Some(path) = below.and_then(|path| path.to_str()) else {
        return Ok(None);
    };
    let state = FileState::of(&entry.metadata()?);
    Ok(Some((path.to_owned(), state)))
}
