//! What a load counted, and its summary.

use std::time::Duration;

use serde::Serialize;

/// The times of what was answered and refused, and how often it went wrong.
#[derive(Debug, Default)]
pub struct Tally {
    answered: Vec<Duration>,
    refused: Vec<Duration>,
    errors: u64,
    whole: Duration,
}

/// The figures of one load. Times in milliseconds, of answered requests unless it says otherwise.
#[derive(Debug, Clone, Default, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Summary {
    pub answered: usize,
    pub per_second: f64,
    pub p50_ms: f64,
    pub p90_ms: f64,
    pub p99_ms: f64,
    pub max_ms: f64,
    /// Answers 429 and 503.
    pub refused: usize,
    pub refused_p50_ms: f64,
    pub refused_p99_ms: f64,
    /// Everything else.
    pub errors: u64,
}

impl Tally {
    /// Counts an answer, or that none came.
    pub fn count(&mut self, status: Option<u16>, took: Duration) {
        match status {
            Some(200..300) => self.answered.push(took),
            Some(429 | 503) => self.refused.push(took),
            _ => self.errors += 1,
        }
    }

    /// Takes over what another one counted at the same time.
    pub fn merge(&mut self, other: Self) {
        self.answered.extend(other.answered);
        self.refused.extend(other.refused);
        self.errors += other.errors;
    }

    /// Sets how long all of it took.
    #[must_use]
    pub fn within(mut self, whole: Duration) -> Self {
        self.whole = whole;
        self
    }

    /// The figures.
    pub fn summary(mut self) -> Summary {
        self.answered.sort_unstable();
        self.refused.sort_unstable();
        let answered = |share| percentile(&self.answered, share);
        Summary {
            answered: self.answered.len(),
            per_second: self.answered.len() as f64 / self.whole.as_secs_f64(),
            p50_ms: answered(0.5),
            p90_ms: answered(0.9),
            p99_ms: answered(0.99),
            max_ms: answered(1.0),
            refused: self.refused.len(),
            refused_p50_ms: percentile(&self.refused, 0.5),
            refused_p99_ms: percentile(&self.refused, 0.99),
            errors: self.errors,
        }
    }
}

/// The nearest rank, in milliseconds; 0 when there is none.
fn percentile(sorted: &[Duration], share: f64) -> f64 {
    let rank = (sorted.len() as f64 * share).ceil() as usize;
    let found = sorted.get(rank.saturating_sub(1));
    found.map_or(0.0, |time| time.as_secs_f64() * 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_nearest_ranks_of_the_answered() {
        let mut tally = Tally::default();
        for ms in (1..=100).rev() {
            tally.count(Some(200), Duration::from_millis(ms));
        }
        tally.count(Some(429), Duration::from_millis(7));
        tally.count(Some(500), Duration::from_secs(9));
        tally.count(None, Duration::from_secs(9));
        let summary = tally.within(Duration::from_secs(10)).summary();
        assert_eq!(
            (summary.p50_ms, summary.p90_ms, summary.p99_ms),
            (50.0, 90.0, 99.0)
        );
        assert_eq!((summary.max_ms, summary.per_second), (100.0, 10.0));
        assert_eq!(
            (summary.refused, summary.refused_p99_ms, summary.errors),
            (1, 7.0, 2)
        );
    }

    #[test]
    fn nothing_counted_is_all_zeros() {
        let summary = Tally::default().within(Duration::from_secs(1)).summary();
        assert_eq!((summary.answered, summary.p99_ms), (0, 0.0));
    }
}
