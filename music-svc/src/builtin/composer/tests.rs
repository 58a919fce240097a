//! What every composed piece must keep.

use super::*;
use crate::builtin::composer::{plan::PHRASE_BARS, scale::Mode};

fn grid() -> impl Iterator<Item = (Point, u64)> {
    let tenths = || (-5..=5).map(|fifth| fifth as f32 / 5.0);
    tenths().flat_map(move |valence| {
        tenths().flat_map(move |arousal| {
            (0..2).map(move |seed| (Point::new(valence, arousal), 0x1f_ffff_ffff_fff0 + seed))
        })
    })
}

fn of<'a>(score: &'a Score, instrument: &str) -> &'a [Note] {
    let track = score
        .tracks
        .iter()
        .find(|track| track.instrument == instrument);
    track.map_or(&[], |track| &track.notes)
}

fn score(valence: f32, arousal: f32, seed: u64) -> Score {
    compose(Point::new(valence, arousal), seed).score
}

#[test]
fn a_seed_repeats_a_piece_and_another_gives_another() {
    let point = Point::new(0.4, -0.2);
    assert_eq!(compose(point, 5), compose(point, 5));
    assert_ne!(
        compose(point, 5).score.tracks,
        compose(point, 6).score.tracks
    );
}

#[test]
fn every_pitch_is_in_the_scale() {
    for (point, seed) in grid() {
        let plan = Plan::new(point, seed);
        let classes: Vec<i32> = (0..7).map(|step| plan.scale.pitch_class(step)).collect();
        let score = compose(point, seed).score;
        for track in score
            .tracks
            .iter()
            .filter(|track| track.instrument != "drums")
        {
            for note in &track.notes {
                assert!(
                    classes.contains(&(note.midi as i32 % 12)),
                    "{} {note:?}",
                    track.instrument
                );
            }
        }
    }
}

#[test]
fn every_note_lies_within_the_piece_and_the_audible_range() {
    for (point, seed) in grid() {
        let score = compose(point, seed).score;
        let end = (score.bars * score.beats_per_bar) as f32;
        for track in &score.tracks {
            assert!((0.0..=1.0).contains(&track.gain));
            for note in &track.notes {
                assert!(note.start_beat >= 0.0 && note.length_beats > 0.0);
                assert!(
                    note.start_beat + note.length_beats <= end + 1e-3,
                    "{note:?}"
                );
                assert!(
                    (28..=96).contains(&note.midi),
                    "{} {note:?}",
                    track.instrument
                );
                assert!((0.0..=1.0).contains(&note.velocity));
            }
            assert!(
                track
                    .notes
                    .is_sorted_by(|a, b| a.start_beat <= b.start_beat)
            );
        }
    }
}

#[test]
fn a_piece_lasts_45_to_90_seconds_as_its_bars_say() {
    for (point, seed) in grid() {
        let score = compose(point, seed).score;
        assert!((16..=32).contains(&score.bars));
        assert!(
            (45_000..=90_000).contains(&score.duration_ms),
            "{}",
            score.duration_ms
        );
        let beats = f64::from(score.bars * score.beats_per_bar);
        let ms = beats * 60_000.0 / f64::from(score.tempo_bpm);
        assert!((ms - f64::from(score.duration_ms)).abs() <= 1.0);
        assert!(score.seed < 1 << 53);
    }
}

#[test]
fn tempo_rises_with_arousal() {
    for seed in 0..20 {
        let tempi: Vec<f32> = (-10..=10)
            .map(|tenth| score(0.2, tenth as f32 / 10.0, seed).tempo_bpm)
            .collect();
        assert!(tempi.is_sorted_by(|a, b| a < b), "{tempi:?}");
    }
}

#[test]
fn the_mode_brightens_with_valence() {
    for seed in 0..20 {
        let mode = |valence: f32| Plan::new(Point::new(valence, 0.0), seed).mode;
        assert!(mode(0.8) <= Mode::Major);
        assert_eq!(mode(0.4), Mode::Major);
        assert_eq!(mode(-0.1), Mode::Dorian);
        assert_eq!(mode(-0.6), Mode::Minor);
        let modes: Vec<Mode> = (-10..=10).map(|tenth| mode(tenth as f32 / 10.0)).collect();
        assert!(
            modes.is_sorted_by(|darker, brighter| darker >= brighter),
            "{modes:?}"
        );
    }
}

#[test]
fn density_and_drums_come_with_arousal() {
    let notes_a_beat = |score: &Score| {
        let count: usize = ["pluck", "lead", "bass"]
            .iter()
            .map(|name| of(score, name).len())
            .sum();
        count as f32 / (score.bars * score.beats_per_bar) as f32
    };
    for seed in 0..20 {
        let (calm, excited) = (score(0.3, -0.7, seed), score(0.3, 0.8, seed));
        assert!(notes_a_beat(&excited) > 1.5 * notes_a_beat(&calm), "{seed}");
        assert!(of(&calm, "drums").is_empty());
        assert!(!of(&excited, "drums").is_empty());
        let known = |note: &Note| [36, 37, 38, 42, 46, 49, 70].contains(&note.midi);
        assert!(of(&excited, "drums").iter().all(known));
    }
}

#[test]
fn brighter_pieces_lie_higher() {
    let mean = |valence: f32| {
        let mut pitches = (0..40).flat_map(|seed| {
            of(&score(valence, 0.0, seed), "lead")
                .iter()
                .map(|note| note.midi as f32)
                .collect::<Vec<_>>()
        });
        let (sum, count) = pitches
            .by_ref()
            .fold((0.0, 0.0), |(s, n), midi| (s + midi, n + 1.0));
        sum / count
    };
    assert!(mean(0.9) > mean(-0.9) + 3.0, "{} {}", mean(0.9), mean(-0.9));
}

#[test]
fn strong_beats_of_the_lead_are_chord_tones_and_leaps_are_rare() {
    for (point, seed) in grid() {
        let plan = Plan::new(point, seed);
        let harmony = Harmony::new(&plan);
        let score = compose(point, seed).score;
        let lead = of(&score, "lead");
        for note in lead
            .iter()
            .filter(|note| note.start_beat % plan.bar_beats() == 0.0)
        {
            let bar = (note.start_beat / plan.bar_beats()) as usize;
            let root = harmony.chords[bar].root;
            let classes: Vec<i32> = [0, 2, 4]
                .iter()
                .map(|step| plan.scale.pitch_class(root + step))
                .collect();
            assert!(classes.contains(&(note.midi as i32 % 12)), "bar {bar}");
        }
        let leaps = lead
            .windows(2)
            .filter(|pair| pair[0].midi.abs_diff(pair[1].midi) > 9);
        assert_eq!(leaps.count(), 0);
    }
}

#[test]
fn a_piece_ends_on_its_tonic() {
    for (point, seed) in grid() {
        let plan = Plan::new(point, seed);
        let score = compose(point, seed).score;
        let tonic = plan.scale.tonic as u32;
        for instrument in ["lead", "bass"] {
            let last = of(&score, instrument).last().unwrap();
            assert_eq!(last.midi % 12, tonic, "{instrument}");
            let end = (score.bars * score.beats_per_bar) as f32;
            assert_eq!(last.start_beat + last.length_beats, end);
        }
    }
}

#[test]
fn a_piece_has_a_form_and_not_a_loop() {
    for (point, seed) in grid() {
        let plan = Plan::new(point, seed);
        let score = compose(point, seed).score;
        let beats = plan.bar_beats() * PHRASE_BARS as f32;
        let phrase = |index: usize| -> Vec<_> {
            let from = beats * index as f32;
            let tracks = score.tracks.iter().flat_map(|track| {
                let of_phrase = move |note: &&Note| (from..from + beats).contains(&note.start_beat);
                track.notes.iter().filter(of_phrase).map(move |note| {
                    let place = ((note.start_beat - from) * 16.0) as u32;
                    (track.instrument, place, note.midi)
                })
            });
            tracks.collect()
        };
        assert!(
            of(&score, "lead")
                .iter()
                .all(|note| note.start_beat >= beats)
        );
        let phrases: Vec<_> = (0..plan.form.len()).map(phrase).collect();
        let fullest = phrases.iter().map(Vec::len).max().unwrap();
        assert!(phrases[0].len() < fullest, "the intro is thin");
        assert_ne!(phrases[0], phrases[1]);
        assert_ne!(phrases[1], phrases[2]);
        assert_ne!(phrases.last(), phrases.get(1));
    }
}

#[test]
fn pads_move_smoothly() {
    for (point, seed) in grid() {
        let harmony = Harmony::new(&Plan::new(point, seed));
        for pair in harmony.chords.windows(2) {
            let top = |index: usize| *pair[index].voices.last().unwrap();
            assert!((top(0) - top(1)).abs() <= 7, "{pair:?}");
        }
    }
}
