//! Chat: one conversation that says hello.

use proto::chat::v1 as chat;
use tonic::{Request, Response, Status};

use super::{Answering, Fake, USER, World};

fn message(from: &str, body: &str) -> chat::Message {
    chat::Message {
        id: "m1".to_owned(),
        conversation_id: "c1".to_owned(),
        from_user_id: from.to_owned(),
        body: body.to_owned(),
        at_ms: 0,
    }
}

service!(chat::chat_server::Chat {
    send(chat::SendRequest) -> chat::SendResponse = |world, asked| {
        Ok(chat::SendResponse {
            message: Some(message(USER, &asked.body)),
            duplicate: false,
            assistant_task: world.assistant.lock().unwrap().clone(),
        })
    };
    answer_as_assistant(chat::AnswerAsAssistantRequest) -> chat::Message = |_, asked| Ok(message("attune", &asked.body));
    fetch(chat::FetchRequest) -> chat::FetchResponse = |_, _| {
        let authors = [USER, "user-2", "attune", "erased"];
        Ok(chat::FetchResponse {
            messages: authors.map(|author| message(author, "hello")).into(),
            cursor: "cursor".to_owned(),
            ..Default::default()
        })
    };
    list_conversations(chat::ListConversationsRequest) -> chat::ListConversationsResponse = |_, _| {
        let one = |id: &str, peer: &str| chat::Conversation {
            id: id.to_owned(),
            peer_user_id: peer.to_owned(),
            last_message: Some(message("user-2", "hello")),
            ..Default::default()
        };
        Ok(chat::ListConversationsResponse { conversations: vec![one("c1", "user-2"), one("c2", "")] })
    };
    mark_read(chat::MarkReadRequest) -> chat::MarkReadResponse = |_, _| Ok(Default::default());
    block(chat::BlockRequest) -> chat::BlockResponse = |_, _| Ok(Default::default());
    unblock(chat::UnblockRequest) -> chat::UnblockResponse = |_, _| Ok(Default::default());
    report(chat::ReportRequest) -> chat::ReportResponse = |_, _| Ok(Default::default());
    list_reports(chat::ListReportsRequest) -> chat::ListReportsResponse = |_, _| {
        let reported = chat::ReportedMessage {
            message_id: "m1".to_owned(),
            author_user_id: "user-2".to_owned(),
            reporter_user_id: "erased".to_owned(),
            reason: "rude".to_owned(),
            body: "hello".to_owned(),
            at_ms: 0,
        };
        Ok(chat::ListReportsResponse { reports: vec![reported] })
    };
    dismiss_reports(chat::DismissReportsRequest) -> chat::DismissReportsResponse = |_, _| Ok(Default::default());
    export(chat::ExportRequest) -> chat::ExportResponse = |_, _| {
        Ok(chat::ExportResponse { json: "{}".to_owned() })
    };
    erase(chat::EraseRequest) -> chat::EraseResponse = |_, _| Ok(Default::default());
});
