//! A folder of music, from its files to a browser's player and past a logout.

use attune_tests::{Attune, Client, eventually};
use reqwest::{
    Method, Response,
    header::{CONTENT_RANGE, CONTENT_TYPE, RANGE},
};
use serde_json::{Value, json};
use tagged_audio::{PICTURE, Tagged};
use tempfile::TempDir;

/// Thirty happy songs, each with a picture.
fn filled() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for number in 0..30 {
        let tags = Tagged {
            picture: true,
            ..Tagged::new(&format!("Own {number}"), &format!("Band {number}")).mood("Happy")
        };
        tags.write(&dir.path().join(format!("{number}.flac")))
            .unwrap();
    }
    dir
}

async fn fetched(client: &Client, path: &str, range: Option<&str>) -> Response {
    let request = client.request(Method::GET, path);
    let request = range
        .iter()
        .fold(request, |request, range| request.header(RANGE, *range));
    request.send().await.unwrap()
}

#[tokio::test]
async fn a_file_of_ones_own_is_listed_played_by_its_link_and_silent_after_the_logout() {
    let files = filled();
    let folder = files.path().to_str().unwrap().to_owned();
    let attune = Attune::start_with(|env| env.with("ATTUNE_MUSIC_DIR", folder)).await;
    let ada = attune.person("ada").await;
    let list: Value = eventually("the folder is read", || async {
        let list = ada.get("/songs?mood=happy").await.expect(200);
        (list["source"] == "folder").then_some(list)
    })
    .await;
    assert_eq!(list["degraded"], json!(false));
    assert_eq!(list["songs"].as_array().unwrap().len(), 20);
    let song = &list["songs"][0];
    assert_eq!(song["playback"]["kind"], "stream");

    // As an `<audio>` element does it: no token, first the beginning, then somewhere else.
    let anybody = attune.client();
    let link = song["playback"]["url"].as_str().unwrap();
    let whole = fetched(&anybody, link, None).await;
    assert_eq!(whole.status(), 200);
    assert_eq!(whole.headers()[CONTENT_TYPE], "audio/flac");
    let whole = whole.bytes().await.unwrap();
    let part = fetched(&anybody, link, Some("bytes=4-7")).await;
    assert_eq!(part.status(), 206);
    let place = format!("bytes 4-7/{}", whole.len());
    assert_eq!(part.headers()[CONTENT_RANGE], place.as_str());
    assert_eq!(part.bytes().await.unwrap(), whole[4..8]);
    let picture = fetched(&anybody, song["artwork_url"].as_str().unwrap(), None).await;
    assert_eq!(picture.bytes().await.unwrap(), PICTURE);

    let history = ada.get("/songs/history?limit=1").await.expect(200);
    let picture = history["items"][0]["song"]["artwork_url"].as_str().unwrap();
    assert_eq!(fetched(&anybody, picture, None).await.status(), 200);
    ada.post("/auth/logout", json!({})).await.expect(204);
    assert_eq!(fetched(&anybody, link, None).await.status(), 401);
}

#[tokio::test]
async fn a_folder_that_is_not_mounted_is_told_and_the_built_in_songs_answer() {
    let folder = "/nowhere/at/all/music";
    let attune = Attune::start_with(|env| env.with("ATTUNE_MUSIC_DIR", folder)).await;
    let ada = attune.person("ada").await;
    let why = eventually("the folder is looked for", || async {
        let providers = ada.get("/music/providers").await.expect(200);
        let all = providers["providers"].as_array().unwrap().clone();
        let folder = all.into_iter().find(|one| one["name"] == "folder").unwrap();
        let why = folder["why"].as_str().unwrap().to_owned();
        why.contains("cannot be found").then_some(why)
    })
    .await;
    assert!(
        !why.contains("nowhere"),
        "where it should be is the operator's affair"
    );
    let list = ada.get("/songs?mood=sad").await.expect(200);
    assert_eq!(
        (&list["source"], &list["degraded"]),
        (&json!("builtin"), &json!(true))
    );
    let notice = list["notice"].as_str().unwrap();
    assert!(
        notice.starts_with("The music folder cannot be found"),
        "{notice}"
    );
}
