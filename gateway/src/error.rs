//! Every way a request can fail.

mod response;

use std::{borrow::Cow, error::Error, time::Duration};

use rpc::Kind;
use tonic::{Status, TimeoutExpired};

use crate::{clients::Service, image::IMAGE_LIMIT};

/// What a service refused, in its own words.
#[derive(Debug, Clone)]
pub struct Refusal {
    /// What kind of refusal it is.
    pub kind: Kind,
    /// The machine-readable word.
    pub code: String,
    /// The words for the person.
    pub message: String,
    /// How long to wait before another try.
    pub retry_after: Option<Duration>,
}

/// A failed request. `Display` is the message that the client reads.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ApiError {
    /// A service answered with an error.
    #[error("{}", .0.message)]
    Refused(Box<Refusal>),
    /// A service cannot be reached.
    #[error("the {0} service cannot be reached: try again in a moment")]
    Unreachable(Service),
    /// A service did not answer in time.
    #[error("the {0} service took too long to answer: try again")]
    TooSlow(Service),
    /// The gateway has not yet learned which sessions ended, so it lets nobody in.
    #[error("the gateway is still waiting for the auth service: try again in a moment")]
    Starting,
    /// The gateway is about to stop.
    #[error("the gateway is stopping: try again in a moment")]
    Stopping,
    /// The header is absent or of another scheme.
    #[error("send the header `Authorization: Bearer <access token>`: log in to get one")]
    TokenMissing,
    /// The token is forged, damaged or from somewhere else.
    #[error("the access token is not valid: log in again")]
    TokenInvalid,
    /// The token was good once.
    #[error("the access token has expired: refresh it at POST /auth/refresh")]
    TokenExpired,
    /// The ticket in a link to a song is forged, over or for another song.
    #[error(
        "this link does not work any more: GET /songs/{{id}}/playback gives a new one, or send the \
         header `Authorization: Bearer <access token>`"
    )]
    TicketInvalid,
    /// The session behind the token was ended.
    #[error("this session has ended: log in again")]
    SessionEnded,
    /// Neither cookie nor body names a refresh token.
    #[error("no refresh token: send the refresh cookie or `refresh_token`, or log in again")]
    RefreshMissing,
    /// Another site tried to use the refresh cookie.
    #[error("the refresh cookie may be used from Attune's own pages only")]
    CrossSite,
    /// The user did not agree to the notice as it stands.
    #[error("agree to the camera notice first: read it at GET /consent, then PUT /me/consent")]
    ConsentRequired,
    /// Only an admin may do this.
    #[error("only an admin may do this")]
    AdminsOnly,
    /// The body is no JSON.
    #[error("the body is not valid JSON: {0}")]
    InvalidJson(String),
    /// A field is missing, unknown or of the wrong type.
    #[error("{field}: {problem}")]
    InvalidField {
        /// The field, as a path such as `preferences.theme`.
        field: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A query parameter holds a value that is not allowed.
    #[error("{field}: {problem}")]
    OutOfRange {
        /// The parameter.
        field: String,
        /// What is allowed.
        problem: String,
    },
    /// The range of a song lies behind its end, at so many bytes.
    #[error("Range: the song has {0} bytes: ask for a range within them")]
    RangeNotSatisfiable(u64),
    /// The picture in this field is not base64.
    #[error(
        "{0}: not base64 of a JPEG, PNG or WebP, bare or as a data URL \
         (data:image/jpeg;base64,…)"
    )]
    InvalidBase64(String),
    /// The body is longer than this call takes, in bytes.
    #[error("the body is larger than the {0} bytes that this call takes")]
    BodyTooLarge(usize),
    /// The decoded picture in this field is longer than [`IMAGE_LIMIT`].
    #[error(
        "{0}: larger than {IMAGE_LIMIT} bytes (1.5 MiB): send a smaller or more compressed picture"
    )]
    ImageTooLarge(String),
    /// The body did not arrive in time.
    #[error("the body did not arrive within {} s: send it faster", .0.as_secs())]
    BodyTooSlow(Duration),
    /// The body is not declared as JSON.
    #[error("send the body as JSON with `Content-Type: application/json`, not encoded further")]
    UnsupportedMediaType,
    /// Nothing is at this path.
    #[error("there is nothing at this path: GET /openapi.json lists what there is")]
    NoSuchPath,
    /// The path is known, the method is not; `Allow` lists those that are.
    #[error("this path does not take this method: see the Allow header")]
    MethodNotAllowed,
    /// Nobody has this name.
    #[error("there is no user named {0:?}")]
    UserNotFound(String),
    /// The client sent more than its allowance.
    #[error("too many requests: wait {} s", .0.as_secs().max(1))]
    TooManyRequests(Duration),
    /// The request is refused by the HTTP layer itself.
    #[error("the request cannot be understood")]
    BadRequest,
    /// A defect. The text is logged and never sent.
    #[error("{0}")]
    Internal(String),
}

impl ApiError {
    /// What a service's answer means for the client.
    pub fn of_status(service: Service, status: &Status) -> Self {
        if is_broken(status) {
            return Self::Unreachable(service);
        }
        let kind = Kind::from_code(status.code());
        let metadata = status.metadata();
        let code = metadata.get(rpc::CODE).and_then(|code| code.to_str().ok());
        let told = code.is_some();
        match kind {
            Kind::Unavailable if !told => return Self::Unreachable(service),
            Kind::Timeout if !told => return Self::TooSlow(service),
            Kind::Internal => return Self::Internal(format!("{service}: {}", status.message())),
            Kind::InvalidInput
            | Kind::OutOfRange
            | Kind::Unauthenticated
            | Kind::Forbidden
            | Kind::NotFound
            | Kind::Conflict
            | Kind::Precondition
            | Kind::Busy
            | Kind::Unavailable
            | Kind::Timeout => {}
        }
        let wait = metadata.get(rpc::RETRY_AFTER_MS);
        let wait = wait.and_then(|ms| ms.to_str().ok()?.parse().ok());
        Self::Refused(Box::new(Refusal {
            kind,
            code: code.unwrap_or(kind.word()).to_owned(),
            message: status.message().to_owned(),
            retry_after: wait.map(Duration::from_millis),
        }))
    }

    /// The kind, which decides the status and the log level.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Refused(refusal) => refusal.kind,
            Self::Unreachable(_) | Self::Starting | Self::Stopping => Kind::Unavailable,
            Self::TooSlow(_) => Kind::Timeout,
            Self::TokenMissing
            | Self::TokenInvalid
            | Self::TokenExpired
            | Self::TicketInvalid
            | Self::SessionEnded
            | Self::RefreshMissing => Kind::Unauthenticated,
            Self::CrossSite | Self::ConsentRequired | Self::AdminsOnly => Kind::Forbidden,
            Self::InvalidJson(_)
            | Self::InvalidField { .. }
            | Self::InvalidBase64(_)
            | Self::BodyTooLarge(_)
            | Self::BodyTooSlow(_)
            | Self::ImageTooLarge(_)
            | Self::UnsupportedMediaType
            | Self::MethodNotAllowed
            | Self::BadRequest => Kind::InvalidInput,
            Self::OutOfRange { .. } | Self::RangeNotSatisfiable(_) => Kind::OutOfRange,
            Self::NoSuchPath | Self::UserNotFound(_) => Kind::NotFound,
            Self::TooManyRequests(_) => Kind::Busy,
            Self::Internal(_) => Kind::Internal,
        }
    }

    /// The machine-readable word, in snake case.
    pub fn code(&self) -> &str {
        match self {
            Self::Refused(refusal) => &refusal.code,
            Self::Starting => "starting",
            Self::Stopping => "stopping",
            Self::TokenMissing => "token_missing",
            Self::TokenInvalid => "token_invalid",
            Self::TokenExpired => "token_expired",
            Self::TicketInvalid => "ticket_invalid",
            Self::SessionEnded => "session_ended",
            Self::RefreshMissing => "refresh_missing",
            Self::CrossSite => "cross_site",
            Self::ConsentRequired => "consent_required",
            Self::AdminsOnly => "admins_only",
            Self::RangeNotSatisfiable(_) => "range_not_satisfiable",
            Self::InvalidJson(_) => "invalid_json",
            Self::InvalidField { .. } => "invalid_field",
            Self::InvalidBase64(_) => "invalid_base64",
            Self::BodyTooLarge(_) => "body_too_large",
            Self::BodyTooSlow(_) => "body_too_slow",
            Self::ImageTooLarge(_) => "image_too_large",
            Self::UnsupportedMediaType => "unsupported_media_type",
            Self::MethodNotAllowed => "method_not_allowed",
            Self::UserNotFound(_) => "user_not_found",
            Self::TooManyRequests(_) => "too_many_requests",
            Self::Unreachable(_)
            | Self::TooSlow(_)
            | Self::OutOfRange { .. }
            | Self::NoSuchPath
            | Self::BadRequest
            | Self::Internal(_) => self.kind().word(),
        }
    }

    /// The words for the client: those of a defect stay here.
    pub fn message(&self) -> Cow<'static, str> {
        match self.kind() {
            Kind::Internal => {
                Cow::Borrowed("something broke on the server: report the request id if it stays so")
            }
            Kind::InvalidInput
            | Kind::OutOfRange
            | Kind::Unauthenticated
            | Kind::Forbidden
            | Kind::NotFound
            | Kind::Conflict
            | Kind::Precondition
            | Kind::Busy
            | Kind::Unavailable
            | Kind::Timeout => Cow::Owned(self.to_string()),
        }
    }
}

/// Whether the connection failed. Such a status was made on this side, from what tonic met, and
/// has it as source; one that a service sent has none.
fn is_broken(status: &Status) -> bool {
    let mut source = status.source();
    let is_local = source.is_some();
    while let Some(cause) = source {
        if cause.is::<TimeoutExpired>() {
            return false;
        }
        source = cause.source();
    }
    is_local
}

#[cfg(test)]
mod tests;
