//! The source that is always there: well-known songs behind links, and pieces composed on the spot.

mod composer;
mod lift;
mod ranking;
mod songs;

use async_trait::async_trait;

use crate::{
    builtin::composer::compose,
    catalog::{Listing, MusicCatalog, Query, SourceError, SourceState},
    dice::Dice,
    error::Error,
    mood_map::{Intent, Point},
    reason::Reason,
    selection::select,
    song::{GENERATIVE, Playback, Song},
};

pub(crate) use songs::{Known, Library};

/// Every fifth item is composed, the first one too: something to hear at once, and still at most
/// two pieces of one artist in ten.
const COMPOSED_EVERY: usize = 5;
/// The composer's artist name.
const ARTIST: &str = "Attune";

/// The built-in source.
pub(crate) struct Builtin {
    library: Library,
}

impl Builtin {
    /// Reads the songs that the program carries.
    ///
    /// # Errors
    /// [`Error::Songs`] when the embedded file is damaged.
    pub(crate) fn load() -> Result<Self, Error> {
        let library = Library::embedded()?;
        Ok(Self { library })
    }

    fn songs(&self, query: &Query) -> Vec<Song> {
        let composed = query.limit.div_ceil(COMPOSED_EVERY);
        let wanted = query.limit - composed;
        let known = ranked(&self.library, query, wanted);
        let mut songs = interleaved(known, query);
        if query.intent == Intent::Lift {
            lift::say_steps(&mut songs, query.mood);
        }
        songs
    }
}

#[async_trait]
impl MusicCatalog for Builtin {
    fn name(&self) -> &'static str {
        "builtin"
    }

    fn title(&self) -> &'static str {
        "Attune"
    }

    fn state(&self) -> SourceState {
        SourceState::Ready
    }

    async fn list(&self, query: &Query) -> Result<Listing, SourceError> {
        Ok(Listing {
            songs: self.songs(query),
            ..Listing::default()
        })
    }
}

/// The songs of any library that answer a query, the best first, each with its reasons.
pub(crate) fn pick(library: &Library, query: &Query) -> Vec<Song> {
    let mut songs = ranked(library, query, query.limit);
    if query.intent == Intent::Lift {
        lift::say_steps(&mut songs, query.mood);
    }
    songs
}

fn ranked(library: &Library, query: &Query, count: usize) -> Vec<Song> {
    match query.intent {
        Intent::Match | Intent::Surprise => select(ranking::ranked(library, query), query, count),
        Intent::Lift => lift::path(library, query, count),
    }
}

fn interleaved(known: Vec<Song>, query: &Query) -> Vec<Song> {
    let mut known = known.into_iter().peekable();
    let mut songs: Vec<Song> = Vec::with_capacity(query.limit);
    while songs.len() < query.limit {
        let place = songs.len();
        if place.is_multiple_of(COMPOSED_EVERY) {
            let next = known.peek().and_then(|song| song.point);
            let point = composed_point(query, songs.last().and_then(|song| song.point), next);
            songs.push(composed_song(query, point, place));
        } else if let Some(song) = known.next() {
            songs.push(song);
        } else {
            break;
        }
    }
    songs
}

/// Where a composed piece between two neighbours lies: on the path of a lift, else near the target.
fn composed_point(query: &Query, before: Option<Point>, after: Option<Point>) -> Point {
    match query.intent {
        Intent::Match | Intent::Surprise => query.target,
        Intent::Lift => lift::point_between(query, before, after),
    }
}

fn composed_song(query: &Query, point: Point, place: usize) -> Song {
    let mood = query.mood;
    let mut dice = Dice::new(
        query.seed,
        &format!("piece {place} {point:?} {}", mood.word()),
    );
    let point = match query.intent {
        Intent::Match | Intent::Surprise => Point::new(
            (point.valence + dice.between(-0.1, 0.1)).clamp(-1.0, 1.0),
            (point.arousal + dice.between(-0.1, 0.1)).clamp(-1.0, 1.0),
        ),
        Intent::Lift => point,
    };
    let piece = compose(point, dice.next() >> 11);
    let score = piece.score;
    let mut reasons = vec![Reason::composed(score.tempo_bpm, score.key, score.mode)];
    if query.intent != Intent::Lift {
        reasons.push(Reason::mood_match(mood, point));
        reasons.extend(Reason::energy(mood, point));
    }
    Song {
        id: format!("builtin:synth:{}:{}", mood.word(), score.seed),
        title: piece.title,
        artists: vec![ARTIST.to_owned()],
        album: None,
        artwork_url: None,
        duration_ms: Some(score.duration_ms),
        explicit: false,
        point: Some(point),
        url: String::new(),
        year: None,
        genres: vec![GENERATIVE.to_owned()],
        reasons,
        playback: Playback::Synth(score),
        arms: vec![GENERATIVE.to_owned()],
    }
}

#[cfg(test)]
mod tests;
