//! What the tables keep, and what they forget.

mod feedback;

use std::collections::HashSet;

use rusqlite::Connection;
use tempfile::TempDir;

use super::*;
use crate::{
    dice::Dice,
    error::Error,
    mood_map::{Intent, Mood},
    recommender::Recommendation,
    song::{Playback, Song},
    taste::{FeedbackKind, Posterior},
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
        score: 0,
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
        liked: HashSet::new(),
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
                is_intent_chosen: false,
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
    chosen_intent: None,
    usual_intent: None,
    seed: 77,
    now_ms: NOW,
};
const NOW: i64 = 5;

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
async fn what_an_older_version_kept_is_carried_over() {
    let dir = tempfile::tempdir().unwrap();
    let first = &MIGRATIONS[..1];
    drop(sqlite_store::Store::open(dir.path(), "music", first).unwrap());
    let connection = Connection::open(dir.path().join(sqlite_store::FILE_NAME)).unwrap();
    let song = serde_json::to_string(&song("s1", &["funk"])).unwrap();
    connection
        .execute_batch(&format!(
            "INSERT INTO music_batches VALUES (4, 'b', '{USER}', 1, 'sad', 'lift', 'builtin', 0, 1);
             INSERT INTO music_recommendations
             VALUES ('r', 4, '{USER}', 0, 's1', '{song}', '[\"funk\"]');
             INSERT INTO music_feedback VALUES
                 (7, '{USER}', 's1', 'like', 'sad', '[\"funk\"]', 2, 1),
                 (8, '{USER}', 'gone', 'skip', 'sad', '[\"pop\"]', 2, 1);"
        ))
        .unwrap();
    drop(connection);
    let store = MusicStore::open(dir.path()).unwrap();
    let taste = store.taste(USER, NOW).await.unwrap();
    let arms: Vec<_> = taste
        .arms
        .iter()
        .map(|arm| (arm.intent, arm.genre.as_str(), arm.likes, arm.skips))
        .collect();
    assert_eq!(
        arms,
        [(Intent::Match, "pop", 0, 1), (Intent::Lift, "funk", 1, 0)]
    );
    let page = store.list_history(USER, "", 10).await.unwrap();
    assert_eq!(page.items[0].feedback, ["like"]);
    give(&store, "s1", FeedbackKind::Play).await;
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
    let chosen = Batch {
        user_id: USER.to_owned(),
        at_ms: 2,
        seed: 2,
        is_intent_chosen: true,
    };
    store
        .record(chosen, list(Mood::Sad, Vec::new()))
        .await
        .unwrap();
    store.set_retention(USER, Some(3650), 1).await.unwrap();
    let document = store.export(USER, NOW).await.unwrap();
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
    assert_eq!(document["taste"]["arms"][0]["posterior"][0], 3.0);
    assert_eq!(document["intents"][0]["mood"], "sad");
    assert_eq!(document["intents"][0]["intent"], "match");
    assert_eq!(document["retention_days"], 3650);
    store.erase(USER).await.unwrap();
    store.erase(USER).await.unwrap();
    let connection = Connection::open(dir.path().join(sqlite_store::FILE_NAME)).unwrap();
    for table in [
        "batches",
        "recommendations",
        "feedback",
        "intents",
        "retention",
    ] {
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
