//! Conversations: send, poll, list, read, block, report.

use std::{collections::HashMap, time::Duration};

use actix_web::web::Json;
use proto::chat::v1::{
    self as chat, BlockRequest as Block, FetchRequest, ListConversationsRequest, MarkReadRequest,
    ReportRequest as Report, SendRequest as Send, UnblockRequest as Unblock, fetch_request::Scope,
    send_request::Target,
};

use super::users::{id_of, people};
use crate::{
    assistant,
    clients::{Answered, FETCH_MARGIN, LONGEST_WAIT_S, Service},
    dto::{
        chat::{
            BlockRequest, Conversation, ConversationList, FetchAnswer, FetchQuery, LastMessage,
            Message, Person, ReadAnswer, ReadRequest, ReportRequest, SendAnswer, SendRequest,
        },
        time::Moment,
    },
    error::ApiError,
    extract::{Body, Query, within},
    identity::Signed,
};

/// Sends a message to a person, to the assistant or into a conversation.
#[utoipa::path(post, path = "/chat/send", tag = "Chat", request_body = SendRequest,
    responses((status = 200, body = SendAnswer)))]
pub async fn send(me: Signed, Body(body): Body<SendRequest>) -> Result<Json<SendAnswer>, ApiError> {
    let target = match (body.to, body.conversation_id) {
        (Some(username), None) => Target::ToUserId(id_of(&me, &username).await?),
        (None, Some(id)) => Target::ConversationId(id),
        (None, None) | (Some(_), Some(_)) => return Err(one_of("to", "conversation_id")),
    };
    let request = me.request(Send {
        target: Some(target),
        body: body.body,
        client_txn_id: body.client_txn_id,
    });
    let mut chat = me.clients.chat();
    let sent = chat.send(request).await.of(Service::Chat)?;
    let message = sent.message.ok_or_else(|| {
        ApiError::Internal("chat stored a message and did not answer it".to_owned())
    })?;
    if let Some(task) = sent.assistant_task {
        assistant::answer(&me, &message.id, task).await;
    }
    let from = Some(me.claims.username.clone());
    Ok(Json(SendAnswer {
        message: written(message, from),
    }))
}

/// Fetches messages after a cursor, oldest first, and waits for the first one if asked to; or those before a message.
#[utoipa::path(get, path = "/chat/fetch", tag = "Chat", params(FetchQuery),
    responses((status = 200, body = FetchAnswer)))]
pub async fn fetch(
    me: Signed,
    Query(query): Query<FetchQuery>,
) -> Result<Json<FetchAnswer>, ApiError> {
    let wait_s = within("wait", query.wait.unwrap_or(0), 0..=LONGEST_WAIT_S)?;
    let scope = match (query.user, query.conversation) {
        (Some(username), None) => Some(Scope::UserId(id_of(&me, &username).await?)),
        (None, Some(id)) => Some(Scope::ConversationId(id)),
        (None, None) => None,
        (Some(_), Some(_)) => return Err(one_of("user", "conversation")),
    };
    let message = FetchRequest {
        scope,
        after: query.after.unwrap_or_default(),
        before: query.before.unwrap_or_default(),
        wait_s,
        limit: 0,
    };
    let deadline = Duration::from_secs(wait_s.into()) + FETCH_MARGIN;
    let mut chat = me.clients.chat();
    let fetched = tokio::select! {
        fetched = chat.fetch(me.request_within(message, deadline)) => fetched.of(Service::Chat)?,
        () = me.stopping.cancelled() => return Err(ApiError::Stopping),
    };
    let authors = fetched.messages.iter().map(|one| one.from_user_id.clone());
    let names = names(&me, authors).await?;
    let named = |one: chat::Message| {
        let from = name_in(&names, &one.from_user_id);
        written(one, from)
    };
    Ok(Json(FetchAnswer {
        messages: fetched.messages.into_iter().map(named).collect(),
        cursor: fetched.cursor,
        unread: fetched.unread,
        limited: fetched.limited,
    }))
}

/// Lists the user's conversations, latest first.
#[utoipa::path(get, path = "/chat/conversations", tag = "Chat",
    responses((status = 200, body = ConversationList)))]
pub async fn conversations(me: Signed) -> Result<Json<ConversationList>, ApiError> {
    let mut chat = me.clients.chat();
    let request = me.request(ListConversationsRequest {});
    let list = chat.list_conversations(request).await.of(Service::Chat)?;
    let ids = list.conversations.iter().flat_map(|one| {
        let author = one
            .last_message
            .as_ref()
            .map(|last| last.from_user_id.clone());
        std::iter::once(one.peer_user_id.clone()).chain(author)
    });
    let names = names(&me, ids).await?;
    let shown = list.conversations.into_iter().map(|one| shown(one, &names));
    Ok(Json(ConversationList {
        conversations: shown.collect(),
    }))
}

/// Moves the read mark forward, never back.
#[utoipa::path(post, path = "/chat/read", tag = "Chat", request_body = ReadRequest,
    responses((status = 200, body = ReadAnswer)))]
pub async fn read(me: Signed, Body(body): Body<ReadRequest>) -> Result<Json<ReadAnswer>, ApiError> {
    let request = me.request(MarkReadRequest {
        conversation_id: body.conversation_id,
        up_to: body.up_to,
    });
    let mut chat = me.clients.chat();
    let marked = chat.mark_read(request).await.of(Service::Chat)?;
    Ok(Json(ReadAnswer {
        unread: marked.unread,
    }))
}

/// Blocks somebody: neither can write to the other.
#[utoipa::path(post, path = "/chat/block", tag = "Chat", request_body = BlockRequest,
    responses((status = 204)))]
pub async fn block(me: Signed, Body(body): Body<BlockRequest>) -> Result<(), ApiError> {
    let user_id = id_of(&me, &body.user).await?;
    let mut chat = me.clients.chat();
    chat.block(me.request(Block { user_id }))
        .await
        .of(Service::Chat)?;
    Ok(())
}

/// Takes a block back.
#[utoipa::path(delete, path = "/chat/block", tag = "Chat", request_body = BlockRequest,
    responses((status = 204)))]
pub async fn unblock(me: Signed, Body(body): Body<BlockRequest>) -> Result<(), ApiError> {
    let user_id = id_of(&me, &body.user).await?;
    let mut chat = me.clients.chat();
    chat.unblock(me.request(Unblock { user_id }))
        .await
        .of(Service::Chat)?;
    Ok(())
}

/// Takes a block back, for clients that cannot send a body with DELETE.
#[utoipa::path(post, path = "/chat/unblock", tag = "Chat", request_body = BlockRequest,
    responses((status = 204)))]
pub async fn unblock_too(me: Signed, body: Body<BlockRequest>) -> Result<(), ApiError> {
    unblock(me, body).await
}

/// Reports a message to whoever runs this Attune.
#[utoipa::path(post, path = "/chat/report", tag = "Chat", request_body = ReportRequest,
    responses((status = 204)))]
pub async fn report(me: Signed, Body(body): Body<ReportRequest>) -> Result<(), ApiError> {
    let request = me.request(Report {
        message_id: body.message_id,
        reason: body.reason,
    });
    let mut chat = me.clients.chat();
    chat.report(request).await.of(Service::Chat)?;
    Ok(())
}

/// The people behind these ids; the caller's own name needs no question.
async fn names(
    me: &Signed,
    ids: impl Iterator<Item = String>,
) -> Result<HashMap<String, Person>, ApiError> {
    let mut names = people(me, ids.filter(|id| *id != me.claims.sub)).await?;
    let own = Person {
        username: me.claims.username.clone(),
        display_name: me.claims.username.clone(),
    };
    names.insert(me.claims.sub.clone(), own);
    Ok(names)
}

fn name_in(names: &HashMap<String, Person>, id: &str) -> Option<String> {
    names.get(id).map(|person| person.username.clone())
}

fn written(message: chat::Message, from: Option<String>) -> Message {
    Message {
        id: message.id,
        conversation_id: message.conversation_id,
        from,
        body: message.body,
        at: Moment(message.at_ms),
    }
}

fn shown(one: chat::Conversation, names: &HashMap<String, Person>) -> Conversation {
    let last = |last: chat::Message| LastMessage {
        from: name_in(names, &last.from_user_id),
        id: last.id,
        body: last.body,
        at: Moment(last.at_ms),
    };
    Conversation {
        id: one.id,
        peer: names.get(&one.peer_user_id).cloned(),
        last_message: one.last_message.map(last),
        unread: one.unread,
        updated_at: Moment(one.updated_at_ms),
        blocked: one.blocked,
    }
}

fn one_of(first: &str, second: &str) -> ApiError {
    ApiError::InvalidField {
        field: first.to_owned(),
        problem: format!("send either {first} or {second}, not both and not neither"),
    }
}
