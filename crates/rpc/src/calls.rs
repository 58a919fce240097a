//! How many calls there were, how they ended, and how long they took.

use std::{sync::Arc, time::Instant};

use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{
        counter::Counter,
        family::Family,
        histogram::{Histogram, exponential_buckets},
    },
    registry::{Registry, Unit},
};
use tonic::Code;

use crate::{Kind, methods::Method};

/// From half a millisecond to half a minute, doubling: a long poll is the longest call there is.
const BUCKETS: (f64, f64, u16) = (0.0005, 2.0, 17);

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct MethodLabels {
    service: Arc<str>,
    method: Arc<str>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct CallLabels {
    service: Arc<str>,
    method: Arc<str>,
    outcome: &'static str,
}

/// The metrics of a server's calls; clones count together. A default one counts for nobody.
#[derive(Debug, Clone)]
pub struct Calls {
    ended: Family<CallLabels, Counter>,
    durations: Family<MethodLabels, Histogram>,
}

impl Default for Calls {
    fn default() -> Self {
        Self {
            ended: Family::default(),
            durations: Family::new_with_constructor(histogram as fn() -> Histogram),
        }
    }
}

impl Calls {
    /// Makes them and puts them into a registry.
    pub fn register(registry: &mut Registry) -> Self {
        let calls = Self::default();
        registry.register(
            "attune_rpc_calls",
            "Ended gRPC calls by method and outcome: ok, cancelled or the kind of the failure",
            calls.ended.clone(),
        );
        registry.register_with_unit(
            "attune_rpc_call_duration",
            "Time from a gRPC call's head to the end of its answer",
            Unit::Seconds,
            calls.durations.clone(),
        );
        calls
    }

    /// A call begins; it is counted when the answer is dropped.
    pub(crate) fn begin(&self, method: &Method) -> RunningCall {
        RunningCall {
            calls: self.clone(),
            method: method.clone(),
            begun: Instant::now(),
            code: None,
        }
    }
}

/// A call that has not ended.
pub(crate) struct RunningCall {
    calls: Calls,
    method: Method,
    begun: Instant,
    code: Option<Code>,
}

impl RunningCall {
    /// The call ends with this code.
    pub fn ended(&mut self, code: Code) {
        self.code = Some(code);
    }
}

impl Drop for RunningCall {
    fn drop(&mut self) {
        let Method { service, name } = self.method.clone();
        let labels = MethodLabels {
            service: service.clone(),
            method: name.clone(),
        };
        let duration = self.calls.durations.get_or_create_owned(&labels);
        duration.observe(self.begun.elapsed().as_secs_f64());
        let ended = self.calls.ended.get_or_create_owned(&CallLabels {
            service,
            method: name,
            outcome: outcome(self.code),
        });
        ended.inc();
    }
}

/// A call that was dropped before its answer was complete has no code: the caller left, or its
/// deadline passed.
pub(crate) fn outcome(code: Option<Code>) -> &'static str {
    match code {
        None => "cancelled",
        Some(Code::Ok) => "ok",
        Some(code) => Kind::from_code(code).word(),
    }
}

fn histogram() -> Histogram {
    let (start, factor, length) = BUCKETS;
    Histogram::new(exponential_buckets(start, factor, length))
}

#[cfg(test)]
mod tests {
    use prometheus_client::encoding::text::encode;

    use super::*;

    fn counted(end: impl FnOnce(&mut RunningCall)) -> String {
        let mut registry = Registry::default();
        let calls = Calls::register(&mut registry);
        let method = Method {
            service: "test.v1.Test".into(),
            name: "Try".into(),
        };
        end(&mut calls.begin(&method));
        let mut text = String::new();
        encode(&mut text, &registry).unwrap();
        text
    }

    #[test]
    fn a_call_is_counted_by_how_it_ended() {
        for (code, outcome) in [
            (Code::Ok, "ok"),
            (Code::ResourceExhausted, "busy"),
            (Code::DeadlineExceeded, "timeout"),
        ] {
            let text = counted(|call| call.ended(code));
            let line = format!(r#"{{service="test.v1.Test",method="Try",outcome="{outcome}"}} 1"#);
            assert!(text.contains(&line), "{text}");
            let timed = r#"seconds_count{service="test.v1.Test",method="Try"} 1"#;
            assert!(text.contains(timed), "{text}");
        }
    }

    #[test]
    fn a_call_that_nobody_waits_for_is_cancelled() {
        let text = counted(|_| {});
        assert!(text.contains(r#"outcome="cancelled"} 1"#), "{text}");
    }
}
