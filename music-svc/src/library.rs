//! Songs of somebody's own library, whichever source holds them: what is known of a track, and
//! which tracks answer a query.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tokio::task::spawn_blocking;

use crate::{
    catalog::{Listing, Query, SourceError},
    dice::Dice,
    mood_map::{Mood, Point},
    ranking::{Known, pick},
    song::{Playback, Song},
    tags::Tags,
};

/// Of a larger library each list sees a sample of this size, drawn by its seed.
const SAMPLE: usize = 4_000;
/// How far from a mood's target a song may lie that the map answers it with.
const NEAR: f64 = 0.45;

/// A track as its library describes it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(crate) struct Track {
    pub(crate) title: String,
    pub(crate) artists: Vec<String>,
    pub(crate) album: Option<String>,
    pub(crate) year: Option<u32>,
    pub(crate) duration_ms: Option<u32>,
    pub(crate) explicit: bool,
    pub(crate) has_artwork: bool,
    pub(crate) tags: Tags,
}

impl Track {
    /// The track as a song that can be ranked; none where its tags do not say where it lies.
    pub(crate) fn known(&self, song_id: String) -> Option<Known> {
        let point = self.tags.point()?;
        let arms = self.tags.arms();
        let song = Song {
            title: self.title.clone(),
            artists: self.artists.clone(),
            album: self.album.clone(),
            artwork_url: self.has_artwork.then(|| path(&song_id, "artwork")),
            duration_ms: self.duration_ms,
            explicit: self.explicit,
            point: Some(point),
            url: String::new(),
            year: self.year,
            genres: arms.clone(),
            reasons: Vec::new(),
            score: 0,
            playback: Playback::Stream(path(&song_id, "stream")),
            arms,
            id: song_id,
        };
        let mood = mood_at(point);
        Some(Known { song, point, mood })
    }
}

/// The mood whose target on the map is nearest, if it is near.
fn mood_at(point: Point) -> Option<Mood> {
    let away = |mood: &Mood| mood.profile().target.distance(point);
    let nearest = Mood::ALL
        .into_iter()
        .min_by(|a, b| away(a).total_cmp(&away(b)))?;
    (away(&nearest) <= NEAR).then_some(nearest)
}

/// Where the gateway serves it. Ids are made of characters that a path takes as they are.
fn path(song_id: &str, what: &str) -> String {
    format!("/songs/{song_id}/{what}")
}

/// Ranks a library on a thread of its own: it may be large.
///
/// # Errors
/// [`SourceError::NothingFound`] when none of its songs fits.
pub(crate) async fn list(library: Arc<Vec<Known>>, query: Query) -> Result<Listing, SourceError> {
    let ranked = spawn_blocking(move || {
        let sample = sample(&library, &query);
        pick(sample.as_ref().unwrap_or(&library), &query)
    });
    let songs = ranked.await.map_err(|_| SourceError::Decode)?;
    if songs.is_empty() {
        return Err(SourceError::NothingFound);
    }
    Ok(Listing {
        songs,
        ..Listing::default()
    })
}

fn sample(library: &[Known], query: &Query) -> Option<Vec<Known>> {
    let count = library.len();
    if count <= SAMPLE {
        return None;
    }
    let mut places: Vec<usize> = (0..count).collect();
    Dice::new(query.seed, "sample").shuffle(&mut places);
    let songs = places[..SAMPLE].iter().map(|&at| library[at].clone());
    Some(songs.collect())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::{mood_map::Intent, selection::tests::query};

    fn track(number: usize, mood: &str) -> Track {
        Track {
            title: format!("Track {number}"),
            artists: vec![format!("Artist {}", number % 40)],
            has_artwork: number.is_multiple_of(2),
            tags: Tags {
                moods: vec![mood.to_owned()],
                ..Tags::default()
            },
            ..Track::default()
        }
    }

    fn library(count: usize, moods: &[&str]) -> Arc<Vec<Known>> {
        let known = (0..count).filter_map(|number| {
            track(number, moods[number % moods.len()]).known(format!("folder:{number}"))
        });
        Arc::new(known.collect())
    }

    #[tokio::test]
    async fn songs_that_fit_are_listed_with_their_paths_and_places() {
        let listing = list(library(100, &["happy", "gloomy"]), query(20)).await;
        let songs = listing.unwrap().songs;
        assert_eq!(songs.len(), 20);
        for song in &songs {
            assert!(song.point.unwrap().valence > 0.5, "no gloomy one is there");
            let stream = format!("/songs/{}/stream", song.id);
            assert_eq!(song.playback, Playback::Stream(stream));
            assert!(!song.reasons.is_empty());
        }
    }

    #[tokio::test]
    async fn a_library_without_a_song_that_fits_says_so() {
        let listing = list(library(100, &["gloomy"]), query(20)).await;
        assert_eq!(listing, Err(SourceError::NothingFound));
        let listing = list(library(100, &["xyzzy"]), query(20)).await;
        assert_eq!(listing, Err(SourceError::NothingFound));
    }

    #[tokio::test]
    async fn a_large_library_is_sampled_by_the_seed() {
        let library = library(3 * SAMPLE, &["happy"]);
        let ids = async |seed| {
            let query = Query { seed, ..query(50) };
            let listing = list(library.clone(), query).await.unwrap();
            let ids: HashSet<String> = listing.songs.into_iter().map(|song| song.id).collect();
            ids
        };
        assert_eq!(ids(1).await, ids(1).await);
        assert_ne!(ids(1).await, ids(2).await);
    }

    #[tokio::test]
    async fn a_lift_says_its_steps() {
        let query = Query {
            intent: Intent::Lift,
            ..query(5)
        };
        let songs = list(library(100, &["happy", "elated", "party"]), query)
            .await
            .unwrap()
            .songs;
        assert!(songs[0].reasons[0].text.starts_with("step 1 of"));
    }
}
