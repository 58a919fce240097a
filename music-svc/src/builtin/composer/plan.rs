//! The decisions that a whole piece shares: tempo, key, metre, form and register.

use crate::{
    builtin::composer::scale::{Mode, Scale},
    dice::Dice,
    mood_map::Point,
    song::Note,
};

/// Bars of one phrase.
pub(super) const PHRASE_BARS: usize = 4;
/// What a piece should last; it stays within 45 … 90 s.
const AIM_MS: f32 = 66_000.0;
const SLOWEST_BPM: f32 = 60.0;
const FASTEST_BPM: f32 = 138.0;

/// What a phrase is for; who plays in it and how is each instrument's own matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Intro,
    Verse,
    Chorus,
    /// Almost everybody rests.
    Break,
    /// The verse once more, ornamented.
    Return,
    Close,
}

use Part::{Break, Chorus, Close, Intro, Return, Verse};

/// Forms of 4 … 8 phrases.
const FORMS: [&[Part]; 5] = [
    &[Intro, Verse, Chorus, Close],
    &[Intro, Verse, Chorus, Return, Close],
    &[Intro, Verse, Chorus, Break, Return, Close],
    &[Intro, Verse, Verse, Chorus, Break, Return, Close],
    &[Intro, Verse, Chorus, Verse, Chorus, Break, Return, Close],
];

/// The shared decisions.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    seed: u64,
    pub(super) tempo_bpm: f32,
    pub(super) scale: Scale,
    pub(super) mode: Mode,
    pub(super) beats_per_bar: u32,
    pub(super) form: &'static [Part],
    /// 0 at rest … 1 at full arousal.
    pub(super) energy: f32,
    /// The lowest MIDI number that the lead's tonic may have; higher when bright or excited.
    pub(super) lead_floor: i32,
}

impl Plan {
    pub(super) fn new(point: Point, seed: u64) -> Self {
        let mut dice = Dice::new(seed, "plan");
        let energy = (point.arousal + 1.0) / 2.0;
        let wobble = dice.between(-3.0, 3.0);
        let tempo_bpm = (SLOWEST_BPM + (FASTEST_BPM - SLOWEST_BPM) * energy + wobble).round();
        let mode = mode_of(point.valence, &mut dice);
        let tonic = dice.below(12) as i32;
        let waltzes = energy < 0.45 && dice.chance(0.3);
        let beats_per_bar = if waltzes { 3 } else { 4 };
        let register = 62.0 + 3.0 * point.valence + 2.0 * point.arousal;
        Self {
            seed,
            tempo_bpm,
            scale: Scale { tonic, mode },
            mode,
            beats_per_bar,
            form: form_of(tempo_bpm, beats_per_bar),
            energy,
            lead_floor: register.round() as i32,
        }
    }

    pub(super) fn key(&self) -> &'static str {
        self.scale.tonic_name()
    }

    pub(super) fn bars(&self) -> u32 {
        (self.form.len() * PHRASE_BARS) as u32
    }

    pub(super) fn duration_ms(&self) -> u32 {
        let beats = (self.bars() * self.beats_per_bar) as f32;
        (beats * 60_000.0 / self.tempo_bpm).round() as u32
    }

    /// The beat that a bar starts on.
    pub(super) fn start_of(&self, bar: usize) -> f32 {
        (bar as u32 * self.beats_per_bar) as f32
    }

    /// Beats of one bar.
    pub(super) fn bar_beats(&self) -> f32 {
        self.beats_per_bar as f32
    }

    pub(super) fn is_last_bar(&self, bar: usize) -> bool {
        bar + 1 == self.bars() as usize
    }

    pub(super) fn part_of(&self, bar: usize) -> Part {
        self.form[bar / PHRASE_BARS]
    }

    /// Whether a phrase ends with this bar.
    pub(super) const fn ends_phrase(bar: usize) -> bool {
        bar % PHRASE_BARS == PHRASE_BARS - 1
    }

    /// Where a moment lies in its phrase, 0 … 1.
    pub(super) fn place_in_phrase(&self, bar: usize, start: f32) -> f32 {
        let beats = (bar % PHRASE_BARS) as f32 * self.bar_beats() + start;
        beats / (PHRASE_BARS as f32 * self.bar_beats())
    }

    /// Chance for one purpose of this piece.
    pub(super) fn dice(&self, purpose: &str) -> Dice {
        Dice::new(self.seed, purpose)
    }
}

/// A note whose loudness wavers a little, as a player's does.
pub(super) fn played(dice: &mut Dice, start: f32, length: f32, midi: i32, loud: f32) -> Note {
    Note {
        start_beat: start,
        length_beats: length,
        midi: midi.clamp(0, 127) as u32,
        velocity: (loud + dice.between(-0.05, 0.05)).clamp(0.05, 1.0),
    }
}

/// The brighter the valence, the brighter the mode; the dice choose between two neighbours.
fn mode_of(valence: f32, dice: &mut Dice) -> Mode {
    let is_darker = dice.chance(0.7);
    match (valence, is_darker) {
        (v, false) if v >= 0.6 => Mode::Lydian,
        (v, _) if v >= 0.3 => Mode::Major,
        (v, false) if v >= 0.05 => Mode::Major,
        (v, true) if v >= 0.05 => Mode::Mixolydian,
        (v, _) if v >= -0.3 => Mode::Dorian,
        _ => Mode::Minor,
    }
}

/// The form whose length comes nearest to the aim.
fn form_of(tempo_bpm: f32, beats_per_bar: u32) -> &'static [Part] {
    let phrase_ms = (PHRASE_BARS as u32 * beats_per_bar) as f32 * 60_000.0 / tempo_bpm;
    let phrases = ((AIM_MS / phrase_ms).round() as usize).clamp(4, 8);
    FORMS[phrases - 4]
}
