//! The music folder: the operator's own files, read from their tags and streamed by us.

mod media;
mod rescan;
mod shelf;
mod sound;
mod walk;

use std::sync::Arc;

use async_trait::async_trait;
use tokio_util::sync::CancellationToken;

use crate::{
    catalog::{Listing, MusicCatalog, Query, SourceError, SourceState},
    config::FolderConfig,
    error::Error,
    folder::{media::Place, shelf::Shelf},
    library,
    media::{MediaSource, Opened, Wanted},
    store::MusicStore,
};

pub(crate) use sound::Sound;
pub(crate) use walk::FileState;

pub(crate) const NAME: &str = "folder";

/// A file's path below the folder, what tells whether it changed, and what it holds; nothing for
/// a file that cannot be read.
pub(crate) type Shelved = (String, FileState, Option<Sound>);

/// The music folder, set up or not.
#[derive(Clone)]
pub(crate) struct Folder {
    shelf: Option<Arc<Shelf>>,
}

impl Folder {
    /// Brings back what was known when the program last ran; the files are looked at later.
    ///
    /// # Errors
    /// [`Error::Store`] when the database fails.
    pub(crate) async fn open(
        config: Option<FolderConfig>,
        store: MusicStore,
    ) -> Result<Self, Error> {
        let Some(config) = config else {
            return Ok(Self { shelf: None });
        };
        let shelf = Shelf::load(config, store).await?;
        Ok(Self {
            shelf: Some(Arc::new(shelf)),
        })
    }

    /// Looks at the files again and again until `stop` is cancelled.
    pub(crate) async fn keep_fresh(self, stop: CancellationToken) {
        if let Some(shelf) = self.shelf {
            rescan::keep_fresh(&shelf, &stop).await;
        }
    }
}

#[async_trait]
impl MusicCatalog for Folder {
    fn name(&self) -> &'static str {
        NAME
    }

    fn title(&self) -> &'static str {
        "The music folder"
    }

    fn state(&self) -> SourceState {
        let Some(shelf) = &self.shelf else {
            return SourceState::NotConfigured;
        };
        shelf.check().map_or_else(degraded, |()| SourceState::Ready)
    }

    async fn list(&self, query: &Query) -> Result<Listing, SourceError> {
        let shelf = self.shelf.as_ref().ok_or(SourceError::NotConfigured)?;
        shelf.check()?;
        library::list(shelf.library(), query.clone()).await
    }
}

#[async_trait]
impl MediaSource for Folder {
    async fn open(&self, wanted: &Wanted) -> Result<Opened, Error> {
        let shelf = self.shelf.as_ref().ok_or(Error::MediaNotFound)?;
        let found = shelf.find(&wanted.song_id);
        let (path, sound) = found.ok_or(Error::MediaNotFound)?;
        let place = Place::new(shelf.root(), path);
        if wanted.artwork {
            place.open_artwork(wanted).await
        } else {
            place.open_sound(sound.content_type.clone(), wanted).await
        }
    }
}

fn degraded(why: SourceError) -> SourceState {
    SourceState::Degraded {
        until_ms: None,
        why,
    }
}

#[cfg(test)]
mod tests;
