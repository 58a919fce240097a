//! What is known of the folder: the files, the songs among them, and how the folder is.

use std::{
    collections::HashMap,
    sync::{Arc, RwLock, RwLockReadGuard, RwLockWriteGuard},
    time::Duration,
};

use crate::{
    catalog::SourceError,
    config::FolderConfig,
    error::Error,
    folder::{FileState, NAME, Shelved, Sound},
    media::short_hash,
    ranking::Known,
    store::MusicStore,
};

const FIRST_READING: SourceError = SourceError::Unavailable {
    why: "is being read for the first time",
};

/// The folder as it was last seen.
pub(super) struct Shelf {
    root: String,
    pub(super) rescan: Duration,
    pub(super) store: MusicStore,
    state: RwLock<State>,
}

struct State {
    files: Arc<Files>,
    library: Arc<Vec<Known>>,
    /// Paths by song id.
    paths: Arc<HashMap<String, String>>,
    /// Why it cannot be used.
    failure: Option<SourceError>,
    is_first_reading: bool,
}

/// Files by path.
pub(super) type Files = HashMap<String, (FileState, Option<Arc<Sound>>)>;

impl Shelf {
    /// The folder as it was when the program last ran.
    pub(super) async fn load(config: FolderConfig, store: MusicStore) -> Result<Self, Error> {
        let root = config.path.to_string_lossy().into_owned();
        let files: Files = store
            .list_folder_files(root.clone())
            .await?
            .into_iter()
            .map(shelved)
            .collect();
        Ok(Self {
            root,
            rescan: config.rescan,
            store,
            state: RwLock::new(State {
                is_first_reading: files.is_empty(),
                library: Arc::new(library(&files)),
                paths: Arc::new(paths(&files)),
                files: Arc::new(files),
                failure: None,
            }),
        })
    }

    pub(super) fn root(&self) -> &str {
        &self.root
    }

    /// Whether it can be asked; otherwise why not.
    pub(super) fn check(&self) -> Result<(), SourceError> {
        let state = self.read();
        match &state.failure {
            Some(why) => Err(why.clone()),
            None if state.is_first_reading && state.library.is_empty() => Err(FIRST_READING),
            None => Ok(()),
        }
    }

    pub(super) fn library(&self) -> Arc<Vec<Known>> {
        self.read().library.clone()
    }

    pub(super) fn files(&self) -> Arc<Files> {
        self.read().files.clone()
    }

    /// A song's path below the folder, and what was read there.
    pub(super) fn find(&self, song_id: &str) -> Option<(String, Arc<Sound>)> {
        let state = self.read();
        let path = state.paths.get(song_id)?;
        let (_, sound) = state.files.get(path)?;
        Some((path.clone(), sound.clone()?))
    }

    /// Takes what was read and forgets what is gone; blocks in proportion to the folder.
    pub(super) fn update(&self, read: Vec<Shelved>, gone: &[String]) {
        let mut files = Files::clone(&self.files());
        files.extend(read.into_iter().map(shelved));
        for path in gone {
            files.remove(path);
        }
        let (library, paths) = (Arc::new(library(&files)), Arc::new(paths(&files)));
        let mut state = self.write();
        (state.library, state.paths, state.files) = (library, paths, Arc::new(files));
    }

    /// Ends a scan: the folder is well, or why it is not. Answers whether that is news.
    pub(super) fn conclude(&self, failure: Option<SourceError>) -> bool {
        let mut state = self.write();
        state.is_first_reading &= failure.is_some();
        let is_news = state.failure != failure;
        state.failure = failure;
        is_news
    }

    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().expect("nothing panics under this lock")
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().expect("nothing panics under this lock")
    }
}

fn shelved((path, state, sound): Shelved) -> (String, (FileState, Option<Arc<Sound>>)) {
    (path, (state, sound.map(Arc::new)))
}

fn library(files: &Files) -> Vec<Known> {
    let known = files.iter().filter_map(|(path, (_, sound))| {
        let sound = sound.as_ref()?;
        sound.track.known(song_id(path))
    });
    let mut songs: Vec<_> = known.collect();
    // The order of a map is not the same twice, that of a list with the same seed is.
    songs.sort_by(|a, b| a.song.id.cmp(&b.song.id));
    songs
}

fn paths(files: &Files) -> HashMap<String, String> {
    let playable = files.iter().filter(|(_, (_, sound))| sound.is_some());
    playable
        .map(|(path, _)| (song_id(path), path.clone()))
        .collect()
}

fn song_id(path: &str) -> String {
    format!("{NAME}:{}", short_hash(path.as_bytes()))
}
