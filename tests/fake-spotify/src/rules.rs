//! The real Spotify's rules about requests: what is refused, and with which words.

use base64::{Engine, prelude::BASE64_STANDARD};

use crate::{CLIENT_ID, CLIENT_SECRET, Recorded, TOKEN_PREFIX};

/// A refusal: status and message.
pub(crate) type Refusal = (u16, &'static str);

/// Whether the header is the Basic form of the fake's client.
pub(crate) fn is_known_client(request: &Recorded) -> bool {
    let expected = BASE64_STANDARD.encode(format!("{CLIENT_ID}:{CLIENT_SECRET}"));
    request.authorization.as_deref() == Some(&format!("Basic {expected}"))
}

/// The number of the token that a call carries.
pub(crate) fn token_number(request: &Recorded) -> Option<u32> {
    let bearer = request.authorization.as_deref()?.strip_prefix("Bearer ")?;
    bearer.strip_prefix(TOKEN_PREFIX)?.parse().ok()
}

/// Checks a search as Spotify does in 2026.
pub(crate) fn check_search(request: &Recorded) -> Result<(), Refusal> {
    let number = |name, default| match request.parameter(name) {
        None => Some(default),
        Some(text) => text.parse::<u32>().ok(),
    };
    let query = request.parameter("q").unwrap_or_default();
    if query.is_empty() {
        return Err((400, "No search query"));
    }
    if !matches!(number("limit", 5), Some(1..=10)) {
        return Err((400, "Invalid limit"));
    }
    if !matches!(number("offset", 0), Some(0..=1000)) {
        return Err((400, "Invalid offset"));
    }
    if !request.parameter("market").is_some_and(is_market) {
        return Err((400, "Invalid market code"));
    }
    if query.matches("genre:").count() > 1 {
        return Err((400, "Only one genre filter is allowed"));
    }
    let known = |kind: &str| matches!(kind, "track" | "playlist" | "artist" | "album");
    match request.parameter("type") {
        None => Err((400, "Missing parameter type")),
        Some(kinds) if kinds.split(',').all(known) => Ok(()),
        Some(_) => Err((400, "Bad search type field")),
    }
}

fn is_market(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// Decodes `a=1&b=x+y%20z` into pairs.
pub(crate) fn pairs(encoded: &str) -> Vec<(String, String)> {
    let filled = encoded.split('&').filter(|part| !part.is_empty());
    filled
        .map(|part| {
            let (key, value) = part.split_once('=').unwrap_or((part, ""));
            (decoded(key), decoded(value))
        })
        .collect()
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let digits = [rest.next().unwrap_or(b'0'), rest.next().unwrap_or(b'0')];
                let digits = String::from_utf8_lossy(&digits).into_owned();
                bytes.push(u8::from_str_radix(&digits, 16).unwrap_or(b'?'));
            }
            _ => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn search(query: &str) -> Recorded {
        Recorded {
            method: "GET".into(),
            path: "/v1/search".into(),
            query: pairs(query),
            authorization: None,
            status: 0,
        }
    }

    #[test]
    fn the_rules_are_those_of_2026() {
        let good = "q=genre%3A%22hip+hop%22&type=track&limit=10&market=US";
        assert_eq!(check_search(&search(good)), Ok(()));
        for (bad, message) in [
            ("type=track&market=US", "No search query"),
            ("q=a&type=track&market=US&limit=11", "Invalid limit"),
            ("q=a&type=track&market=US&limit=0", "Invalid limit"),
            ("q=a&type=track&limit=10", "Invalid market code"),
            ("q=a&type=track&market=usa", "Invalid market code"),
            ("q=a&market=US", "Missing parameter type"),
            ("q=a&type=song&market=US", "Bad search type field"),
            ("q=a&type=track&market=US&offset=1001", "Invalid offset"),
            (
                "q=genre:a+genre:b&type=track&market=US",
                "Only one genre filter is allowed",
            ),
        ] {
            assert_eq!(check_search(&search(bad)), Err((400, message)), "{bad}");
        }
    }

    #[test]
    fn a_query_is_decoded() {
        assert_eq!(
            search("q=genre%3A%22hip+hop%22").parameter("q"),
            Some("genre:\"hip hop\"")
        );
    }
}
