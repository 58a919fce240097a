//! What the tables keep, and what they forget.

use rusqlite::Connection;
use tempfile::TempDir;

use super::*;
use crate::{
    error::Error,
    mood_map::{Intent, Mood},
    recommender::Recommendation,
    song::{Playback, Song},
    taste::FeedbackKind,
};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
const USER: &str = "user-1";

fn opened() -> (MusicStore, TempDir) {
    let dir = tempfile::tempdir().unwrap();
    (MusicStore::open(dir.path()).unwrap(), dir)
}

fn song(id: &str, genres: &[&str]) -> Song {
    let genres: Vec<String> = genres.iter().map(|genre| (*genre).to_owned()).collect();
    Song {
        id: id.to_owned(),
        title: format!("Title of {id}"),
        artists: vec!["Somebody".to_owned()],
        album: None,
        artwork_url: None,
        duration_ms: Some(1_000),
        explicit: false,
        point: Some(Mood::Happy.profile().target),
        url: "https://example.org".to_owned(),
        year: Some(1999),
        arms: genres.clone(),
        genres,
        reasons: Vec::new(),
        playback: Playback::Link("https://example.org".to_owned()),
    }
}

fn list(mood: Mood, songs: Vec<Song>) -> Recommendation {
    Recommendation {
        mood,
        intent: Intent::Match,
        source: "builtin",
        notice: None,
        songs,
        collections: Vec::new(),
    }
}

async fn record(store: &MusicStore, (user, at_ms, seed): (&str, i64, u64), list: Recommendation) {
    let user_id = user.to_owned();
    store
        .record(
            Batch {
                user_id,
                at_ms,
                seed,
            },
            list,
        )
        .await
        .unwrap();
}

async fn shown(store: &MusicStore, mood: Mood, ids: &[&str]) {
    let songs = ids.iter().map(|id| song(id, &["funk", "pop"])).collect();
    record(store, (USER, 1, 1), list(mood, songs)).await;
}

async fn give(store: &MusicStore, id: &str, kind: FeedbackKind) {
    store
        .give_feedback(USER, id.to_owned(), (kind, 5))
        .await
        .unwrap();
}

async fn retract(store: &MusicStore, id: &str, kind: Option<FeedbackKind>) {
    store
        .retract_feedback(USER, id.to_owned(), kind)
        .await
        .unwrap();
}

async fn disliked(store: &MusicStore) -> usize {
    store.listener(USER, REPLAY).await.unwrap().disliked.len()
}

const REPLAY: Replay = Replay {
    mood: Mood::Happy,
    intent: Intent::Match,
    seed: 77,
};

#[tokio::test]
async fn a_list_is_read_back_as_it_was_shown_but_for_playback() {
    let (store, _dir) = opened();
    let shown = song("s1", &["funk"]);
    record(
        &store,
        (USER, 42, u64::MAX),
        list(Mood::Sad, vec![shown.clone()]),
    )
    .await;
    let page = store.list_history(USER, "", 10).await.unwrap();
    let item = &page.items[0];
    assert_eq!(
        (item.at_ms, item.mood.as_str(), item.source.as_str()),
        (42, "sad", "builtin")
    );
    let expected = Song {
        playback: Playback::None,
        arms: Vec::new(),
        ..shown
    };
    assert_eq!(item.song, expected);
    assert_eq!(page.cursor, None);
}

#[tokio::test]
async fn pages_neither_repeat_nor_skip_while_lists_are_added() {
    let (store, _dir) = opened();
    for batch in 0..3 {
        let ids: Vec<String> = (0..4).map(|place| format!("{batch}{place}")).collect();
        shown(
            &store,
            Mood::Happy,
            &ids.iter().map(String::as_str).collect::<Vec<_>>(),
        )
        .await;
    }
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = store.list_history(USER, &cursor, 5).await.unwrap();
        seen.extend(page.items.into_iter().map(|item| item.song.id));
        shown(&store, Mood::Happy, &["late"]).await;
        match page.cursor {
            Some(next) => cursor = next,
            None => break,
        }
    }
    let expected: Vec<String> = (0..3)
        .rev()
        .flat_map(|batch| (0..4).map(move |place| format!("{batch}{place}")))
        .collect();
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn a_foreign_cursor_is_refused() {
    let (store, _dir) = opened();
    for cursor in ["x", "1", "1-x", "--", "9999999999999999999999-1"] {
        let error = store.list_history(USER, cursor, 5).await.unwrap_err();
        assert!(matches!(error, Error::InvalidCursor), "{cursor}");
    }
}

#[tokio::test]
async fn the_same_feedback_counts_once_and_only_for_shown_songs() {
    let (store, _dir) = opened();
    let unknown = store
        .give_feedback(USER, "s1".into(), (FeedbackKind::Like, 5))
        .await;
    assert!(matches!(unknown, Err(Error::SongNotFound)));
    shown(&store, Mood::Happy, &["s1"]).await;
    give(&store, "s1", FeedbackKind::Like).await;
    let once = store.taste(USER).await.unwrap();
    shown(&store, Mood::Sad, &["s1"]).await;
    give(&store, "s1", FeedbackKind::Like).await;
    assert_eq!(store.taste(USER).await.unwrap(), once);
    let arms: Vec<_> = once
        .arms
        .iter()
        .map(|arm| (arm.genre.as_str(), arm.likes))
        .collect();
    assert_eq!(arms, [("funk", 1), ("pop", 1)]);
    assert!(once.arms.iter().all(|arm| arm.mood == "happy"));
}

#[tokio::test]
async fn taking_feedback_back_restores_exactly_what_was_before() {
    let (store, _dir) = opened();
    shown(&store, Mood::Happy, &["s1", "s2"]).await;
    give(&store, "s2", FeedbackKind::Skip).await;
    give(&store, "s1", FeedbackKind::Dislike).await;
    let before = store.taste(USER).await.unwrap();
    give(&store, "s1", FeedbackKind::Like).await;
    assert_ne!(store.taste(USER).await.unwrap(), before);
    assert_eq!(disliked(&store).await, 0, "the later opinion counts");
    retract(&store, "s1", Some(FeedbackKind::Like)).await;
    assert_eq!(store.taste(USER).await.unwrap(), before);
    assert_eq!(disliked(&store).await, 1);
    retract(&store, "s1", None).await;
    retract(&store, "s2", None).await;
    assert!(store.taste(USER).await.unwrap().arms.is_empty());
    retract(&store, "s2", None).await;
}

#[tokio::test]
async fn of_like_and_dislike_history_shows_the_later_one() {
    let (store, _dir) = opened();
    shown(&store, Mood::Happy, &["s1"]).await;
    for kind in [
        FeedbackKind::Play,
        FeedbackKind::Like,
        FeedbackKind::Dislike,
    ] {
        give(&store, "s1", kind).await;
    }
    let page = store.list_history(USER, "", 1).await.unwrap();
    assert_eq!(page.items[0].feedback, ["play", "dislike"]);
}

#[tokio::test]
async fn a_reset_forgets_the_taste_and_keeps_the_history() {
    let (store, _dir) = opened();
    shown(&store, Mood::Happy, &["s1", "s2"]).await;
    give(&store, "s1", FeedbackKind::Dislike).await;
    give(&store, "s2", FeedbackKind::Like).await;
    store.reset_taste(USER).await.unwrap();
    assert!(store.taste(USER).await.unwrap().arms.is_empty());
    assert_eq!(disliked(&store).await, 0);
    let page = store.list_history(USER, "", 10).await.unwrap();
    assert_eq!(page.items[0].feedback, ["dislike"]);
    give(&store, "s2", FeedbackKind::Like).await;
    assert_eq!(
        store.taste(USER).await.unwrap().arms[0].likes,
        1,
        "it can be learned again"
    );
}

#[tokio::test]
async fn the_last_fifty_songs_are_recent_and_a_seed_sees_what_it_saw_first() {
    let (store, _dir) = opened();
    let ids: Vec<String> = (0..60).map(|id| id.to_string()).collect();
    let songs = |range: std::ops::Range<usize>| {
        ids[range]
            .iter()
            .map(|id| song(id, &[]))
            .collect::<Vec<_>>()
    };
    record(&store, (USER, 1, 1), list(Mood::Happy, songs(0..30))).await;
    record(&store, (USER, 2, 77), list(Mood::Happy, songs(30..60))).await;
    let first = store.listener(USER, REPLAY).await.unwrap().recent;
    assert_eq!(first.len(), 30);
    assert!(first.contains("0") && !first.contains("59"));
    let other = store
        .listener(USER, Replay { seed: 5, ..REPLAY })
        .await
        .unwrap()
        .recent;
    assert_eq!(other.len(), 50);
    assert!(other.contains("59") && other.contains("10") && !other.contains("9"));
    let somebody = store.listener("user-2", REPLAY).await.unwrap();
    assert!(somebody.recent.is_empty());
}

#[tokio::test]
async fn retention_erases_at_once_and_later_but_keeps_the_taste() {
    let (store, dir) = opened();
    let now = 100 * DAY_MS;
    for (user, at_ms) in [
        (USER, now - 31 * DAY_MS),
        (USER, now - 2 * DAY_MS),
        ("user-2", 0),
    ] {
        record(
            &store,
            (user, at_ms, 1),
            list(Mood::Happy, vec![song("s1", &["funk"])]),
        )
        .await;
    }
    give(&store, "s1", FeedbackKind::Dislike).await;
    store.set_retention(USER, Some(30), now).await.unwrap();
    let count = |user: &str| {
        let connection = Connection::open(dir.path().join(sqlite_store::FILE_NAME)).unwrap();
        let sql = "SELECT count(*) FROM music_recommendations WHERE user_id = ?1";
        connection
            .query_row(sql, [user], |row| row.get::<_, u32>(0))
            .unwrap()
    };
    assert_eq!((count(USER), count("user-2")), (1, 1));
    assert_eq!(store.purge(None, now + 40 * DAY_MS).await.unwrap(), 1);
    assert_eq!((count(USER), count("user-2")), (0, 1));
    assert_eq!(disliked(&store).await, 1);
    store.set_retention(USER, None, now).await.unwrap();
    shown(&store, Mood::Happy, &["s2"]).await;
    assert_eq!(
        store.purge(None, i64::MAX / 2).await.unwrap(),
        0,
        "kept for ever again"
    );
}

#[tokio::test]
async fn an_export_has_everything_and_erasure_leaves_nothing() {
    let (store, dir) = opened();
    shown(&store, Mood::Happy, &["s1"]).await;
    give(&store, "s1", FeedbackKind::Like).await;
    store.set_retention(USER, Some(3650), 1).await.unwrap();
    let document = store.export(USER).await.unwrap();
    assert_eq!(
        document["recommendations"][0]["song"]["title"],
        "Title of s1"
    );
    assert_eq!(
        document["recommendations"][0]["at"],
        "1970-01-01T00:00:00.001Z"
    );
    assert_eq!(document["feedback"][0]["kind"], "like");
    assert_eq!(document["taste"]["arms"][0]["genre"], "funk");
    assert_eq!(document["retention_days"], 3650);
    store.erase(USER).await.unwrap();
    store.erase(USER).await.unwrap();
    let connection = Connection::open(dir.path().join(sqlite_store::FILE_NAME)).unwrap();
    for table in ["batches", "recommendations", "feedback", "retention"] {
        let sql = format!("SELECT count(*) FROM music_{table}");
        let rows: u32 = connection.query_row(&sql, [], |row| row.get(0)).unwrap();
        assert_eq!(rows, 0, "{table}");
    }
}

#[tokio::test]
async fn a_cooldown_is_kept_replaced_and_forgotten() {
    let (store, _dir) = opened();
    let cooldown = |until_ms| {
        Some(StoredCooldown {
            cause: "rate_limited".into(),
            until_ms,
        })
    };
    for kept in [None, cooldown(1), cooldown(2), None] {
        store.put_cooldown("spotify", kept.clone()).await.unwrap();
        assert_eq!(store.find_cooldown("spotify").await.unwrap(), kept);
    }
}
