//! The one vocabulary of errors and its place in gRPC.

use tonic::Code;

/// What kind of failure an error is; every service error names one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The request is malformed.
    InvalidInput,
    /// The request is well formed, but a value lies outside what is known or allowed.
    OutOfRange,
    /// Nobody is logged in, or the credentials are wrong.
    Unauthenticated,
    /// The caller is known and may not do this.
    Forbidden,
    /// There is no such thing, or it is not the caller's.
    NotFound,
    /// It exists already.
    Conflict,
    /// Something must be done first.
    Precondition,
    /// Too much at once; try again later.
    Busy,
    /// The service or what it stands on does not answer; try again later.
    Unavailable,
    /// The answer came too late.
    Timeout,
    /// A defect; the caller learns nothing but the request id.
    Internal,
}

impl Kind {
    /// Every kind, for tests that pin the table.
    pub const ALL: [Self; 11] = [
        Self::InvalidInput,
        Self::OutOfRange,
        Self::Unauthenticated,
        Self::Forbidden,
        Self::NotFound,
        Self::Conflict,
        Self::Precondition,
        Self::Busy,
        Self::Unavailable,
        Self::Timeout,
        Self::Internal,
    ];

    /// The gRPC code that carries this kind.
    pub const fn code(self) -> Code {
        match self {
            Self::InvalidInput => Code::InvalidArgument,
            Self::OutOfRange => Code::OutOfRange,
            Self::Unauthenticated => Code::Unauthenticated,
            Self::Forbidden => Code::PermissionDenied,
            Self::NotFound => Code::NotFound,
            Self::Conflict => Code::AlreadyExists,
            Self::Precondition => Code::FailedPrecondition,
            Self::Busy => Code::ResourceExhausted,
            Self::Unavailable => Code::Unavailable,
            Self::Timeout => Code::DeadlineExceeded,
            Self::Internal => Code::Internal,
        }
    }

    /// The kind that a gRPC code stands for. A cancelled call counts as late, because tonic
    /// reports a client-side deadline so.
    pub const fn from_code(code: Code) -> Self {
        match code {
            Code::InvalidArgument => Self::InvalidInput,
            Code::OutOfRange => Self::OutOfRange,
            Code::Unauthenticated => Self::Unauthenticated,
            Code::PermissionDenied => Self::Forbidden,
            Code::NotFound => Self::NotFound,
            Code::AlreadyExists => Self::Conflict,
            Code::FailedPrecondition => Self::Precondition,
            Code::ResourceExhausted => Self::Busy,
            Code::Unavailable => Self::Unavailable,
            Code::DeadlineExceeded | Code::Cancelled => Self::Timeout,
            Code::Ok
            | Code::Unknown
            | Code::Aborted
            | Code::Unimplemented
            | Code::Internal
            | Code::DataLoss => Self::Internal,
        }
    }

    /// The machine-readable word for this kind where an error has none of its own.
    pub const fn word(self) -> &'static str {
        match self {
            Self::InvalidInput => "invalid_input",
            Self::OutOfRange => "out_of_range",
            Self::Unauthenticated => "unauthenticated",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not_found",
            Self::Conflict => "conflict",
            Self::Precondition => "precondition_failed",
            Self::Busy => "busy",
            Self::Unavailable => "unavailable",
            Self::Timeout => "timeout",
            Self::Internal => "internal",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Kind;

    #[test]
    fn every_kind_survives_the_wire() {
        for kind in Kind::ALL {
            assert_eq!(Kind::from_code(kind.code()), kind);
        }
    }
}
