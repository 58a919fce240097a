//! The rules that every list keeps: dislikes, lyrics, repeats, and at most two songs an artist in ten.

use std::collections::{HashSet, VecDeque};

use crate::{catalog::Query, song::Song};

const WINDOW: usize = 10;
pub(crate) const PER_ARTIST: usize = 2;
/// With so many others a song that was just played does not come again.
const ENOUGH: usize = 20;

/// Whether a song may be in the list at all.
pub(crate) fn is_allowed(song: &Song, query: &Query) -> bool {
    !query.exclusions.disliked.contains(&song.id) && (query.explicit || !song.explicit)
}

/// Leaves out what was just played, unless there are too few others for `count` or for 20 songs;
/// then it comes after these.
pub(crate) fn available<T>(
    items: Vec<T>,
    song: impl Fn(&T) -> &Song,
    (query, count): (&Query, usize),
) -> Vec<T> {
    let is_played = |item: &T| query.exclusions.played.contains(&song(item).id);
    let (played, mut others): (Vec<T>, Vec<T>) = items.into_iter().partition(is_played);
    if others.len() < count.min(ENOUGH) {
        others.extend(played);
    }
    others
}

/// Takes up to `count` songs from a ranking, the best first. Recent ones come after all others,
/// and played ones last or not at all.
///
/// The list is shorter than `count` only where the ranking has too few songs or too few artists.
pub(crate) fn select(ranking: Vec<Song>, query: &Query, count: usize) -> Vec<Song> {
    let mut seen = HashSet::new();
    let allowed = ranking
        .into_iter()
        .filter(|song| is_allowed(song, query) && seen.insert(song.id.clone()));
    let (recent, fresh): (Vec<Song>, Vec<Song>) =
        allowed.partition(|song| query.exclusions.recent.contains(&song.id));
    let waiting = fresh.into_iter().chain(recent).collect();
    let waiting = available(waiting, |song| song, (query, count));
    spread(waiting.into(), count)
}

/// Keeps the order except where an artist would come a third time within ten songs.
fn spread(mut waiting: VecDeque<Song>, count: usize) -> Vec<Song> {
    let mut list: Vec<Song> = Vec::with_capacity(count);
    while list.len() < count {
        let fits = |song: &Song| !song.artists.iter().any(|name| is_crowded(&list, name));
        let Some(place) = waiting.iter().position(fits) else {
            break;
        };
        list.extend(waiting.remove(place));
    }
    list
}

fn is_crowded(list: &[Song], artist: &String) -> bool {
    let window = list.iter().rev().take(WINDOW - 1);
    window.filter(|song| song.artists.contains(artist)).count() >= PER_ARTIST
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::{
        mood_map::{Intent, Mood},
        song::Playback,
    };

    pub(crate) fn query(limit: usize) -> Query {
        Query {
            mood: Mood::Happy,
            intent: Intent::Match,
            target: Mood::Happy.profile().target,
            genres: Vec::new(),
            market: None,
            explicit: false,
            seed: 1,
            exclusions: Default::default(),
            limit,
        }
    }

    pub(crate) fn song(id: usize, artist: &str) -> Song {
        Song {
            id: id.to_string(),
            title: format!("Song {id}"),
            artists: vec![artist.to_owned()],
            album: None,
            artwork_url: None,
            duration_ms: None,
            explicit: false,
            point: None,
            url: String::new(),
            year: None,
            genres: Vec::new(),
            reasons: Vec::new(),
            score: 0,
            playback: Playback::None,
            arms: Vec::new(),
        }
    }

    fn ids(songs: &[Song]) -> Vec<&str> {
        songs.iter().map(|song| song.id.as_str()).collect()
    }

    #[test]
    fn an_artist_comes_at_most_twice_in_ten() {
        let many = (0..20).map(|id| {
            song(
                id,
                if id < 8 {
                    "A"
                } else {
                    "BCDEF".split_at(id % 5).0
                },
            )
        });
        let list = select(many.collect(), &query(20), 20);
        for window in list.windows(WINDOW) {
            for song in window {
                let same = window.iter().filter(|other| other.artists == song.artists);
                assert!(same.count() <= PER_ARTIST);
            }
        }
        assert_eq!(
            ids(&list[..2]),
            ["0", "1"],
            "the order is kept where it can be"
        );
    }

    #[test]
    fn one_artist_alone_gives_two_songs() {
        let list = select((0..9).map(|id| song(id, "A")).collect(), &query(9), 9);
        assert_eq!(ids(&list), ["0", "1"]);
    }

    #[test]
    fn disliked_and_explicit_songs_stay_out_and_recent_ones_come_last() {
        let mut query = query(5);
        query.exclusions.disliked.insert("0".into());
        query.exclusions.recent.insert("1".into());
        let mut songs: Vec<_> = ["A", "B", "C", "D"]
            .into_iter()
            .enumerate()
            .map(|(id, artist)| song(id, artist))
            .collect();
        songs[2].explicit = true;
        assert_eq!(ids(&select(songs.clone(), &query, 5)), ["3", "1"]);
        assert_eq!(ids(&select(songs.clone(), &query, 1)), ["3"]);
        query.explicit = true;
        assert_eq!(ids(&select(songs, &query, 5)), ["2", "3", "1"]);
    }

    #[test]
    fn played_songs_come_back_only_where_there_are_not_20_others() {
        let mut query = query(50);
        query.exclusions.played = (0..5).map(|id| id.to_string()).collect();
        let songs = |count: usize| (0..count).map(|id| song(id, &format!("A{id}"))).collect();
        let list = select(songs(30), &query, 50);
        assert_eq!(
            list.len(),
            25,
            "25 others are enough, even for a longer list"
        );
        assert!(
            list.iter()
                .all(|song| !query.exclusions.played.contains(&song.id))
        );
        let list = select(songs(24), &query, 50);
        assert_eq!(list.len(), 24);
        assert_eq!(ids(&list[19..]), ["0", "1", "2", "3", "4"]);
        assert_eq!(ids(&select(songs(8), &query, 3)), ["5", "6", "7"]);
    }

    #[test]
    fn a_song_is_listed_once() {
        let list = select(vec![song(1, "A"), song(1, "A"), song(2, "B")], &query(5), 5);
        assert_eq!(ids(&list), ["1", "2"]);
    }
}
