//! The folder over real files that come, change, go and are damaged.

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use futures_util::TryStreamExt;
use tagged_audio::{PICTURE, Tagged};
use tempfile::TempDir;

use super::*;
use crate::{
    media::{ByteRange, Part},
    mood_map::Mood,
    selection::tests::query,
    song::{Playback, Song},
};

const RESCAN: Duration = Duration::from_millis(20);

struct Setup {
    folder: Folder,
    stop: CancellationToken,
    music: TempDir,
    data: TempDir,
}

impl Setup {
    /// A folder with these files, being scanned.
    async fn new(files: &[(&str, Tagged)]) -> Self {
        let music = tempfile::tempdir().unwrap();
        for (path, tags) in files {
            tags.write(&music.path().join(path)).unwrap();
        }
        let data = tempfile::tempdir().unwrap();
        let (folder, stop) = opened(music.path(), data.path()).await;
        tokio::spawn(folder.clone().keep_fresh(stop.clone()));
        Self {
            folder,
            stop,
            music,
            data,
        }
    }

    fn path(&self, below: &str) -> std::path::PathBuf {
        self.music.path().join(below)
    }

    async fn titles(&self) -> Vec<String> {
        let listed = self.folder.list(&query(20)).await;
        let songs = listed.map(|listing| listing.songs).unwrap_or_default();
        let mut titles: Vec<String> = songs.into_iter().map(|song| song.title).collect();
        titles.sort();
        titles
    }

    async fn shows(&self, titles: &[&str]) {
        eventually(async || self.titles().await == titles).await;
    }

    async fn song(&self) -> Song {
        self.folder.list(&query(1)).await.unwrap().songs.remove(0)
    }
}

impl Drop for Setup {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

async fn opened(music: &Path, data: &Path) -> (Folder, CancellationToken) {
    let store = MusicStore::open(data).unwrap();
    let config = FolderConfig {
        path: music.to_owned(),
        rescan: RESCAN,
    };
    let folder = Folder::open(Some(config), store).await.unwrap();
    (folder, CancellationToken::new())
}

async fn eventually(holds: impl AsyncFn() -> bool) {
    let limit = Instant::now() + Duration::from_secs(20);
    while !holds().await {
        assert!(Instant::now() < limit, "it never came true");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

fn happy(title: &str) -> Tagged {
    Tagged::new(title, &format!("Artist of {title}")).mood("Happy")
}

fn sound(song: &Song) -> Wanted {
    Wanted {
        song_id: song.id.clone(),
        artwork: false,
        range: None,
        if_range: None,
    }
}

async fn bytes(opened: Opened) -> Vec<u8> {
    let chunks: Vec<_> = opened.chunks.try_collect().await.unwrap();
    assert!(
        chunks
            .iter()
            .all(|chunk| chunk.len() <= crate::media::CHUNK_BYTES)
    );
    chunks.concat()
}

#[tokio::test]
async fn tags_of_every_format_become_songs_with_places() {
    let tags = Tagged {
        album: "Album".into(),
        genres: vec!["House".into(), "Pop".into()],
        bpm: Some(120),
        year: Some(1999),
        picture: true,
        ..happy("Song")
    };
    for format in ["wav", "mp3", "flac", "ogg", "opus", "m4a"] {
        let setup = Setup::new(&[(&format!("a/b/song.{format}"), tags.clone())]).await;
        setup.shows(&["Song"]).await;
        let song = setup.song().await;
        assert_eq!(song.artists, ["Artist of Song"], "{format}");
        assert_eq!(
            (song.album.as_deref(), song.year),
            (Some("Album"), Some(1999))
        );
        assert_eq!(song.genres, ["house", "pop"], "{format}");
        assert!(song.point.unwrap().distance(Mood::Happy.profile().target) < 0.3);
        let seconds = song.duration_ms.unwrap() as f32 / 1000.0;
        assert!((1.5..2.5).contains(&seconds), "{format}: {seconds}");
        assert_eq!(
            song.playback,
            Playback::Stream(format!("/songs/{}/stream", song.id))
        );
        assert!(song.artwork_url.unwrap().ends_with("/artwork"));
    }
}

#[tokio::test]
async fn files_come_change_and_go() {
    let setup = Setup::new(&[("one.mp3", happy("One"))]).await;
    setup.shows(&["One"]).await;
    happy("Two").write(&setup.path("deep/er/two.flac")).unwrap();
    setup.shows(&["One", "Two"]).await;
    happy("Changed and longer")
        .write(&setup.path("one.mp3"))
        .unwrap();
    setup.shows(&["Changed and longer", "Two"]).await;
    fs::remove_file(setup.path("one.mp3")).unwrap();
    setup.shows(&["Two"]).await;
}

#[tokio::test]
async fn a_damaged_file_and_a_song_without_tags_cost_only_themselves() {
    let setup = Setup::new(&[
        ("good.mp3", happy("Good")),
        ("plain.mp3", Tagged::new("Plain", "Nobody")),
    ])
    .await;
    fs::write(
        setup.path("broken.flac"),
        "fLaC and then nothing of the kind",
    )
    .unwrap();
    fs::write(setup.path("cover.jpg"), "no sound").unwrap();
    fs::write(setup.path("._good.mp3"), "of a Mac").unwrap();
    setup.shows(&["Good"]).await;
    let shelf = setup.folder.shelf.as_ref().unwrap();
    eventually(async || shelf.files().contains_key("broken.flac")).await;
    assert_eq!(shelf.files().len(), 3, "cover and hidden file are no music");
}

#[tokio::test]
async fn what_was_read_is_there_at_once_after_a_restart() {
    let setup = Setup::new(&[("one.mp3", happy("One"))]).await;
    setup.shows(&["One"]).await;
    let store = MusicStore::open(setup.data.path()).unwrap();
    let root = setup.music.path().to_str().unwrap().to_owned();
    eventually(async || {
        !store
            .list_folder_files(root.clone())
            .await
            .unwrap()
            .is_empty()
    })
    .await;
    // Nobody scans here: what is known can only come from the database.
    let (again, _stop) = opened(setup.music.path(), setup.data.path()).await;
    assert_eq!(again.state(), SourceState::Ready);
    assert_eq!(again.list(&query(5)).await.unwrap().songs.len(), 1);
    let (other, _stop) = opened(setup.data.path(), setup.data.path()).await;
    assert!(
        other.list(&query(5)).await.is_err(),
        "it was another folder"
    );
}

#[tokio::test]
async fn a_folder_that_is_gone_degrades_and_comes_back_with_what_was_known() {
    let setup = Setup::new(&[("one.mp3", happy("One"))]).await;
    setup.shows(&["One"]).await;
    let away = setup.data.path().join("away");
    fs::rename(setup.music.path(), &away).unwrap();
    let why = || match setup.folder.state() {
        SourceState::Degraded { why, .. } => why.to_string(),
        SourceState::Ready | SourceState::NotConfigured => String::new(),
    };
    eventually(async || why().starts_with("cannot be found")).await;
    assert!(setup.folder.list(&query(5)).await.is_err());
    // An empty mount point is what a volume leaves behind.
    fs::create_dir(setup.music.path()).unwrap();
    eventually(async || why().starts_with("holds no music")).await;
    fs::remove_dir(setup.music.path()).unwrap();
    fs::rename(&away, setup.music.path()).unwrap();
    setup.shows(&["One"]).await;
    assert_eq!(setup.folder.state(), SourceState::Ready);
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_never_leads_outside_the_folder() {
    use std::os::unix::fs::symlink;
    let setup = Setup::new(&[("in/side.mp3", happy("Inside"))]).await;
    let outside = tempfile::tempdir().unwrap();
    happy("Outside")
        .write(&outside.path().join("out.mp3"))
        .unwrap();
    symlink(outside.path(), setup.path("dir")).unwrap();
    symlink(outside.path().join("out.mp3"), setup.path("file.mp3")).unwrap();
    symlink(setup.music.path(), setup.path("loop")).unwrap();
    happy("Later").write(&setup.path("later.mp3")).unwrap();
    setup.shows(&["Inside", "Later"]).await;

    // A directory that becomes a link after it was walked.
    let song = setup
        .folder
        .list(&query(5))
        .await
        .unwrap()
        .songs
        .into_iter()
        .find(|song| song.title == "Inside")
        .unwrap();
    setup.stop.cancel();
    happy("Foreign")
        .write(&outside.path().join("side.mp3"))
        .unwrap();
    fs::remove_dir_all(setup.path("in")).unwrap();
    symlink(outside.path(), setup.path("in")).unwrap();
    let opened = setup.folder.open(&sound(&song)).await;
    assert!(matches!(opened.err(), Some(Error::MediaNotFound)));
}

#[tokio::test]
async fn a_song_is_read_whole_and_in_parts() {
    let setup = Setup::new(&[("one.wav", happy("One"))]).await;
    setup.shows(&["One"]).await;
    let whole = fs::read(setup.path("one.wav")).unwrap();
    let song = setup.song().await;
    let opened = setup.folder.open(&sound(&song)).await.unwrap();
    let head = opened.head.clone();
    assert_eq!(
        (head.content_type.as_str(), head.part),
        ("audio/wav", Part::Whole)
    );
    assert_eq!(head.total_bytes, Some(whole.len() as u64));
    assert_eq!(bytes(opened).await, whole);

    let part = Wanted {
        range: Some(ByteRange::From(100, Some(299))),
        ..sound(&song)
    };
    let opened = setup.folder.open(&part).await.unwrap();
    assert_eq!(opened.head.part, Part::Span(100, 299));
    assert_eq!(bytes(opened).await, whole[100..300]);
    let tail = Wanted {
        range: Some(ByteRange::Suffix(7)),
        if_range: Some(head.etag.clone()),
        ..sound(&song)
    };
    let opened = setup.folder.open(&tail).await.unwrap();
    assert_eq!(bytes(opened).await, whole[whole.len() - 7..]);
    let changed = Wanted {
        if_range: Some("\"another\"".into()),
        ..tail
    };
    assert_eq!(
        setup.folder.open(&changed).await.unwrap().head.part,
        Part::Whole
    );
    let behind = Wanted {
        range: Some(ByteRange::From(1 << 40, None)),
        ..sound(&song)
    };
    let opened = setup.folder.open(&behind).await.unwrap();
    assert_eq!(opened.head.part, Part::Unsatisfiable);
    assert!(bytes(opened).await.is_empty());
}

#[tokio::test]
async fn the_picture_of_a_song_is_read_from_its_tags() {
    let with = Tagged {
        picture: true,
        ..happy("With")
    };
    let setup = Setup::new(&[("with.mp3", with)]).await;
    setup.shows(&["With"]).await;
    let wanted = Wanted {
        artwork: true,
        ..sound(&setup.song().await)
    };
    let opened = setup.folder.open(&wanted).await.unwrap();
    assert_eq!(opened.head.content_type, "image/png");
    assert_eq!(bytes(opened).await, PICTURE);

    let setup = Setup::new(&[("without.mp3", happy("Without"))]).await;
    setup.shows(&["Without"]).await;
    let song = setup.song().await;
    assert_eq!(song.artwork_url, None);
    let wanted = Wanted {
        artwork: true,
        ..sound(&song)
    };
    let opened = setup.folder.open(&wanted).await;
    assert!(matches!(opened.err(), Some(Error::MediaNotFound)));
}

#[tokio::test]
async fn an_id_that_nobody_gave_opens_nothing() {
    let setup = Setup::new(&[("one.mp3", happy("One"))]).await;
    setup.shows(&["One"]).await;
    for id in ["folder:", "folder:one.mp3", "folder:../../etc/passwd", ""] {
        let wanted = Wanted {
            song_id: id.to_owned(),
            ..sound(&setup.song().await)
        };
        let opened = setup.folder.open(&wanted).await;
        assert!(matches!(opened.err(), Some(Error::MediaNotFound)), "{id}");
    }
}

#[tokio::test]
async fn a_folder_that_is_not_set_up_says_so() {
    let data = tempfile::tempdir().unwrap();
    let store = MusicStore::open(data.path()).unwrap();
    let folder = Folder::open(None, store).await.unwrap();
    assert_eq!(folder.state(), SourceState::NotConfigured);
    let listed = folder.list(&query(5)).await;
    assert_eq!(listed, Err(SourceError::NotConfigured));
    folder.keep_fresh(CancellationToken::new()).await;
}
