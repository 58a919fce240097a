//! The bass: long roots at rest, root and fifth when awake, quavers when excited, and the tonic held
//! under a calm verse, which tells a mode from its relatives.

use crate::{
    builtin::composer::{
        harmony::Harmony,
        plan::{Part, Plan, played},
        scale::{Mode, Scale},
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
    for (bar, chord) in harmony.chords.iter().enumerate() {
        let part = plan.part_of(bar);
        let hits = match part {
            Part::Intro if !holds_tonic(plan, part) => Vec::new(),
            Part::Intro | Part::Break => held(plan),
            _ if plan.is_last_bar(bar) => held(plan),
            Part::Verse | Part::Chorus | Part::Return | Part::Close => pattern(plan, jumps),
        };
        let root = if holds_tonic(plan, part) {
            0
        } else {
            chord.root
        };
        for (start, length, step) in hits {
            let midi = pitch(plan.scale, root, step);
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

/// A calm piece whose notes are also those of a better known key stays on its own tonic while it says
/// its first progression.
const fn holds_tonic(plan: &Plan, part: Part) -> bool {
    let is_modal = matches!(plan.mode, Mode::Lydian | Mode::Mixolydian | Mode::Dorian);
    is_modal && plan.energy < 0.45 && matches!(part, Part::Intro | Part::Verse | Part::Return)
}

fn held(plan: &Plan) -> Vec<Hit> {
    vec![(0.0, plan.bar_beats(), 0)]
}

fn pattern(plan: &Plan, jumps: bool) -> Vec<Hit> {
    let is_waltz = plan.beats_per_bar == 3;
    match plan.energy {
        energy if energy < 0.35 => held(plan),
        _ if is_waltz => vec![(0.0, 2.0, 0), (2.0, 1.0, 4)],
        energy if energy < 0.6 => vec![(0.0, 1.5, 0), (1.5, 0.5, 0), (2.0, 2.0, 4)],
        _ => {
            let step = |index: i32| if jumps && index % 2 == 1 { 7 } else { 0 };
            let hit = |index: i32| (index as f32 * 0.5, 0.45, step(index));
            (0..8).map(hit).collect()
        }
    }
}
