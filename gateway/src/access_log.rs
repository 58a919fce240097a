//! One line for each request: no path, no query string, nothing about the user.

use std::time::Duration;

use rpc::Kind;
use tracing::{Span, error, info, warn};

use crate::error::ApiError;

/// A finished request.
pub struct Entry<'a> {
    /// GET, POST, …
    pub method: &'a str,
    /// The template of the path, such as `/moods/{id}`.
    pub route: &'a str,
    /// The HTTP status.
    pub status: u16,
    /// From the first byte of the head to the answer's head.
    pub elapsed: Duration,
    /// See [`crate::call::RequestId`].
    pub request_id: &'a str,
}

impl Entry<'_> {
    /// Tells the request's span what became of it, for traces.
    pub fn describe(&self, span: &Span) {
        rpc::rename(span, format_args!("{} {}", self.method, self.route));
        span.record("http.request.method", self.method);
        span.record("http.route", self.route);
        span.record("http.response.status_code", self.status);
        if self.status >= 500 {
            span.record("otel.status_code", "ERROR");
        }
    }
}

/// Logs a request: quietly when it was answered or the client was at fault.
pub fn record(entry: &Entry<'_>, failure: Option<&ApiError>) {
    let Entry {
        method,
        route,
        status,
        elapsed,
        request_id,
    } = *entry;
    let ms = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
    let Some(failure) = failure else {
        info!(method, route, status, ms, request_id, "request");
        return;
    };
    let code = failure.code();
    match failure.kind() {
        Kind::InvalidInput
        | Kind::OutOfRange
        | Kind::Unauthenticated
        | Kind::Forbidden
        | Kind::NotFound
        | Kind::Conflict
        | Kind::Precondition => info!(method, route, status, ms, request_id, code, "request"),
        Kind::Busy | Kind::Unavailable | Kind::Timeout => {
            warn!(method, route, status, ms, request_id, code, cause = %failure, "request");
        }
        Kind::Internal => {
            error!(method, route, status, ms, request_id, code, cause = %failure, "request");
        }
    }
}
