//! What a list of the built-in source must keep.

use std::collections::HashSet;

use super::*;
use crate::{
    catalog::Genre,
    mood_map::Mood,
    reason::{ReasonCode, contribution},
    selection::tests::query as any_query,
    taste::Posterior,
};

fn query(mood: Mood, intent: Intent, seed: u64) -> Query {
    let profile = mood.profile();
    Query {
        mood,
        intent,
        target: profile.target_for(intent),
        seed,
        ..any_query(20)
    }
}

fn listed(query: &Query) -> Vec<Song> {
    Builtin::load().unwrap().songs(query)
}

fn is_composed(song: &Song) -> bool {
    matches!(song.playback, Playback::Synth(_))
}

fn codes(song: &Song) -> Vec<ReasonCode> {
    song.reasons.iter().map(|reason| reason.code).collect()
}

fn each_query(check: impl Fn(&Query, &[Song])) {
    for mood in Mood::ALL {
        for intent in Intent::ALL {
            for seed in 0..5 {
                let query = query(mood, intent, seed);
                check(&query, &listed(&query));
            }
        }
    }
}

#[test]
fn every_list_is_full_explained_and_starts_with_something_to_hear() {
    each_query(|query, songs| {
        assert_eq!(songs.len(), 20, "{query:?}");
        assert!(is_composed(&songs[0]));
        assert_eq!(songs.iter().filter(|song| is_composed(song)).count(), 4);
        assert!(songs.iter().all(|song| !song.reasons.is_empty()));
    });
}

#[test]
fn every_limit_from_1_to_50_is_met() {
    for intent in Intent::ALL {
        for limit in 1..=50 {
            let query = Query {
                limit,
                ..query(Mood::Sad, intent, 4)
            };
            assert_eq!(listed(&query).len(), limit, "{intent:?}");
        }
    }
}

#[test]
fn no_artist_comes_three_times_in_ten() {
    every_query(|_, songs| {
        for window in songs.windows(10) {
            for artist in window.iter().flat_map(|song| &song.artists) {
                let theirs = window.iter().filter(|song| song.artists.contains(artist));
                assert!(theirs.count() <= 2, "{artist}");
            }
        }
    });
}

#[test]
fn the_seed_decides_the_list() {
    each_query(|query, songs| {
        assert_eq!(songs, listed(query));
        let other = Query {
            seed: query.seed + 100,
            ..query.clone()
        };
        assert_ne!(songs, listed(&other));
    });
}

#[test]
fn a_match_lies_where_the_map_says() {
    for mood in Mood::ALL {
        for song in listed(&query(mood, Intent::Match, 9)) {
            let distance = song.point.unwrap().distance(mood.profile().target);
            assert!(distance <= 0.55, "{mood:?} {}: {distance}", song.id);
            assert!(codes(&song).contains(&ReasonCode::MoodMatch));
        }
    }
}

/// Something was learned about every other genre, for and against.
fn learned(query: Query) -> Query {
    let builtin = Builtin::load().unwrap();
    let mut dice = Dice::new(query.seed, "learned");
    let genres = builtin.genres().into_iter().filter_map(|name| {
        let posterior = Posterior {
            alpha: f64::from(dice.between(1.0, 6.0)),
            beta: f64::from(dice.between(1.0, 6.0)),
        };
        dice.chance(0.5).then(|| Genre {
            name: name.to_owned(),
            posterior: Some(posterior),
            is_known: true,
        })
    });
    Query {
        genres: genres.collect(),
        ..query
    }
}

/// The fifty songs that the list would have next are just played, as many again were shown.
fn just_played(query: Query) -> Query {
    let mut next = listed(&Query {
        limit: 50,
        ..query.clone()
    });
    let recent = next.split_off(25).into_iter().map(|song| song.id);
    let mut query = Query { ..query };
    query.exclusions.recent = recent.collect();
    query.exclusions.played = next.into_iter().map(|song| song.id).collect();
    let more = listed(&Query {
        limit: 31,
        ..query.clone()
    });
    let more = more
        .into_iter()
        .filter(|song| !is_composed(song))
        .map(|song| song.id);
    query.exclusions.played.extend(more);
    query
}

/// Every mood and intent: cold, learned, and with the next songs just played.
fn every_query(check: impl Fn(&Query, &[Song])) {
    each_query(|cold, _| {
        let cold = Query {
            limit: 1 + (cold.seed as usize * 13) % 50,
            ..cold.clone()
        };
        for query in [
            cold.clone(),
            learned(cold.clone()),
            just_played(learned(cold)),
        ] {
            check(&query, &listed(&query));
        }
    });
}

#[test]
fn a_lift_starts_where_the_listener_is_and_never_goes_back() {
    every_query(|query, songs| {
        if query.intent != Intent::Lift {
            return;
        }
        let points: Vec<Point> = songs.iter().map(|song| song.point.unwrap()).collect();
        let present = query.mood.profile().present;
        assert!(points[0].distance(present) <= 0.2, "{query:?}");
        for pair in points.windows(2) {
            let left = pair.iter().map(|point| point.distance(query.target));
            assert!(left.is_sorted_by(|a, b| a >= b), "{query:?} {pair:?}");
        }
        if songs.len() >= 10 && query.exclusions.played.is_empty() {
            let last = points[points.len() - 1].distance(query.target);
            assert!(last < 0.25, "{query:?}: {last}");
        }
        for song in songs {
            assert_eq!(song.reasons[0].code, ReasonCode::LiftStep);
        }
    });
}

#[test]
fn every_score_is_the_sum_of_what_its_reasons_say() {
    every_query(|_, songs| {
        for song in songs {
            let again = song.reasons.iter().map(|reason| {
                let again = contribution(reason.code, &reason.features);
                assert_eq!(again, Some(reason.contribution), "{reason:?}");
                reason.contribution
            });
            assert_eq!(song.score, again.sum::<i32>(), "{}", song.id);
        }
    });
}

#[test]
fn a_list_follows_its_scores_and_tells_the_chance_in_them() {
    for mood in Mood::ALL {
        let query = learned(query(mood, Intent::Match, 3));
        let songs = listed(&query);
        let known = songs.iter().filter(|song| !is_composed(song));
        let told: Vec<_> = known.clone().map(codes).collect();
        assert!(
            told.iter()
                .all(|codes| codes.contains(&ReasonCode::Shuffle))
        );
        assert!(
            told.iter()
                .all(|codes| codes.contains(&ReasonCode::Exploration))
        );
        let best = known.clone().next().unwrap().score;
        assert!(known.clone().all(|song| song.score <= best));
    }
}

#[test]
fn somebody_new_gets_the_map_and_no_draw() {
    each_query(|query, songs| {
        for song in songs {
            assert!(!codes(song).contains(&ReasonCode::Exploration), "{query:?}");
        }
    });
}

#[test]
fn a_list_is_full_and_repeats_nothing_even_when_fifty_songs_were_just_played() {
    for mood in Mood::ALL {
        for intent in Intent::ALL {
            for seed in 0..8 {
                let mut played = HashSet::new();
                let mut query = query(mood, intent, seed);
                // The songs that fit best, one at a time: the worst fifty to be without.
                while played.len() < 50 {
                    let next = listed(&Query {
                        limit: 12,
                        ..query.clone()
                    });
                    let known = next.into_iter().filter(|song| !is_composed(song));
                    played.extend(known.map(|song| song.id).take(50 - played.len()));
                    query.exclusions.played = played.clone();
                }
                for query in [query.clone(), learned(query)] {
                    let songs = listed(&query);
                    assert_eq!(songs.len(), 20, "{mood:?} {intent:?} {seed}");
                    let repeated = songs.iter().find(|song| played.contains(&song.id));
                    assert!(repeated.is_none(), "{mood:?} {intent:?} {seed}");
                }
            }
        }
    }
}

#[test]
fn somebody_who_passes_over_composed_pieces_gets_few() {
    let mut query = query(Mood::Happy, Intent::Match, 1);
    query.genres = vec![Genre {
        name: GENERATIVE.to_owned(),
        posterior: Some(Posterior {
            alpha: 1.0,
            beta: 12.0,
        }),
        is_known: true,
    }];
    let songs = listed(&query);
    assert_eq!(songs.len(), 20);
    assert_eq!(songs.iter().filter(|song| is_composed(song)).count(), 1);
}

#[test]
fn a_surprise_brings_genres_from_off_the_map() {
    for mood in Mood::ALL {
        let songs = listed(&query(mood, Intent::Surprise, 6));
        let new = songs
            .iter()
            .filter(|song| codes(song).contains(&ReasonCode::SomethingNew));
        assert!(new.count() >= 10, "{mood:?}");
        for song in &songs {
            let off_the_map = |genre: &String| !mood.profile().genres.contains(&genre.as_str());
            if codes(song).contains(&ReasonCode::SomethingNew) {
                assert!(song.genres.iter().any(off_the_map), "{}", song.id);
            }
        }
    }
}

#[test]
fn a_liked_genre_comes_more_often_and_says_so() {
    let plain = query(Mood::Happy, Intent::Match, 11);
    let liked = Query {
        genres: vec![Genre {
            name: "funk".into(),
            posterior: Some(Posterior {
                alpha: 9.0,
                beta: 1.0,
            }),
            is_known: true,
        }],
        ..plain.clone()
    };
    let funky = |songs: &[Song]| {
        songs
            .iter()
            .filter(|song| song.genres.contains(&"funk".to_owned()))
            .count()
    };
    assert!(funky(&listed(&liked)) > funky(&listed(&plain)));
    for song in listed(&liked) {
        let says_so = codes(&song).contains(&ReasonCode::GenreLiked);
        assert_eq!(
            says_so,
            song.genres.contains(&"funk".to_owned()),
            "{}",
            song.id
        );
    }
}

#[test]
fn recent_songs_are_avoided_and_disliked_ones_never_come_back() {
    for intent in Intent::ALL {
        let mut query = query(Mood::Angry, intent, 1);
        let first: Vec<String> = listed(&query).into_iter().map(|song| song.id).collect();
        query.exclusions.recent = first[..10].iter().cloned().collect();
        query.exclusions.disliked = first[10..].iter().cloned().collect();
        query.seed = 2;
        for song in listed(&query) {
            assert!(!first.contains(&song.id), "{intent:?} {}", song.id);
        }
    }
}

#[test]
fn explicit_songs_need_permission() {
    let mut query = Query {
        limit: 50,
        ..query(Mood::Happy, Intent::Match, 1)
    };
    let explicit = |query: &Query| listed(query).iter().filter(|song| song.explicit).count();
    assert_eq!(explicit(&query), 0);
    query.explicit = true;
    assert!((0..20).any(|seed| explicit(&Query {
        seed,
        ..query.clone()
    }) > 0));
}

#[test]
fn a_composed_piece_is_told_as_it_is() {
    let song = listed(&query(Mood::Sad, Intent::Match, 3)).remove(0);
    let Playback::Synth(score) = &song.playback else {
        panic!("the first piece is composed")
    };
    assert_eq!(song.id, format!("builtin:synth:sad:{}", score.seed));
    assert_eq!(song.duration_ms, Some(score.duration_ms));
    assert!(
        song.title
            .ends_with(&format!("in {} {}", score.key, score.mode)),
        "{}",
        song.title
    );
    assert_eq!(song.artists, ["Attune"]);
    assert_eq!(
        compose(song.point.unwrap(), score.seed).score,
        *score,
        "the id repeats it"
    );
}
