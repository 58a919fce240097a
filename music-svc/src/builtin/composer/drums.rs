//! The drums, which only an aroused piece has.

use crate::{
    builtin::composer::plan::{PHRASE_BARS, Plan, played},
    dice::Dice,
    song::Note,
};

const KICK: i32 = 36;
const SNARE: i32 = 38;
const HAT: i32 = 42;
const HIT_BEATS: f32 = 0.25;
/// From this energy on there are drums at all; arousal 0.1.
const AWAKE: f32 = 0.55;
/// From here on the kick is on every beat and the hat on every quaver; arousal 0.5.
const EXCITED: f32 = 0.75;

pub(super) fn beat(plan: &Plan) -> Vec<Note> {
    if plan.energy < AWAKE || plan.beats_per_bar != 4 {
        return Vec::new();
    }
    let mut dice = plan.dice("drums");
    let has_backbeat_push = dice.chance(0.5);
    let mut notes = Vec::new();
    for bar in PHRASE_BARS..plan.bars() as usize {
        let hits = if plan.is_last_bar(bar) {
            vec![(0.0, KICK, 0.7)]
        } else {
            hits(plan, bar, has_backbeat_push)
        };
        for (start, midi, loud) in hits {
            notes.push(hit(&mut dice, plan.start_of(bar) + start, midi, loud));
        }
    }
    notes
}

fn hit(dice: &mut Dice, start: f32, midi: i32, loud: f32) -> Note {
    played(dice, start, HIT_BEATS, midi, loud)
}

fn hits(plan: &Plan, bar: usize, pushes: bool) -> Vec<(f32, i32, f32)> {
    let is_excited = plan.energy >= EXCITED;
    let kicks: &[f32] = match (is_excited, pushes) {
        (true, _) => &[0.0, 1.0, 2.0, 3.0],
        (false, true) => &[0.0, 2.0, 2.5],
        (false, false) => &[0.0, 2.0],
    };
    let mut hits: Vec<_> = kicks.iter().map(|start| (*start, KICK, 0.75)).collect();
    hits.extend([(1.0, SNARE, 0.6), (3.0, SNARE, 0.65)]);
    if bar % PHRASE_BARS == PHRASE_BARS - 1 {
        hits.push((3.5, SNARE, 0.5));
    }
    let hats = (0..8).filter(|index| is_excited || index % 2 == 1);
    hits.extend(hats.map(|index| {
        let loud = if index % 2 == 1 { 0.45 } else { 0.3 };
        (index as f32 * 0.5, HAT, loud)
    }));
    hits
}
