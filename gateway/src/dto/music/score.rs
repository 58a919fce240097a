//! The JSON of a piece that the page plays itself: notes as arrays, because there are many.

use proto::music::v1 as music;
use serde::Serialize;
use utoipa::ToSchema;

/// A piece. Beats count from 0; pitches are MIDI note numbers.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
pub struct Score {
    version: u32,
    tempo_bpm: f32,
    /// As musicians spell it in the mode: C, C#, Db, D, Eb, … B.
    key: String,
    /// `major`, `minor`, `dorian`, …
    mode: String,
    beats_per_bar: u32,
    bars: u32,
    duration_ms: u32,
    seed: u64,
    tracks: Vec<Track>,
}

/// What one instrument plays.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
pub struct Track {
    /// `pad`, `pluck`, `bass`, `lead` or `drums`.
    instrument: String,
    /// 0 … 1.
    gain: f32,
    /// Each `[start_beat, length_beats, midi, velocity]`.
    #[schema(value_type = Vec<Vec<f32>>)]
    notes: Vec<Note>,
}

/// Start and length in beats, MIDI note number, velocity 0 … 1.
#[derive(Debug, PartialEq, Serialize)]
struct Note(f32, f32, u32, f32);

impl From<music::Score> for Score {
    fn from(score: music::Score) -> Self {
        Self {
            version: score.version,
            tempo_bpm: rounded(score.tempo_bpm),
            key: score.key,
            mode: score.mode,
            beats_per_bar: score.beats_per_bar,
            bars: score.bars,
            duration_ms: score.duration_ms,
            seed: score.seed,
            tracks: score.tracks.into_iter().map(Track::from).collect(),
        }
    }
}

impl From<music::Track> for Track {
    fn from(track: music::Track) -> Self {
        let note = |note: music::Note| {
            Note(
                rounded(note.start_beat),
                rounded(note.length_beats),
                note.midi,
                rounded(note.velocity),
            )
        };
        Self {
            instrument: track.instrument,
            gain: rounded(track.gain),
            notes: track.notes.into_iter().map(note).collect(),
        }
    }
}

/// A thousandth of a beat is less than a millisecond at any tempo: more digits are only bytes.
fn rounded(value: f32) -> f32 {
    (value * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_arrays_of_short_numbers() {
        let note = music::Note {
            start_beat: 1.0 / 3.0,
            length_beats: 0.5,
            midi: 60,
            velocity: 0.8,
        };
        let track = Track::from(music::Track {
            instrument: "pad".to_owned(),
            gain: 0.25,
            notes: vec![note],
        });
        assert_eq!(
            serde_json::to_string(&track).unwrap(),
            r#"{"instrument":"pad","gain":0.25,"notes":[[0.333,0.5,60,0.8]]}"#
        );
    }
}
