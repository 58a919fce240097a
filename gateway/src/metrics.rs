//! Counts and durations of requests, for Prometheus.

use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{
        counter::Counter,
        family::Family,
        histogram::{Histogram, exponential_buckets},
    },
    registry::{Registry, Unit},
};

use crate::access_log::Entry;

/// From a millisecond to half a minute, doubling: a long poll is the longest answer there is.
const BUCKETS: (f64, f64, u16) = (0.001, 2.0, 16);

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Labels {
    method: &'static str,
    route: String,
    status: u16,
}

/// The metrics of requests; clones count together.
#[derive(Debug, Clone)]
pub struct RequestMetrics {
    requests: Family<Labels, Counter>,
    durations: Family<Labels, Histogram>,
}

impl RequestMetrics {
    /// Makes them and puts them into a registry.
    pub fn register(registry: &mut Registry) -> Self {
        let requests = Family::default();
        let durations = Family::new_with_constructor(histogram as fn() -> Histogram);
        registry.register(
            "attune_gateway_requests",
            "Answered requests",
            requests.clone(),
        );
        registry.register_with_unit(
            "attune_gateway_request_duration",
            "Time until the head of the answer",
            Unit::Seconds,
            durations.clone(),
        );
        Self {
            requests,
            durations,
        }
    }

    /// Counts a finished request.
    pub fn observe(&self, entry: &Entry<'_>) {
        let labels = Labels {
            method: known(entry.method),
            route: entry.route.to_owned(),
            status: entry.status,
        };
        self.requests.get_or_create(&labels).inc();
        let seconds = entry.elapsed.as_secs_f64();
        self.durations.get_or_create(&labels).observe(seconds);
    }
}

fn histogram() -> Histogram {
    let (start, factor, length) = BUCKETS;
    Histogram::new(exponential_buckets(start, factor, length))
}

/// A client may invent methods; labels may not grow with them.
fn known(method: &str) -> &'static str {
    let methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];
    methods
        .into_iter()
        .find(|known| *known == method)
        .unwrap_or("other")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn entry(method: &'static str) -> Entry<'static> {
        Entry {
            method,
            route: "/moods/{id}",
            status: 204,
            elapsed: Duration::from_millis(3),
            request_id: "r",
        }
    }

    #[test]
    fn a_request_is_counted_under_its_route() {
        let metrics = telemetry::Metrics::default();
        let requests = metrics.shared(RequestMetrics::register);
        requests.observe(&entry("DELETE"));
        requests.observe(&entry("BREW"));
        let text = metrics.text();
        let line =
            r#"attune_gateway_requests_total{method="DELETE",route="/moods/{id}",status="204"} 1"#;
        assert!(text.contains(line), "{text}");
        assert!(text.contains(r#"method="other""#), "{text}");
        assert!(
            text.contains("attune_gateway_request_duration_seconds_bucket"),
            "{text}"
        );
    }
}
