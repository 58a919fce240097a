//! Looking at the folder again: only new and changed files are read, those that are gone go.

use std::{path::Path, sync::Arc, time::Duration};

use tokio::{task::spawn_blocking, time::timeout};
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};

use crate::{
    catalog::SourceError,
    error::Error,
    folder::{
        FileState, Shelved,
        shelf::Shelf,
        sound,
        walk::{UNREADABLE, Walked, walk},
    },
};

/// So many files are read before the songs among them can be heard.
const BATCH: usize = 500;
/// A folder that is not there is looked for this often.
const RETRY: Duration = Duration::from_secs(15);
const EMPTY: SourceError = SourceError::Unavailable {
    why: "holds no music (is its volume mounted?)",
};

/// Scans at once and then as often as the settings say.
pub(super) async fn keep_fresh(shelf: &Arc<Shelf>, stop: &CancellationToken) {
    loop {
        let failure = scan(shelf, stop).await;
        if stop.is_cancelled() {
            return;
        }
        let is_well = failure.is_none();
        if shelf.conclude(failure.clone()) {
            tell(shelf, failure.as_ref());
        }
        let pause = if is_well {
            shelf.rescan
        } else {
            shelf.rescan.min(RETRY)
        };
        if timeout(pause, stop.cancelled()).await.is_ok() {
            return;
        }
    }
}

fn tell(shelf: &Shelf, failure: Option<&SourceError>) {
    match failure {
        Some(why) => warn!(cause = %why, "music folder cannot be used"),
        None => {
            let songs = shelf.library().len();
            info!(songs, "music folder can be used again");
        }
    }
}

/// One look at everything; answers why the folder cannot be used, if so.
async fn scan(shelf: &Arc<Shelf>, stop: &CancellationToken) -> Option<SourceError> {
    let root = shelf.root().to_owned();
    let walked = match spawn_blocking(move || walk(Path::new(&root))).await {
        Ok(Ok(walked)) => walked,
        Ok(Err(failure)) => return Some(failure),
        Err(_) => return Some(UNREADABLE),
    };
    // What is known is kept: most likely the volume comes back.
    if walked.files.is_empty() {
        return Some(EMPTY);
    }
    let (changed, gone) = difference(shelf, walked);
    let (read, dropped) = (changed.len(), gone.len());
    if let Err(failure) = take(shelf, stop, (changed, gone)).await {
        error!(error = %failure, "cannot keep what the music folder holds");
    }
    if read + dropped > 0 && !stop.is_cancelled() {
        let files = shelf.files().len();
        let songs = shelf.library().len();
        info!(read, dropped, files, songs, "music folder was read");
    }
    None
}

type Changed = Vec<(String, FileState)>;

fn difference(shelf: &Shelf, walked: Walked) -> (Changed, Vec<String>) {
    let known = shelf.files();
    let mut gone: std::collections::HashSet<&String> = known.keys().collect();
    let mut changed = Changed::new();
    for (path, state) in walked.files {
        gone.remove(&path);
        if known.get(&path).is_none_or(|(before, _)| *before != state) {
            changed.push((path, state));
        }
    }
    if walked.is_partial {
        gone.clear();
    }
    (changed, gone.into_iter().cloned().collect())
}

async fn take(
    shelf: &Arc<Shelf>,
    stop: &CancellationToken,
    (changed, gone): (Changed, Vec<String>),
) -> Result<(), Error> {
    let root = || shelf.root().to_owned();
    if !gone.is_empty() {
        shelf.store.drop_folder_files(root(), gone.clone()).await?;
    }
    let shelf_of_task = shelf.clone();
    let dropped = spawn_blocking(move || shelf_of_task.update(Vec::new(), &gone));
    dropped.await.map_err(|_| sqlite_store::StoreError::Task)?;
    for batch in changed.chunks(BATCH) {
        if stop.is_cancelled() {
            return Ok(());
        }
        let (shelf_of_task, batch) = (shelf.clone(), batch.to_vec());
        let read = spawn_blocking(move || {
            let read = read(shelf_of_task.root(), batch);
            shelf_of_task.update(read.clone(), &[]);
            read
        });
        let read = read.await.map_err(|_| sqlite_store::StoreError::Task)?;
        shelf.store.put_folder_files(root(), read).await?;
    }
    Ok(())
}

fn read(root: &str, batch: Changed) -> Vec<Shelved> {
    let one = |(path, state): (String, FileState)| {
        let sound = sound::read(&Path::new(root).join(&path));
        if sound.is_none() {
            warn!(
                path,
                "audio file cannot be read and is skipped until it changes"
            );
        }
        (path, state, sound)
    };
    batch.into_iter().map(one).collect()
}
