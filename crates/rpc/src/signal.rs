//! The stop token that SIGINT and SIGTERM cancel.

use std::io;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tracing::info;

/// Returns a token that is cancelled by the first SIGINT or SIGTERM.
///
/// # Errors
/// When the process cannot watch for signals.
pub fn stop_on_signal() -> io::Result<CancellationToken> {
    let interrupt = signal(SignalKind::interrupt())?;
    let terminate = signal(SignalKind::terminate())?;
    let stop = CancellationToken::new();
    tokio::spawn(cancel_on_first(interrupt, terminate, stop.clone()));
    Ok(stop)
}

async fn cancel_on_first(mut interrupt: Signal, mut terminate: Signal, stop: CancellationToken) {
    let name = tokio::select! {
        _ = interrupt.recv() => "SIGINT",
        _ = terminate.recv() => "SIGTERM",
    };
    info!(signal = name, "stopping");
    stop.cancel();
}
