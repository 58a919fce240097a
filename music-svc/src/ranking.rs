//! Which songs of a source answer a match or a surprise, the best first. All that moves a song is
//! a reason, and so a part of its score.

mod path;

use crate::{
    catalog::Query,
    dice::Dice,
    mood_map::{Intent, Mood, Point},
    reason::{Reason, rounded},
    selection::select,
    song::Song,
};

pub(crate) use path::{Step, path, point_between, told};

/// How far from the target a song of another mood may lie.
const NEAR: f64 = 0.45;
/// How far a surprise may lie.
const WIDE: f64 = 0.6;

/// How much taste and chance count beside a fit of 0 … 1.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Weights {
    pub(crate) taste: f64,
    pub(crate) chance: f64,
}

/// Of a match and of a surprise, whose songs all lie near the target: taste decides between them as
/// soon as something is known, chance shuffles them until then.
pub(crate) const LIST: Weights = Weights {
    taste: 6.0,
    chance: 0.6,
};
/// Of a lift, where the way counts most.
const PATH: Weights = Weights {
    taste: 0.5,
    chance: 0.12,
};

/// A song that could be listed, and where it lies.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    pub(crate) song: Song,
    pub(crate) point: Point,
    /// The mood that the paper's map answers with it.
    pub(crate) mood: Option<Mood>,
}

/// The songs of a library that answer a query, the best first; none for a lift that cannot start
/// near the present mood.
pub(crate) fn pick(songs: &[Known], query: &Query) -> Vec<Song> {
    match query.intent {
        Intent::Match | Intent::Surprise => select(ranked(songs, query), query, query.limit),
        Intent::Lift => told(path(songs, query, (None, query.limit)), query),
    }
}

/// Ranks the songs that fit by their scores.
pub(crate) fn ranked(songs: &[Known], query: &Query) -> Vec<Song> {
    let fitting = songs.iter().filter(|known| fits(known, query));
    let has_map = songs.iter().any(|known| known.mood == Some(query.mood));
    let explained = |known: &Known| known.song.clone().explained(reasons(known, query, has_map));
    let mut songs: Vec<Song> = fitting.map(explained).collect();
    sort_by_score(&mut songs);
    songs
}

/// The best first; equals by their ids, so that a list never depends on where songs are kept.
pub(crate) fn sort_by_score(songs: &mut [Song]) {
    songs.sort_by(|a, b| b.score.cmp(&a.score).then_with(|| a.id.cmp(&b.id)));
}

fn fits(known: &Known, query: &Query) -> bool {
    let distance = known.point.distance(query.target);
    match query.intent {
        Intent::Match | Intent::Lift => known.mood == Some(query.mood) || distance <= NEAR,
        Intent::Surprise => distance <= WIDE,
    }
}

/// `has_map` says whether the library names songs for the mood, so that it counts not to be named.
fn reasons(known: &Known, query: &Query, has_map: bool) -> Vec<Reason> {
    let (mood, song) = (query.mood, &known.song);
    let mut reasons = vec![Reason::mood_match(mood, known.point)];
    reasons.extend(Reason::energy(mood, known.point));
    match query.intent {
        Intent::Surprise => reasons.extend(something_new(song, query)),
        Intent::Match | Intent::Lift if has_map && known.mood != Some(mood) => {
            reasons.push(Reason::off_the_map(mood));
        }
        Intent::Match | Intent::Lift => {}
    }
    reasons.extend(taste(&song.arms, query, LIST.taste));
    reasons.push(shuffle(&song.id, query, LIST.chance));
    reasons
}

/// What was learned about the arms of a song, and the draw from it.
pub(crate) fn taste(arms: &[String], query: &Query, weight: f64) -> Vec<Reason> {
    let share = 1.0 / arms.len().max(1) as f64;
    let (mut reasons, mut mean, mut draw) = (Vec::new(), 0.0, 0.0);
    for genre in arms {
        let opinion = query.opinion(genre);
        mean += share * opinion.mean;
        draw += share * opinion.draw;
        if opinion.is_known {
            let numbers = (opinion.mean, share, weight);
            reasons.push(Reason::genre((query.mood, query.intent), genre, numbers));
        }
    }
    if rounded(draw) != rounded(mean) {
        reasons.push(Reason::exploration((draw, mean), weight));
    }
    reasons
}

/// The song's own chance in this list.
pub(crate) fn shuffle(id: &str, query: &Query, weight: f64) -> Reason {
    let chance = Dice::new(query.seed, id).unit();
    Reason::shuffle(f64::from(chance), weight)
}

fn something_new(song: &Song, query: &Query) -> Option<Reason> {
    let on_the_map = &query.mood.profile().genres;
    let is_new = |genre: &&String| {
        let is_known = query.genre(genre).is_some_and(|genre| genre.is_known);
        !on_the_map.contains(&genre.as_str()) && !is_known
    };
    let new: Vec<&String> = song.genres.iter().filter(is_new).collect();
    let counts = (new.len(), song.genres.len());
    Some(Reason::something_new(query.mood, new.first()?, counts))
}

#[cfg(test)]
mod tests;
