//! From moods that flicker frame by frame to one stable mood of a stream.
//!
//! Two guards in a row. The probabilities are averaged with weights that halve every second, so
//! that the frame rate does not matter. And a mood that leads must have been in the frames for
//! [`HOLD_MS`], in at least three of them, before it replaces the stable one. At two frames a
//! second a real change is stable 2 s after its first frame, and of frames of which every fifth is
//! wrong at random it takes five wrong ones alike in a row to switch falsely.

mod token;

pub use token::Sealer;

use crate::mood::{Mood, MoodProbabilities};

/// After this time a frame weighs half.
const HALF_LIFE_MS: f32 = 1000.0;
/// How long a new mood must be in the frames. Under 2 s, so that frames every 500 or 1000 ms that
/// come a little early still count.
const HOLD_MS: i64 = 1800;
/// How many frames must have shown it.
const HOLD_FRAMES: u8 = 3;
/// How far the new mood's average must lead the stable one's.
const MARGIN: f32 = 0.1;

/// What a stream of frames has shown so far.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stream {
    /// When the last frame with a mood was seen, in ms since the epoch.
    at_ms: i64,
    /// The averaged probabilities at that time.
    average: MoodProbabilities,
    stable: Mood,
    candidate: Option<Candidate>,
}

/// A mood that may become the stable one.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Candidate {
    mood: Mood,
    since_ms: i64,
    frames: u8,
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
            average: probabilities,
            stable,
            candidate: None,
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
        let passed_ms = at_ms.saturating_sub(self.at_ms).max(0);
        let keep = (-(passed_ms as f32) / HALF_LIFE_MS).exp2();
        for (average, new) in self.average.0.iter_mut().zip(probabilities.0) {
            *average = keep * *average + (1.0 - keep) * new;
        }
        self.at_ms = self.at_ms.max(at_ms);
        let shown = probabilities.leader();
        self.weigh_candidate(shown);
        let changed = self
            .candidate
            .is_some_and(|candidate| self.prevails(candidate, shown));
        if let Some(candidate) = self.candidate.filter(|_| changed) {
            self.stable = candidate.mood;
            self.candidate = None;
        }
        Smoothed {
            mood: Some(self.stable),
            stable: shown == self.stable,
            changed,
        }
    }

    /// Counts a frame for the candidate, makes it one, or drops it. A candidate survives frames of
    /// the stable mood only while it leads the average.
    fn weigh_candidate(&mut self, shown: Mood) {
        let leader = self.average.leader();
        let fresh = Candidate {
            mood: shown,
            since_ms: self.at_ms,
            frames: 1,
        };
        self.candidate = match self.candidate {
            Some(candidate) if candidate.mood == shown => Some(Candidate {
                frames: candidate.frames.saturating_add(1),
                ..candidate
            }),
            Some(candidate) if candidate.mood == leader => Some(candidate),
            Some(_) | None => (shown != self.stable).then_some(fresh),
        };
    }

    /// Whether the candidate replaces the stable mood with this frame, which must show it.
    fn prevails(&self, candidate: Candidate, shown: Mood) -> bool {
        let lead = self.average.of(candidate.mood) - self.average.of(self.stable);
        candidate.mood == shown
            && candidate.mood == self.average.leader()
            && lead >= MARGIN
            && candidate.frames >= HOLD_FRAMES
            && self.at_ms.saturating_sub(candidate.since_ms) >= HOLD_MS
    }
}

#[cfg(test)]
mod tests;
