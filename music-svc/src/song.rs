//! Songs, collections and scores, whichever source they come from.

use serde::{Deserialize, Serialize};

use crate::{
    mood_map::Point,
    reason::{Reason, score},
};

/// The genre that feedback on our own pieces counts for; no other source knows it.
pub(crate) const GENERATIVE: &str = "composed pieces";

/// A song as it is recommended. Its JSON is the snapshot that history keeps, without playback.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Song {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) artists: Vec<String>,
    pub(crate) album: Option<String>,
    pub(crate) artwork_url: Option<String>,
    pub(crate) duration_ms: Option<u32>,
    pub(crate) explicit: bool,
    /// Ours, never from a source that forbids analysis.
    pub(crate) point: Option<Point>,
    /// Empty for a piece that exists only here.
    pub(crate) url: String,
    pub(crate) year: Option<u32>,
    pub(crate) genres: Vec<String>,
    pub(crate) reasons: Vec<Reason>,
    /// The sum of the reasons' contributions, in points.
    #[serde(default)]
    pub(crate) score: i32,
    #[serde(skip)]
    pub(crate) playback: Playback,
    /// The genres that feedback on this song counts for: our own words, never the source's.
    #[serde(skip)]
    pub(crate) arms: Vec<String>,
}

impl Song {
    /// The song with its reasons, and the score that they make.
    pub(crate) fn explained(self, reasons: Vec<Reason>) -> Self {
        Self {
            score: score(&reasons),
            reasons,
            ..self
        }
    }
}

/// How a song is heard.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) enum Playback {
    /// Not at all, as in history.
    #[default]
    None,
    /// In an iframe at this URL.
    Embed(String),
    /// Behind a link.
    Link(String),
    /// From a path of the gateway.
    Stream(String),
    /// By the page itself.
    Synth(Score),
}

/// A whole playlist or album.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Collection {
    pub(crate) id: String,
    pub(crate) kind: &'static str,
    pub(crate) title: String,
    pub(crate) by: String,
    pub(crate) artwork_url: Option<String>,
    pub(crate) url: String,
    pub(crate) playback: Playback,
}

/// A piece that the page synthesises. Beats count from 0; pitches are MIDI note numbers.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Score {
    pub(crate) tempo_bpm: f32,
    /// As musicians spell it in the mode: C, C#, Db, D, Eb, … B
    pub(crate) key: &'static str,
    pub(crate) mode: &'static str,
    pub(crate) beats_per_bar: u32,
    pub(crate) bars: u32,
    pub(crate) duration_ms: u32,
    /// Below 2⁵³.
    pub(crate) seed: u64,
    pub(crate) tracks: Vec<Track>,
}

/// What one instrument plays.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Track {
    pub(crate) instrument: &'static str,
    /// 0 … 1
    pub(crate) gain: f32,
    /// In order of their start.
    pub(crate) notes: Vec<Note>,
}

/// One note.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Note {
    pub(crate) start_beat: f32,
    pub(crate) length_beats: f32,
    pub(crate) midi: u32,
    /// 0 … 1
    pub(crate) velocity: f32,
}
