//! Which known songs answer a match or a surprise, the best first.

use crate::{
    builtin::songs::{Known, Library},
    catalog::{Genre, Query},
    dice::Dice,
    mood_map::{Intent, Mood},
    reason::Reason,
    song::Song,
    taste::CLEAR,
};

/// How far from the target a song of another mood may lie.
const NEAR: f32 = 0.45;
/// How far a surprise may lie.
const WIDE: f32 = 0.6;
const TASTE_SHARE: f32 = 0.3;
const NEW_SHARE: f32 = 0.4;
const CHANCE_SHARE: f32 = 0.6;
/// What a song that the map does not name for this mood loses.
const OFF_THE_MAP: f32 = 1.0;

/// Ranks the songs that fit. A score is 1 − distance to the target + 0.3 × taste + chance, which
/// shuffles by seed; a surprise adds for what is new, a match subtracts for what is off the map.
pub(super) fn ranked(library: &Library, query: &Query) -> Vec<Song> {
    let mut scored: Vec<(f32, &Known)> = library
        .songs
        .iter()
        .filter(|known| fits(known, query))
        .map(|known| (score(known, query), known))
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let songs = scored.into_iter().map(|(_, known)| explained(known, query));
    songs.collect()
}

fn fits(known: &Known, query: &Query) -> bool {
    let distance = known.point.distance(query.target);
    match query.intent {
        Intent::Match | Intent::Lift => known.mood == Some(query.mood) || distance <= NEAR,
        Intent::Surprise => distance <= WIDE,
    }
}

fn score(known: &Known, query: &Query) -> f32 {
    let fit = 1.0 - known.point.distance(query.target);
    let chance = Dice::new(query.seed, &known.song.id).unit() * CHANCE_SHARE;
    let place = match query.intent {
        Intent::Match | Intent::Lift if known.mood == Some(query.mood) => 0.0,
        Intent::Match | Intent::Lift => -OFF_THE_MAP,
        Intent::Surprise => {
            let new = known
                .song
                .genres
                .iter()
                .filter(|genre| is_new(genre, query));
            NEW_SHARE * new.count() as f32 / known.song.genres.len().max(1) as f32
        }
    };
    fit + TASTE_SHARE * taste(&known.song, query) + place + chance
}

/// The mean weight of the song's genres, −1 … 1.
pub(super) fn taste(song: &Song, query: &Query) -> f32 {
    let weight = |name: &String| query.genre(name).map_or(0.0, |genre| genre.weight);
    let sum: f32 = song.genres.iter().map(weight).sum();
    sum / song.genres.len().max(1) as f32
}

/// Outside the map of the mood, and never heard in it.
fn is_new(genre: &str, query: &Query) -> bool {
    let on_the_map = query.mood.profile().genres.contains(&genre);
    !on_the_map && query.genre(genre).is_none_or(|genre| !genre.is_known)
}

fn explained(known: &Known, query: &Query) -> Song {
    let mut song = known.song.clone();
    song.reasons
        .push(Reason::mood_match(query.mood, known.point));
    song.reasons.extend(Reason::energy(query.mood, known.point));
    if query.intent == Intent::Surprise {
        let new = song.genres.iter().find(|genre| is_new(genre, query));
        let reason = new.map(|genre| Reason::something_new(query.mood, genre));
        song.reasons.extend(reason);
    }
    let reason = liked_genre(&song, query.mood, &query.genres);
    song.reasons.extend(reason);
    song
}

/// Says which of the song's genres is liked the most, if one clearly is.
pub(super) fn liked_genre(song: &Song, mood: Mood, genres: &[Genre]) -> Option<Reason> {
    let liked = genres
        .iter()
        .filter(|genre| genre.weight >= CLEAR && song.genres.contains(&genre.name))
        .max_by(|a, b| a.weight.total_cmp(&b.weight))?;
    Some(Reason::genre_liked(mood, &liked.name))
}
