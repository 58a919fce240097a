//! The source against a fake server that checks every login.

use std::{
    collections::HashSet,
    sync::atomic::{AtomicI64, Ordering},
    time::Instant,
};

use fake_subsonic::{API_KEY, FakeSubsonic, PASSWORD, SONGS, Scenario, USER, sound};
use futures_util::TryStreamExt;
use jiff::Timestamp;
use tempfile::TempDir;

use super::*;
use crate::{
    config::{SubsonicCredentials, Timeouts},
    media::{ByteRange, CHUNK_BYTES, Part},
    secret::Secret,
    selection::tests::query,
    song::{Playback, Song},
};

struct Setup {
    subsonic: Subsonic,
    fake: FakeSubsonic,
    now: Arc<AtomicI64>,
    stop: CancellationToken,
    _dir: TempDir,
}

fn with_token() -> SubsonicCredentials {
    SubsonicCredentials::Token {
        user: USER.to_owned(),
        password: Secret::new(PASSWORD),
    }
}

/// As long as a busy machine may need, except where waiting is what is tested.
fn patience(scenario: Scenario) -> Duration {
    let is_awaited = matches!(scenario, Scenario::Slow(_));
    Duration::from_secs(if is_awaited { 1 } else { 30 })
}

impl Setup {
    async fn new(scenario: Scenario) -> Self {
        Self::with(scenario, with_token()).await
    }

    /// A source that reads the library in the background.
    async fn with(scenario: Scenario, credentials: SubsonicCredentials) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let fake = FakeSubsonic::start(scenario).await;
        let config = SubsonicConfig {
            url: fake.url().parse().unwrap(),
            credentials,
            timeouts: Timeouts {
                connect: Duration::from_secs(5),
                total: patience(scenario),
            },
            refresh: Duration::from_secs(600),
        };
        let now = Arc::new(AtomicI64::new(Timestamp::now().as_millisecond()));
        let store = MusicStore::open(dir.path()).unwrap();
        let clock = Clock::Set(now.clone());
        let subsonic = Subsonic::open(Some(config), store, clock).await.unwrap();
        let stop = CancellationToken::new();
        tokio::spawn(subsonic.clone().keep_fresh(stop.clone()));
        Self {
            subsonic,
            fake,
            now,
            stop,
            _dir: dir,
        }
    }

    async fn songs(&self) -> Vec<Song> {
        self.subsonic.list(&query(20)).await.unwrap().songs
    }

    async fn failure(&self) -> String {
        let listed = self.subsonic.list(&query(20)).await;
        listed.expect_err("the list fails").to_string()
    }

    fn pass(&self, ms: i64) {
        self.now.fetch_add(ms, Ordering::SeqCst);
    }

    async fn open(&self, change: impl FnOnce(&mut Wanted)) -> Result<Opened, Error> {
        let mut wanted = Wanted {
            song_id: self.songs().await[0].id.clone(),
            artwork: false,
            range: None,
            if_range: None,
        };
        change(&mut wanted);
        self.subsonic.open(&wanted).await
    }
}

impl Drop for Setup {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

async fn bytes(opened: Opened) -> Vec<u8> {
    let chunks: Vec<_> = opened.chunks.try_collect().await.unwrap();
    assert!(chunks.iter().all(|chunk| chunk.len() <= CHUNK_BYTES));
    chunks.concat()
}

#[tokio::test]
async fn a_list_is_full_placed_explained_and_of_our_own_paths() {
    let setup = Setup::new(Scenario::Fine).await;
    let songs = setup.songs().await;
    assert_eq!(songs.len(), 20);
    for song in &songs {
        let stream = format!("/songs/{}/stream", song.id);
        assert_eq!(song.playback, Playback::Stream(stream));
        assert!(
            song.artwork_url
                .as_ref()
                .unwrap()
                .starts_with("/songs/subsonic:")
        );
        assert!(song.point.unwrap().valence > 0.3 && !song.explicit && !song.reasons.is_empty());
        assert_eq!(song.duration_ms, Some(200_000));
        let told = format!("{song:?}");
        assert!(!told.contains(&setup.fake.url()) && !told.contains(PASSWORD));
    }
    assert_eq!(setup.subsonic.state(), SourceState::Ready);
}

#[tokio::test]
async fn the_whole_library_is_read_in_pages_and_explicit_songs_need_leave() {
    let setup = Setup::new(Scenario::Fine).await;
    let query = Query {
        explicit: true,
        limit: 50,
        ..query(50)
    };
    let all = setup.subsonic.list(&query).await.unwrap().songs;
    assert!(all.iter().any(|song| song.explicit));
    let server = setup.subsonic.server.as_ref().unwrap();
    assert_eq!(server.index().songs.len(), SONGS);
    let calls = setup.fake.calls("search3");
    assert!(
        calls
            .iter()
            .any(|call| call.parameter("songOffset") == Some("250"))
    );
}

#[tokio::test]
async fn a_classic_server_is_read_by_its_genres() {
    let setup = Setup::new(Scenario::Classic).await;
    let songs = setup.songs().await;
    assert!(!songs.is_empty() && songs.iter().all(|song| song.point.is_some()));
    assert!(songs.iter().all(|song| song.genres == ["house"]));
    assert!(setup.fake.calls("getSongsByGenre").len() >= 4);
}

#[tokio::test]
async fn each_call_has_its_own_salt_and_one_way_to_log_in() {
    let key = SubsonicCredentials::ApiKey(Secret::new(API_KEY));
    let plain = SubsonicCredentials::Password {
        user: USER.to_owned(),
        password: Secret::new(PASSWORD),
    };
    for credentials in [with_token(), key, plain] {
        let is_token = matches!(credentials, SubsonicCredentials::Token { .. });
        let is_password = matches!(credentials, SubsonicCredentials::Password { .. });
        let setup = Setup::with(Scenario::Fine, credentials).await;
        assert_eq!(setup.songs().await.len(), 20);
        let calls = setup.fake.calls("search3");
        let salts: HashSet<_> = calls
            .iter()
            .filter_map(|call| call.parameter("s"))
            .collect();
        assert_eq!(salts.len(), if is_token { calls.len() } else { 0 });
        for call in calls {
            let in_address = call.query.iter().any(|(name, _)| name == "p");
            assert!(!in_address, "a password is in no address");
            assert_eq!(call.form.iter().any(|(name, _)| name == "p"), is_password);
        }
    }
}

#[tokio::test]
async fn a_key_is_not_sent_to_a_server_that_knows_none() {
    let key = SubsonicCredentials::ApiKey(Secret::new(API_KEY));
    let setup = Setup::with(Scenario::Classic, key).await;
    let server = setup.subsonic.server.as_ref().unwrap();
    let refused = crawl::crawl(&server.client).await.unwrap_err();
    assert!(refused.to_string().starts_with("does not take keys"));
    assert!(setup.fake.calls("search3").is_empty());
}

#[tokio::test]
async fn a_refused_login_is_told_and_the_server_left_alone() {
    for (code, words) in [
        (40, "does not accept the name and password"),
        (41, "does not take hashed passwords"),
        (44, "does not accept the key"),
        (50, "does not let its user do this"),
    ] {
        let setup = Setup::new(Scenario::Refuses(code)).await;
        assert!(setup.failure().await.starts_with(words), "{code}");
        let calls = setup.fake.calls("ping").len();
        assert!(setup.failure().await.starts_with(words));
        assert_eq!(setup.fake.calls("ping").len(), calls);
        let SourceState::Degraded { until_ms, .. } = setup.subsonic.state() else {
            panic!("a refusal degrades the source");
        };
        assert!(until_ms.is_some());
    }
}

#[tokio::test]
async fn failures_of_every_kind_are_errors_in_words_without_an_address() {
    for scenario in [
        Scenario::Broken,
        Scenario::Truncated,
        Scenario::Huge,
        Scenario::Redirects,
        Scenario::Slow(Duration::from_secs(30)),
    ] {
        let setup = Setup::new(scenario).await;
        let started = Instant::now();
        let words = setup.failure().await;
        assert!(
            !words.contains("127.0.0.1") && !words.contains(USER),
            "{words}"
        );
        assert!(started.elapsed() < Duration::from_secs(10), "{scenario:?}");
        assert!(matches!(
            setup.subsonic.state(),
            SourceState::Degraded { .. }
        ));
    }
}

#[tokio::test]
async fn nulls_and_nonsense_cost_only_themselves() {
    let setup = Setup::new(Scenario::Nulls).await;
    assert_eq!(setup.songs().await.len(), 20);
}

#[tokio::test]
async fn a_server_that_goes_away_is_noticed_and_welcomed_back() {
    let setup = Setup::new(Scenario::Fine).await;
    setup.songs().await;
    setup.fake.set_scenario(Scenario::Broken);
    setup.pass(ALIVE_MS);
    assert_eq!(setup.failure().await, "is out of order");
    setup.fake.set_scenario(Scenario::Fine);
    setup.pass(60_000);
    assert_eq!(setup.songs().await.len(), 20, "the library was kept");
    assert_eq!(setup.subsonic.state(), SourceState::Ready);
}

#[tokio::test]
async fn a_song_goes_through_whole_and_in_parts() {
    let setup = Setup::new(Scenario::Fine).await;
    let whole = setup.open(|_| {}).await.unwrap();
    let head = whole.head.clone();
    assert_eq!(
        (head.content_type.as_str(), head.part),
        ("audio/wav", Part::Whole)
    );
    assert_eq!(head.total_bytes, Some(sound().len() as u64));
    assert_eq!(bytes(whole).await, sound());

    let part = setup
        .open(|wanted| {
            wanted.range = Some(ByteRange::From(10, Some(99)));
            wanted.if_range = Some(head.etag.clone());
        })
        .await
        .unwrap();
    assert_eq!(part.head.part, Part::Span(10, 99));
    assert_eq!(
        (part.head.total_bytes, &part.head.etag),
        (head.total_bytes, &head.etag)
    );
    assert_eq!(bytes(part).await, sound()[10..100]);
    let ranges = setup.fake.calls("stream");
    assert_eq!(ranges.last().unwrap().range.as_deref(), Some("bytes=10-99"));

    let changed = setup
        .open(|wanted| {
            wanted.range = Some(ByteRange::Suffix(5));
            wanted.if_range = Some("\"other\"".to_owned());
        })
        .await
        .unwrap();
    assert_eq!(
        bytes(changed).await,
        sound(),
        "of another version all is sent"
    );
    let behind = setup
        .open(|wanted| wanted.range = Some(ByteRange::From(1 << 40, None)))
        .await
        .unwrap();
    assert_eq!(behind.head.part, Part::Unsatisfiable);
    assert_eq!(behind.head.total_bytes, Some(sound().len() as u64));
}

#[tokio::test]
async fn a_picture_goes_through_and_a_song_that_was_not_read_does_not() {
    let setup = Setup::new(Scenario::Fine).await;
    let picture = setup.open(|wanted| wanted.artwork = true).await.unwrap();
    assert_eq!(picture.head.content_type, "image/png");
    assert!(bytes(picture).await.starts_with(b"\x89PNG"));
    for id in ["subsonic:so-9999", "subsonic:", "subsonic:so-1&x=1", "so-1"] {
        let opened = setup.open(|wanted| wanted.song_id = id.to_owned()).await;
        assert!(matches!(opened.err(), Some(Error::MediaNotFound)), "{id}");
    }
}

#[tokio::test]
async fn a_failing_stream_is_an_error_and_never_a_page() {
    let setup = Setup::new(Scenario::Fine).await;
    setup.songs().await;
    for scenario in [Scenario::Page, Scenario::Broken, Scenario::Refuses(40)] {
        setup.fake.set_scenario(scenario);
        let error = setup.open(|_| {}).await.err().unwrap();
        let words = error.to_string();
        assert!(
            words.starts_with("this song cannot be had now: the music server"),
            "{words}"
        );
    }
    setup.fake.set_scenario(Scenario::BreaksOff);
    // It may break off before or after its head was read.
    let broken = match setup.open(|_| {}).await {
        Ok(opened) => opened.chunks.try_collect::<Vec<_>>().await.err(),
        Err(error) => Some(error),
    };
    assert!(matches!(broken, Some(Error::MediaUnavailable(_))));
}

#[tokio::test]
async fn a_server_that_is_not_set_up_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let store = MusicStore::open(dir.path()).unwrap();
    let subsonic = Subsonic::open(None, store, Clock::System).await.unwrap();
    assert_eq!(subsonic.state(), SourceState::NotConfigured);
    assert_eq!(
        subsonic.list(&query(5)).await,
        Err(SourceError::NotConfigured)
    );
    subsonic.keep_fresh(CancellationToken::new()).await;
}
