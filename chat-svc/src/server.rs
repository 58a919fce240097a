//! From settings to a running server.

use std::net::SocketAddr;

use proto::chat::v1::{DESCRIPTORS, chat_server::ChatServer};
use rpc::{Calls, Served};
use sqlite_store::{StoreError, StoreMetrics};
use tokio::{net::TcpListener, task};
use tokio_util::sync::CancellationToken;
use tonic::service::Routes;

use crate::{
    config::Config, conversation::Conversations, error::ChatError, grpc::Service, store::ChatStore,
};

/// The chat service with its socket taken and its tables up to date.
pub struct Bound {
    listener: TcpListener,
    address: SocketAddr,
    store: ChatStore,
    calls: Calls,
}

/// Takes the socket, opens the database and migrates it.
///
/// # Errors
/// [`ChatError::Listen`] when the address is taken, [`ChatError::Store`] when the data directory
/// cannot be used.
pub async fn bind(config: Config) -> Result<Bound, ChatError> {
    let listener = rpc::listen(config.listen)
        .await
        .map_err(ChatError::Listen)?;
    let address = listener.local_addr().map_err(ChatError::Listen)?;
    let metrics = config.metrics;
    let opened = task::spawn_blocking(move || ChatStore::open(&config.data_dir));
    let store = opened.await.map_err(|_| StoreError::Task)??;
    Ok(Bound {
        listener,
        address,
        store: store.measured(metrics.shared(StoreMetrics::register)),
        calls: metrics.shared(Calls::register),
    })
}

impl Bound {
    /// Where the service listens.
    pub fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// Serves until `stop` is cancelled; polls that wait are answered at once then.
    ///
    /// # Errors
    /// [`ChatError::Serve`] when the transport fails.
    pub async fn serve(self, stop: CancellationToken) -> Result<(), ChatError> {
        let probed = self.store.clone();
        let conversations = Conversations::new(self.store, stop.clone());
        let served = Served {
            name: "attune.chat.v1.Chat",
            descriptors: DESCRIPTORS,
            routes: Routes::new(ChatServer::new(Service::new(conversations))),
            calls: self.calls,
        };
        let probe = move || {
            let store = probed.clone();
            async move { store.ping().await.map_err(|error| error.to_string()) }
        };
        Ok(rpc::serve(self.listener, served, probe, stop).await?)
    }
}
