//! Runs the gateway, or asks a running one how it is: `gateway healthcheck`.

use std::process::ExitCode;

use anyhow::Context;
use env_config::{Env, Task};
use gateway::Config;
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
        return Ok(gateway::healthcheck(config.listen).await?);
    }
    let _traces = telemetry::init(&env, env!("CARGO_PKG_NAME"))?;
    let stop = rpc::stop_on_signal().context("cannot watch for signals")?;
    let bound = gateway::bind(config).await?;
    info!(address = %bound.local_addr(), "gateway is listening");
    bound.serve(stop).await?;
    Ok(())
}
