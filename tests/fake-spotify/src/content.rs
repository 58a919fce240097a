//! The made-up tracks and playlists that searches find: the same for the same search.

use serde_json::{Value, json};

use crate::Recorded;

const DEFAULT_KIND: &str = "track";
const BASE62: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// What a search finds, in the form that Spotify answers with in 2026.
pub(crate) fn found(request: &Recorded) -> Value {
    assembled(request, track, playlist)
}

/// The same with a null, a number and an item without id between the good ones.
pub(crate) fn with_nulls(request: &Recorded) -> Value {
    let mut body = found(request);
    for kind in ["tracks", "playlists"] {
        if let Some(items) = body[kind]["items"].as_array_mut() {
            items.insert(0, Value::Null);
            items.insert(2, json!(7));
            items.insert(4, json!({"id": null, "name": null}));
            items.push(Value::Null);
        }
    }
    if let Some(first) = body["tracks"]["items"].get_mut(1) {
        first["artists"] = json!([null, {"name": "Kept Artist"}, {"name": null}]);
        first["album"]["images"] = json!([null]);
    }
    body
}

/// The same where items have an id and a name and nothing else.
pub(crate) fn with_fields_missing(request: &Recorded) -> Value {
    let bare = |whole: Value| json!({"id": whole["id"], "name": whole["name"]});
    assembled(
        request,
        |query, number| bare(track(query, number)),
        |query, number| bare(playlist(query, number)),
    )
}

/// A search without a hit.
pub(crate) fn nothing() -> Value {
    json!({"tracks": {"items": [], "total": 0}, "playlists": {"items": [], "total": 0}})
}

fn assembled(
    request: &Recorded,
    track: impl Fn(&str, usize) -> Value,
    playlist: impl Fn(&str, usize) -> Value,
) -> Value {
    let query = request.parameter("q").unwrap_or_default();
    let number = |name| request.parameter(name).and_then(|text| text.parse().ok());
    let (limit, offset) = (number("limit").unwrap_or(5), number("offset").unwrap_or(0));
    let page = |one: &dyn Fn(&str, usize) -> Value| {
        let items: Vec<Value> = (offset..offset + limit).map(|n| one(query, n)).collect();
        json!({"items": items, "limit": limit, "offset": offset, "total": 1000})
    };
    let kinds = request.parameter("type").unwrap_or(DEFAULT_KIND);
    let mut body = json!({});
    for kind in kinds.split(',') {
        match kind {
            "track" => body["tracks"] = page(&track),
            "playlist" => body["playlists"] = page(&playlist),
            _ => {}
        }
    }
    body
}

fn track(query: &str, number: usize) -> Value {
    let id = id("track", query, number);
    json!({
        "id": id,
        "name": format!("Fake Song {number}"),
        "type": "track",
        "is_playable": true,
        "explicit": number % 5 == 4,
        "duration_ms": 180_000 + 1_000 * number,
        "artists": [{"id": "a", "name": format!("Fake Artist {number} of {query}")}],
        "album": {
            "name": format!("Fake Album {number}"),
            "release_date": "2019-05-03",
            "images": [{"url": format!("https://i.scdn.co/image/{id}"), "width": 640, "height": 640}],
        },
        "external_urls": {"spotify": format!("https://open.spotify.com/track/{id}")},
    })
}

fn playlist(query: &str, number: usize) -> Value {
    let id = id("playlist", query, number);
    json!({
        "id": id,
        "name": format!("Fake Playlist {number}"),
        "type": "playlist",
        "owner": {"display_name": "Fake Curator"},
        "images": [{"url": format!("https://mosaic.scdn.co/640/{id}")}],
        "external_urls": {"spotify": format!("https://open.spotify.com/playlist/{id}")},
        "items": {"total": 50},
    })
}

/// 22 characters of base 62, as Spotify's ids are.
fn id(kind: &str, query: &str, number: usize) -> String {
    let mut state: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in kind
        .bytes()
        .chain(query.bytes())
        .chain(number.to_le_bytes())
    {
        state = (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    let mut text = String::new();
    for _ in 0..22 {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let digit = usize::try_from(state >> 58).unwrap_or(0) % BASE62.len();
        text.push(char::from(BASE62[digit]));
    }
    text
}
