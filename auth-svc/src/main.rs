//! Starts the auth service, or with the argument `healthcheck` asks a running one how it is.

use std::process::ExitCode;

use anyhow::Context;
use auth_svc::config::Config;
use env_config::{Env, Task};

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
    telemetry::expose(&env, "ATTUNE_AUTH_METRICS_ADDR", &config.metrics).await?;
    let stop = rpc::stop_on_signal().context("cannot watch for signals")?;
    let bound = auth_svc::bind(config).await?;
    tracing::info!(address = %bound.local_addr(), "auth listens");
    Ok(bound.serve(stop).await?)
}
