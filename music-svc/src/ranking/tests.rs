//! What lists of any library must keep.

use super::*;
use crate::{
    reason::ReasonCode,
    selection::tests::{query as any_query, song},
};

/// A library of so many songs, at random places, by a third as many artists.
fn library(count: usize, seed: u64) -> Vec<Known> {
    let mut dice = Dice::new(seed, "library");
    let known = |id| {
        let artist = format!("Artist {}", dice.below(count.div_ceil(3)));
        let point = Point::new(dice.between(-1.0, 1.0), dice.between(-1.0, 1.0));
        let song = Song {
            point: Some(point),
            ..song(id, &artist)
        };
        Known {
            song,
            point,
            mood: None,
        }
    };
    (0..count).map(known).collect()
}

fn lift(mood: Mood, limit: usize) -> Query {
    Query {
        mood,
        intent: Intent::Lift,
        target: mood.profile().destination,
        ..any_query(limit)
    }
}

#[test]
fn a_lift_through_any_library_starts_near_the_mood_and_never_goes_back() {
    let mut paths = 0;
    for seed in 0..40 {
        let songs = library(10 + 20 * seed as usize, seed);
        for mood in Mood::ALL {
            let query = lift(mood, 1 + (7 * seed as usize) % 50);
            let path = pick(&songs, &query);
            let Some(first) = path.first() else { continue };
            paths += 1;
            let present = mood.profile().present;
            assert!(
                first.point.unwrap().distance(present) <= 0.2,
                "{mood:?} {seed}"
            );
            let left = path
                .iter()
                .map(|song| song.point.unwrap().distance(query.target));
            assert!(left.is_sorted_by(|a, b| a >= b), "{mood:?} {seed}");
        }
    }
    assert!(paths > 80, "{paths}");
}

#[test]
fn a_lift_that_cannot_start_is_none() {
    let mut songs = library(300, 1);
    let query = lift(Mood::Sad, 20);
    let present = Mood::Sad.profile().present;
    songs.retain(|known| known.point.distance(present) > 0.2);
    assert!(pick(&songs, &query).is_empty());
}

#[test]
fn every_score_comes_from_its_reasons_in_any_library() {
    for intent in Intent::ALL {
        let query = Query {
            intent,
            target: Mood::Happy.profile().target_for(intent),
            ..any_query(50)
        };
        let songs = pick(&library(300, 2), &query);
        assert!(songs.len() > 10);
        for song in songs {
            let is_off = |reason: &Reason| reason.code == ReasonCode::OffTheMap;
            assert!(!song.reasons.iter().any(is_off), "no mood is named here");
            assert_eq!(song.score, crate::reason::score(&song.reasons));
            assert_eq!(
                song.reasons.last().map(|it| it.code),
                Some(ReasonCode::Shuffle)
            );
        }
    }
}
