//! A music server that others wrote: supysonic, a process of its own over a few files that the test
//! makes. `.ci/run` and `just supysonic` install it; without it the test says so and passes, except
//! in CI.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};

use music_svc::{
    Config, Secret,
    config::{SubsonicConfig, SubsonicCredentials, Timeouts},
};
use proto::music::v1::{
    self as pb, music_client::MusicClient, open_media_response::Part::Chunk,
    open_media_response::Part::Head,
};
use rpc::Caller;
use tagged_audio::Tagged;
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
    time::timeout,
};
use tokio_util::sync::CancellationToken;
use tonic::{Request, transport::Channel};

const USER: &str = "ada";
const PASSWORD: &str = "a-password-of-ada";
const PATIENCE: Duration = Duration::from_secs(60);

/// A running supysonic; it is killed when this is dropped.
struct Supysonic {
    url: String,
    home: TempDir,
    _process: Child,
}

/// Where its programs are, if they are installed.
fn programs() -> Option<PathBuf> {
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/supysonic/bin");
    let programs = env::var_os("SUPYSONIC_BIN").map_or(target, PathBuf::from);
    programs.join("supysonic-cli").exists().then_some(programs)
}

impl Supysonic {
    async fn start(programs: &Path) -> Self {
        let home = tempfile::tempdir().unwrap();
        let at = home.path().display();
        let settings = format!(
            "[base]\ndatabase_uri = sqlite:///{at}/music.db\n\
             [webapp]\ncache_dir = {at}/cache\nmount_webui = off\n\
             [daemon]\nsocket = {at}/socket\nrun_watcher = off\n"
        );
        fs::write(home.path().join(".supysonic"), settings).unwrap();
        let music = home.path().join("music");
        for (file, tags) in files() {
            tags.write(&music.join(file)).unwrap();
        }
        let cli = |arguments: &[&str]| {
            let mut command = Command::new(programs.join("supysonic-cli"));
            command.args(arguments).env("HOME", home.path());
            command.output()
        };
        for arguments in [
            &["user", "add", "-p", PASSWORD, USER][..],
            &["folder", "add", "music", music.to_str().unwrap()],
            &["folder", "scan", "--foreground", "music"],
        ] {
            let done = cli(arguments).await.unwrap();
            assert!(done.status.success(), "{arguments:?}: {done:?}");
        }
        let (url, process) = served(programs, home.path()).await;
        Self {
            url,
            home,
            _process: process,
        }
    }
}

impl Supysonic {
    /// The bytes of the file with this title.
    fn file_of(&self, title: &str) -> Vec<u8> {
        let found = files().into_iter().find(|(_, tags)| tags.title == title);
        let (path, _) = found.unwrap();
        fs::read(self.home.path().join("music").join(path)).unwrap()
    }
}

/// Its web server says on which free port it runs.
async fn served(programs: &Path, home: &Path) -> (String, Child) {
    let mut process = Command::new(programs.join("flask"))
        .args([
            "--app",
            "supysonic.web:create_application",
            "run",
            "--port",
            "0",
        ])
        .env("HOME", home)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
    let url = timeout(PATIENCE, async {
        loop {
            let line = lines.next_line().await.unwrap().expect("it starts");
            if let Some((_, url)) = line.split_once("Running on ") {
                return url.trim().to_owned();
            }
        }
    });
    let url = url.await.unwrap();
    // Whoever reads nothing more would block it in the end.
    tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
    (url, process)
}

fn files() -> Vec<(String, Tagged)> {
    let formats = ["mp3", "flac"];
    let one = |number: usize| {
        let (title, artist) = (format!("Track {number}"), format!("Band {number}"));
        let genre = if number < 8 { "House" } else { "Black Metal" };
        let tags = Tagged {
            album: format!("Album {number}"),
            year: Some(2001),
            picture: true,
            ..Tagged::new(&title, &artist).genre(genre)
        };
        (format!("{artist}/{title}.{}", formats[number % 2]), tags)
    };
    (0..10).map(one).collect()
}

struct Music {
    client: MusicClient<Channel>,
    stop: CancellationToken,
    _dir: TempDir,
}

impl Drop for Music {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl Music {
    async fn with(url: &str, credentials: SubsonicCredentials) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let subsonic = SubsonicConfig {
            url: url.parse().unwrap(),
            credentials,
            timeouts: Timeouts {
                connect: Duration::from_secs(2),
                total: PATIENCE,
            },
            refresh: PATIENCE,
        };
        let bound = music_svc::bind(Config {
            subsonic: Some(subsonic),
            ..Config::builtin_only(dir.path().to_owned())
        });
        let bound = bound.await.unwrap();
        let channel = rpc::channel(&format!("http://{}", bound.local_addr()), PATIENCE);
        let stop = CancellationToken::new();
        tokio::spawn(bound.serve(stop.clone()));
        Self {
            client: MusicClient::new(channel.unwrap()),
            stop,
            _dir: dir,
        }
    }

    async fn list(&self) -> pb::Recommendation {
        let request = pb::RecommendRequest {
            mood: "happy".to_owned(),
            ..Default::default()
        };
        let answer = self.client.clone().recommend(by_ada(request)).await;
        answer.unwrap().into_inner()
    }

    /// A list, once the library was read.
    async fn list_of_its_own(&self) -> pb::Recommendation {
        let started = Instant::now();
        loop {
            let list = self.list().await;
            if list.source == "subsonic" {
                return list;
            }
            assert!(started.elapsed() < PATIENCE, "{:?}", list.notice);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    async fn open(&self, request: pb::OpenMediaRequest) -> (pb::MediaHead, Vec<u8>) {
        let opened = self.client.clone().open_media(by_ada(request)).await;
        let mut messages = opened.unwrap().into_inner();
        let first = messages.message().await.unwrap().unwrap().part.unwrap();
        let Head(head) = first else {
            panic!("a stream begins with its head");
        };
        let mut bytes = Vec::new();
        while let Some(message) = messages.message().await.unwrap() {
            if let Some(Chunk(chunk)) = message.part {
                bytes.extend(chunk);
            }
        }
        (head, bytes)
    }
}

fn by_ada<T>(message: T) -> Request<T> {
    let caller = Caller {
        user_id: USER.to_owned(),
        session_id: "session-1".to_owned(),
    };
    rpc::request(message, Some(&caller), "request-1")
}

fn with_password(password: &str) -> SubsonicCredentials {
    SubsonicCredentials::Password {
        user: USER.to_owned(),
        password: Secret::new(password),
    }
}

/// A running server, unless none is installed.
async fn installed() -> Option<Supysonic> {
    let Some(programs) = programs() else {
        let in_ci = env::var("CI").is_ok_and(|ci| ci == "true");
        assert!(!in_ci, "supysonic is missing: `just supysonic` installs it");
        say("supysonic is not installed, so it was not tried: `just supysonic` installs it");
        return None;
    };
    Some(Supysonic::start(&programs).await)
}

#[tokio::test]
async fn its_songs_are_listed_by_their_genres_and_played_byte_for_byte() {
    let Some(supysonic) = installed().await else {
        return;
    };
    let music = Music::with(&supysonic.url, with_password(PASSWORD)).await;
    let list = music.list_of_its_own().await;
    assert_eq!(
        (list.degraded, list.songs.len()),
        (false, 8),
        "eight of ten are happy"
    );
    for song in &list.songs {
        assert_eq!(song.genres, ["house"]);
        assert_eq!((song.year, song.artists.len()), (Some(2001), 1));
        assert!(song.valence.unwrap() > 0.4);
    }
    let song = &list.songs[0];
    let wanted = pb::OpenMediaRequest {
        song_id: song.id.clone(),
        ..Default::default()
    };
    let (head, whole) = music.open(wanted.clone()).await;
    let file = supysonic.file_of(&song.title);
    assert_eq!(whole, file);
    assert!(
        head.content_type.starts_with("audio/"),
        "{}",
        head.content_type
    );
    let range = Some(pb::ByteRange {
        first: Some(100),
        last: Some(199),
    });
    let part = pb::OpenMediaRequest {
        range,
        ..wanted.clone()
    };
    let (head, part) = music.open(part).await;
    assert_eq!((head.part, part.as_slice()), (range, &file[100..200]));
    assert_eq!(head.total_bytes, Some(file.len() as u64));
    let artwork = pb::OpenMediaRequest {
        artwork: true,
        ..wanted
    };
    let (head, picture) = music.open(artwork).await;
    assert!(head.content_type.starts_with("image/") && !picture.is_empty());
}

#[tokio::test]
async fn a_login_that_it_does_not_take_is_told_in_words() {
    let Some(supysonic) = installed().await else {
        return;
    };
    // It keeps no password that could be hashed again.
    let token = SubsonicCredentials::Token {
        user: USER.to_owned(),
        password: Secret::new(PASSWORD),
    };
    for (credentials, words) in [
        (token, "does not take hashed passwords"),
        (
            with_password("another"),
            "does not accept the name and password",
        ),
    ] {
        let list = Music::with(&supysonic.url, credentials).await.list().await;
        assert_eq!(list.source, "builtin");
        let notice = list.notice.unwrap();
        assert!(notice.contains(words), "{notice}");
    }
}

#[expect(
    clippy::print_stderr,
    reason = "who runs the tests should see what was not tried"
)]
fn say(words: &str) {
    eprintln!("{words}");
}
