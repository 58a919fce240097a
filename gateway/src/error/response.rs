//! The place of each failure in HTTP: status and headers.

use std::time::Duration;

use actix_web::{
    HttpResponse, ResponseError,
    http::{
        StatusCode,
        header::{CONTENT_RANGE, RETRY_AFTER, WWW_AUTHENTICATE},
    },
};
use rpc::Kind;

use super::ApiError;

/// The wait that is named where a failure names none.
const DEFAULT_RETRY: Duration = Duration::from_secs(1);

impl ApiError {
    /// What an answer of the HTTP layer itself means: it has a status and no words of ours.
    pub fn of_http(status: StatusCode) -> Self {
        match status.as_u16() {
            404 => Self::NoSuchPath,
            405 => Self::MethodNotAllowed,
            415 => Self::UnsupportedMediaType,
            400..=499 => Self::BadRequest,
            other => Self::Internal(format!("the HTTP layer answered {other}")),
        }
    }

    /// How long to wait before another try; only where another try makes sense.
    fn retry_after(&self) -> Option<Duration> {
        let named = if let Self::Refused(refusal) = self {
            refusal.retry_after
        } else if let Self::TooManyRequests(wait) = self {
            Some(*wait)
        } else {
            None
        };
        let status = self.status_code();
        let waiting =
            status == StatusCode::TOO_MANY_REQUESTS || status == StatusCode::SERVICE_UNAVAILABLE;
        waiting.then(|| named.unwrap_or(DEFAULT_RETRY))
    }
}

/// The status that each kind has.
pub(super) const fn http_status(kind: Kind) -> StatusCode {
    match kind {
        Kind::InvalidInput => StatusCode::BAD_REQUEST,
        Kind::OutOfRange => StatusCode::UNPROCESSABLE_ENTITY,
        Kind::Unauthenticated => StatusCode::UNAUTHORIZED,
        Kind::Forbidden => StatusCode::FORBIDDEN,
        Kind::NotFound => StatusCode::NOT_FOUND,
        Kind::Conflict => StatusCode::CONFLICT,
        Kind::Precondition => StatusCode::PRECONDITION_FAILED,
        Kind::Busy => StatusCode::TOO_MANY_REQUESTS,
        Kind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Kind::Timeout => StatusCode::GATEWAY_TIMEOUT,
        Kind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        // HTTP has words of its own for a few failures that the kinds do not tell apart.
        match self.code() {
            "body_too_large" | "image_too_large" => StatusCode::PAYLOAD_TOO_LARGE,
            "range_not_satisfiable" => StatusCode::RANGE_NOT_SATISFIABLE,
            "body_too_slow" => StatusCode::REQUEST_TIMEOUT,
            "unsupported_media_type" => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "method_not_allowed" => StatusCode::METHOD_NOT_ALLOWED,
            "consent_outdated" => StatusCode::CONFLICT,
            _ => http_status(self.kind()),
        }
    }

    /// Status and headers; `envelope` writes the body, because it knows the request id.
    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        if let Some(wait) = self.retry_after() {
            let seconds = wait.as_millis().div_ceil(1000).max(1);
            response.insert_header((RETRY_AFTER, seconds.to_string()));
        }
        if let Self::RangeNotSatisfiable(total) = self {
            response.insert_header((CONTENT_RANGE, format!("bytes */{total}")));
        }
        if self.kind() == Kind::Unauthenticated {
            response.insert_header((WWW_AUTHENTICATE, "Bearer"));
        }
        response.finish()
    }
}
