//! The server's JSON as it really comes: fields missing, nulls, and failures with status 200.

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{catalog::SourceError, library::Track, tags::Tags};

/// A song as OpenSubsonic's `Child` has it; classic servers leave out the lists.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Child {
    pub(super) id: String,
    title: String,
    #[serde(default)]
    artist: Option<String>,
    #[serde(default)]
    artists: Option<Vec<Option<Named>>>,
    #[serde(default)]
    album: Option<String>,
    #[serde(default)]
    year: Option<u32>,
    /// Seconds.
    #[serde(default)]
    duration: Option<u32>,
    #[serde(default)]
    genre: Option<String>,
    #[serde(default)]
    genres: Option<Vec<Option<Named>>>,
    #[serde(default)]
    moods: Option<Vec<Option<String>>>,
    #[serde(default)]
    bpm: Option<f32>,
    #[serde(default)]
    pub(super) cover_art: Option<String>,
    #[serde(default)]
    explicit_status: Option<String>,
    #[serde(default)]
    pub(super) content_type: Option<String>,
    #[serde(default)]
    is_dir: Option<bool>,
    #[serde(default)]
    is_video: Option<bool>,
    #[serde(rename = "type", default)]
    kind: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Named {
    #[serde(default)]
    name: Option<String>,
}

/// A genre, with how many songs it has.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Genre {
    pub(super) value: String,
    #[serde(default)]
    pub(super) song_count: u32,
}

impl Child {
    /// Whether it is music that a list may hold, under an id that a path can hold.
    pub(super) fn is_song(&self) -> bool {
        let is_music = self.kind.as_deref().is_none_or(|kind| kind == "music");
        let is_file = self.is_dir != Some(true) && self.is_video != Some(true);
        is_music && is_file && is_plain(&self.id)
    }

    /// The song as a library knows it.
    pub(super) fn track(&self) -> Track {
        let several = names(self.artists.as_deref());
        let one = || self.artist.iter().cloned().collect();
        let genres = names(self.genres.as_deref());
        let moods = self.moods.iter().flatten().flatten();
        Track {
            title: self.title.clone(),
            artists: if several.is_empty() { one() } else { several },
            album: self.album.clone(),
            year: self.year,
            duration_ms: self.duration.and_then(|s| s.checked_mul(1000)),
            explicit: self.explicit_status.as_deref() == Some("explicit"),
            has_artwork: self.cover_art.is_some(),
            tags: Tags {
                moods: moods.cloned().collect(),
                genres: if genres.is_empty() {
                    self.genre.iter().cloned().collect()
                } else {
                    genres
                },
                bpm: self.bpm.filter(|bpm| *bpm > 0.0),
            },
        }
    }
}

fn names(all: Option<&[Option<Named>]>) -> Vec<String> {
    let named = all.unwrap_or_default().iter().flatten();
    named.filter_map(|named| named.name.clone()).collect()
}

/// Ids go into paths of ours as they are.
fn is_plain(id: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._~-".contains(&byte);
    (1..=128).contains(&id.len()) && id.bytes().all(plain)
}

/// The content of an answer.
///
/// # Errors
/// [`SourceError::Decode`] for what is no answer of such a server, otherwise what its failure means.
pub(super) fn content(body: &[u8]) -> Result<Value, SourceError> {
    let mut whole: Value = serde_json::from_slice(body).map_err(|_| SourceError::Decode)?;
    let content = whole.pointer_mut("/subsonic-response");
    let content = content.ok_or(SourceError::Decode)?.take();
    match content["status"].as_str() {
        Some("ok") => Ok(content),
        Some("failed") => Err(failure(content["error"]["code"].as_i64())),
        _ => Err(SourceError::Decode),
    }
}

/// The items of the list at `path`, such as `/genres/genre`, and how many there were; those that
/// cannot be read are left out.
pub(super) fn items<T: DeserializeOwned>(content: &mut Value, path: &str) -> (Vec<T>, usize) {
    let list = content.pointer_mut(path).map(Value::take);
    let Some(Value::Array(all)) = list else {
        return (Vec::new(), 0);
    };
    let count = all.len();
    let readable = all.into_iter().map(serde_json::from_value);
    (readable.filter_map(Result::ok).collect(), count)
}

pub(super) const NOT_FOUND: i64 = 70;

/// What the codes of OpenSubsonic mean, those of logging in first.
pub(super) fn failure(code: Option<i64>) -> SourceError {
    let why = match code {
        Some(40) => "does not accept the name and password that it was set up with",
        // What a server says that does not know hashed passwords: a parameter is missing.
        Some(10 | 41) => "does not take hashed passwords; its operator can allow plain ones",
        Some(42 | 43) => "does not take this way to log in",
        Some(44) => "does not accept the key that it was set up with",
        Some(50) => "does not let its user do this",
        Some(20 | 30) => "speaks another version of the protocol",
        Some(60) => "wants a licence",
        Some(NOT_FOUND) => return SourceError::NothingFound,
        _ => {
            return SourceError::Unavailable {
                why: "is out of order",
            };
        }
    };
    SourceError::Refused { why }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_song_is_read_with_all_that_opensubsonic_has() {
        let child: Child = serde_json::from_value(json!({
            "id": "so-1", "title": "T", "artist": "A & B", "artists": [{"name": "A"}, null, {}],
            "album": "L", "year": 1999, "duration": 200, "genre": "Rock",
            "genres": [{"name": "House"}, {"name": "Pop"}], "moods": ["Happy", null], "bpm": 120,
            "coverArt": "al-1", "explicitStatus": "explicit", "type": "music", "isDir": false,
        }))
        .unwrap();
        assert!(child.is_song());
        let track = child.track();
        assert_eq!(
            (track.artists, track.duration_ms),
            (vec!["A".into()], Some(200_000))
        );
        assert_eq!(track.tags.genres, ["House", "Pop"]);
        assert_eq!(
            (track.tags.moods, track.tags.bpm),
            (vec!["Happy".into()], Some(120.0))
        );
        assert!(track.explicit && track.has_artwork);
    }

    #[test]
    fn a_classic_server_leaves_the_lists_out() {
        let child: Child = serde_json::from_value(json!({
            "id": "1", "title": "T", "artist": "A", "genre": "Rock", "moods": null, "bpm": 0,
            "explicitStatus": "clean",
        }))
        .unwrap();
        let track = child.track();
        assert_eq!(
            (track.artists, track.tags.genres),
            (vec!["A".into()], vec!["Rock".into()])
        );
        assert_eq!(track.tags.bpm, None, "0 means that nobody counted");
        assert!(!track.explicit);
    }

    #[test]
    fn what_is_no_song_or_has_an_id_that_no_path_can_hold_is_none() {
        for change in [
            json!({"isDir": true}),
            json!({"isVideo": true}),
            json!({"type": "podcast"}),
            json!({"id": "a/b"}),
            json!({"id": ""}),
        ] {
            let mut song = json!({"id": "1", "title": "T"});
            for (name, value) in change.as_object().unwrap() {
                song[name] = value.clone();
            }
            let child: Child = serde_json::from_value(song).unwrap();
            assert!(!child.is_song(), "{change}");
        }
    }

    #[test]
    fn failures_are_told_apart_and_nonsense_is_a_decode_error() {
        let failed = |code: i64| {
            let body = json!({"subsonic-response": {"status": "failed", "error": {"code": code}}});
            content(body.to_string().as_bytes()).unwrap_err()
        };
        for code in [10, 20, 40, 41, 42, 43, 44, 50, 60] {
            assert!(
                matches!(failed(code), SourceError::Refused { .. }),
                "{code}"
            );
        }
        assert_eq!(failed(70), SourceError::NothingFound);
        assert!(matches!(failed(0), SourceError::Unavailable { .. }));
        for body in [
            &b""[..],
            b"[]",
            b"{}",
            b"<html>",
            b"{\"subsonic-response\":{",
        ] {
            assert_eq!(content(body), Err(SourceError::Decode));
        }
    }
}
