//! What searches found, as songs and collections.

use std::slice;

use crate::{
    catalog::{Listing, Query},
    mood_map::Intent,
    ranking::{LIST, shuffle, sort_by_score, taste},
    reason::Reason,
    selection::{available, select},
    song::{Collection, Playback, Song},
    spotify::{
        search::{Answer, Search},
        wire::{Playlist, Track},
    },
};

/// A list from what the searches found. A lift keeps the order of the searches, any other list that
/// of the scores.
pub(super) fn assemble(query: &Query, found: &[(&Search, Answer)]) -> Listing {
    let stages: Vec<Vec<Song>> = found
        .iter()
        .map(|(search, answer)| songs(query, search, &answer.found.tracks))
        .collect();
    let songs = match query.intent {
        Intent::Match | Intent::Surprise => {
            let mut all = stages.concat();
            sort_by_score(&mut all);
            select(all, query, query.limit)
        }
        Intent::Lift => path(stages, query),
    };
    let playlists = found.iter().flat_map(|(_, answer)| &answer.found.playlists);
    Listing {
        songs,
        collections: playlists.map(collection).collect(),
        stale: found.iter().find_map(|(_, answer)| answer.stale.clone()),
    }
}

/// An equal share of each stage, in their order, with the step written into each song.
fn path(stages: Vec<Vec<Song>>, query: &Query) -> Vec<Song> {
    let count = stages.len();
    let all = available(stages.concat(), |song| song, (query, query.limit));
    let is_available = |song: &Song| all.iter().any(|other| other.id == song.id);
    let mut songs: Vec<Song> = Vec::new();
    for (index, mut stage) in stages.into_iter().enumerate() {
        let share = (query.limit - songs.len()).div_ceil(count - index);
        stage.retain(is_available);
        songs.extend(select(stage, query, share));
    }
    let songs = select(songs, query, query.limit);
    let steps = songs.len();
    let told = |(index, song): (usize, Song)| {
        let mut reasons = vec![Reason::searched_step(query.mood, (index + 1, steps))];
        reasons.extend(song.reasons.iter().cloned());
        song.explained(reasons)
    };
    songs.into_iter().enumerate().map(told).collect()
}

/// What one search found, by score.
fn songs(query: &Query, search: &Search, tracks: &[Track]) -> Vec<Song> {
    let reasons = reasons(query, search);
    let explained = |track| {
        let song = song(track, search);
        let mut reasons = reasons.clone();
        reasons.push(shuffle(&song.id, query, LIST.chance));
        song.explained(reasons)
    };
    let mut songs: Vec<Song> = tracks.iter().map(explained).collect();
    sort_by_score(&mut songs);
    songs
}

/// True of everything that one search finds; we know nothing else of it.
fn reasons(query: &Query, search: &Search) -> Vec<Reason> {
    let mood = query.mood;
    let mut reasons = vec![Reason::searched(mood, &search.words)];
    if let Some(name) = &search.genre {
        let is_new = query.genre(name).is_none_or(|genre| !genre.is_known);
        if query.intent == Intent::Surprise && is_new {
            reasons.push(Reason::something_new(mood, name, (1, 1)));
        }
        reasons.extend(taste(slice::from_ref(name), query, LIST.taste));
    }
    reasons
}

fn song(track: &Track, search: &Search) -> Song {
    let id = &track.id;
    Song {
        id: format!("spotify:track:{id}"),
        title: track.name.clone(),
        artists: track.artists(),
        album: track.album(),
        artwork_url: track.artwork_url(),
        duration_ms: track.duration_ms,
        explicit: track.is_explicit(),
        point: None,
        url: format!("https://open.spotify.com/track/{id}"),
        year: track.year(),
        genres: Vec::new(),
        reasons: Vec::new(),
        score: 0,
        playback: Playback::Embed(format!("https://open.spotify.com/embed/track/{id}")),
        arms: search.genre.iter().cloned().collect(),
    }
}

fn collection(playlist: &Playlist) -> Collection {
    let id = &playlist.id;
    Collection {
        id: format!("spotify:playlist:{id}"),
        kind: "playlist",
        title: playlist.name.clone(),
        by: playlist.owner(),
        artwork_url: playlist.artwork_url(),
        url: format!("https://open.spotify.com/playlist/{id}"),
        playback: Playback::Embed(format!("https://open.spotify.com/embed/playlist/{id}")),
    }
}
