//! Server assembly: the service, truthful health, reflection v1 and v1alpha, request ids, shutdown.

use std::{future::Future, io, net::SocketAddr, time::Duration};

use thiserror::Error;
use tokio::{net::TcpListener, time::timeout};
use tokio_util::sync::CancellationToken;
use tonic::{
    metadata::MetadataMap,
    service::Routes,
    transport::{Server, server::TcpIncoming},
};
use tonic_health::server::HealthReporter;
use tower::layer::layer_fn;
use tracing::{Span, error_span, field::Empty, info, warn};

use crate::{
    Calls, TRACEPARENT, channel::WINDOW, follow, methods::Methods, observed::Observed, request_id,
};

const PROBE_INTERVAL: Duration = Duration::from_secs(2);
/// Most bytes in one HTTP/2 frame: an image of a webcam in one piece.
const FRAME: u32 = 256 * 1024;
const DRAIN_LIMIT: Duration = Duration::from_secs(8);

/// A service ready to be served.
pub struct Served {
    /// Full name, such as `attune.auth.v1.Auth`, under which health is reported.
    pub name: &'static str,
    /// Encoded `FileDescriptorSet`, for reflection.
    pub descriptors: &'static [u8],
    /// The service itself.
    pub routes: Routes,
    /// Where its calls are counted.
    pub calls: Calls,
}

/// Why a server could not be assembled or ended early.
#[derive(Debug, Error)]
pub enum ServeError {
    /// The descriptor set is damaged.
    #[error("reflection: {0}")]
    Reflection(#[from] tonic_reflection::server::Error),
    /// So is this one.
    #[error("descriptors: {0}")]
    Descriptors(#[from] prost::DecodeError),
    /// The transport failed.
    #[error("transport: {0}")]
    Transport(#[from] tonic::transport::Error),
}

/// Takes a TCP socket.
///
/// # Errors
/// The socket's error with the address in its words, such as a port that is in use.
pub async fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    TcpListener::bind(address).await.map_err(|error| {
        io::Error::new(error.kind(), format!("cannot listen on {address}: {error}"))
    })
}

/// Serves until `stop` is cancelled, then drains for at most eight seconds.
///
/// `probe` says every two seconds whether the service can do its work; health repeats its answer
/// under the service's name and under the empty name.
///
/// # Errors
/// [`ServeError`] when the server cannot be assembled or its transport fails.
pub async fn serve<P, F>(
    listener: TcpListener,
    served: Served,
    probe: P,
    stop: CancellationToken,
) -> Result<(), ServeError>
where
    P: Fn() -> F + Send + Sync + 'static,
    F: Future<Output = Result<(), String>> + Send + 'static,
{
    let (reporter, health) = tonic_health::server::health_reporter();
    report(&reporter, served.name, probe().await.is_ok()).await;
    let watch = tokio::spawn(watch(reporter, served.name, probe, stop.clone()));
    let methods = Methods::of(&[served.descriptors, tonic_health::pb::FILE_DESCRIPTOR_SET])?;
    let calls = served.calls;
    let server = Server::builder()
        .trace_fn(span)
        .initial_stream_window_size(WINDOW)
        .initial_connection_window_size(4 * WINDOW)
        .max_frame_size(FRAME)
        .layer(layer_fn(move |inner| {
            Observed::new(inner, calls.clone(), methods.clone())
        }))
        .add_routes(served.routes)
        .add_service(health)
        .add_service(reflection(served.descriptors).build_v1()?)
        .add_service(reflection(served.descriptors).build_v1alpha()?)
        .serve_with_incoming_shutdown(
            TcpIncoming::from(listener).with_nodelay(Some(true)),
            stop.clone().cancelled_owned(),
        );
    let drained = async {
        stop.cancelled().await;
        tokio::time::sleep(DRAIN_LIMIT).await;
    };
    let ended = tokio::select! {
        result = server => result.map_err(ServeError::from),
        () = drained => {
            warn!(service = served.name, "calls were still open when the drain limit was reached");
            Ok(())
        }
    };
    watch.abort();
    ended
}

fn reflection(descriptors: &'static [u8]) -> tonic_reflection::server::Builder<'static> {
    tonic_reflection::server::Builder::configure()
        .register_encoded_file_descriptor_set(descriptors)
        .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
}

async fn watch<P, F>(
    reporter: HealthReporter,
    name: &'static str,
    probe: P,
    stop: CancellationToken,
) where
    P: Fn() -> F,
    F: Future<Output = Result<(), String>>,
{
    let mut was_well = true;
    while timeout(PROBE_INTERVAL, stop.cancelled()).await.is_err() {
        let answer = probe().await;
        let is_well = answer.is_ok();
        report(&reporter, name, is_well).await;
        match answer {
            Err(reason) if was_well => warn!(service = name, reason, "service is not well"),
            Ok(()) if !was_well => info!(service = name, "service is well again"),
            Ok(()) | Err(_) => {}
        }
        was_well = is_well;
    }
    report(&reporter, name, false).await;
}

async fn report(reporter: &HealthReporter, name: &str, well: bool) {
    let status = if well {
        tonic_health::ServingStatus::Serving
    } else {
        tonic_health::ServingStatus::NotServing
    };
    reporter.set_service_status(name, status).await;
    reporter.set_service_status("", status).await;
}

fn span(request: &http::Request<()>) -> Span {
    let path = request.uri().path();
    // Health and reflection are asked all the time, for nobody's request.
    if path.starts_with("/grpc.") {
        return Span::none();
    }
    let metadata = MetadataMap::from_headers(request.headers().clone());
    // A span of the highest level: whatever lines the filter lets through carry the ids.
    let span = error_span!(
        "rpc",
        method = path,
        request_id = request_id(&metadata),
        trace_id = Empty,
        outcome = Empty,
        otel.kind = Empty,
        otel.name = Empty,
        otel.status_code = Empty,
    );
    let parent = request.headers().get(TRACEPARENT);
    let parent = parent.and_then(|parent| parent.to_str().ok());
    follow(&span, path.trim_start_matches('/'), parent);
    span
}
