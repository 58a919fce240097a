//! A song's bytes: whole, in parts, by ticket and by token, and what is refused.

use std::time::Duration;

use futures_util::{StreamExt, stream, stream::BoxStream};
use proto::music::v1::{
    ByteRange, MediaHead, OpenMediaRequest, OpenMediaResponse, open_media_response::Part,
};
use rpc::Kind;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tonic::Status;

use crate::{
    client::{Answer, Ask},
    fakes::{SESSION, USER, refused},
    stage::{Stage, claims},
};

const LENGTH: usize = 1000;
const ETAG: &str = "\"v1\"";
const PATH: &str = "/songs/folder:One/stream";

/// What the fake's only song sounds like.
fn sound() -> Vec<u8> {
    (0..LENGTH).map(|place| (place % 251) as u8).collect()
}

type Messages = BoxStream<'static, Result<OpenMediaResponse, Status>>;

/// The fake's answer: one song that is really cut, one that never ends, one that breaks off, and one out of reach.
pub fn opened(asked: OpenMediaRequest) -> Result<Messages, Status> {
    let total = LENGTH as u64;
    let range = asked
        .range
        .filter(|_| asked.if_range.is_none_or(|held| held == ETAG));
    let (first, last) = match range {
        Some(ByteRange {
            first: Some(first),
            last,
        }) => (first, last.unwrap_or(total - 1).min(total - 1)),
        Some(ByteRange { first: None, last }) => (total - last.unwrap_or(0), total - 1),
        None => (0, total - 1),
    };
    let artwork = asked.artwork;
    let head = move |total| MediaHead {
        content_type: if artwork { "image/png" } else { "audio/mpeg" }.to_owned(),
        etag: ETAG.to_owned(),
        total_bytes: total,
        part: range.map(|_| ByteRange {
            first: Some(first),
            last: Some(last),
        }),
        unsatisfiable: first >= LENGTH as u64,
    };
    let message = |part| Ok(OpenMediaResponse { part: Some(part) });
    let head = move |total| stream::once(async move { message(Part::Head(head(total))) });
    let chunk = move |bytes: &[u8]| message(Part::Chunk(bytes.to_vec().into()));
    match asked.song_id.as_str() {
        "folder:One" if first >= total => Ok(head(Some(total)).boxed()),
        "folder:One" => {
            let part = sound()[first as usize..=last as usize].to_vec();
            let chunks: Vec<_> = part.chunks(300).map(chunk).collect();
            Ok(head(Some(total)).chain(stream::iter(chunks)).boxed())
        }
        "folder:Endless" => {
            let chunks = stream::repeat_with(move || chunk(&[7; 60_000]));
            Ok(head(None).chain(chunks).boxed())
        }
        "folder:Broken" => {
            let gone = stream::once(async { refused(Kind::Unavailable, "media_unavailable") });
            let some = stream::iter([chunk(&[7; 10])]);
            Ok(head(Some(total)).chain(some).chain(gone).boxed())
        }
        "folder:Away" => refused(Kind::Unavailable, "media_unavailable"),
        _ => refused(Kind::NotFound, "media_not_found"),
    }
}

async fn asked(stage: &Stage, headers: &[(&str, &str)]) -> Answer {
    let ask = headers
        .iter()
        .fold(Ask::get(PATH), |ask, (name, value)| ask.header(name, value));
    stage.asked(ask).await
}

/// The link that a list gives.
async fn link(stage: &Stage) -> String {
    let list = stage.get("/songs?mood=happy").await.ok(200).json();
    let playback = &list["songs"][0]["playback"];
    assert_eq!(playback["kind"], "stream");
    assert!(playback["expires_at"].as_str().unwrap().ends_with('Z'));
    playback["url"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_song_comes_whole_with_all_that_a_player_needs() {
    let stage = Stage::new().await;
    let answer = asked(&stage, &[("accept-encoding", "gzip")]).await;
    answer.ok(200);
    assert_eq!(answer.body, sound());
    for (name, value) in [
        ("content-type", "audio/mpeg"),
        ("content-length", "1000"),
        ("accept-ranges", "bytes"),
        ("etag", ETAG),
        ("x-content-type-options", "nosniff"),
    ] {
        assert_eq!(answer.header(name), Some(value), "{name}");
    }
    assert!(
        answer
            .header("cache-control")
            .unwrap()
            .starts_with("private")
    );
    assert_eq!(answer.header("content-encoding"), None);
    let call = &stage.world.calls("open_media")[0];
    assert_eq!(call.user, USER);
}

#[tokio::test]
async fn a_range_is_answered_with_206_and_its_place() {
    let stage = Stage::new().await;
    for (range, place, expected) in [
        ("bytes=0-0", "bytes 0-0/1000", 0..1),
        ("bytes=300-", "bytes 300-999/1000", 300..1000),
        ("bytes=-5", "bytes 995-999/1000", 995..1000),
        ("bytes=990-5000", "bytes 990-999/1000", 990..1000),
    ] {
        let answer = asked(&stage, &[("range", range)]).await;
        answer.ok(206);
        assert_eq!(answer.header("content-range"), Some(place));
        let length = expected.len().to_string();
        assert_eq!(answer.header("content-length"), Some(length.as_str()));
        assert_eq!(answer.body, sound()[expected], "{range}");
    }
}

#[tokio::test]
async fn a_range_behind_the_end_is_416_and_one_that_is_none_means_all() {
    let stage = Stage::new().await;
    let answer = asked(&stage, &[("range", "bytes=1000-")]).await;
    answer.refused(416, "range_not_satisfiable");
    assert_eq!(answer.header("content-range"), Some("bytes */1000"));
    for range in ["bytes=5-1", "bytes=0-1,5-6", "seconds=1-2", "bytes="] {
        assert_eq!(
            asked(&stage, &[("range", range)]).await.ok(200).body,
            sound()
        );
    }
}

#[tokio::test]
async fn what_the_browser_holds_is_not_sent_again() {
    let stage = Stage::new().await;
    let held = asked(&stage, &[("if-none-match", ETAG)]).await;
    assert!(held.ok(304).body.is_empty());
    asked(&stage, &[("if-none-match", "\"v0\"")]).await.ok(200);
    let range = ("range", "bytes=0-9");
    asked(&stage, &[range, ("if-range", ETAG)]).await.ok(206);
    let changed = asked(&stage, &[range, ("if-range", "\"v0\"")]).await;
    assert_eq!(changed.ok(200).body.len(), LENGTH);
}

#[tokio::test]
async fn head_tells_the_same_without_the_bytes() {
    let stage = Stage::new().await;
    let answer = stage.asked(Ask::new("HEAD", PATH)).await;
    answer.ok(200);
    assert_eq!(answer.header("content-length"), Some("1000"));
    assert_eq!(answer.header("content-type"), Some("audio/mpeg"));
    assert!(answer.body.is_empty());
}

#[tokio::test]
async fn the_link_of_a_list_works_without_a_token_for_its_own_song_only() {
    let stage = Stage::new().await;
    let link = link(&stage).await;
    let answer = stage.ask(Ask::get(&link)).await;
    assert_eq!(answer.ok(200).body, sound());
    let other = link.replace("folder:One", "folder:Two");
    stage
        .ask(Ask::get(&other))
        .await
        .refused(401, "ticket_invalid");
    let forged = format!("{PATH}?ticket=AAAA");
    stage
        .ask(Ask::get(&forged))
        .await
        .refused(401, "ticket_invalid");
    stage
        .ask(Ask::get(PATH))
        .await
        .refused(401, "token_missing");
    let artwork = link.replace("/stream?", "/artwork?");
    let picture = stage.ask(Ask::get(&artwork)).await;
    assert_eq!(picture.ok(200).header("content-type"), Some("image/png"));
    let both = stage.asked(Ask::get(&forged)).await;
    both.ok(200);
}

#[tokio::test]
async fn a_new_link_is_given_on_demand() {
    let stage = Stage::new().await;
    let json = stage.get("/songs/folder:One/playback").await.ok(200).json();
    assert_eq!(json["kind"], "stream");
    let answer = stage.ask(Ask::get(json["url"].as_str().unwrap())).await;
    assert_eq!(answer.ok(200).body, sound());
    stage
        .get("/songs/folder%2FOne/playback")
        .await
        .refused(404, "not_found");
    stage
        .get("/songs/folder:Nowhere/playback")
        .await
        .refused(404, "media_not_found");
    let away = stage.get("/songs/folder:Away/playback").await;
    away.refused(503, "media_unavailable");
    assert!(away.header("retry-after").is_some());
}

#[tokio::test]
async fn logging_out_ends_the_links_as_well() {
    let stage = Stage::new().await;
    let link = link(&stage).await;
    stage.ask(Ask::get(&link)).await.ok(200);
    stage.asked(Ask::new("POST", "/auth/logout")).await.ok(204);
    stage
        .ask(Ask::get(&link))
        .await
        .refused(401, "session_ended");
}

#[tokio::test]
async fn a_token_that_is_over_is_refused() {
    let stage = Stage::new().await;
    let old = stage
        .world
        .signer
        .sign(&claims(USER, SESSION, -3600))
        .unwrap();
    let answer = stage.ask(Ask::get(PATH).bearer(&old)).await;
    answer.refused(401, "token_expired");
}

#[tokio::test]
async fn what_music_does_not_have_is_404() {
    let stage = Stage::new().await;
    for id in ["folder:None", "..%2F..%2Fetc%2Fpasswd", "builtin:song:x"] {
        let answer = stage.get(&format!("/songs/{id}/stream")).await;
        answer.refused(404, "media_not_found");
    }
}

/// A connection on which this was asked, to be read by hand.
async fn asking(stage: &Stage, path: &str) -> TcpStream {
    let token = crate::stage::token(&stage.world);
    let mut connection = TcpStream::connect(stage.address).await.unwrap();
    let request = format!(
        "GET {path} HTTP/1.1\r\nhost: attune.test\r\nauthorization: Bearer {token}\r\n\r\n"
    );
    connection.write_all(request.as_bytes()).await.unwrap();
    connection
}

#[tokio::test]
async fn a_stream_that_breaks_off_is_not_passed_off_as_whole() {
    let stage = Stage::new().await;
    let mut connection = asking(&stage, "/songs/folder:Broken/stream").await;
    let mut received = Vec::new();
    // The connection may be reset as well as closed: either way the player notices.
    drop(connection.read_to_end(&mut received).await);
    assert!(received.len() < LENGTH, "{}", received.len());
}

#[tokio::test]
async fn a_listener_that_stops_reading_holds_up_nobody_and_the_stream_ends_with_it() {
    let stage = Stage::new().await;
    let mut connection = asking(&stage, "/songs/folder:Endless/stream").await;
    let mut some = vec![0; 200_000];
    connection.read_exact(&mut some).await.unwrap();
    // Nothing is read any more; others are served all the same, and the gateway can stop.
    stage.get(PATH).await.ok(200);
    let mut stage = stage;
    stage.stop.cancel();
    let gateway = stage.gateway.take().unwrap();
    let stopped = tokio::time::timeout(Duration::from_secs(20), gateway).await;
    assert!(
        stopped.is_ok(),
        "an open stream does not keep the gateway up"
    );
}
