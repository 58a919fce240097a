//! The library of well-known songs: facts from `assets/songs.json`, valence and arousal our estimates.

use serde::Deserialize;

use crate::{
    error::Error,
    mood_map::{Mood, Point},
    ranking::Known,
    song::{Playback, Song},
};

const EMBEDDED: &str = include_str!("../../assets/songs.json");

/// A song as the file has it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// Stable; part of the song's id.
    id: String,
    title: String,
    artists: Vec<String>,
    year: u32,
    genres: Vec<String>,
    #[serde(default)]
    explicit: bool,
    valence: f32,
    arousal: f32,
    /// The mood that the paper's map answers with it; none for songs that only paths pass.
    mood: Option<String>,
}

/// Every known song.
pub(super) struct Library {
    pub(super) songs: Vec<Known>,
}

impl Library {
    /// The library inside the program.
    pub(super) fn embedded() -> Result<Self, Error> {
        let entries: Vec<Entry> = serde_json::from_str(EMBEDDED).map_err(Error::Songs)?;
        let songs = entries.into_iter().map(known).collect();
        Ok(Self { songs })
    }
}

fn known(entry: Entry) -> Known {
    let point = Point::new(entry.valence, entry.arousal);
    let url = listen_url(&entry.artists, &entry.title);
    let song = Song {
        id: format!("builtin:song:{}", entry.id),
        title: entry.title,
        artists: entry.artists,
        album: None,
        artwork_url: None,
        duration_ms: None,
        explicit: entry.explicit,
        point: Some(point),
        url: url.clone(),
        year: Some(entry.year),
        arms: entry.genres.clone(),
        genres: entry.genres,
        reasons: Vec::new(),
        score: 0,
        playback: Playback::Link(url),
    };
    let mood = entry.mood.as_deref().and_then(Mood::find);
    Known { song, point, mood }
}

/// Opens a search where the song can be heard; we invent no ids.
fn listen_url(artists: &[String], title: &str) -> String {
    let words = format!("{} {title}", artists.join(" "));
    let mut url = "https://www.youtube.com/results?search_query=".to_owned();
    for byte in words.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                url.push(char::from(byte));
            }
            b' ' => url.push('+'),
            _ => url.push_str(&format!("%{byte:02X}")),
        }
    }
    url
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    const THIS_YEAR: u32 = 2026;

    fn entries() -> Vec<Entry> {
        serde_json::from_str(EMBEDDED).unwrap()
    }

    #[test]
    fn every_mood_has_songs_for_three_lists_without_a_repeat() {
        for mood in Mood::ALL {
            let of_mood = |known: &&Known| known.mood == Some(mood);
            let count = Library::embedded()
                .unwrap()
                .songs
                .iter()
                .filter(of_mood)
                .count();
            assert!(count >= 66, "{mood:?} has {count}");
        }
    }

    #[test]
    fn every_song_is_there_once() {
        let (mut ids, mut names) = (HashSet::new(), HashSet::new());
        for entry in entries() {
            assert!(ids.insert(entry.id.clone()), "{} twice", entry.id);
            let name = format!("{:?} {}", entry.artists, entry.title).to_lowercase();
            assert!(names.insert(name), "{} twice", entry.title);
        }
    }

    #[test]
    fn every_entry_is_well_formed() {
        for entry in entries() {
            let id = &entry.id;
            let is_slug = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            assert!(id.chars().all(is_slug), "{id}");
            assert!((1700..=THIS_YEAR).contains(&entry.year), "{id}");
            assert!((-1.0..=1.0).contains(&entry.valence), "{id}");
            assert!((-1.0..=1.0).contains(&entry.arousal), "{id}");
            assert!(!entry.title.is_empty() && !entry.artists.is_empty(), "{id}");
            assert!(matches!(entry.genres.len(), 1..=2), "{id}");
            assert!(
                entry
                    .mood
                    .as_deref()
                    .is_none_or(|word| Mood::find(word).is_some()),
                "{id}"
            );
        }
    }

    #[test]
    fn songs_lie_near_the_place_that_the_map_names() {
        for known in Library::embedded().unwrap().songs {
            let Some(mood) = known.mood else { continue };
            let distance = known.point.distance(mood.profile().target);
            assert!(distance <= 0.55, "{}: {distance}", known.song.id);
        }
    }

    #[test]
    fn every_genre_of_the_map_has_songs() {
        let genres: HashSet<_> = entries()
            .into_iter()
            .flat_map(|entry| entry.genres)
            .collect();
        for mood in Mood::ALL {
            for genre in mood.profile().genres.iter().chain(&mood.profile().wider) {
                assert!(genres.contains(*genre), "{genre}");
            }
        }
    }

    #[test]
    fn a_link_searches_for_artist_and_title() {
        let url = listen_url(&["Édith Piaf".into()], "La vie en rose");
        assert_eq!(
            url,
            "https://www.youtube.com/results?search_query=%C3%89dith+Piaf+La+vie+en+rose"
        );
    }
}
