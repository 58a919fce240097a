//! The source that is always there: well-known songs behind links, and pieces composed on the spot.

mod composer;
mod songs;

use std::collections::BTreeSet;

use async_trait::async_trait;

use crate::{
    builtin::{composer::compose, songs::Library},
    catalog::{Listing, MusicCatalog, Query, SourceError, SourceState},
    dice::Dice,
    error::Error,
    mood_map::{Intent, Point},
    ranking::{LIST, Step, path, point_between, ranked, taste, told},
    reason::Reason,
    selection::select,
    song::{GENERATIVE, Playback, Song},
    taste::CLEAR,
};

/// Every fifth item is composed, the first one too: something to hear at once, and still at most
/// two pieces of one artist in ten.
const COMPOSED_EVERY: usize = 5;
/// The same for a listener who passes over composed pieces.
const COMPOSED_SELDOM: usize = 20;
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

    pub(crate) fn songs(&self, query: &Query) -> Vec<Song> {
        let every = composed_every(query);
        let wanted = query.limit - query.limit.div_ceil(every);
        let library = &self.library.songs;
        match query.intent {
            Intent::Match | Intent::Surprise => {
                let known = select(ranked(library, query), query, wanted);
                let composed = |place, _: Option<&Song>, _: Option<&Song>| at_target(query, place);
                interleaved(known, (query.limit, every), composed)
            }
            Intent::Lift => {
                let opening = query.mood.profile().present;
                let known = path(library, query, (Some(opening), wanted));
                let composed = |place, before: Option<&Step>, after: Option<&Step>| {
                    between(query, place, (before, after))
                };
                told(interleaved(known, (query.limit, every), composed), query)
            }
        }
    }
}

/// What the simulation asks of the built-in source.
impl Builtin {
    /// All genres of the songs, and that of composed pieces.
    pub(crate) fn genres(&self) -> BTreeSet<&str> {
        let songs = self.library.songs.iter();
        let genres = songs.flat_map(|known| known.song.genres.iter().map(String::as_str));
        genres.chain([GENERATIVE]).collect()
    }

    /// The known songs that answer a match or a surprise, the best first.
    pub(crate) fn ranked(&self, query: &Query) -> Vec<Song> {
        ranked(&self.library.songs, query)
    }

    /// The known songs of a list by each of the ways to mix composed pieces in.
    pub(crate) fn mixes(ranking: &[Song], query: &Query) -> [Vec<Song>; 2] {
        [COMPOSED_EVERY, COMPOSED_SELDOM].map(|every| {
            let wanted = query.limit - query.limit.div_ceil(every);
            select(ranking.to_vec(), query, wanted)
        })
    }
}

/// By the draw for composed pieces; chance lets them come back to somebody who passed them over.
fn composed_every(query: &Query) -> usize {
    if query.opinion(GENERATIVE).draw <= 0.5 - CLEAR {
        COMPOSED_SELDOM
    } else {
        COMPOSED_EVERY
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

/// Puts a composed item before the known ones and after so many of them, up to `limit` in all.
fn interleaved<T>(
    known: Vec<T>,
    (limit, every): (usize, usize),
    composed: impl Fn(usize, Option<&T>, Option<&T>) -> T,
) -> Vec<T> {
    let mut known = known.into_iter().peekable();
    let mut items: Vec<T> = Vec::with_capacity(limit);
    while items.len() < limit {
        let place = items.len();
        if place.is_multiple_of(every) {
            items.push(composed(place, items.last(), known.peek()));
        } else if let Some(item) = known.next() {
            items.push(item);
        } else {
            break;
        }
    }
    items
}

/// A piece near the target.
fn at_target(query: &Query, place: usize) -> Song {
    let mut dice = dice(query, place, query.target);
    let target = query.target;
    let point = Point::new(
        (target.valence + dice.between(-0.1, 0.1)).clamp(-1.0, 1.0),
        (target.arousal + dice.between(-0.1, 0.1)).clamp(-1.0, 1.0),
    );
    let mut song = composed_song(query, point, &mut dice);
    let mut reasons = std::mem::take(&mut song.reasons);
    reasons.insert(1, Reason::mood_match(query.mood, point));
    reasons.extend(Reason::energy(query.mood, point));
    song.explained(reasons)
}

/// A piece on the path of a lift, between two neighbours.
fn between(query: &Query, place: usize, (before, after): (Option<&Step>, Option<&Step>)) -> Step {
    let of = |step: &Step| step.point;
    let point = point_between(query, before.map(of), after.map(of));
    Step {
        song: composed_song(query, point, &mut dice(query, place, point)),
        point,
        waypoint: point,
    }
}

fn dice(query: &Query, place: usize, point: Point) -> Dice {
    let mood = query.mood.word();
    Dice::new(query.seed, &format!("piece {place} {point:?} {mood}"))
}

fn composed_song(query: &Query, point: Point, dice: &mut Dice) -> Song {
    let piece = compose(point, dice.next() >> 11);
    let score = piece.score;
    let arms = vec![GENERATIVE.to_owned()];
    let mut reasons = vec![Reason::composed(score.tempo_bpm, score.key, score.mode)];
    reasons.extend(taste(&arms, query, LIST.taste));
    Song {
        id: format!("builtin:synth:{}:{}", query.mood.word(), score.seed),
        title: piece.title,
        artists: vec![ARTIST.to_owned()],
        album: None,
        artwork_url: None,
        duration_ms: Some(score.duration_ms),
        explicit: false,
        point: Some(point),
        url: String::new(),
        year: None,
        genres: arms.clone(),
        reasons,
        score: 0,
        playback: Playback::Synth(score),
        arms,
    }
}

#[cfg(test)]
mod tests;
