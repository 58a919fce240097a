//! Why the chat refuses or fails, in words that the caller can act on.

use std::{io, time::Duration};

use rpc::{Failure, Kind, ServeError};
use rusqlite::ErrorCode;
use sqlite_store::StoreError;
use thiserror::Error;

/// Everything that can go wrong in this service.
#[derive(Debug, Error)]
pub enum ChatError {
    /// The caller claims the assistant's id.
    #[error("the id attune belongs to the assistant: it cannot make calls")]
    ReservedUser,
    /// A user id is empty, too long or has spaces.
    #[error("{0}: expected a user id of 1 to 64 characters without spaces")]
    InvalidUser(&'static str),
    /// A message without a recipient.
    #[error("target: name the recipient with to_user_id, or conversation_id")]
    NoTarget,
    /// A message to oneself.
    #[error("to: you cannot send messages to yourself")]
    SelfMessage,
    /// A message of nothing but white space.
    #[error("body: the message is empty: write 1 to 4000 characters")]
    EmptyMessage,
    /// A message beyond the limit; carries its length in characters.
    #[error("body: the message has {0} characters: 4000 are allowed")]
    LongMessage(usize),
    /// A message with control characters.
    #[error("body: control characters other than line feed and tab are not allowed")]
    ControlCharacter,
    /// A bad client transaction id; carries its length in characters.
    #[error("client_txn_id: expected 1 to 64 characters, got {0}")]
    InvalidTxnId(usize),
    /// The text is no cursor of this server.
    #[error("after: not a cursor of this server; leave it empty to get the latest messages")]
    InvalidCursor,
    /// A page after a cursor and before a message.
    #[error("before: leave either before or after empty")]
    TwoPlaces,
    /// A wait beyond the limit, in seconds.
    #[error("wait_s: expected 0 to 25 seconds, got {0}")]
    LongWait(u32),
    /// A page beyond the limit.
    #[error("limit: expected 1 to 200 messages, or 0 for 100, got {0}")]
    LargeLimit(u32),
    /// A reason that is empty or too long; carries its length in characters.
    #[error("reason: say in 1 to 500 characters what is wrong with the message, got {0}")]
    InvalidReason(usize),
    /// A report of one's own message.
    #[error("message_id: you cannot report your own message")]
    OwnMessage,
    /// A block of oneself.
    #[error("user_id: you cannot block yourself")]
    SelfBlock,
    /// A block of the assistant.
    #[error("user_id: the assistant cannot be blocked")]
    AssistantBlock,
    /// One of the two has blocked the other.
    #[error("messages between the two of you are blocked; if you blocked them, unblock them first")]
    Blocked,
    /// The other person erased their account.
    #[error("the other person has left: nobody can write in this conversation any more")]
    PeerGone,
    /// No such conversation, or the caller is not in it.
    #[error("conversation_id: you have no such conversation")]
    NoConversation,
    /// No such message where the caller may look.
    #[error("there is no such message in your conversations")]
    NoMessage,
    /// Too many messages in a short time; carries the wait.
    #[error("too many messages: 30 in 10 seconds are allowed; wait {} ms", .0.as_millis())]
    TooFast(Duration),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What is held about a user could not be written as JSON.
    #[error("export: {0}")]
    Export(#[from] serde_json::Error),
    /// The socket cannot be taken.
    #[error("ATTUNE_CHAT_LISTEN: {0}")]
    Listen(#[source] io::Error),
    /// The server ended early.
    #[error(transparent)]
    Serve(#[from] ServeError),
}

impl From<rusqlite::Error> for ChatError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}

impl Failure for ChatError {
    fn kind(&self) -> Kind {
        match self {
            Self::ReservedUser | Self::Blocked => Kind::Forbidden,
            Self::InvalidUser(_)
            | Self::NoTarget
            | Self::SelfMessage
            | Self::EmptyMessage
            | Self::LongMessage(_)
            | Self::ControlCharacter
            | Self::InvalidTxnId(_)
            | Self::InvalidCursor
            | Self::TwoPlaces
            | Self::InvalidReason(_)
            | Self::OwnMessage
            | Self::SelfBlock
            | Self::AssistantBlock => Kind::InvalidInput,
            Self::LongWait(_) | Self::LargeLimit(_) => Kind::OutOfRange,
            Self::PeerGone => Kind::Precondition,
            Self::NoConversation | Self::NoMessage => Kind::NotFound,
            Self::TooFast(_) => Kind::Busy,
            Self::Store(error) => store_kind(error),
            Self::Export(_) | Self::Listen(_) | Self::Serve(_) => Kind::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::ReservedUser => "reserved_user",
            Self::InvalidUser(_) => "invalid_user",
            Self::NoTarget => "no_target",
            Self::SelfMessage => "self_message",
            Self::EmptyMessage => "message_empty",
            Self::LongMessage(_) => "message_too_long",
            Self::ControlCharacter => "message_control_character",
            Self::InvalidTxnId(_) => "invalid_client_txn_id",
            Self::InvalidCursor => "invalid_cursor",
            Self::TwoPlaces => "two_places",
            Self::InvalidReason(_) => "invalid_reason",
            Self::OwnMessage => "own_message",
            Self::SelfBlock => "self_block",
            Self::AssistantBlock => "assistant_block",
            Self::Blocked => "blocked",
            Self::PeerGone => "peer_gone",
            Self::NoConversation => "conversation_not_found",
            Self::NoMessage => "message_not_found",
            Self::TooFast(_) => "too_many_messages",
            Self::LongWait(_)
            | Self::LargeLimit(_)
            | Self::Store(_)
            | Self::Export(_)
            | Self::Listen(_)
            | Self::Serve(_) => self.kind().word(),
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        if let Self::TooFast(wait) = self {
            return Some(*wait);
        }
        (self.kind() == Kind::Unavailable).then_some(Duration::from_secs(1))
    }
}

fn store_kind(error: &StoreError) -> Kind {
    match error {
        StoreError::Pool(_) => Kind::Unavailable,
        StoreError::Sqlite(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => {
            Kind::Unavailable
        }
        StoreError::Sqlite(_)
        | StoreError::Directory { .. }
        | StoreError::FromTheFuture { .. }
        | StoreError::Task => Kind::Internal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locked_database_is_unavailable_and_asks_for_another_try() {
        let locked = rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(5), None);
        let error = ChatError::from(locked);
        assert_eq!(error.kind(), Kind::Unavailable);
        assert!(error.retry_after().is_some());
    }

    #[test]
    fn a_damaged_database_is_internal() {
        let damaged = rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(11), None);
        let error = ChatError::from(damaged);
        assert_eq!((error.kind(), error.code()), (Kind::Internal, "internal"));
    }
}
