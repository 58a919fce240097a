//! A path of songs from the present mood to a better one.

use std::collections::HashSet;

use crate::{
    builtin::{
        ranking::{liked_genre, taste},
        songs::{Known, Library},
    },
    catalog::Query,
    dice::Dice,
    mood_map::{Mood, Point},
    reason::Reason,
    selection::is_allowed,
    song::Song,
};

/// How far from the present mood the first song may lie.
const START_RADIUS: f32 = 0.2;
/// What a recent song loses, in units of distance.
const RECENT: f32 = 0.5;
const TASTE_SHARE: f32 = 0.1;
const CHANCE_SHARE: f32 = 0.12;

/// Picks a song for each of `count` waypoints on the straight way from the present mood to the
/// destination, at most one an artist, and orders them so that the distance to the destination
/// never grows.
pub(super) fn path(library: &Library, query: &Query, count: usize) -> Vec<Song> {
    let (start, end) = (query.mood.profile().present, query.target);
    let whole_way = start.distance(end);
    let mut waiting: Vec<&Known> = library
        .songs
        .iter()
        .filter(|known| is_allowed(&known.song, query) && known.point.distance(end) <= whole_way)
        .collect();
    let mut artists: HashSet<&str> = HashSet::new();
    let mut picked: Vec<&Known> = Vec::with_capacity(count);
    for step in 0..count {
        let share = step as f32 / count.saturating_sub(1).max(1) as f32;
        let waypoint = start.toward(end, share);
        let radius = if step == 0 {
            START_RADIUS
        } else {
            f32::INFINITY
        };
        let free = |known: &&&Known| {
            let names = &known.song.artists;
            known.point.distance(waypoint) <= radius
                && !names.iter().any(|name| artists.contains(name.as_str()))
        };
        let best = waiting
            .iter()
            .filter(free)
            .min_by(|a, b| cost(a, waypoint, query).total_cmp(&cost(b, waypoint, query)));
        let Some(best) = best.copied() else { continue };
        artists.extend(best.song.artists.iter().map(String::as_str));
        waiting.retain(|known| known.song.id != best.song.id);
        picked.push(best);
    }
    picked.sort_by(|a, b| b.point.distance(end).total_cmp(&a.point.distance(end)));
    picked
        .into_iter()
        .map(|known| explained(known, query))
        .collect()
}

fn cost(known: &Known, waypoint: Point, query: &Query) -> f32 {
    let is_recent = query.exclusions.recent.contains(&known.song.id);
    let chance = Dice::new(query.seed, &known.song.id).unit();
    known.point.distance(waypoint) + f32::from(u8::from(is_recent)) * RECENT
        - TASTE_SHARE * taste(&known.song, query)
        + CHANCE_SHARE * chance
}

fn explained(known: &Known, query: &Query) -> Song {
    let mut song = known.song.clone();
    song.reasons
        .extend(liked_genre(&song, query.mood, &query.genres));
    song
}

/// The place on the straight way whose distance to the destination lies between the neighbours'.
pub(super) fn point_between(query: &Query, before: Option<Point>, after: Option<Point>) -> Point {
    let (start, end) = (query.mood.profile().present, query.target);
    let whole_way = start.distance(end);
    let left = match (before, after) {
        (None, _) => whole_way,
        (Some(before), Some(after)) => (before.distance(end) + after.distance(end)) / 2.0,
        (Some(before), None) => before.distance(end) / 2.0,
    };
    start.toward(end, 1.0 - left / whole_way)
}

/// Writes into each song which step of the path it is.
pub(super) fn say_steps(songs: &mut [Song], mood: Mood) {
    let steps = songs.len();
    for (index, song) in songs.iter_mut().enumerate() {
        song.reasons
            .insert(0, Reason::lift_step(mood, index + 1, steps));
    }
}
