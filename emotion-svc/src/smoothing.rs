//! From moods that flicker frame by frame to one stable mood of a stream.
//!
//! For each other mood the stream sums the evidence that the person has changed to it: Page's
//! CUSUM test (Biometrika 41, 1954) on the logarithm of the odds between that mood and the stable
//! one. A sum never falls below zero, halves every ten seconds, and at one its mood becomes the
//! stable one, which sets every sum back to zero: the way back is as long as the way there.
//!
//! A clear frame counts a sixth. Frames that come faster than four a second count less, since they
//! show much the same moment; frames that come slower than two a second count more, so that a
//! change is seen within 3 s down to one frame a second. With two frames a second of which every
//! fifth shows another mood it takes six wrong ones more than right ones to switch falsely.

mod token;

pub use token::Sealer;

use crate::mood::{Mood, MoodProbabilities};

/// After this time evidence counts half.
const HALF_LIFE_MS: f32 = 10_000.0;
/// Odds at which a frame is clear and counts fully: those of a stream that is right in four of
/// five frames.
const CLEAR_ODDS: f32 = 4.0;
/// What a clear frame adds; a sixth and a little, for what decays meanwhile.
const FRAME: f32 = 0.17;
/// No faster than this does evidence grow to one, however many frames come.
const FASTEST_MS: f32 = 1500.0;
/// No slower than this does it grow to one, down to a frame a second.
const SLOWEST_MS: f32 = 2600.0;
/// A single frame says no more than this, however long ago the last one was.
const MOST: f32 = 0.45;

/// What a stream of frames has shown so far.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stream {
    /// When the last frame with a mood was seen, in ms since the epoch.
    at_ms: i64,
    /// For a change to each mood, 0 to 1; 0 for the stable one.
    evidence: [f32; 4],
    stable: Mood,
}

/// The stream's state after a frame, in the caller's terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Smoothed {
    /// The stable mood; none before the first frame with a mood.
    pub mood: Option<Mood>,
    /// Whether this frame shows it.
    pub stable: bool,
    /// Whether this frame made it the stable one.
    pub changed: bool,
}

impl Smoothed {
    /// After a frame without a clear mood, which changes nothing.
    pub fn unmoved(stream: Option<&Stream>) -> Self {
        Self {
            mood: stream.map(|stream| stream.stable),
            stable: false,
            changed: false,
        }
    }
}

impl Stream {
    /// Begins a stream with a frame that shows a mood: it is stable at once.
    pub fn begin(probabilities: MoodProbabilities, at_ms: i64) -> (Self, Smoothed) {
        let stable = probabilities.leader();
        let stream = Self {
            at_ms,
            evidence: [0.0; 4],
            stable,
        };
        let smoothed = Smoothed {
            mood: Some(stable),
            stable: true,
            changed: true,
        };
        (stream, smoothed)
    }

    /// Goes on with a frame that shows a mood.
    pub fn observe(&mut self, probabilities: MoodProbabilities, at_ms: i64) -> Smoothed {
        let passed_ms = at_ms.saturating_sub(self.at_ms).max(0) as f32;
        self.at_ms = self.at_ms.max(at_ms);
        let (keep, weight) = ((-passed_ms / HALF_LIFE_MS).exp2(), weight(passed_ms));
        for mood in Mood::ALL {
            let sum = &mut self.evidence[mood.index()];
            *sum = (keep * *sum + weight * clarity(&probabilities, mood, self.stable)).max(0.0);
        }
        let shown = probabilities.leader();
        let changed = self.evidence[shown.index()] >= 1.0;
        if changed {
            self.stable = shown;
            self.evidence = [0.0; 4];
        }
        Smoothed {
            mood: Some(self.stable),
            stable: shown == self.stable,
            changed,
        }
    }
}

/// What a clear frame adds so many milliseconds after the last one.
fn weight(passed_ms: f32) -> f32 {
    let fast = FRAME.min(passed_ms / FASTEST_MS);
    fast.max(passed_ms / SLOWEST_MS).min(MOST)
}

/// How clearly a frame shows `mood` rather than `stable`, -1 to 1; 0 where both are one.
fn clarity(probabilities: &MoodProbabilities, mood: Mood, stable: Mood) -> f32 {
    let odds = probabilities.of(mood).max(1e-6) / probabilities.of(stable).max(1e-6);
    (odds.ln() / CLEAR_ODDS.ln()).clamp(-1.0, 1.0)
}

#[cfg(test)]
mod tests;
