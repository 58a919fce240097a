//! The operator's own music: a folder and a music server, their order, and what is played of them.

use std::{path::Path, time::Duration};

use fake_subsonic::{FakeSubsonic, Scenario};
use music_svc::{Config, config::FolderConfig};
use proto::music::v1 as pb;
use tagged_audio::Tagged;
use tempfile::TempDir;
use tonic::Code;

use crate::harness::{DEADLINE, Music, refused, subsonic_at};

fn filled() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for number in 0..25 {
        let (title, artist) = (format!("Own {number}"), format!("Band {number}"));
        let path = dir.path().join(format!("{number}.wav"));
        Tagged::new(&title, &artist)
            .mood("Happy")
            .write(&path)
            .unwrap();
    }
    dir
}

fn folder(path: &Path) -> Option<FolderConfig> {
    Some(FolderConfig {
        rescan: Duration::from_millis(50),
        ..FolderConfig::new(path.to_owned())
    })
}

fn media(song: &pb::Song) -> pb::OpenMediaRequest {
    pb::OpenMediaRequest {
        song_id: song.id.clone(),
        ..Default::default()
    }
}

#[tokio::test]
async fn a_folder_answers_before_the_built_in_songs_and_is_streamed() {
    let (files, data) = (filled(), tempfile::tempdir().unwrap());
    let music = Music::start_with(Config {
        folder: folder(files.path()),
        ..Config::builtin_only(data.path().to_owned())
    })
    .await;
    let list = music.list_from("folder").await;
    assert!(!list.degraded && !list.songs.is_empty());
    let song = &list.songs[0];
    let playback = song.playback.as_ref().unwrap();
    assert_eq!(playback.kind, "stream");
    assert_eq!(playback.url, format!("/songs/{}/stream", song.id));
    let (head, bytes) = music.media(media(song)).await.unwrap();
    assert_eq!(head.content_type, "audio/wav");
    assert_eq!(head.total_bytes, Some(bytes.len() as u64));
    let range = Some(pb::ByteRange {
        first: Some(4),
        last: Some(7),
    });
    let part = pb::OpenMediaRequest {
        range,
        ..media(song)
    };
    let (head, part) = music.media(part).await.unwrap();
    assert_eq!((head.part, part.as_slice()), (range, &bytes[4..8]));
    assert_eq!(music.provider("folder").await.state, "ready");
    music.feedback(&song.id, "like").await.unwrap();
    music.stop().await;
}

#[tokio::test]
async fn when_the_music_server_fails_the_folder_answers_and_says_so() {
    let (files, data) = (filled(), tempfile::tempdir().unwrap());
    let fake = FakeSubsonic::start(Scenario::Fine).await;
    let music = Music::start_with(Config {
        folder: folder(files.path()),
        subsonic: Some(subsonic_at(&fake)),
        ..Config::builtin_only(data.path().to_owned())
    })
    .await;
    let list = music.list_from("subsonic").await;
    assert!(!list.degraded);
    let (head, bytes) = music.media(media(&list.songs[0])).await.unwrap();
    assert_eq!(
        (head.content_type.as_str(), bytes),
        ("audio/wav", fake_subsonic::sound())
    );
    music.stop().await;

    fake.set_scenario(Scenario::Refuses(40));
    let music = Music::start_with(Config {
        folder: folder(files.path()),
        subsonic: Some(subsonic_at(&fake)),
        ..Config::builtin_only(data.path().to_owned())
    })
    .await;
    let list = music.list_from("folder").await;
    assert!(list.degraded);
    assert_eq!(
        list.notice.unwrap(),
        "The music server does not accept the name and password that it was set up with. \
         The music folder answers instead."
    );
    let state = music.provider("subsonic").await;
    assert!(state.state == "degraded" && state.until_ms.is_some());
    let told = format!("{state:?}");
    assert!(!told.contains(fake_subsonic::PASSWORD) && !told.contains(&fake.url()));
    music.stop().await;
}

#[tokio::test]
async fn when_everything_of_ones_own_fails_the_built_in_songs_answer_and_every_failure_is_named() {
    let (files, data) = (filled(), tempfile::tempdir().unwrap());
    let fake = FakeSubsonic::start(Scenario::Broken).await;
    let music = Music::start_with(Config {
        folder: folder(&files.path().join("not-mounted")),
        subsonic: Some(subsonic_at(&fake)),
        ..Config::builtin_only(data.path().to_owned())
    })
    .await;
    let looked_for = async {
        loop {
            let state = music.provider("folder").await;
            let why = state.why.as_deref().unwrap_or_default();
            if why.contains("cannot be found") {
                return state;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let state = tokio::time::timeout(DEADLINE, looked_for).await.unwrap();
    assert_eq!((state.state.as_str(), state.until_ms), ("degraded", None));
    let list = music.list("happy").await;
    assert_eq!((list.source.as_str(), list.songs.len()), ("builtin", 20));
    assert_eq!(
        list.notice.unwrap(),
        "The music server is out of order. The music folder cannot be found (is its volume \
         mounted?). Attune answers instead."
    );
    music.stop().await;
}

#[tokio::test]
async fn what_no_source_has_cannot_be_opened_and_nobody_opens_anything_unnamed() {
    let (music, _dir) = Music::builtin().await;
    for id in [
        "",
        "builtin:song:x",
        "folder:x",
        "subsonic:1",
        "spotify:track:1",
    ] {
        let song = pb::Song {
            id: id.to_owned(),
            ..Default::default()
        };
        let answer = music.media(media(&song)).await;
        assert_eq!(
            refused(answer),
            (Code::NotFound, "media_not_found".to_owned())
        );
    }
    let unnamed = music
        .client
        .clone()
        .open_media(pb::OpenMediaRequest::default())
        .await;
    assert_eq!(unnamed.err().unwrap().code(), Code::Unauthenticated);
    music.stop().await;
}
