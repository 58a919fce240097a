//! The melody: a motif of two bars that returns; strong and long notes are chord tones, short ones
//! pass between them by step.

use crate::{
    builtin::composer::{
        harmony::{Harmony, has_second_progression},
        plan::{PHRASE_BARS, Part, Plan, played},
        scale::Scale,
    },
    dice::Dice,
    song::Note,
};

/// The range in steps above the lead's tonic.
const LOWEST: i32 = -3;
const HIGHEST: i32 = 8;
/// Beyond these the melody turns back.
const COMFORTABLE: std::ops::RangeInclusive<i32> = -2..=6;
/// From this length on, in beats, a note rests on the chord, or at least does not rub against it.
const LONG: f32 = 1.5;
const MEDIUM: f32 = 1.0;
/// A chord's steps above its root.
const TRIAD: [i32; 3] = [0, 2, 4];

/// Start and length of each note of a bar, in beats.
type Cell = &'static [(f32, f32)];

const CALM_4: [Cell; 3] = [
    &[(0.0, 2.0), (2.0, 2.0)],
    &[(0.0, 3.0), (3.0, 1.0)],
    &[(1.0, 1.0), (2.0, 2.0)],
];
const EASY_4: [Cell; 4] = [
    &[(0.0, 1.0), (1.0, 1.0), (2.0, 2.0)],
    &[(0.0, 1.5), (1.5, 0.5), (2.0, 2.0)],
    &[(0.0, 1.0), (1.5, 0.5), (2.0, 1.0), (3.0, 1.0)],
    &[(0.5, 0.5), (1.0, 1.0), (2.0, 1.5), (3.5, 0.5)],
];
const BUSY_4: [Cell; 4] = [
    &[
        (0.0, 0.5),
        (0.5, 0.5),
        (1.0, 1.0),
        (2.0, 0.5),
        (2.5, 0.5),
        (3.0, 1.0),
    ],
    &[
        (0.0, 1.0),
        (1.0, 0.5),
        (1.5, 0.5),
        (2.0, 1.0),
        (3.0, 0.5),
        (3.5, 0.5),
    ],
    &[
        (0.0, 0.75),
        (0.75, 0.75),
        (1.5, 0.5),
        (2.0, 1.0),
        (3.0, 1.0),
    ],
    &[(0.0, 0.5), (0.5, 1.0), (1.5, 0.5), (2.0, 1.5), (3.5, 0.5)],
];
const CALM_3: [Cell; 3] = [&[(0.0, 3.0)], &[(0.0, 2.0), (2.0, 1.0)], &[(1.0, 2.0)]];
const EASY_3: [Cell; 3] = [
    &[(0.0, 1.0), (1.0, 1.0), (2.0, 1.0)],
    &[(0.0, 1.5), (1.5, 0.5), (2.0, 1.0)],
    &[(0.0, 2.0), (2.0, 0.5), (2.5, 0.5)],
];

/// Two bars that a section repeats.
struct Motif {
    cells: [Cell; 2],
    /// Steps from note to note, for each bar; at most six notes a bar.
    moves: [[i32; 6]; 2],
}

impl Motif {
    fn new(plan: &Plan, dice: &mut Dice) -> Self {
        let cells = cells(plan);
        let mut one_move = || *dice.pick(&[-3, -2, -1, -1, 1, 1, 2, 3]);
        let moves = [[0; 6]; 2].map(|bar| bar.map(|_| one_move()));
        Self {
            cells: [*dice.pick(cells), *dice.pick(cells)],
            moves,
        }
    }
}

/// The lead, from the second phrase on.
pub(super) fn line(plan: &Plan, harmony: &Harmony) -> Vec<Note> {
    let mut dice = plan.dice("melody");
    let first = Motif::new(plan, &mut dice);
    let second = Motif::new(plan, &mut dice);
    let mut notes = Vec::new();
    let mut step = *dice.pick(&[0, 2, 4]);
    for (bar, chord) in harmony.chords.iter().enumerate().skip(PHRASE_BARS) {
        let motif = if has_second_progression(plan.part_of(bar)) {
            &second
        } else {
            &first
        };
        for (index, (start, length)) in hits(plan, motif, bar).into_iter().enumerate() {
            let by = turned(step, motif.moves[bar % 2][index]);
            step = if plan.is_last_bar(bar) {
                nearest(step, |candidate| candidate.rem_euclid(7) == 0)
            } else {
                next_step(plan, (step, by), (start, length), chord.root)
            };
            for (start, length, step) in ornamented(plan, bar, (start, length, step), &mut dice) {
                let loud = loudness(plan, bar, start);
                let midi = plan.scale.midi(plan.lead_floor, step);
                let start = plan.start_of(bar) + start;
                notes.push(played(&mut dice, start, length, midi, loud));
            }
        }
    }
    notes
}

/// Where the melody goes from `step` when the motif asks for a move `by`.
fn next_step(plan: &Plan, (step, by): (i32, i32), (start, length): (f32, f32), root: i32) -> i32 {
    if is_strong(plan, start) || length >= LONG {
        moved(step, by, |candidate| is_chord_tone(candidate, root))
    } else if length >= MEDIUM {
        moved(step, by.signum(), |candidate| {
            !rubs(plan.scale, candidate, root)
        })
    } else {
        step + by.signum()
    }
}

/// Strong beats speak up, and a phrase swells towards its middle.
fn loudness(plan: &Plan, bar: usize, start: f32) -> f32 {
    let accent = if is_strong(plan, start) { 0.12 } else { 0.0 };
    let arc = (std::f32::consts::PI * plan.place_in_phrase(bar, start)).sin();
    0.54 + accent + 0.1 * arc
}

/// When the verse is told again, some of its longer notes touch their upper neighbour.
fn ornamented(
    plan: &Plan,
    bar: usize,
    (start, length, step): (f32, f32, i32),
    dice: &mut Dice,
) -> Vec<(f32, f32, i32)> {
    let is_told_again = match plan.part_of(bar) {
        Part::Return => true,
        Part::Verse => bar >= 2 * PHRASE_BARS,
        Part::Intro | Part::Chorus | Part::Break | Part::Close => false,
    };
    if !is_told_again || Plan::ends_phrase(bar) || length < MEDIUM || !dice.chance(0.6) {
        return vec![(start, length, step)];
    }
    let quarter = length / 4.0;
    vec![
        (start, 2.0 * quarter, step),
        (start + 2.0 * quarter, quarter, step + 1),
        (start + 3.0 * quarter, quarter, step),
    ]
}

/// The rhythm of a bar. The last of a phrase rests after one long note, and so does each of a break.
fn hits(plan: &Plan, motif: &Motif, bar: usize) -> Vec<(f32, f32)> {
    if plan.is_last_bar(bar) {
        vec![(0.0, plan.bar_beats())]
    } else if Plan::ends_phrase(bar) || plan.part_of(bar) == Part::Break {
        vec![(0.0, plan.bar_beats() - 1.0)]
    } else {
        motif.cells[bar % 2].to_vec()
    }
}

fn cells(plan: &Plan) -> &'static [Cell] {
    match (plan.beats_per_bar, plan.energy) {
        (3, energy) if energy < 0.3 => &CALM_3,
        (3, _) => &EASY_3,
        (_, energy) if energy < 0.3 => &CALM_4,
        (_, energy) if energy < 0.65 => &EASY_4,
        (_, _) => &BUSY_4,
    }
}

fn is_strong(plan: &Plan, start: f32) -> bool {
    start == 0.0 || (plan.beats_per_bar == 4 && start == 2.0)
}

fn is_chord_tone(step: i32, root: i32) -> bool {
    TRIAD.contains(&(step - root).rem_euclid(7))
}

/// Whether a step lies a semitone from a tone of the chord, in any octave.
fn rubs(scale: Scale, step: i32, root: i32) -> bool {
    TRIAD.iter().any(|above| {
        let apart = scale.pitch_class(step) - scale.pitch_class(root + above);
        matches!(apart.rem_euclid(12), 1 | 11)
    })
}

/// Turns a move back where it would leave the comfortable range.
fn turned(step: i32, by: i32) -> i32 {
    let is_outward = (by > 0) == (step > 0);
    if is_outward && !COMFORTABLE.contains(&(step + by)) {
        -by
    } else {
        by
    }
}

/// The fitting step nearest to `step + by` that really lies in the direction of the move.
fn moved(step: i32, by: i32, fits: impl Fn(i32) -> bool) -> i32 {
    let is_ahead = |candidate: i32| (candidate - step).signum() == by.signum();
    nearest(step + by, |candidate| {
        is_ahead(candidate) && fits(candidate)
    })
}

/// The step within the range that fits and lies nearest; the lower one of two.
fn nearest(wanted: i32, fits: impl Fn(i32) -> bool) -> i32 {
    let fitting = (LOWEST..=HIGHEST).filter(|step| fits(*step));
    fitting
        .min_by_key(|step| (step - wanted).abs())
        .unwrap_or(wanted)
}
