//! Spotify's JSON as it really comes: with nulls in arrays and fields missing.

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

use crate::catalog::SourceError;

/// What a search found, without whatever could not be used.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Found {
    pub(super) tracks: Vec<Track>,
    pub(super) playlists: Vec<Playlist>,
}

/// A track that can be played.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Track {
    pub(super) id: String,
    pub(super) name: String,
    #[serde(default)]
    explicit: Option<bool>,
    #[serde(default)]
    pub(super) duration_ms: Option<u32>,
    #[serde(default)]
    is_playable: Option<bool>,
    #[serde(default)]
    artists: Option<Vec<Option<Artist>>>,
    #[serde(default)]
    album: Option<Album>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Artist {
    name: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Album {
    name: Option<String>,
    #[serde(default)]
    release_date: Option<String>,
    #[serde(default)]
    images: Option<Vec<Option<Image>>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Image {
    url: Option<String>,
}

/// A playlist whose embed can be played.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Playlist {
    pub(super) id: String,
    pub(super) name: String,
    #[serde(default)]
    owner: Option<Owner>,
    #[serde(default)]
    images: Option<Vec<Option<Image>>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Owner {
    display_name: Option<String>,
}

impl Track {
    /// The names of those artists that have one.
    pub(super) fn artists(&self) -> Vec<String> {
        let all = self.artists.iter().flatten().flatten();
        all.filter_map(|artist| artist.name.clone()).collect()
    }

    pub(super) fn is_explicit(&self) -> bool {
        self.explicit.unwrap_or_default()
    }

    pub(super) fn album(&self) -> Option<String> {
        self.album.as_ref()?.name.clone()
    }

    pub(super) fn year(&self) -> Option<u32> {
        let date = self.album.as_ref()?.release_date.as_deref()?;
        date.get(..4)?.parse().ok()
    }

    pub(super) fn artwork_url(&self) -> Option<String> {
        first_image(self.album.as_ref()?.images.as_deref())
    }
}

impl Playlist {
    pub(super) fn owner(&self) -> String {
        let owner = self.owner.as_ref();
        let name = owner.and_then(|owner| owner.display_name.clone());
        name.unwrap_or_else(|| "Spotify".to_owned())
    }

    pub(super) fn artwork_url(&self) -> Option<String> {
        first_image(self.images.as_deref())
    }
}

fn first_image(images: Option<&[Option<Image>]>) -> Option<String> {
    let mut urls = images?
        .iter()
        .flatten()
        .filter_map(|image| image.url.clone());
    urls.find(|url| url.starts_with("https://"))
}

/// Reads the answer to a search; items that cannot be used are left out.
///
/// # Errors
/// [`SourceError::Decode`] when it is no JSON object.
pub(super) fn found(body: &[u8]) -> Result<Found, SourceError> {
    let mut whole: Value = serde_json::from_slice(body).map_err(|_| SourceError::Decode)?;
    if !whole.is_object() {
        return Err(SourceError::Decode);
    }
    let mut tracks: Vec<Track> = items(&mut whole, "/tracks/items");
    tracks.retain(|track| is_id(&track.id) && track.is_playable != Some(false));
    let mut playlists: Vec<Playlist> = items(&mut whole, "/playlists/items");
    playlists.retain(|playlist| is_id(&playlist.id));
    Ok(Found { tracks, playlists })
}

fn items<T: DeserializeOwned>(whole: &mut Value, path: &str) -> Vec<T> {
    let Some(Value::Array(all)) = whole.pointer_mut(path).map(Value::take) else {
        return Vec::new();
    };
    let readable = all.into_iter().map(serde_json::from_value);
    readable.filter_map(Result::ok).collect()
}

/// Ids go into URLs: letters and digits only.
fn is_id(text: &str) -> bool {
    !text.is_empty() && text.len() <= 64 && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nulls_and_nonsense_are_left_out() {
        let body = br#"{"tracks":{"items":[null, 7, {"id":null,"name":"x"}, {"id":"a1","name":"A",
            "artists":[null,{"name":null},{"name":"B"}],"album":{"name":null,"images":[null]},
            "explicit":null,"duration_ms":null}, {"id":"../evil","name":"E"},
            {"id":"b2","name":"Gone","is_playable":false}]}, "playlists":{"items":[null]}}"#;
        let found = found(body).unwrap();
        assert_eq!(found.tracks.len(), 1);
        let track = &found.tracks[0];
        assert_eq!(
            (track.artists(), track.album()),
            (vec!["B".to_owned()], None)
        );
        assert!(!track.is_explicit());
        assert!(found.playlists.is_empty());
    }

    #[test]
    fn absent_parts_are_no_error_but_nonsense_is() {
        assert_eq!(found(b"{}").unwrap(), Found::default());
        for odd in [
            r#"{"tracks":null}"#,
            r#"{"tracks":[]}"#,
            r#"{"tracks":"none"}"#,
        ] {
            assert_eq!(found(odd.as_bytes()).unwrap(), Found::default());
        }
        for body in [&b"[]"[..], b"", b"{\"tracks\":{\"items\":[{", b"<html>"] {
            assert_eq!(found(body), Err(SourceError::Decode));
        }
    }

    #[test]
    fn only_encrypted_artwork_is_shown() {
        let body = br#"{"playlists":{"items":[{"id":"p","name":"P",
            "images":[{"url":"http://a/b"},{"url":"https://a/c"}]}]}}"#;
        let playlist = found(body).unwrap().playlists.remove(0);
        assert_eq!(playlist.artwork_url().as_deref(), Some("https://a/c"));
        assert_eq!(playlist.owner(), "Spotify");
    }
}
