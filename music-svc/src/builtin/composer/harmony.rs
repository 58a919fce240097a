//! Chords with the smallest movement of their voices, held by a pad and broken by a pluck.

use crate::{
    builtin::composer::plan::{PHRASE_BARS, Part, Plan, played},
    dice::Dice,
    song::Note,
};

/// The range of the pad's voices, as MIDI numbers.
const LOWEST: i32 = 48;
const HIGHEST: i32 = 72;
/// The smallest interval between neighbouring voices: closer ones sound muddy.
const CLOSEST: i32 = 2;

const MINOR_SEVENTH: i32 = 10;

/// One bar's chord.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Chord {
    /// The step of its root, 0 … 6.
    pub(super) root: i32,
    /// The pad's MIDI numbers, rising.
    pub(super) voices: Vec<i32>,
}

/// Every bar's chord.
pub(super) struct Harmony {
    pub(super) chords: Vec<Chord>,
}

impl Harmony {
    pub(super) fn new(plan: &Plan) -> Self {
        let mut dice = plan.dice("harmony");
        let sevenths = plan.energy < 0.5 && dice.chance(0.6);
        let mut chords: Vec<Chord> = Vec::new();
        for root in roots(plan, &mut dice) {
            // A major seventh would rub against a melody on the root.
            let seventh = plan.scale.midi(0, root + 6) - plan.scale.midi(0, root);
            let is_soft = sevenths && root != 0 && seventh == MINOR_SEVENTH;
            let steps: &[i32] = if is_soft { &[0, 2, 4, 6] } else { &[0, 2, 4] };
            let classes: Vec<i32> = steps
                .iter()
                .map(|step| plan.scale.pitch_class(root + step))
                .collect();
            let before = chords.last().map(|chord| chord.voices.as_slice());
            let voices = nearest_voicing(&classes, before);
            chords.push(Chord { root, voices });
        }
        Self { chords }
    }

    /// Held chords that swell over each phrase. A tone that two bars of a pair share is held on.
    pub(super) fn pad(&self, plan: &Plan) -> Vec<Note> {
        let mut dice = plan.dice("pad");
        let mut notes = Vec::new();
        for (bar, chord) in self.chords.iter().enumerate() {
            let swell = 0.04 * (bar % PHRASE_BARS) as f32;
            let is_second = bar % 2 == 1;
            let partner = &self.chords[if is_second { bar - 1 } else { bar + 1 }].voices;
            for midi in &chord.voices {
                let is_shared = partner.contains(midi);
                if is_second && is_shared {
                    continue;
                }
                let bars = if is_shared { 2.0 } else { 1.0 };
                let length = bars * plan.bar_beats();
                let loud = 0.45 + swell;
                notes.push(played(&mut dice, plan.start_of(bar), length, *midi, loud));
            }
        }
        notes
    }

    /// Broken chords an octave above the pad: crotchets at rest and where the piece holds its breath,
    /// quavers when awake.
    pub(super) fn pluck(&self, plan: &Plan) -> Vec<Note> {
        let mut dice = plan.dice("pluck");
        let patterns: [&[usize]; 4] = [&[0, 1, 2, 1], &[0, 2, 1, 2], &[0, 1, 2, 3], &[2, 1, 0, 1]];
        let first = *dice.pick(&patterns);
        let second = *dice.pick(&patterns);
        let mut notes = Vec::new();
        for (bar, chord) in self.chords.iter().enumerate() {
            let part = plan.part_of(bar);
            let pattern = if has_second_progression(part) {
                second
            } else {
                first
            };
            let is_sparse = plan.energy < 0.35 || matches!(part, Part::Intro | Part::Break);
            let step = if is_sparse { 1.0 } else { 0.5 };
            if plan.is_last_bar(bar) {
                notes.extend(rolled(plan, bar, chord, &mut dice));
            } else {
                notes.extend(broken(plan, (bar, step), chord, (pattern, &mut dice)));
            }
        }
        notes
    }
}

fn roots(plan: &Plan, dice: &mut Dice) -> Vec<i32> {
    let progressions = plan.mode.progressions();
    let first = dice.pick(progressions.first);
    let second = dice.pick(progressions.second);
    let close = dice.pick(progressions.close);
    let of = |part: &Part| match part {
        Part::Close => *close,
        Part::Chorus | Part::Break => *second,
        Part::Intro | Part::Verse | Part::Return => *first,
    };
    plan.form.iter().flat_map(of).collect()
}

/// Whether a phrase goes through the second progression instead of the first.
pub(super) const fn has_second_progression(part: Part) -> bool {
    matches!(part, Part::Chorus | Part::Break)
}

/// The voicing whose voices move the least from the one before, or the most central one.
fn nearest_voicing(classes: &[i32], before: Option<&[i32]>) -> Vec<i32> {
    let centre = (LOWEST + HIGHEST) / 2;
    let cost = |voices: &Vec<i32>| match before {
        Some(before) => movement(before, voices) + top_movement(before, voices),
        None => voices.iter().map(|midi| (midi - centre).abs()).sum(),
    };
    let all = voicings(classes);
    let open = all.iter().filter(|voices| is_open(voices));
    open.min_by_key(|voices| cost(voices))
        .or_else(|| all.iter().min_by_key(|voices| cost(voices)))
        .cloned()
        .unwrap_or_default()
}

fn is_open(voices: &[i32]) -> bool {
    voices.windows(2).all(|pair| pair[1] - pair[0] >= CLOSEST)
}

/// Every placement of the pitch classes in the pad's range, each sorted upward.
fn voicings(classes: &[i32]) -> Vec<Vec<i32>> {
    let mut all: Vec<Vec<i32>> = vec![Vec::new()];
    for class in classes {
        let places: Vec<i32> = (LOWEST..=HIGHEST)
            .filter(|midi| midi.rem_euclid(12) == *class)
            .collect();
        let with = |voices: &Vec<i32>| {
            let longer = |place: &i32| [voices.as_slice(), &[*place]].concat();
            places.iter().map(longer).collect::<Vec<_>>()
        };
        all = all.iter().flat_map(with).collect();
    }
    for voices in &mut all {
        voices.sort_unstable();
    }
    all
}

/// How far the voices travel in all; each goes to its nearest neighbour in the other chord.
fn movement(before: &[i32], after: &[i32]) -> i32 {
    let nearest = |from: &[i32], to: i32| {
        let distances = from.iter().map(|midi| (midi - to).abs());
        distances.min().unwrap_or_default()
    };
    let arriving: i32 = after.iter().map(|midi| nearest(before, *midi)).sum();
    let leaving: i32 = before.iter().map(|midi| nearest(after, *midi)).sum();
    arriving + leaving
}

/// How far the highest voice travels, which the ear follows.
fn top_movement(before: &[i32], after: &[i32]) -> i32 {
    match (before.last(), after.last()) {
        (Some(before), Some(after)) => (before - after).abs(),
        (None, _) | (_, None) => 0,
    }
}

fn broken(
    plan: &Plan,
    (bar, step): (usize, f32),
    chord: &Chord,
    (pattern, dice): (&[usize], &mut Dice),
) -> Vec<Note> {
    let count = (plan.bar_beats() / step) as usize;
    let one = |index: usize| {
        let place = pattern[index % pattern.len()];
        let octave = 12 * (1 + place / chord.voices.len()) as i32;
        let midi = chord.voices[place % chord.voices.len()] + octave;
        let start = index as f32 * step;
        let accent = if start.fract() == 0.0 { 0.08 } else { 0.0 };
        played(dice, plan.start_of(bar) + start, step, midi, 0.42 + accent)
    };
    (0..count).map(one).collect()
}

/// The last chord, rolled upward and left to ring.
fn rolled(plan: &Plan, bar: usize, chord: &Chord, dice: &mut Dice) -> Vec<Note> {
    let one = |(index, midi): (usize, &i32)| {
        let start = 0.25 * index as f32;
        let length = plan.bar_beats() - start;
        played(dice, plan.start_of(bar) + start, length, midi + 12, 0.45)
    };
    chord.voices.iter().enumerate().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_voicing_moves_as_little_as_it_can() {
        let c_major = nearest_voicing(&[0, 4, 7], None);
        let a_minor = nearest_voicing(&[9, 0, 4], Some(&c_major));
        let kept = a_minor.iter().filter(|midi| c_major.contains(midi)).count();
        assert_eq!(kept, 2, "{c_major:?} {a_minor:?}");
        assert!(movement(&c_major, &a_minor) <= 4);
    }

    #[test]
    fn every_pitch_class_gets_a_voice() {
        let voices = nearest_voicing(&[0, 4, 7, 11], None);
        let mut classes: Vec<i32> = voices.iter().map(|midi| midi % 12).collect();
        classes.sort_unstable();
        assert_eq!(classes, [0, 4, 7, 11]);
    }
}
