//! What a list of the built-in source must keep.

use super::*;
use crate::{
    catalog::Genre, mood_map::Mood, reason::ReasonCode, selection::tests::query as any_query,
};

fn query(mood: Mood, intent: Intent, seed: u64) -> Query {
    let profile = mood.profile();
    Query {
        mood,
        intent,
        target: match intent {
            Intent::Match | Intent::Surprise => profile.target,
            Intent::Lift => profile.destination,
        },
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
    each_query(|_, songs| {
        for window in songs.windows(10) {
            for song in window {
                let same = |other: &&Song| other.artists.iter().any(|a| song.artists.contains(a));
                assert!(window.iter().filter(same).count() <= 2, "{}", song.id);
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

#[test]
fn a_lift_starts_where_the_listener_is_and_comes_ever_nearer_to_its_end() {
    for mood in Mood::ALL {
        let query = query(mood, Intent::Lift, 2);
        let songs = listed(&query);
        let present = mood.profile().present;
        let points: Vec<Point> = songs.iter().map(|song| song.point.unwrap()).collect();
        assert!(points[0].distance(present) < 1e-6, "{mood:?}");
        assert!(
            points[1].distance(present) <= 0.2,
            "{mood:?}: {:?}",
            points[1]
        );
        for pair in points.windows(2) {
            let (nearer, farther) = (
                pair[1].distance(query.target),
                pair[0].distance(query.target),
            );
            assert!(nearer <= farther + 1e-5, "{mood:?}: {pair:?}");
        }
        assert!(
            points[19].distance(query.target) < 0.25,
            "{mood:?}: {:?}",
            points[19]
        );
        assert!(
            songs
                .iter()
                .all(|song| codes(song)[0] == ReasonCode::LiftStep)
        );
    }
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
            weight: 0.9,
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
