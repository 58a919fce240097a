//! How each scenario answers each call.

use http_body_util::{BodyExt, Full, StreamBody, combinators::BoxBody};
use hyper::{
    Response,
    body::{Bytes, Frame},
};
use serde_json::{Value, json};

use crate::{Recorded, Scenario, content, login};

/// What a fake answers with: a body that may break off.
pub(crate) type Answer = Response<BoxBody<Bytes, std::io::Error>>;

const HUGE_BYTES: usize = 8 << 20;
const PIXEL: &[u8] = b"\x89PNG\r\n\x1a\n and no more of a picture";

pub(crate) async fn answer(scenario: Scenario, call: &Recorded) -> Answer {
    let method = call.path.strip_prefix("/rest/");
    let method = method.and_then(|method| method.strip_suffix(".view"));
    let Some(method) = method else {
        return plain(404, "text/html", "<h1>nothing here</h1>");
    };
    match scenario {
        Scenario::Slow(wait) => tokio::time::sleep(wait).await,
        Scenario::Broken => return plain(503, "text/html", "<html>upstream connect error</html>"),
        Scenario::Redirects => {
            let mut answer = plain(302, "text/plain", "");
            let elsewhere = "http://127.0.0.1:9/rest"
                .parse()
                .expect("a URL is a header");
            answer.headers_mut().insert("location", elsewhere);
            return answer;
        }
        Scenario::Huge => return json_body(&json!({"padding": "x".repeat(HUGE_BYTES)})),
        Scenario::Refuses(code) if method != "getOpenSubsonicExtensions" => return failed(code),
        Scenario::Fine
        | Scenario::Classic
        | Scenario::Refuses(_)
        | Scenario::Truncated
        | Scenario::Nulls
        | Scenario::BreaksOff
        | Scenario::Page => {}
    }
    if method == "getOpenSubsonicExtensions" {
        return extensions(scenario);
    }
    if let Err(code) = login::check(call) {
        return failed(code);
    }
    called(scenario, method, call)
}

fn called(scenario: Scenario, method: &str, call: &Recorded) -> Answer {
    match method {
        "ping" => ok(json!({})),
        "getGenres" => ok(json!({"genres": {"genre": content::genres()}})),
        "search3" if scenario == Scenario::Truncated => {
            let half = "{\"subsonic-response\":{\"status\":\"ok\",\"searchResult3\":{\"song\":[{";
            plain(200, "application/json", half)
        }
        "search3" => ok(json!({"searchResult3": {"song": search(scenario, call)}})),
        "getSongsByGenre" => {
            let numbers = content::of_genre(call.parameter("genre").unwrap_or_default());
            let page = page(scenario, &numbers, call, ("count", "offset"));
            ok(json!({"songsByGenre": {"song": page}}))
        }
        "stream" if is_known(call) => stream(scenario, call),
        "getCoverArt" => plain(200, "image/png", PIXEL),
        _ => failed(70),
    }
}

fn extensions(scenario: Scenario) -> Answer {
    if scenario == Scenario::Classic {
        return plain(404, "text/html", "<h1>no such method</h1>");
    }
    ok(json!({"openSubsonicExtensions": [
        {"name": "apiKeyAuthentication", "versions": [1]},
        {"name": "formPost", "versions": [1]},
    ]}))
}

/// An empty query finds everything, on a server that is not classic.
fn search(scenario: Scenario, call: &Recorded) -> Value {
    let query = call.parameter("query").unwrap_or_default();
    if query.is_empty() && scenario == Scenario::Classic {
        return json!([]);
    }
    let numbers: Vec<usize> = (0..content::SONGS).collect();
    page(scenario, &numbers, call, ("songCount", "songOffset"))
}

fn page(scenario: Scenario, numbers: &[usize], call: &Recorded, names: (&str, &str)) -> Value {
    let number = |name| call.parameter(name).and_then(|text| text.parse().ok());
    let (count, offset) = (number(names.0).unwrap_or(20), number(names.1).unwrap_or(0));
    let is_classic = scenario == Scenario::Classic;
    let page = numbers.iter().skip(offset).take(count);
    let mut songs: Vec<Value> = page.map(|n| content::song(*n, is_classic)).collect();
    if scenario == Scenario::Nulls {
        for (place, song) in songs.iter_mut().enumerate() {
            match place % 8 {
                5 => *song = Value::Null,
                6 => *song = json!(7),
                7 => song["title"] = Value::Null,
                _ => {}
            }
        }
    }
    Value::Array(songs)
}

fn is_known(call: &Recorded) -> bool {
    let number = call.parameter("id").and_then(|id| id.strip_prefix("so-"));
    number
        .and_then(|number| number.parse().ok())
        .is_some_and(|number: usize| number < content::SONGS)
}

fn stream(scenario: Scenario, call: &Recorded) -> Answer {
    let whole = content::sound();
    let total = whole.len();
    if scenario == Scenario::Page {
        return plain(200, "text/html", "<script>alert(1)</script>");
    }
    if scenario == Scenario::BreaksOff {
        let frames = [
            Ok(Frame::data(Bytes::from(whole[..total / 2].to_vec()))),
            Err(std::io::Error::other("gone")),
        ];
        let frames = futures_util::stream::iter(frames);
        let body = BodyExt::boxed(StreamBody::new(frames));
        return built(
            200,
            "audio/wav",
            body,
            &[("content-length", total.to_string())],
        );
    }
    let mut extra = vec![
        ("accept-ranges", "bytes".to_owned()),
        ("last-modified", "Sun, 01 Nov 2026 10:00:00 GMT".to_owned()),
    ];
    match call.range.as_deref().map(|range| span(range, total)) {
        None => built(200, "audio/wav", full(whole), &extra),
        Some(Some((first, last))) => {
            extra.push(("content-range", format!("bytes {first}-{last}/{total}")));
            built(206, "audio/wav", full(whole[first..=last].to_vec()), &extra)
        }
        Some(None) => {
            extra.push(("content-range", format!("bytes */{total}")));
            built(416, "text/plain", full(Vec::new()), &extra)
        }
    }
}

fn span(range: &str, total: usize) -> Option<(usize, usize)> {
    let (first, last) = range.strip_prefix("bytes=")?.split_once('-')?;
    let (first, last) = match (first.parse::<usize>().ok(), last.parse::<usize>().ok()) {
        (Some(first), last) => (first, last.unwrap_or(total - 1).min(total - 1)),
        (None, Some(count)) => (total.saturating_sub(count), total - 1),
        (None, None) => return None,
    };
    (first <= last).then_some((first, last))
}

fn ok(content: Value) -> Answer {
    let mut whole = json!({
        "status": "ok", "version": "1.16.1", "type": "fake", "serverVersion": "1",
        "openSubsonic": true,
    });
    for (name, value) in content.as_object().into_iter().flatten() {
        whole[name] = value.clone();
    }
    json_body(&json!({ "subsonic-response": whole }))
}

fn failed(code: i64) -> Answer {
    json_body(&json!({"subsonic-response": {
        "status": "failed", "version": "1.16.1", "openSubsonic": true,
        "error": {"code": code, "message": "in the server's own words"},
    }}))
}

fn json_body(body: &Value) -> Answer {
    plain(200, "application/json", body.to_string())
}

fn plain(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Answer {
    built(status, content_type, full(body.into()), &[])
}

fn full(bytes: Vec<u8>) -> BoxBody<Bytes, std::io::Error> {
    Full::new(Bytes::from(bytes))
        .map_err(|never| match never {})
        .boxed()
}

fn built(
    status: u16,
    content_type: &str,
    body: BoxBody<Bytes, std::io::Error>,
    headers: &[(&str, String)],
) -> Answer {
    let mut response = Response::builder()
        .status(status)
        .header("content-type", content_type);
    for (name, value) in headers {
        response = response.header(*name, value);
    }
    response.body(body).expect("the parts are constants")
}
