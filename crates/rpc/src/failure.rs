//! How a service's error becomes a gRPC status, logged once on the way.

use std::{error::Error, time::Duration};

use tonic::{Status, metadata::MetadataValue};
use tracing::{debug, error, info, warn};

use crate::Kind;

/// Metadata key of the machine-readable error word.
pub const CODE: &str = "x-attune-code";
/// Metadata key of the wait, in milliseconds, before another try makes sense.
pub const RETRY_AFTER_MS: &str = "x-attune-retry-after-ms";

/// An error that a service may answer with. Its `Display` is what the caller reads, so it says
/// what to do and holds no secret; an internal one is logged and never sent.
pub trait Failure: Error {
    /// The kind, which decides the gRPC code and the log level.
    fn kind(&self) -> Kind;

    /// The machine-readable word, in snake case.
    fn code(&self) -> &'static str {
        self.kind().word()
    }

    /// How long the caller should wait before another try.
    fn retry_after(&self) -> Option<Duration> {
        None
    }
}

/// Logs a failure at its kind's level and turns it into the status to answer with.
pub fn status(failure: &impl Failure) -> Status {
    let kind = failure.kind();
    log(kind, failure);
    let message = match kind {
        Kind::Internal => "internal error".to_owned(),
        Kind::InvalidInput
        | Kind::OutOfRange
        | Kind::Unauthenticated
        | Kind::Forbidden
        | Kind::NotFound
        | Kind::Conflict
        | Kind::Precondition
        | Kind::Busy
        | Kind::Unavailable
        | Kind::Timeout => failure.to_string(),
    };
    let mut status = Status::new(kind.code(), message);
    let metadata = status.metadata_mut();
    metadata.insert(CODE, MetadataValue::from_static(failure.code()));
    if let Some(wait) = failure.retry_after() {
        let ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
        metadata.insert(RETRY_AFTER_MS, MetadataValue::from(ms));
    }
    status
}

fn log(kind: Kind, failure: &impl Failure) {
    let (code, cause) = (failure.code(), chain(failure));
    match kind {
        Kind::InvalidInput
        | Kind::OutOfRange
        | Kind::Unauthenticated
        | Kind::NotFound
        | Kind::Conflict => debug!(code, cause, "call refused"),
        Kind::Forbidden | Kind::Precondition => info!(code, cause, "call refused"),
        Kind::Busy | Kind::Unavailable | Kind::Timeout => warn!(code, cause, "call failed"),
        Kind::Internal => error!(code, cause, "call failed"),
    }
}

fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("the disk at /secret is full")]
    struct Broken(Kind);

    impl Failure for Broken {
        fn kind(&self) -> Kind {
            self.0
        }
        fn retry_after(&self) -> Option<Duration> {
            Some(Duration::from_secs(2))
        }
    }

    #[test]
    fn internal_failures_tell_the_caller_nothing() {
        let status = status(&Broken(Kind::Internal));
        assert_eq!(status.message(), "internal error");
    }

    #[test]
    fn other_failures_carry_their_words_code_and_wait() {
        let status = status(&Broken(Kind::Busy));
        assert_eq!(status.message(), "the disk at /secret is full");
        assert_eq!(status.metadata().get(CODE).unwrap(), "busy");
        assert_eq!(status.metadata().get(RETRY_AFTER_MS).unwrap(), "2000");
    }
}
