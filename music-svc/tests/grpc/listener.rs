//! What is kept about a listener, and how it goes again.

use std::collections::HashSet;

use proto::music::v1 as pb;
use tonic::Code;

use crate::harness::{Music, USER, by, ids, refused, wanted};

#[tokio::test]
async fn history_has_what_was_shown_and_what_was_done_newest_first() {
    let (music, _dir) = Music::builtin().await;
    let old = music.list("sad").await;
    let new = music.list("angry").await;
    music.feedback(&new.songs[3].id, "like").await.unwrap();
    let first = music.history("", 20).await.unwrap();
    let shown: Vec<&str> = first
        .items
        .iter()
        .map(|item| item.song.as_ref().unwrap().id.as_str())
        .collect();
    assert_eq!(shown, ids(&new));
    assert!(
        first
            .items
            .iter()
            .all(|item| item.mood == "angry" && item.source == "builtin")
    );
    assert_eq!(first.items[3].feedback, ["like"]);
    for (item, song) in first.items.iter().zip(&new.songs) {
        let kept = item.song.as_ref().unwrap();
        assert_eq!((&kept.reasons, kept.score), (&song.reasons, song.score));
        assert_eq!(music_svc::recomputed_score(kept), Some(kept.score));
    }
    assert!(first.items[0].song.as_ref().unwrap().playback.is_none());
    let second = music.history(&first.cursor, 0).await.unwrap();
    assert_eq!((second.items.len(), second.cursor.as_str()), (20, ""));
    assert_eq!(
        second.items[0].song.as_ref().unwrap().title,
        old.songs[0].title
    );
    let all: HashSet<_> = first
        .items
        .iter()
        .chain(&second.items)
        .map(|item| &item.id)
        .collect();
    assert_eq!(all.len(), 40);
    music.stop().await;
}

#[tokio::test]
async fn a_disliked_song_never_comes_back_until_it_is_taken_back() {
    let (music, _dir) = Music::builtin().await;
    let request = |seed| pb::RecommendRequest {
        seed: Some(seed),
        limit: 50,
        ..wanted("happy", "")
    };
    let first = music.recommend(request(1)).await.unwrap();
    let song = ids(&first)[1];
    music.feedback(song, "dislike").await.unwrap();
    for seed in 0..10 {
        let list = music.recommend(request(seed)).await.unwrap();
        assert!(!ids(&list).contains(&song));
    }
    music.retract(song, Some("dislike")).await.unwrap();
    let again = music.recommend(request(1)).await.unwrap();
    assert_eq!(ids(&again), ids(&first));
    music.stop().await;
}

#[tokio::test]
async fn a_liked_song_says_so_until_the_like_is_taken_back() {
    let (music, _dir) = Music::builtin().await;
    let request = || pb::RecommendRequest {
        seed: Some(7),
        limit: 50,
        ..wanted("happy", "")
    };
    let liked = async || {
        let list = music.recommend(request()).await.unwrap();
        let songs = list.songs.into_iter().filter(|song| song.liked);
        songs.map(|song| song.id).collect::<Vec<_>>()
    };
    let list = music.recommend(request()).await.unwrap();
    assert_eq!(liked().await, Vec::<String>::new());
    let id = &list.songs[0].id;
    music.feedback(id, "like").await.unwrap();
    assert_eq!(liked().await, std::slice::from_ref(id));
    music.retract(id, Some("like")).await.unwrap();
    assert_eq!(liked().await, Vec::<String>::new());
    music.stop().await;
}

#[tokio::test]
async fn feedback_needs_a_recommendation_and_becomes_taste_in_words() {
    let (music, _dir) = Music::builtin().await;
    let unknown = refused(
        music
            .feedback("builtin:song:abba-dancing-queen", "like")
            .await,
    );
    assert_eq!(unknown, (Code::NotFound, "song_not_found".to_owned()));
    let list = music.list("happy").await;
    let song = &list.songs[1];
    for kind in ["like", "like", "play", "finish"] {
        music.feedback(&song.id, kind).await.unwrap();
    }
    let taste = music.taste().await;
    assert_eq!(taste.arms.len(), song.genres.len());
    for arm in &taste.arms {
        assert_eq!(
            (arm.likes, arm.plays, arm.finishes, arm.skips),
            (1, 1, 1, 0)
        );
        assert!(taste.summary.contains(&arm.genre), "{}", taste.summary);
        assert_eq!((arm.intent.as_str(), arm.beta), ("match", 1.0));
        assert!(arm.mean > 0.75 && arm.deviation < 0.19, "{arm:?}");
        assert!(arm.text.starts_with(&format!("You like {}", arm.genre)));
    }
    music
        .client
        .clone()
        .reset_taste(by(USER, pb::ResetTasteRequest {}))
        .await
        .unwrap();
    let taste = music.taste().await;
    assert!(taste.arms.is_empty() && taste.summary.starts_with("Nothing learned yet"));
    let history = music.history("", 0).await.unwrap();
    assert_eq!(history.items[1].feedback, ["like", "play", "finish"]);
    music.stop().await;
}

#[tokio::test]
async fn users_do_not_see_each_other_and_erasure_takes_one_of_them() {
    let (music, dir) = Music::builtin().await;
    let list = music.list("happy").await;
    music.feedback(&list.songs[0].id, "like").await.unwrap();
    let mut client = music.client.clone();
    music.recommend(wanted("happy", "match")).await.unwrap();
    client
        .set_retention(by(USER, pb::SetRetentionRequest { days: Some(30) }))
        .await
        .unwrap();
    client
        .recommend(by("user-2", wanted("sad", "")))
        .await
        .unwrap();

    let exported = client
        .export(by(USER, pb::ExportRequest {}))
        .await
        .unwrap()
        .into_inner();
    let document: serde_json::Value = serde_json::from_str(&exported.json).unwrap();
    assert_eq!(document["recommendations"].as_array().unwrap().len(), 40);
    assert_eq!(document["retention_days"], 30);
    assert_eq!(document["intents"][0]["intent"], "match");
    assert_eq!(document["feedback"][0]["kind"], "like");

    client.erase(by(USER, pb::EraseRequest {})).await.unwrap();
    client.erase(by(USER, pb::EraseRequest {})).await.unwrap();
    assert!(music.history("", 0).await.unwrap().items.is_empty());
    let theirs = client
        .list_history(by("user-2", pb::ListHistoryRequest::default()))
        .await;
    assert_eq!(theirs.unwrap().into_inner().items.len(), 20);
    music.stop().await;
    let connection = rusqlite::Connection::open(dir.path().join(sqlite_store::FILE_NAME)).unwrap();
    for table in [
        "batches",
        "recommendations",
        "feedback",
        "intents",
        "retention",
    ] {
        let sql = format!("SELECT count(*) FROM music_{table} WHERE user_id = ?1");
        let rows: u32 = connection
            .query_row(&sql, [USER], |row| row.get(0))
            .unwrap();
        assert_eq!(rows, 0, "{table}");
    }
}
