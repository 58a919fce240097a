//! How the domain's values look on the wire.

use proto::chat::v1::{
    AssistantTask, Conversation, FetchResponse, Message, ReportedMessage, SendResponse,
};

use crate::{
    assistant::Task, conversation::Sent, message, poll::Page, safety::Report,
    store::ConversationSummary,
};

impl From<message::Message> for Message {
    fn from(message: message::Message) -> Self {
        Self {
            id: message.id,
            conversation_id: message.conversation_id,
            from_user_id: message.from_user_id,
            body: message.body,
            at_ms: message.at_ms,
        }
    }
}

impl From<Sent> for SendResponse {
    fn from(sent: Sent) -> Self {
        Self {
            message: Some(sent.message.into()),
            duplicate: sent.is_duplicate,
            assistant_task: sent.task.map(Into::into),
        }
    }
}

impl From<Task> for AssistantTask {
    fn from(task: Task) -> Self {
        let (kind, mood, text) = match task {
            Task::Say(text) => ("say", None, text),
            Task::SetMood { mood, text } => ("set_mood", Some(mood), text),
            Task::SuggestSongs { mood, text } => ("suggest_songs", mood, text),
        };
        Self {
            kind: kind.to_owned(),
            mood: mood.map(|mood| mood.word().to_owned()),
            text: text.to_owned(),
        }
    }
}

impl From<Page> for FetchResponse {
    fn from(page: Page) -> Self {
        Self {
            messages: page.messages.into_iter().map(Into::into).collect(),
            cursor: page.cursor.encode(),
            unread: page.unread,
            limited: page.is_limited,
        }
    }
}

impl From<ConversationSummary> for Conversation {
    fn from(summary: ConversationSummary) -> Self {
        Self {
            id: summary.id,
            peer_user_id: summary.peer_user_id.unwrap_or_default(),
            last_message: summary.last_message.map(Into::into),
            unread: summary.unread,
            updated_at_ms: summary.updated_at_ms,
            blocked: summary.is_blocked,
        }
    }
}

impl From<Report> for ReportedMessage {
    fn from(report: Report) -> Self {
        Self {
            message_id: report.message_id,
            author_user_id: report.author_user_id,
            reporter_user_id: report.reporter_user_id,
            reason: report.reason,
            body: report.body,
            at_ms: report.at_ms,
        }
    }
}
