//! How long the database lets its visitors wait, and how long they stay.

use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{
        counter::Counter,
        family::Family,
        histogram::{Histogram, exponential_buckets},
    },
    registry::{Registry, Unit},
};

/// From a tenth of a millisecond to six seconds, doubling: after five seconds waiting is given up.
const BUCKETS: (f64, f64, u16) = (0.0001, 2.0, 17);

/// Whose tables, and whether they may change.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct WorkLabels {
    pub owner: &'static str,
    pub work: &'static str,
}

/// Whose tables, and what was not to be had.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct RefusalLabels {
    pub owner: &'static str,
    pub cause: &'static str,
}

/// The metrics of stores; clones count together. A default one counts for nobody.
#[derive(Debug, Clone)]
pub struct StoreMetrics {
    pub(crate) waits: Family<WorkLabels, Histogram>,
    pub(crate) runs: Family<WorkLabels, Histogram>,
    pub(crate) refusals: Family<RefusalLabels, Counter>,
}

impl Default for StoreMetrics {
    fn default() -> Self {
        Self {
            waits: Family::new_with_constructor(histogram as fn() -> Histogram),
            runs: Family::new_with_constructor(histogram as fn() -> Histogram),
            refusals: Family::default(),
        }
    }
}

impl StoreMetrics {
    /// Makes them and puts them into a registry.
    pub fn register(registry: &mut Registry) -> Self {
        let metrics = Self::default();
        registry.register_with_unit(
            "attune_store_wait",
            "Time until a thread, a connection and, for writing, the lock of the database were free",
            Unit::Seconds,
            metrics.waits.clone(),
        );
        registry.register_with_unit(
            "attune_store_run",
            "Time of the work itself, the commit included",
            Unit::Seconds,
            metrics.runs.clone(),
        );
        registry.register(
            "attune_store_refusals",
            "Times that no connection or lock came free within five seconds, or SQLite failed",
            metrics.refusals.clone(),
        );
        metrics
    }
}

fn histogram() -> Histogram {
    let (start, factor, length) = BUCKETS;
    Histogram::new(exponential_buckets(start, factor, length))
}
