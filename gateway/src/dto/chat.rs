//! The JSON of conversations and people.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::time::Moment;

/// A message to send.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SendRequest {
    /// A username; `attune` is the assistant. Either this or `conversation_id`.
    pub to: Option<String>,
    /// A conversation that is there already.
    pub conversation_id: Option<String>,
    /// 1 … 4000 characters.
    pub body: String,
    /// The client's own id, 1 … 64 characters: sent again, it gives the same message.
    pub client_txn_id: String,
}

/// A message as it was stored.
#[derive(Serialize, ToSchema)]
pub struct SendAnswer {
    /// The message.
    pub message: Message,
}

/// One message.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Message {
    /// Opaque.
    pub id: String,
    /// Opaque.
    pub conversation_id: String,
    /// A username; null when that account was erased.
    pub from: Option<String>,
    /// The words.
    pub body: String,
    /// When it was stored.
    pub at: Moment,
}

/// What to fetch.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FetchQuery {
    /// The conversation with this username.
    pub user: Option<String>,
    /// This conversation. Neither this nor `user`: all of them.
    pub conversation: Option<String>,
    /// The `cursor` of the answer before; absent for the latest messages.
    pub after: Option<String>,
    /// The id of a message instead: the latest messages before it, at once.
    pub before: Option<String>,
    /// How long to wait for the first message, in whole seconds, 0 … 25.
    #[param(minimum = 0, maximum = 25)]
    pub wait: Option<u32>,
}

/// Messages after a cursor, oldest first.
#[derive(Serialize, ToSchema)]
pub struct FetchAnswer {
    /// The messages.
    pub messages: Vec<Message>,
    /// For the next call; never empty.
    pub cursor: String,
    /// How many are unread in what was asked for.
    pub unread: u64,
    /// More are waiting: fetch again at once. Without `after`: older ones were left out, which `before` gives.
    pub limited: bool,
}

/// The user's conversations.
#[derive(Serialize, ToSchema)]
pub struct ConversationList {
    /// Latest first.
    pub conversations: Vec<Conversation>,
}

/// One conversation.
#[derive(Serialize, ToSchema)]
pub struct Conversation {
    /// Opaque.
    pub id: String,
    /// The other one; null when that account was erased.
    pub peer: Option<Person>,
    /// What was said last.
    pub last_message: Option<LastMessage>,
    /// How many messages are unread.
    pub unread: u64,
    /// When it changed last.
    pub updated_at: Moment,
    /// Whether the user blocked the other one.
    pub blocked: bool,
}

/// What was said last in a conversation.
#[derive(Serialize, ToSchema)]
pub struct LastMessage {
    /// Opaque.
    pub id: String,
    /// A username; null when that account was erased.
    pub from: Option<String>,
    /// The words.
    pub body: String,
    /// When it was stored.
    pub at: Moment,
}

/// Somebody to talk to.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Person {
    /// The name to write to.
    pub username: String,
    /// The name to show.
    pub display_name: String,
}

/// How far the user has read.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadRequest {
    /// The conversation.
    pub conversation_id: String,
    /// The id of the last message that was read.
    pub up_to: String,
}

/// How much is left to read.
#[derive(Serialize, ToSchema)]
pub struct ReadAnswer {
    /// In that conversation.
    pub unread: u64,
}

/// Whom to block or unblock.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BlockRequest {
    /// A username.
    pub user: String,
}

/// What is wrong with a message.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportRequest {
    /// The message.
    pub message_id: String,
    /// 1 … 500 characters.
    pub reason: String,
}

/// What people reported.
#[derive(Serialize, ToSchema)]
pub struct ReportList {
    /// Latest first, at most 200.
    pub reports: Vec<ReportedMessage>,
}

/// A message that somebody reported.
#[derive(Serialize, ToSchema)]
pub struct ReportedMessage {
    /// The message's id.
    pub message_id: String,
    /// Who wrote it: a username.
    pub from: Option<String>,
    /// Who reported it: a username.
    pub reported_by: Option<String>,
    /// What is wrong with it, in their words.
    pub reason: String,
    /// The message as it was then.
    pub body: String,
    /// When it was reported.
    pub at: Moment,
}

/// Whom to look for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PeopleQuery {
    /// A part of a username or display name.
    pub query: String,
}

/// People to talk to.
#[derive(Serialize, ToSchema)]
pub struct PeopleList {
    /// At most 20.
    pub users: Vec<Person>,
}
