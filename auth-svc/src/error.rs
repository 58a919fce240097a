//! Everything that can go wrong here, and what the caller is told.

use std::{io, time::Duration};

use rpc::{Failure, Kind};
use rusqlite::ErrorCode;
use sqlite_store::StoreError;
use thiserror::Error;

/// Why a call was refused or failed, or why the service could not start.
#[derive(Debug, Error)]
pub enum Error {
    /// A field is malformed; the words name it and its limits.
    #[error("{message}")]
    Invalid {
        /// Such as `invalid_email`.
        code: &'static str,
        /// What is wrong and what would be right.
        message: String,
    },
    /// A field is well formed but outside what is allowed.
    #[error("{message}")]
    OutOfRange {
        /// Such as `invalid_age`.
        code: &'static str,
        /// What is wrong and what would be right.
        message: String,
    },
    /// Somebody has the name.
    #[error("this username is taken: choose another")]
    UsernameTaken,
    /// Somebody has the address.
    #[error("an account with this e-mail address exists: log in instead, or use another address")]
    EmailTaken,
    /// No such login, or the wrong password; which of the two is not said.
    #[error("the login or the password is wrong")]
    WrongCredentials,
    /// Who runs the server named an account that is not there.
    #[error(
        "{data_dir} has no account {login:?}: give its username or e-mail address, and set ATTUNE_DATA_DIR to the server's"
    )]
    UnknownLogin {
        /// What was given.
        login: String,
        /// Where it was looked for.
        data_dir: String,
    },
    /// The caller is known but gave the wrong current password.
    #[error("the current password is wrong")]
    WrongPassword,
    /// Nobody may register.
    #[error("this server takes no new accounts: ask the person who runs it")]
    SignupsClosed,
    /// One may register only with an invitation.
    #[error("this server takes new accounts by invitation only: enter your invitation code")]
    InviteRequired,
    /// The invitation is unknown, used or too old.
    #[error("this invitation code is unknown, used or older than 7 days: ask for a new one")]
    InviteInvalid,
    /// Only an admin may do this.
    #[error("only an admin may do this")]
    AdminsOnly,
    /// Consent names a notice that is not the current one.
    #[error("the notice has changed to version {current}: read it and agree to that version")]
    ConsentOutdated {
        /// The current version.
        current: &'static str,
    },
    /// The caller has no such session.
    #[error("you have no session with this id")]
    SessionNotFound,
    /// The refresh token is unknown, expired or dead.
    #[error("the refresh token is not valid any more: log in again")]
    RefreshInvalid,
    /// The caller's account or session is gone.
    #[error("your session or account is gone: log in again")]
    SignedOut,
    /// Too many wrong passwords.
    #[error("too many failed tries with this login: try again in {} minutes", wait.as_secs().div_ceil(60))]
    TooManyTries {
        /// Until the next try is allowed.
        wait: Duration,
    },
    /// Too many passwords are being checked at once.
    #[error("too many people are logging in right now: try again in a second")]
    Overloaded,
    /// The database is locked or has no free connection.
    #[error("the database is busy: try again in a second")]
    StoreBusy(#[source] StoreError),
    /// The database failed.
    #[error("the database failed")]
    Store(#[source] StoreError),
    /// The socket cannot be taken; the words name the address.
    #[error("{0}")]
    Listen(#[from] io::Error),
    /// The signing key cannot be used.
    #[error(transparent)]
    KeyFile(#[from] token::KeyFileError),
    /// An access token cannot be signed.
    #[error(transparent)]
    Sign(#[from] token::SignError),
    /// The server ended early.
    #[error(transparent)]
    Serve(#[from] rpc::ServeError),
    /// A password cannot be hashed or a stored hash cannot be read.
    #[error("password hashing failed: {0}")]
    Hash(#[from] argon2::password_hash::Error),
    /// The task that hashes a password ended early.
    #[error("a password task ended early")]
    HashTask,
    /// The operating system gave no random bytes.
    #[error("no random bytes: {0}")]
    Random(#[from] getrandom::Error),
    /// The export cannot be written.
    #[error("the export cannot be encoded: {0}")]
    Export(#[from] serde_json::Error),
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        if is_busy(&error) {
            Self::StoreBusy(error)
        } else {
            Self::Store(error)
        }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        StoreError::from(error).into()
    }
}

fn is_busy(error: &StoreError) -> bool {
    match error {
        StoreError::Pool(_) => true,
        StoreError::Sqlite(error) => matches!(
            error.sqlite_error_code(),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked)
        ),
        StoreError::Directory { .. } | StoreError::FromTheFuture { .. } | StoreError::Task => false,
    }
}

impl Failure for Error {
    fn kind(&self) -> Kind {
        match self {
            Self::Invalid { .. } => Kind::InvalidInput,
            Self::OutOfRange { .. } => Kind::OutOfRange,
            Self::UsernameTaken | Self::EmailTaken => Kind::Conflict,
            Self::WrongCredentials | Self::RefreshInvalid | Self::SignedOut => {
                Kind::Unauthenticated
            }
            Self::WrongPassword
            | Self::SignupsClosed
            | Self::InviteRequired
            | Self::InviteInvalid
            | Self::AdminsOnly => Kind::Forbidden,
            Self::ConsentOutdated { .. } => Kind::Precondition,
            Self::SessionNotFound | Self::UnknownLogin { .. } => Kind::NotFound,
            Self::TooManyTries { .. } | Self::Overloaded => Kind::Busy,
            Self::StoreBusy(_) => Kind::Unavailable,
            Self::Store(_)
            | Self::Listen(_)
            | Self::KeyFile(_)
            | Self::Sign(_)
            | Self::Serve(_)
            | Self::Hash(_)
            | Self::HashTask
            | Self::Random(_)
            | Self::Export(_) => Kind::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Invalid { code, .. } | Self::OutOfRange { code, .. } => code,
            Self::UsernameTaken => "username_taken",
            Self::EmailTaken => "email_taken",
            Self::WrongCredentials => "wrong_credentials",
            Self::WrongPassword => "wrong_password",
            Self::SignupsClosed => "signups_closed",
            Self::InviteRequired => "invite_required",
            Self::InviteInvalid => "invite_invalid",
            Self::AdminsOnly => "admins_only",
            Self::ConsentOutdated { .. } => "consent_outdated",
            Self::SessionNotFound => "session_not_found",
            Self::RefreshInvalid => "refresh_invalid",
            Self::TooManyTries { .. } => "too_many_tries",
            Self::SignedOut
            | Self::UnknownLogin { .. }
            | Self::Overloaded
            | Self::StoreBusy(_)
            | Self::Store(_)
            | Self::Listen(_)
            | Self::KeyFile(_)
            | Self::Sign(_)
            | Self::Serve(_)
            | Self::Hash(_)
            | Self::HashTask
            | Self::Random(_)
            | Self::Export(_) => self.kind().word(),
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::TooManyTries { wait } => Some(*wait),
            Self::Overloaded | Self::StoreBusy(_) => Some(Duration::from_secs(1)),
            Self::Invalid { .. }
            | Self::OutOfRange { .. }
            | Self::UsernameTaken
            | Self::EmailTaken
            | Self::WrongCredentials
            | Self::UnknownLogin { .. }
            | Self::WrongPassword
            | Self::SignupsClosed
            | Self::InviteRequired
            | Self::InviteInvalid
            | Self::AdminsOnly
            | Self::ConsentOutdated { .. }
            | Self::SessionNotFound
            | Self::RefreshInvalid
            | Self::SignedOut
            | Self::Store(_)
            | Self::Listen(_)
            | Self::KeyFile(_)
            | Self::Sign(_)
            | Self::Serve(_)
            | Self::Hash(_)
            | Self::HashTask
            | Self::Random(_)
            | Self::Export(_) => None,
        }
    }
}
