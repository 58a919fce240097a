//! The chat service as a process of its own; `chat-svc healthcheck` asks whether it is well.

use chat_svc::{bind, config::Config};
use env_config::Env;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let env = Env::of_process();
    let config = Config::from_env(&env)?;
    if std::env::args().nth(1).as_deref() == Some("healthcheck") {
        return Ok(rpc::healthcheck(config.listen).await?);
    }
    telemetry::init(&env)?;
    let (mut interrupt, mut terminate) = (
        signal(SignalKind::interrupt())?,
        signal(SignalKind::terminate())?,
    );
    let bound = bind(config).await?;
    tracing::info!(address = %bound.local_addr(), "chat is listening");
    let stop = CancellationToken::new();
    let asked = stop.clone();
    tokio::spawn(async move {
        tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
        asked.cancel();
    });
    Ok(bound.serve(stop).await?)
}
