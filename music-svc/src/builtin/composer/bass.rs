//! The bass: long roots at rest, root and fifth when awake, quavers when excited.

use crate::{
    builtin::composer::{
        harmony::Harmony,
        plan::{PHRASE_BARS, Plan, played},
        scale::Scale,
    },
    song::Note,
};

/// Roots lie within the octave from here, A1 … G sharp 2.
const FLOOR: i32 = 33;

/// A hit of a pattern: start and length in beats, and steps above the root.
type Hit = (f32, f32, i32);

pub(super) fn line(plan: &Plan, harmony: &Harmony) -> Vec<Note> {
    let mut dice = plan.dice("bass");
    let jumps = dice.chance(0.5);
    let mut notes = Vec::new();
    for (bar, chord) in harmony.chords.iter().enumerate().skip(entry(plan)) {
        let hits = if plan.is_last_bar(bar) {
            vec![(0.0, plan.bar_beats(), 0)]
        } else {
            pattern(plan, jumps)
        };
        for (start, length, step) in hits {
            let midi = pitch(plan.scale, chord.root, step);
            let accent = if start == 0.0 { 0.1 } else { 0.0 };
            let start = plan.start_of(bar) + start;
            notes.push(played(&mut dice, start, length, midi, 0.6 + accent));
        }
    }
    notes
}

/// The pitch that lies `step` steps above a root.
fn pitch(scale: Scale, root: i32, step: i32) -> i32 {
    let lowest = FLOOR + (scale.pitch_class(root) - FLOOR).rem_euclid(12);
    lowest + scale.midi(0, root + step) - scale.midi(0, root)
}

/// The bass waits for the second phrase, except where the piece is in a hurry.
fn entry(plan: &Plan) -> usize {
    if plan.energy > 0.7 { 0 } else { PHRASE_BARS }
}

fn pattern(plan: &Plan, jumps: bool) -> Vec<Hit> {
    let is_waltz = plan.beats_per_bar == 3;
    match plan.energy {
        energy if energy < 0.35 => vec![(0.0, plan.bar_beats(), 0)],
        _ if is_waltz => vec![(0.0, 2.0, 0), (2.0, 1.0, 4)],
        energy if energy < 0.6 => vec![(0.0, 1.5, 0), (1.5, 0.5, 0), (2.0, 2.0, 4)],
        _ => {
            let step = |index: i32| if jumps && index % 2 == 1 { 7 } else { 0 };
            let hit = |index: i32| (index as f32 * 0.5, 0.45, step(index));
            (0..8).map(hit).collect()
        }
    }
}
