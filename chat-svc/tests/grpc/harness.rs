//! A running service, and people who call it.

use std::{fmt::Debug, future::Future, net::SocketAddr, path::Path, time::Duration};

use chat_svc::{ChatError, bind, config::Config};
use proto::chat::v1::{
    AnswerAsAssistantRequest, BlockRequest, Conversation, DismissReportsRequest, EraseRequest,
    ExportRequest, FetchRequest, FetchResponse, ListConversationsRequest, ListReportsRequest,
    MarkReadRequest, Message, ReportRequest, ReportedMessage, SendRequest, SendResponse,
    UnblockRequest, chat_client::ChatClient, fetch_request::Scope, send_request::Target,
};
use rpc::{CODE, Caller, RETRY_AFTER_MS};
use telemetry::Metrics;
use tempfile::TempDir;
use tokio::{task::JoinHandle, time::timeout};
use tokio_util::sync::CancellationToken;
use tonic::{Code, Request, Response, Status, transport::Channel};
use uuid::Uuid;

pub const ASSISTANT: &str = "attune";
/// Far beyond what anything here takes; only a hanging test reaches it.
pub const LIMIT: Duration = Duration::from_secs(60);

/// A running service.
pub struct Server {
    pub dir: TempDir,
    pub address: SocketAddr,
    channel: Channel,
    stop: CancellationToken,
    running: JoinHandle<Result<(), ChatError>>,
}

pub fn config(dir: &Path) -> Config {
    Config {
        listen: ([127, 0, 0, 1], 0).into(),
        data_dir: dir.to_owned(),
        metrics: Metrics::default(),
    }
}

impl Server {
    pub async fn start() -> Self {
        Self::start_in(tempfile::tempdir().unwrap()).await
    }

    pub async fn start_in(dir: TempDir) -> Self {
        let bound = bind(config(dir.path())).await.unwrap();
        let address = bound.local_addr();
        let stop = CancellationToken::new();
        let running = tokio::spawn(bound.serve(stop.clone()));
        Self {
            dir,
            address,
            channel: rpc::channel(&format!("http://{address}"), LIMIT).unwrap(),
            stop,
            running,
        }
    }

    /// Stops the service, waits until it has ended and hands its files over.
    pub async fn stop(self) -> TempDir {
        self.stop.cancel();
        let ended = timeout(LIMIT, self.running).await;
        ended.expect("the service ends").unwrap().unwrap();
        self.dir
    }

    pub fn user(&self, id: &str) -> User {
        User {
            id: id.to_owned(),
            client: ChatClient::new(self.channel.clone()),
        }
    }
}

/// Someone who calls the service.
#[derive(Clone)]
pub struct User {
    pub id: String,
    client: ChatClient<Channel>,
}

pub fn txn() -> String {
    Uuid::now_v7().to_string()
}

pub fn to(user: &str) -> Option<Target> {
    Some(Target::ToUserId(user.to_owned()))
}

pub fn into(conversation_id: &str) -> Option<Target> {
    Some(Target::ConversationId(conversation_id.to_owned()))
}

pub fn with(user: &str) -> Option<Scope> {
    Some(Scope::UserId(user.to_owned()))
}

pub fn within(conversation_id: &str) -> Option<Scope> {
    Some(Scope::ConversationId(conversation_id.to_owned()))
}

pub fn bodies(page: &FetchResponse) -> Vec<&str> {
    page.messages.iter().map(|m| m.body.as_str()).collect()
}

/// Asserts that a call was refused with this code and error word.
#[track_caller]
pub fn refused<T: Debug>(answer: Result<T, Status>, code: Code, word: &str) -> Status {
    let status = answer.expect_err("the call is refused");
    let sent = status.metadata().get(CODE).expect("an error word");
    assert_eq!((status.code(), sent.to_str().unwrap()), (code, word));
    status
}

pub fn retry_after_ms(status: &Status) -> Option<u64> {
    let value = status.metadata().get(RETRY_AFTER_MS)?;
    Some(value.to_str().unwrap().parse().unwrap())
}

impl User {
    async fn call<T, A, F>(
        &self,
        message: T,
        call: impl FnOnce(ChatClient<Channel>, Request<T>) -> F,
    ) -> Result<A, Status>
    where
        F: Future<Output = Result<Response<A>, Status>>,
    {
        let caller = Caller {
            user_id: self.id.clone(),
            session_id: "session".to_owned(),
        };
        let request = rpc::request(message, Some(&caller), "request");
        call(self.client.clone(), request)
            .await
            .map(Response::into_inner)
    }

    pub async fn send_as(
        &self,
        target: Option<Target>,
        body: &str,
        client_txn_id: &str,
    ) -> Result<SendResponse, Status> {
        let message = SendRequest {
            target,
            body: body.to_owned(),
            client_txn_id: client_txn_id.to_owned(),
        };
        self.call(message, async |mut c, r| c.send(r).await).await
    }

    pub async fn try_send(
        &self,
        target: Option<Target>,
        body: &str,
    ) -> Result<SendResponse, Status> {
        self.send_as(target, body, &txn()).await
    }

    /// Sends to a user, and answers the stored message.
    pub async fn send(&self, user: &str, body: &str) -> Message {
        let sent = self.try_send(to(user), body).await.unwrap();
        sent.message.expect("a stored message")
    }

    pub async fn poll(&self, request: FetchRequest) -> Result<FetchResponse, Status> {
        self.call(request, async |mut c, r| c.fetch(r).await).await
    }

    /// What is there now: no wait, the usual limit.
    pub async fn fetch(&self, scope: Option<Scope>, after: &str) -> FetchResponse {
        let request = FetchRequest {
            scope,
            after: after.to_owned(),
            ..FetchRequest::default()
        };
        self.poll(request).await.unwrap()
    }

    pub async fn answer(&self, in_reply_to: &str, body: &str) -> Result<Message, Status> {
        let message = AnswerAsAssistantRequest {
            in_reply_to: in_reply_to.to_owned(),
            body: body.to_owned(),
        };
        self.call(message, async |mut c, r| c.answer_as_assistant(r).await)
            .await
    }

    pub async fn list(&self) -> Vec<Conversation> {
        let message = ListConversationsRequest {};
        let listed = self
            .call(message, async |mut c, r| c.list_conversations(r).await)
            .await;
        listed.unwrap().conversations
    }

    /// The listed conversation with a peer.
    pub async fn listed(&self, peer: &str) -> Option<Conversation> {
        let mut all = self.list().await.into_iter();
        all.find(|conversation| conversation.peer_user_id == peer)
    }

    pub async fn mark_read(&self, conversation_id: &str, up_to: &str) -> Result<u64, Status> {
        let message = MarkReadRequest {
            conversation_id: conversation_id.to_owned(),
            up_to: up_to.to_owned(),
        };
        let marked = self.call(message, async |mut c, r| c.mark_read(r).await);
        marked.await.map(|marked| marked.unread)
    }

    pub async fn block(&self, user_id: &str) -> Result<(), Status> {
        let message = BlockRequest {
            user_id: user_id.to_owned(),
        };
        let blocked = self.call(message, async |mut c, r| c.block(r).await);
        blocked.await.map(|_| ())
    }

    pub async fn unblock(&self, user_id: &str) -> Result<(), Status> {
        let message = UnblockRequest {
            user_id: user_id.to_owned(),
        };
        let unblocked = self.call(message, async |mut c, r| c.unblock(r).await);
        unblocked.await.map(|_| ())
    }

    pub async fn report(&self, message_id: &str, reason: &str) -> Result<(), Status> {
        let message = ReportRequest {
            message_id: message_id.to_owned(),
            reason: reason.to_owned(),
        };
        let reported = self.call(message, async |mut c, r| c.report(r).await);
        reported.await.map(|_| ())
    }

    pub async fn reports(&self) -> Vec<ReportedMessage> {
        let listed = self.call(ListReportsRequest {}, async |mut c, r| {
            c.list_reports(r).await
        });
        listed.await.unwrap().reports
    }

    pub async fn dismiss_reports(&self, message_id: &str) {
        let message = DismissReportsRequest {
            message_id: message_id.to_owned(),
        };
        let dismissed = self.call(message, async |mut c, r| c.dismiss_reports(r).await);
        dismissed.await.unwrap();
    }

    pub async fn export(&self) -> serde_json::Value {
        let exported = self.call(ExportRequest {}, async |mut c, r| c.export(r).await);
        serde_json::from_str(&exported.await.unwrap().json).unwrap()
    }

    pub async fn erase(&self) {
        let erased = self.call(EraseRequest {}, async |mut c, r| c.erase(r).await);
        erased.await.unwrap();
    }
}
