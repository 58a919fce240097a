//! One piece of work's way through the store, measured and told to the trace it belongs to.

use std::time::Instant;

use rusqlite::ErrorCode;
use tracing::{Span, debug_span, field::Empty};

use crate::{
    StoreError, StoreMetrics,
    metrics::{RefusalLabels, WorkLabels},
};

/// What may be done to the tables.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Work {
    /// Reads and single statements.
    Read,
    /// A transaction of several.
    Write,
}

impl Work {
    const fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
        }
    }
}

/// A visit begins when it is asked for and ends when it is dropped.
pub(crate) struct Visit {
    metrics: StoreMetrics,
    labels: WorkLabels,
    span: Span,
    asked: Instant,
    begun: Option<Instant>,
}

impl Visit {
    pub fn new(metrics: StoreMetrics, owner: &'static str, work: Work) -> Self {
        let work = work.word();
        // Without a request around it, such as when the hour has come to purge, it is in no trace.
        let span = if Span::current().is_none() {
            Span::none()
        } else {
            debug_span!("sql", owner, work, wait_ms = Empty)
        };
        Self {
            metrics,
            labels: WorkLabels { owner, work },
            span,
            asked: Instant::now(),
            begun: None,
        }
    }

    /// The span around the visit.
    pub fn span(&self) -> Span {
        self.span.clone()
    }

    /// The waiting is over.
    pub fn begins(&mut self) {
        let waited = self.asked.elapsed().as_secs_f64();
        let waits = self.metrics.waits.get_or_create_owned(&self.labels);
        waits.observe(waited);
        self.span.record("wait_ms", waited * 1000.0);
        self.begun = Some(Instant::now());
    }

    /// The waiting was in vain.
    pub fn refused(&self, cause: impl Into<StoreError>) -> StoreError {
        let error = cause.into();
        let labels = RefusalLabels {
            owner: self.labels.owner,
            cause: word(&error),
        };
        self.metrics.refusals.get_or_create_owned(&labels).inc();
        error
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        if let Some(begun) = self.begun {
            let runs = self.metrics.runs.get_or_create_owned(&self.labels);
            runs.observe(begun.elapsed().as_secs_f64());
        }
    }
}

fn word(error: &StoreError) -> &'static str {
    match error {
        StoreError::Pool(_) => "no_connection",
        StoreError::Sqlite(error) => match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => "locked",
            Some(_) | None => "failed",
        },
        StoreError::Directory { .. } | StoreError::FromTheFuture { .. } | StoreError::Task => {
            "failed"
        }
    }
}
