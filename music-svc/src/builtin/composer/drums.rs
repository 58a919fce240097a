//! The drums, which only an aroused piece has. Numbers are those of General MIDI.

use crate::{
    builtin::composer::plan::{PHRASE_BARS, Part, Plan, played},
    dice::Dice,
    song::Note,
};

const KICK: i32 = 36;
const RIM: i32 = 37;
const SNARE: i32 = 38;
const HAT: i32 = 42;
const OPEN_HAT: i32 = 46;
const CRASH: i32 = 49;
const SHAKER: i32 = 70;
const HIT_BEATS: f32 = 0.25;
/// From this energy on there are drums at all; arousal 0.1.
const AWAKE: f32 = 0.55;
/// From here on the kick is on every beat and the snare on the second and fourth; arousal 0.5.
const EXCITED: f32 = 0.75;

/// A hit: beat of the bar, drum, loudness.
type Hit = (f32, i32, f32);

pub(super) fn beat(plan: &Plan) -> Vec<Note> {
    if plan.energy < AWAKE || plan.beats_per_bar != 4 {
        return Vec::new();
    }
    let mut dice = plan.dice("drums");
    let pushes = dice.chance(0.5);
    let mut notes = Vec::new();
    for bar in 0..plan.bars() as usize {
        for (start, midi, loud) in hits(plan, bar, pushes) {
            notes.push(hit(&mut dice, plan.start_of(bar) + start, midi, loud));
        }
    }
    notes
}

fn hit(dice: &mut Dice, start: f32, midi: i32, loud: f32) -> Note {
    played(dice, start, HIT_BEATS, midi, loud)
}

fn hits(plan: &Plan, bar: usize, pushes: bool) -> Vec<Hit> {
    let is_excited = plan.energy >= EXCITED;
    let place = bar % PHRASE_BARS;
    if plan.is_last_bar(bar) {
        return vec![(0.0, KICK, 0.7), (0.0, CRASH, 0.5)];
    }
    let mut hits = match plan.part_of(bar) {
        Part::Intro | Part::Break if place < 2 => Vec::new(),
        Part::Intro | Part::Break => pulse(is_excited),
        Part::Verse | Part::Chorus | Part::Return | Part::Close => groove(is_excited, pushes),
    };
    if Plan::ends_phrase(bar) {
        hits.retain(|(start, midi, _)| *start < 3.0 || *midi == KICK);
        hits.extend(fill(is_excited));
    }
    if place == 0 && matches!(plan.part_of(bar), Part::Chorus | Part::Return) {
        hits.push((0.0, CRASH, if is_excited { 0.6 } else { 0.35 }));
    }
    hits
}

/// Quavers without a backbeat.
fn pulse(is_excited: bool) -> Vec<Hit> {
    let drum = if is_excited { HAT } else { SHAKER };
    let loud = |index: i32| if index % 2 == 0 { 0.32 } else { 0.42 };
    (0..8)
        .map(|index| (index as f32 * 0.5, drum, loud(index)))
        .collect()
}

fn groove(is_excited: bool, pushes: bool) -> Vec<Hit> {
    let kicks: &[f32] = match (is_excited, pushes) {
        (true, _) => &[0.0, 1.0, 2.0, 3.0],
        (false, true) => &[0.0, 2.0, 2.5],
        (false, false) => &[0.0, 2.0],
    };
    let (backbeat, loud) = if is_excited {
        (SNARE, 0.62)
    } else {
        (RIM, 0.5)
    };
    let mut hits = pulse(is_excited);
    hits.extend(kicks.iter().map(|start| (*start, KICK, 0.75)));
    hits.extend([(1.0, backbeat, loud), (3.0, backbeat, loud + 0.05)]);
    if is_excited && pushes {
        hits.extend([(0.5, OPEN_HAT, 0.4), (2.5, OPEN_HAT, 0.4)]);
    }
    hits
}

/// Leads into the next phrase over the last beat.
fn fill(is_excited: bool) -> Vec<Hit> {
    if is_excited {
        let one = |index: i32| (3.0 + 0.25 * index as f32, SNARE, 0.4 + 0.09 * index as f32);
        (0..4).map(one).collect()
    } else {
        vec![(3.0, RIM, 0.5), (3.5, RIM, 0.42), (3.75, RIM, 0.5)]
    }
}
