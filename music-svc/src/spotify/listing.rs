//! What searches found, as songs and collections.

use crate::{
    catalog::{Listing, Query},
    dice::Dice,
    mood_map::Intent,
    reason::Reason,
    selection::select,
    song::{Collection, Playback, Song},
    spotify::{
        search::{Answer, Search},
        wire::{Playlist, Track},
    },
    taste::CLEAR,
};

/// A list from what the searches found. A lift keeps their order, any other list is shuffled.
pub(super) fn assemble(query: &Query, found: &[(&Search, Answer)]) -> Listing {
    let mut stages: Vec<Vec<Song>> = found
        .iter()
        .map(|(search, answer)| songs(query, search, &answer.found.tracks))
        .collect();
    for (index, stage) in stages.iter_mut().enumerate() {
        Dice::new(query.seed, &format!("stage {index}")).shuffle(stage);
    }
    let songs = match query.intent {
        Intent::Match | Intent::Surprise => {
            let mut all = stages.concat();
            Dice::new(query.seed, "list").shuffle(&mut all);
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
    let mut songs: Vec<Song> = Vec::new();
    for (index, stage) in stages.into_iter().enumerate() {
        let share = (query.limit - songs.len()).div_ceil(count - index);
        songs.extend(select(stage, query, share));
    }
    let mut songs = select(songs, query, query.limit);
    let steps = songs.len();
    for (index, song) in songs.iter_mut().enumerate() {
        let reason = Reason::lift_step(query.mood, index + 1, steps);
        song.reasons.insert(0, reason);
    }
    songs
}

fn songs(query: &Query, search: &Search, tracks: &[Track]) -> Vec<Song> {
    let reasons = reasons(query, search);
    let song = |track| song(track, search, reasons.clone());
    tracks.iter().map(song).collect()
}

/// True of everything that one search finds; we know nothing else of it.
fn reasons(query: &Query, search: &Search) -> Vec<Reason> {
    let mood = query.mood;
    let mut reasons = vec![Reason::searched(mood, &search.words)];
    if let Some(name) = &search.genre {
        let genre = query.genre(name);
        if genre.is_some_and(|genre| genre.weight >= CLEAR) {
            reasons.push(Reason::genre_liked(mood, name));
        }
        let is_new = genre.is_none_or(|genre| !genre.is_known);
        if query.intent == Intent::Surprise && is_new {
            reasons.push(Reason::something_new(mood, name));
        }
    }
    reasons
}

fn song(track: &Track, search: &Search, reasons: Vec<Reason>) -> Song {
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
        reasons,
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
