//! Assembly: sockets, state, workers, and an orderly end.

use std::{io, net::SocketAddr, time::Duration};

use actix_web::{
    App, HttpServer,
    dev::Server,
    middleware::{Compress, from_fn},
    web,
};
use rpc::InvalidUrl;
use telemetry::serve_metrics;
use thiserror::Error;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::{
    Config, clients::Clients, envelope::envelope, frontend, gateway::Gateway, openapi::Document,
    revocation, routes,
};

/// How long running requests may take to end after the stop.
const DRAIN_S: u64 = 5;
/// How long a client may go on sending a body that was refused before the connection is closed.
const LINGER: Duration = Duration::from_secs(3);

/// Why the gateway could not start or ended early.
#[derive(Debug, Error)]
pub enum ServerError {
    /// A socket cannot be taken; the address is in the words.
    #[error(transparent)]
    Listen(#[from] io::Error),
    /// A service's URL cannot be used.
    #[error(transparent)]
    Url(#[from] InvalidUrl),
}

/// A gateway that holds its sockets and waits to serve.
pub struct Bound {
    listener: TcpListener,
    address: SocketAddr,
    exporter: Option<(TcpListener, SocketAddr)>,
    config: Config,
    gateway: web::Data<Gateway>,
}

/// Takes the sockets and makes the channels; asks no service for anything yet.
///
/// # Errors
/// [`ServerError`] when a socket is taken or a URL is none.
pub async fn bind(config: Config) -> Result<Bound, ServerError> {
    let gateway = Gateway::open(&config)?;
    let listener = rpc::listen(config.listen).await?;
    let exporter = match config.metrics_addr {
        Some(address) => {
            let listener = rpc::listen(address).await?;
            let address = listener.local_addr()?;
            Some((listener, address))
        }
        None => None,
    };
    Ok(Bound {
        address: listener.local_addr()?,
        listener,
        exporter,
        config,
        gateway: web::Data::new(gateway),
    })
}

impl Bound {
    /// Where HTTP is served, also when the config said port 0.
    pub fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// Where Prometheus is served, if it is.
    pub fn metrics_addr(&self) -> Option<SocketAddr> {
        self.exporter.as_ref().map(|(_, address)| *address)
    }

    /// Serves until `stop` is cancelled, then lets running requests end for at most five seconds.
    /// The workers are threads of their own, so any tokio runtime will do.
    ///
    /// # Errors
    /// [`ServerError`] when a worker cannot be started or the sockets fail.
    pub async fn serve(self, stop: CancellationToken) -> Result<(), ServerError> {
        let stopping = self.gateway.stopping.clone();
        let follower = tokio::spawn(revocation::follow(
            self.gateway.clone().into_inner(),
            stop.clone(),
        ));
        let metrics = self.config.metrics.clone();
        let server = api(self.listener.into_std()?, self.config, self.gateway.clone())?;
        let exporting = self
            .exporter
            .map(|(listener, _)| tokio::spawn(serve_metrics(listener, metrics)));
        let handle = server.handle();
        let halt = tokio::spawn(async move {
            stop.cancelled().await;
            stopping.cancel();
            handle.stop(true).await;
        });
        let ended = server.await;
        halt.abort();
        follower.abort();
        if let Some(exporting) = exporting {
            exporting.abort();
            // Aborted is how it ends; then its socket is closed.
            let _ = exporting.await;
        }
        Ok(ended?)
    }
}

fn api(
    listener: std::net::TcpListener,
    config: Config,
    gateway: web::Data<Gateway>,
) -> io::Result<Server> {
    let document = web::Data::new(Document::default());
    let server = HttpServer::new(move || {
        // Called on each worker's thread, to which the channels then belong.
        let clients = Clients::open(&config).expect("these URLs were good when the gateway began");
        App::new()
            .app_data(web::Data::new(clients))
            .app_data(gateway.clone())
            .app_data(document.clone())
            .configure(routes::api)
            .default_service(web::to(frontend::serve))
            .wrap(Compress::default())
            .wrap(from_fn(envelope))
    });
    Ok(server
        .disable_signals()
        .shutdown_timeout(DRAIN_S)
        .client_disconnect_timeout(LINGER)
        .tcp_nodelay(true)
        .listen(listener)?
        .run())
}
