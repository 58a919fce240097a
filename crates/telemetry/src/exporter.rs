//! Answers Prometheus: `GET /metrics` on an address of its own.

use std::{convert::Infallible, net::SocketAddr, time::Duration};

use env_config::Env;
use http_body_util::Full;
use hyper::{
    Request, Response, StatusCode,
    body::{Bytes, Incoming},
    header::CONTENT_TYPE,
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tracing::{debug, info, warn};

use crate::{Metrics, TelemetryError};

const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
/// How long a connection may be silent.
const PATIENCE: Duration = Duration::from_secs(90);
/// How long to wait when the system has no more file handles.
const PAUSE: Duration = Duration::from_millis(200);

/// Serves the metrics at the address in the variable `name` until the process ends; unset and
/// `off` mean nowhere.
///
/// # Errors
/// [`TelemetryError`] when the value is no address or the address is taken.
pub async fn expose(
    env: &Env,
    name: &'static str,
    metrics: &Metrics,
) -> Result<(), TelemetryError> {
    if env.text(name) == Some("off") {
        return Ok(());
    }
    let expected = "off, or an IP address and port such as 127.0.0.1:9101";
    let Some(address) = env.parsed::<SocketAddr>(name, expected)? else {
        return Ok(());
    };
    let listen = |source| TelemetryError::Listen {
        name,
        address,
        source,
    };
    let listener = TcpListener::bind(address).await.map_err(listen)?;
    let address = listener.local_addr().map_err(listen)?;
    info!(%address, "metrics are served");
    tokio::spawn(serve_metrics(listener, metrics.clone()));
    Ok(())
}

/// Answers scrapes for ever; abort the task to end it.
pub async fn serve_metrics(listener: TcpListener, metrics: Metrics) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                tokio::spawn(converse(stream, metrics.clone()));
            }
            Err(cause) => {
                warn!(%cause, "cannot accept a scrape");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

async fn converse(stream: TcpStream, metrics: Metrics) {
    let service = service_fn(move |request| {
        let answer = answer(&request, &metrics);
        async { Ok::<_, Infallible>(answer) }
    });
    let ended = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .serve_connection(TokioIo::new(stream), service)
        .await;
    if let Err(cause) = ended {
        debug!(%cause, "a scrape broke off");
    }
}

fn answer(request: &Request<Incoming>, metrics: &Metrics) -> Response<Full<Bytes>> {
    if request.uri().path() != "/metrics" {
        let mut response = Response::new(Full::from("metrics are at /metrics\n"));
        *response.status_mut() = StatusCode::NOT_FOUND;
        return response;
    }
    let mut response = Response::new(Full::from(metrics.text()));
    let content_type = hyper::header::HeaderValue::from_static(OPEN_METRICS);
    response.headers_mut().insert(CONTENT_TYPE, content_type);
    response
}
