//! Streams with noise and with real changes.

use super::*;

const HAPPY: MoodProbabilities = MoodProbabilities([0.9, 0.03, 0.03, 0.04]);
const SAD: MoodProbabilities = MoodProbabilities([0.03, 0.9, 0.03, 0.04]);
const NEUTRAL: MoodProbabilities = MoodProbabilities([0.04, 0.03, 0.03, 0.9]);

/// Pseudo-random numbers from 0 to 1 (a linear congruential generator), the same for a seed.
fn random(seed: u32) -> impl FnMut() -> f32 {
    let mut state = seed;
    move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / (1 << 24) as f32
    }
}

/// Runs frames through a stream and returns the times at which the stable mood changed.
fn changes(frames: impl IntoIterator<Item = (i64, MoodProbabilities)>) -> Vec<(i64, Mood)> {
    let mut stream: Option<Stream> = None;
    let mut changes = Vec::new();
    for (at_ms, probabilities) in frames {
        let smoothed = match &mut stream {
            Some(stream) => stream.observe(probabilities, at_ms),
            None => {
                let (begun, smoothed) = Stream::begin(probabilities, at_ms);
                stream = Some(begun);
                smoothed
            }
        };
        if smoothed.changed {
            changes.push((at_ms, smoothed.mood.unwrap()));
        }
    }
    changes
}

/// Five minutes of frames every `step_ms` of which every fifth on average shows what `wrong` makes
/// of a random number.
fn noisy(
    (seed, step_ms): (u32, i64),
    wrong: impl Fn(f32) -> MoodProbabilities,
) -> Vec<(i64, MoodProbabilities)> {
    let mut random = random(seed);
    let mut frame = |index: i64| {
        let is_wrong = random() < 0.2;
        let kind = random();
        let jitter = (40.0 * random()) as i64;
        (
            step_ms * index + jitter,
            if is_wrong { wrong(kind) } else { HAPPY },
        )
    };
    (0..300_000 / step_ms).map(&mut frame).collect()
}

#[test]
fn the_first_mood_is_stable_at_once() {
    let (_, smoothed) = Stream::begin(SAD, 0);
    assert_eq!(
        smoothed,
        Smoothed {
            mood: Some(Mood::Sad),
            stable: true,
            changed: true
        }
    );
}

#[test]
fn a_fifth_of_noise_switches_at_most_once_in_five_minutes() {
    let any_other = |kind: f32| match (kind * 3.0) as u8 {
        0 => SAD,
        1 => NEUTRAL,
        _ => MoodProbabilities([0.03, 0.03, 0.9, 0.04]),
    };
    for step_ms in [333, 500] {
        for seed in 1..=200 {
            let changes = changes(noisy((seed, step_ms), any_other));
            // The first entry is the stream's beginning; a false switch has its way back.
            assert!(changes.len() <= 3, "seed {seed}: {changes:?}");
            assert_eq!(changes.last().unwrap().1, Mood::Happy, "seed {seed}");
        }
    }
}

#[test]
fn noise_that_is_always_the_same_mood_switches_at_most_once_in_five_minutes() {
    for step_ms in [333, 500] {
        let quiet = (1..=200)
            .filter(|&seed| changes(noisy((seed, step_ms), |_| NEUTRAL)).len() <= 3)
            .count();
        assert!(quiet >= 198, "every {step_ms} ms: {quiet} of 200");
    }
}

#[test]
fn a_real_change_is_stable_within_three_seconds() {
    for step_ms in [200, 333, 500, 700, 1000] {
        // The person changes right after a frame, the worst moment.
        let before = (0..=10_000 / step_ms).map(|index| (index * step_ms, HAPPY));
        let turn = 10_000 / step_ms * step_ms;
        let after = (1..20).map(|index| (turn + index * step_ms, SAD));
        let changes = changes(before.chain(after));
        assert_eq!(changes.len(), 2, "every {step_ms} ms: {changes:?}");
        let (at_ms, mood) = changes[1];
        assert_eq!(mood, Mood::Sad);
        assert!(
            at_ms - turn <= 3000,
            "every {step_ms} ms: after {} ms",
            at_ms - turn
        );
    }
}

/// How long the change from happy to sad takes, in order, where every fifth frame shows the other.
fn delays_in_noise(step_ms: i64) -> Vec<i64> {
    let mut delays: Vec<i64> = (1..=200)
        .map(|seed| {
            let mut random = random(seed);
            let frame = |index: i64| {
                let real = if index <= 20 { HAPPY } else { SAD };
                let wrong = if index <= 20 { SAD } else { HAPPY };
                (step_ms * index, if random() < 0.2 { wrong } else { real })
            };
            let changes = changes((0..100).map(frame));
            changes
                .iter()
                .find(|(at_ms, mood)| *at_ms > 20 * step_ms && *mood == Mood::Sad)
                .map_or(i64::MAX, |(at_ms, _)| at_ms - 20 * step_ms)
        })
        .collect();
    delays.sort_unstable();
    delays
}

#[test]
fn a_real_change_in_noise_is_seen_soon() {
    for step_ms in [333, 500] {
        let delays = delays_in_noise(step_ms);
        println!(
            "every {step_ms} ms: half {} nine tenths {}",
            delays[100], delays[180]
        );
        assert!(
            delays[100] <= 10 * step_ms,
            "half within {} ms",
            delays[100]
        );
        assert!(
            delays[180] <= 20 * step_ms,
            "nine tenths within {} ms",
            delays[180]
        );
    }
}

#[test]
fn frames_that_come_all_at_once_do_not_switch() {
    let (mut stream, _) = Stream::begin(HAPPY, 0);
    for _ in 0..50 {
        assert!(!stream.observe(SAD, 1).changed);
    }
}

#[test]
fn a_frame_from_before_the_last_one_weighs_nothing() {
    let (mut stream, _) = Stream::begin(HAPPY, 10_000);
    let smoothed = stream.observe(SAD, 5_000);
    assert_eq!((smoothed.mood, smoothed.stable), (Some(Mood::Happy), false));
    assert_eq!(stream.evidence, [0.0; 4]);
}

#[test]
fn a_frame_without_a_mood_leaves_the_stream() {
    assert_eq!(Smoothed::unmoved(None).mood, None);
    let (stream, _) = Stream::begin(SAD, 0);
    let smoothed = Smoothed::unmoved(Some(&stream));
    assert_eq!((smoothed.mood, smoothed.stable), (Some(Mood::Sad), false));
}
