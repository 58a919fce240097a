//! Runs the music service; `music-svc healthcheck` asks a running one whether it is well.

use std::process::ExitCode;

use anyhow::Context;
use env_config::Env;
use music_svc::Config;
use tracing::info;

#[tokio::main]
async fn main() -> ExitCode {
    telemetry::exit_code(run().await)
}

async fn run() -> anyhow::Result<()> {
    let env = Env::of_process();
    let _traces = telemetry::init(&env, env!("CARGO_PKG_NAME"))?;
    let config = Config::from_env(&env)?;
    if std::env::args().nth(1).as_deref() == Some("healthcheck") {
        return Ok(rpc::healthcheck(config.listen).await?);
    }
    telemetry::expose(&env, "ATTUNE_MUSIC_METRICS_ADDR", &config.metrics).await?;
    let bound = music_svc::bind(config).await?;
    info!(address = %bound.local_addr(), "music service is listening");
    let stop = rpc::stop_on_signal().context("cannot watch for signals")?;
    Ok(bound.serve(stop).await?)
}
