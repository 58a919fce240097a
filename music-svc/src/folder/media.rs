//! The bytes of a file in the folder, and of the picture in it.

use std::{
    fs::File,
    io::{self, Seek, SeekFrom},
    path::PathBuf,
};

use futures_util::{StreamExt, TryStreamExt, stream};
use tokio::{io::AsyncReadExt, task::spawn_blocking};
use tokio_util::{bytes::Bytes, io::ReaderStream};

use crate::{
    error::Error,
    folder::{sound, walk::FileState},
    media::{CHUNK_BYTES, Head, Opened, Part, Wanted, etag, short_hash},
};

/// A file of the folder.
pub(super) struct Place {
    root: PathBuf,
    file: PathBuf,
}

impl Place {
    pub(super) fn new(root: &str, path: String) -> Self {
        let root = PathBuf::from(root);
        let file = root.join(path);
        Self { root, file }
    }

    /// Opens the sound; it is read as fast as its reader takes it.
    ///
    /// # Errors
    /// [`Error::MediaNotFound`], [`Error::MediaUnavailable`]
    pub(super) async fn open_sound(
        self,
        content_type: String,
        wanted: &Wanted,
    ) -> Result<Opened, Error> {
        let wanted = wanted.clone();
        let opened = blocking(move || {
            let path = self.checked()?;
            let mut file = File::open(&path)?;
            let state = FileState::of(&file.metadata()?);
            let etag = etag(&format!("{path:?} {state:?}"));
            let head = Head {
                content_type,
                part: Part::of(wanted.range_of(&etag), state.size),
                etag,
                total_bytes: Some(state.size),
            };
            let (start, count) = head.part.extent(state.size);
            file.seek(SeekFrom::Start(start))?;
            Ok((head, file, count))
        });
        let (head, file, count) = opened.await?;
        let reader = tokio::fs::File::from_std(file).take(count);
        let chunks = ReaderStream::with_capacity(reader, CHUNK_BYTES).map_err(failed);
        Ok(Opened {
            head,
            chunks: chunks.boxed(),
        })
    }

    /// Reads the picture out of the file's tags.
    ///
    /// # Errors
    /// [`Error::MediaNotFound`], [`Error::MediaUnavailable`]
    pub(super) async fn open_artwork(self, wanted: &Wanted) -> Result<Opened, Error> {
        let picture = blocking(move || {
            let path = self.checked()?;
            sound::picture(&path).ok_or_else(|| io::ErrorKind::NotFound.into())
        });
        let (content_type, data) = picture.await?;
        let etag = format!("\"{}\"", short_hash(&data));
        let total = data.len() as u64;
        let part = Part::of(wanted.range_of(&etag), total);
        let (start, count) = part.extent(total);
        let sent = Bytes::from(data).slice(start as usize..(start + count) as usize);
        let chunks: Vec<_> = (0..sent.len())
            .step_by(CHUNK_BYTES)
            .map(|at| Ok(sent.slice(at..sent.len().min(at + CHUNK_BYTES))))
            .collect();
        Ok(Opened {
            head: Head {
                content_type: content_type.to_owned(),
                etag,
                total_bytes: Some(total),
                part,
            },
            chunks: stream::iter(chunks).boxed(),
        })
    }

    /// The file's real place, and not outside the folder: a directory on the way may have become a
    /// link since the folder was walked.
    fn checked(&self) -> io::Result<PathBuf> {
        let (root, file) = (self.root.canonicalize()?, self.file.canonicalize()?);
        if file.starts_with(&root) && file.is_file() {
            Ok(file)
        } else {
            Err(io::ErrorKind::NotFound.into())
        }
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, Error> {
    let done = spawn_blocking(work).await;
    done.map_err(|_| broken())?.map_err(failed)
}

fn failed(error: io::Error) -> Error {
    if error.kind() == io::ErrorKind::NotFound {
        Error::MediaNotFound
    } else {
        broken()
    }
}

fn broken() -> Error {
    Error::MediaUnavailable("the music folder cannot be read".to_owned())
}
