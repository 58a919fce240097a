//! Composes short pieces from a place on the plane of valence and arousal, the same for the same seed.
//!
//! Arousal sets tempo, density and drums; valence sets mode and register. Chords follow modal
//! progressions with the smallest voice movement; the melody repeats a motif of two bars, lands on
//! chord tones on strong beats and moves by step between them.

mod bass;
mod drums;
mod harmony;
mod melody;
mod plan;
mod scale;
mod title;

use crate::{
    builtin::composer::{harmony::Harmony, plan::Plan},
    mood_map::Point,
    song::{Note, Score, Track},
};

/// A finished piece.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Piece {
    pub(super) title: String,
    pub(super) score: Score,
}

/// Composes the piece of a place and a seed below 2⁵³.
pub(super) fn compose(point: Point, seed: u64) -> Piece {
    let plan = Plan::new(point, seed);
    let harmony = Harmony::new(&plan);
    let parts = [
        ("pad", 0.34, harmony.pad(&plan)),
        ("bass", 0.5, bass::line(&plan, &harmony)),
        ("pluck", 0.3, harmony.pluck(&plan)),
        ("lead", 0.44, melody::line(&plan, &harmony)),
        ("drums", 0.25 + 0.3 * plan.energy, drums::beat(&plan)),
    ];
    let tracks = parts
        .into_iter()
        .filter(|(_, _, notes)| !notes.is_empty())
        .map(|(instrument, gain, notes)| track(instrument, gain, notes))
        .collect();
    Piece {
        title: title::title(&plan, point),
        score: Score {
            tempo_bpm: plan.tempo_bpm,
            key: plan.key(),
            mode: plan.mode.name(),
            beats_per_bar: plan.beats_per_bar,
            bars: plan.bars(),
            duration_ms: plan.duration_ms(),
            seed,
            tracks,
        },
    }
}

fn track(instrument: &'static str, gain: f32, mut notes: Vec<Note>) -> Track {
    notes.sort_by(|a, b| {
        let order = a.start_beat.total_cmp(&b.start_beat);
        order.then(a.midi.cmp(&b.midi))
    });
    Track {
        instrument,
        gain,
        notes,
    }
}

#[cfg(test)]
mod tests;
