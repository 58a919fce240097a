//! The gRPC face: decodes, calls, encodes.

use proto::chat::v1::{
    AnswerAsAssistantRequest, BlockRequest, BlockResponse, DismissReportsRequest,
    DismissReportsResponse, EraseRequest, EraseResponse, ExportRequest, ExportResponse,
    FetchRequest, FetchResponse, ListConversationsRequest, ListConversationsResponse,
    ListReportsRequest, ListReportsResponse, MarkReadRequest, MarkReadResponse, Message,
    ReportRequest, ReportResponse, SendRequest, SendResponse, UnblockRequest, UnblockResponse,
    chat_server::Chat, fetch_request, send_request,
};
use rpc::{Caller, status};
use tonic::{Request, Response, Status};

use crate::{
    assistant::ASSISTANT,
    conversation::{Conversations, Outgoing, Target},
    error::ChatError,
    message::{Body, TxnId, user_id},
    poll::{Place, Poll},
    store::Scope,
};

mod encode;

type Answer<T> = Result<Response<T>, Status>;

/// The service as tonic serves it.
pub(crate) struct Service(Conversations);

impl Service {
    pub fn new(conversations: Conversations) -> Self {
        Self(conversations)
    }
}

#[tonic::async_trait]
impl Chat for Service {
    async fn send(&self, request: Request<SendRequest>) -> Answer<SendResponse> {
        let (sender, asked) = open(request)?;
        let outgoing = outgoing(sender, asked).map_err(refuse)?;
        let sent = self.0.send(outgoing).await.map_err(refuse)?;
        Ok(Response::new(sent.into()))
    }

    async fn answer_as_assistant(
        &self,
        request: Request<AnswerAsAssistantRequest>,
    ) -> Answer<Message> {
        let (user, asked) = open(request)?;
        let body = Body::parse(&asked.body).map_err(refuse)?;
        let answer = self.0.answer(&user, asked.in_reply_to, body).await;
        Ok(Response::new(answer.map_err(refuse)?.into()))
    }

    async fn fetch(&self, request: Request<FetchRequest>) -> Answer<FetchResponse> {
        let (user, asked) = open(request)?;
        let poll = poll(asked).map_err(refuse)?;
        let page = self.0.fetch(&user, poll).await.map_err(refuse)?;
        Ok(Response::new(page.into()))
    }

    async fn list_conversations(
        &self,
        request: Request<ListConversationsRequest>,
    ) -> Answer<ListConversationsResponse> {
        let (user, _) = open(request)?;
        let listed = self.0.list(&user).await.map_err(refuse)?;
        Ok(Response::new(ListConversationsResponse {
            conversations: listed.into_iter().map(Into::into).collect(),
        }))
    }

    async fn mark_read(&self, request: Request<MarkReadRequest>) -> Answer<MarkReadResponse> {
        let (user, asked) = open(request)?;
        let marked = self.0.mark_read(user, asked.conversation_id, asked.up_to);
        let unread = marked.await.map_err(refuse)?;
        Ok(Response::new(MarkReadResponse { unread }))
    }

    async fn block(&self, request: Request<BlockRequest>) -> Answer<BlockResponse> {
        let (user, asked) = open(request)?;
        let other = user_id("user_id", asked.user_id).map_err(refuse)?;
        self.0.block(user, other).await.map_err(refuse)?;
        Ok(Response::new(BlockResponse {}))
    }

    async fn unblock(&self, request: Request<UnblockRequest>) -> Answer<UnblockResponse> {
        let (user, asked) = open(request)?;
        let other = user_id("user_id", asked.user_id).map_err(refuse)?;
        self.0.unblock(user, other).await.map_err(refuse)?;
        Ok(Response::new(UnblockResponse {}))
    }

    async fn report(&self, request: Request<ReportRequest>) -> Answer<ReportResponse> {
        let (user, asked) = open(request)?;
        let reported = self.0.report(user, asked.message_id, asked.reason);
        reported.await.map_err(refuse)?;
        Ok(Response::new(ReportResponse {}))
    }

    async fn list_reports(
        &self,
        request: Request<ListReportsRequest>,
    ) -> Answer<ListReportsResponse> {
        open(request)?;
        let reports = self.0.reports().await.map_err(refuse)?;
        Ok(Response::new(ListReportsResponse {
            reports: reports.into_iter().map(Into::into).collect(),
        }))
    }

    async fn dismiss_reports(
        &self,
        request: Request<DismissReportsRequest>,
    ) -> Answer<DismissReportsResponse> {
        let (_, asked) = open(request)?;
        let dismissed = self.0.dismiss_reports(asked.message_id);
        dismissed.await.map_err(refuse)?;
        Ok(Response::new(DismissReportsResponse {}))
    }

    async fn export(&self, request: Request<ExportRequest>) -> Answer<ExportResponse> {
        let (user, _) = open(request)?;
        let json = self.0.export(user).await.map_err(refuse)?;
        Ok(Response::new(ExportResponse { json }))
    }

    async fn erase(&self, request: Request<EraseRequest>) -> Answer<EraseResponse> {
        let (user, _) = open(request)?;
        self.0.erase(user).await.map_err(refuse)?;
        Ok(Response::new(EraseResponse {}))
    }
}

/// Who calls, and what they ask.
fn open<T>(request: Request<T>) -> Result<(String, T), Status> {
    let caller = Caller::of(request.metadata()).map_err(|error| status(&error))?;
    if caller.user_id == ASSISTANT {
        return Err(refuse(ChatError::ReservedUser));
    }
    Ok((caller.user_id, request.into_inner()))
}

fn refuse(error: ChatError) -> Status {
    status(&error)
}

fn outgoing(sender: String, asked: SendRequest) -> Result<Outgoing, ChatError> {
    let target = match asked.target.ok_or(ChatError::NoTarget)? {
        send_request::Target::ToUserId(id) => Target::User(user_id("to_user_id", id)?),
        send_request::Target::ConversationId(id) => Target::Conversation(id),
    };
    Ok(Outgoing {
        sender,
        target,
        body: Body::parse(&asked.body)?,
        txn_id: TxnId::parse(asked.client_txn_id)?,
    })
}

fn poll(asked: FetchRequest) -> Result<Poll, ChatError> {
    let scope = match asked.scope {
        None => Scope::All,
        Some(fetch_request::Scope::UserId(id)) => Scope::Peer(user_id("user_id", id)?),
        Some(fetch_request::Scope::ConversationId(id)) => Scope::Conversation(id),
    };
    let place = Place::parse(&asked.after, asked.before)?;
    Poll::parse(scope, place, asked.wait_s, asked.limit)
}
