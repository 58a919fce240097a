//! What became of frames and how long each step took: numbers about the service, not about people.

use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{
        counter::Counter,
        family::Family,
        gauge::Gauge,
        histogram::{Histogram, exponential_buckets},
    },
    registry::{Registry, Unit},
};
use rpc::Failure;

use crate::{error::Error, recogniser::Reading};

/// From half a millisecond to eight seconds, doubling.
const BUCKETS: (f64, f64, u16) = (0.0005, 2.0, 15);

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OutcomeLabels {
    outcome: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct StageLabels {
    stage: &'static str,
}

/// The metrics of frames; clones count together. Default ones count for nobody.
#[derive(Debug, Clone)]
pub(crate) struct FrameMetrics {
    outcomes: Family<OutcomeLabels, Counter>,
    stages: Family<StageLabels, Histogram>,
    waiting: Gauge,
}

impl Default for FrameMetrics {
    fn default() -> Self {
        Self {
            outcomes: Family::default(),
            stages: Family::new_with_constructor(histogram as fn() -> Histogram),
            waiting: Gauge::default(),
        }
    }
}

impl FrameMetrics {
    /// Makes them and puts them into a registry.
    pub fn register(registry: &mut Registry) -> Self {
        let metrics = Self::default();
        registry.register(
            "attune_emotion_frames",
            "Frames by what became of them: an outcome of the API, busy, or why it was refused",
            metrics.outcomes.clone(),
        );
        registry.register_with_unit(
            "attune_emotion_stage_duration",
            "Time of each step of a frame",
            Unit::Seconds,
            metrics.stages.clone(),
        );
        registry.register(
            "attune_emotion_queue_depth",
            "Frames that wait for a worker",
            metrics.waiting.clone(),
        );
        metrics
    }

    /// Counts a frame that was read or refused, and hands it on.
    pub fn counted(&self, read: Result<Reading, Error>) -> Result<Reading, Error> {
        let outcome = match &read {
            Ok(reading) => reading.outcome.word(),
            Err(error) => error.code(),
        };
        self.outcomes
            .get_or_create(&OutcomeLabels { outcome })
            .inc();
        if let Ok(reading) = &read {
            self.time(reading);
        }
        read
    }

    /// Begins the wait of a frame.
    pub fn wait(&self) -> Waiting {
        self.waiting.inc();
        Waiting(self.waiting.clone())
    }

    fn time(&self, reading: &Reading) {
        let elapsed = reading.elapsed;
        for (stage, ms) in [
            ("queue", elapsed.queue),
            ("decode", elapsed.decode),
            ("detect", elapsed.detect),
            ("classify", elapsed.classify),
        ] {
            let duration = self.stages.get_or_create_owned(&StageLabels { stage });
            duration.observe(f64::from(ms) / 1000.0);
        }
    }
}

/// A frame in the queue; dropping it takes it out.
pub(crate) struct Waiting(Gauge);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.dec();
    }
}

fn histogram() -> Histogram {
    let (start, factor, length) = BUCKETS;
    Histogram::new(exponential_buckets(start, factor, length))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{mood::Outcome, recogniser::Elapsed};
    use prometheus_client::encoding::text::encode;

    fn reading(outcome: Outcome) -> Reading {
        Reading {
            outcome,
            judgement: None,
            faces: 0,
            face: None,
            is_covered: false,
            elapsed: Elapsed {
                decode: 2.0,
                ..Elapsed::default()
            },
        }
    }

    fn counted(read: Result<Reading, Error>) -> String {
        let mut registry = Registry::default();
        let _ = FrameMetrics::register(&mut registry).counted(read);
        let mut text = String::new();
        encode(&mut text, &registry).unwrap();
        text
    }

    #[test]
    fn a_frame_is_counted_by_its_outcome_and_timed_by_its_stages() {
        let text = counted(Ok(reading(Outcome::NoFace)));
        for line in [
            r#"attune_emotion_frames_total{outcome="no_face"} 1"#,
            r#"attune_emotion_stage_duration_seconds_sum{stage="decode"} 0.002"#,
            r#"attune_emotion_stage_duration_seconds_count{stage="queue"} 1"#,
        ] {
            assert!(text.contains(line), "{line} is not in {text}");
        }
    }

    #[test]
    fn a_busy_refusal_is_counted_and_not_timed() {
        let text = counted(Err(Error::Busy));
        assert!(text.contains(r#"frames_total{outcome="busy"} 1"#), "{text}");
        assert!(!text.contains("stage="), "{text}");
    }

    #[test]
    fn a_frame_waits_until_it_is_taken() {
        let metrics = FrameMetrics::default();
        let (first, second) = (metrics.wait(), metrics.wait());
        assert_eq!(metrics.waiting.get(), 2);
        drop(first);
        drop(second);
        assert_eq!(metrics.waiting.get(), 0);
    }
}
