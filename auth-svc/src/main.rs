//! Starts the auth service, or with the argument `healthcheck` asks a running one how it is.

use auth_svc::config::Config;
use env_config::Env;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let env = Env::of_process();
    let config = Config::from_env(&env)?;
    if std::env::args().nth(1).as_deref() == Some("healthcheck") {
        return Ok(rpc::healthcheck(config.listen).await?);
    }
    telemetry::init(&env)?;
    let bound = auth_svc::bind(config).await?;
    tracing::info!(address = %bound.local_addr(), "auth listens");
    let stop = CancellationToken::new();
    tokio::spawn(stop_on_signal(
        signal(SignalKind::terminate())?,
        stop.clone(),
    ));
    Ok(bound.serve(stop).await?)
}

async fn stop_on_signal(mut terminate: Signal, stop: CancellationToken) {
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
    stop.cancel();
}
