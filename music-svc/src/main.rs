//! Runs the music service; `music-svc healthcheck` asks a running one whether it is well.

use std::process::ExitCode;

use anyhow::Context;
use env_config::{Env, Task};
use music_svc::Config;
use tracing::info;

#[tokio::main]
async fn main() -> ExitCode {
    telemetry::exit_code(run().await)
}

async fn run() -> anyhow::Result<()> {
    let task = Task::of_process(env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"));
    let env = Env::of_process();
    let config = Config::from_env(&env)?;
    if task == Task::Healthcheck {
        return Ok(rpc::healthcheck(config.listen).await?);
    }
    let _traces = telemetry::init(&env, env!("CARGO_PKG_NAME"))?;
    telemetry::expose(&env, "ATTUNE_MUSIC_METRICS_ADDR", &config.metrics).await?;
    let bound = music_svc::bind(config).await?;
    info!(address = %bound.local_addr(), "music service is listening");
    let stop = rpc::stop_on_signal().context("cannot watch for signals")?;
    Ok(bound.serve(stop).await?)
}
