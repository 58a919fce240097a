//! A lift: a path of songs from the present mood to a better one.

use crate::{
    catalog::Query,
    mood_map::Point,
    ranking::{Known, PATH, shuffle, taste},
    reason::{Reason, score},
    selection::{PER_ARTIST, available, is_allowed},
    song::Song,
};

/// How far from the present mood the first song may lie, where there is one so near.
const START_RADIUS: f64 = 0.2;

/// A song of the path and the place on the straight way that it stands for.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    pub(crate) song: Song,
    pub(crate) point: Point,
    pub(crate) waypoint: Point,
}

/// A song that could become a step, with the reasons that hold at every waypoint.
struct Waiting<'a> {
    known: &'a Known,
    reasons: Vec<Reason>,
    points: f64,
}

/// Picks the best song for each of `count` waypoints on the straight way from the present mood to
/// the destination, at most two an artist, and orders them so that the distance to the destination
/// never grows. `opening` is where the item before them lies; without one the first song has to lie
/// near the present mood, and where there is none there is no path. The path is shorter only where
/// there are too few songs.
pub(crate) fn path(
    songs: &[Known],
    query: &Query,
    (opening, count): (Option<Point>, usize),
) -> Vec<Step> {
    let (start, end) = (query.mood.profile().present, query.target);
    let mut waiting = waiting(songs, query, count);
    let mut steps: Vec<Step> = Vec::with_capacity(count);
    let mut reach = opening.map(|point| point.distance(end));
    for index in 0..count {
        let share = index as f32 / count.saturating_sub(1).max(1) as f32;
        let waypoint = start.toward(end, share);
        let near_start = (index == 0).then(|| best(&waiting, waypoint, START_RADIUS));
        let place = near_start
            .flatten()
            .or_else(|| reach.and_then(|_| best(&waiting, waypoint, f64::INFINITY)));
        let Some(place) = place else { break };
        let chosen = waiting.swap_remove(place);
        let reach = *reach.get_or_insert(chosen.known.point.distance(end));
        steps.push(step(chosen, waypoint));
        let is_spent = |artist: &String| {
            let theirs = steps
                .iter()
                .filter(|step| step.song.artists.contains(artist));
            theirs.count() >= PER_ARTIST
        };
        waiting.retain(|it| {
            it.known.point.distance(end) <= reach && !it.known.song.artists.iter().any(is_spent)
        });
    }
    steps.sort_by(|a, b| b.point.distance(end).total_cmp(&a.point.distance(end)));
    steps
}

/// The songs that lie no farther from the destination than the present mood.
fn waiting<'a>(songs: &'a [Known], query: &Query, count: usize) -> Vec<Waiting<'a>> {
    let end = query.target;
    let whole_way = query.mood.profile().present.distance(end);
    let on_the_way = songs
        .iter()
        .filter(|it| is_allowed(&it.song, query) && it.point.distance(end) <= whole_way);
    let on_the_way = available(on_the_way.collect(), |it| &it.song, (query, count));
    let prepared = |known| prepared(known, query);
    on_the_way.into_iter().map(prepared).collect()
}

fn prepared<'a>(known: &'a Known, query: &Query) -> Waiting<'a> {
    let song = &known.song;
    let mut reasons = taste(&song.arms, query, PATH.taste);
    if query.exclusions.recent.contains(&song.id) {
        reasons.push(Reason::shown_recently());
    }
    reasons.push(shuffle(&song.id, query, PATH.chance));
    Waiting {
        known,
        points: f64::from(score(&reasons)),
        reasons,
    }
}

/// Where the best song for a waypoint is, of those within the radius.
fn best(waiting: &[Waiting<'_>], waypoint: Point, radius: f64) -> Option<usize> {
    let distance = |it: &Waiting<'_>| it.known.point.distance(waypoint);
    let points = |it: &Waiting<'_>| it.points - 1000.0 * distance(it);
    let near = waiting.iter().enumerate();
    near.filter(|(_, it)| distance(it) <= radius)
        .max_by(|(_, a), (_, b)| {
            let order = points(a).total_cmp(&points(b));
            order.then_with(|| b.known.song.id.cmp(&a.known.song.id))
        })
        .map(|(place, _)| place)
}

fn step(chosen: Waiting<'_>, waypoint: Point) -> Step {
    let mut song = chosen.known.song.clone();
    song.reasons = chosen.reasons;
    Step {
        song,
        point: chosen.known.point,
        waypoint,
    }
}

/// The place on the straight way whose distance to the destination lies between the neighbours',
/// of which none means the start or the end.
pub(crate) fn point_between(query: &Query, before: Option<Point>, after: Option<Point>) -> Point {
    let (start, end) = (query.mood.profile().present, query.target);
    let Some(before) = before else { return start };
    let farthest = before.distance(end);
    let nearest = after.map_or(0.0, |after| after.distance(end));
    let left = (farthest + nearest) / 2.0;
    let between = start.toward(end, (1.0 - left / start.distance(end)) as f32);
    // Rounding may carry it past a neighbour that lies as far.
    if (nearest..=farthest).contains(&between.distance(end)) {
        between
    } else {
        before
    }
}

/// The songs of a path, each saying which step it is.
pub(crate) fn told(steps: Vec<Step>, query: &Query) -> Vec<Song> {
    let count = steps.len();
    let song = |(index, step): (usize, Step)| {
        let places = (step.point, step.waypoint);
        let mut reasons = vec![Reason::lift_step(query.mood, (index + 1, count), places)];
        reasons.extend(step.song.reasons.iter().cloned());
        step.song.explained(reasons)
    };
    steps.into_iter().enumerate().map(song).collect()
}
