//! A chat service of its own on a temporary database, for measuring a fetch through gRPC.

use std::{hint::black_box, time::Duration};

use anyhow::ensure;
use chat_svc::config::Config;
use proto::chat::v1::{
    FetchRequest, SendRequest, chat_client::ChatClient, fetch_request::Scope, send_request::Target,
};
use rpc::Caller;
use telemetry::Metrics;
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};
use tokio_util::sync::CancellationToken;
use tonic::transport::Channel;

const DEADLINE: Duration = Duration::from_secs(60);
/// Messages that a fetch finds; one sender may send thirty at once.
const MESSAGES: usize = 20;

/// A conversation of two people, and one of them who fetches it.
pub struct Chat {
    runtime: Runtime,
    client: ChatClient<Channel>,
    _dir: TempDir,
}

impl Chat {
    /// Starts the service on this thread and lets one write to the other.
    ///
    /// # Errors
    /// When the service does not start or refuses.
    pub fn new() -> anyhow::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let dir = tempfile::tempdir()?;
        let listen = ([127, 0, 0, 1], 0).into();
        let data_dir = dir.path().to_owned();
        let bound = runtime.block_on(chat_svc::bind(Config {
            listen,
            data_dir,
            metrics: Metrics::default(),
        }))?;
        let address = bound.local_addr();
        runtime.spawn(bound.serve(CancellationToken::new()));
        let client = runtime.block_on(async {
            rpc::channel(&format!("http://{address}"), DEADLINE).map(ChatClient::new)
        })?;
        let mut chat = Self {
            runtime,
            client,
            _dir: dir,
        };
        chat.write()?;
        ensure!(chat.count()? == MESSAGES, "the messages are not there");
        Ok(chat)
    }

    /// The latest messages of the conversation.
    pub fn fetch(&mut self) {
        black_box(self.count()).expect("it was fetched before");
    }

    fn write(&mut self) -> anyhow::Result<()> {
        for index in 0..MESSAGES {
            let message = SendRequest {
                target: Some(Target::ToUserId("reader".to_owned())),
                body: format!("message {index}"),
                client_txn_id: index.to_string(),
            };
            let request = rpc::request(message, Some(&caller("writer")), "bench");
            self.runtime.block_on(self.client.send(request))?;
        }
        Ok(())
    }

    fn count(&mut self) -> anyhow::Result<usize> {
        let message = FetchRequest {
            scope: Some(Scope::UserId("writer".to_owned())),
            ..FetchRequest::default()
        };
        let request = rpc::request(message, Some(&caller("reader")), "bench");
        let page = self.runtime.block_on(self.client.fetch(request))?;
        Ok(page.into_inner().messages.len())
    }
}

fn caller(user_id: &str) -> Caller {
    Caller {
        user_id: user_id.to_owned(),
        session_id: "bench".to_owned(),
    }
}
