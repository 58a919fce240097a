//! `attune`: the whole product in one process.

mod arguments;

use std::process::ExitCode;

use anyhow::Context;
use clap::Parser;
use env_config::Env;
use tracing::info;

#[tokio::main]
async fn main() -> ExitCode {
    arguments::Arguments::parse();
    telemetry::exit_code(run().await)
}

async fn run() -> anyhow::Result<()> {
    let env = Env::of_process();
    let _traces = telemetry::init(&env, "attune")?;
    let bound = stack::bind(stack::Config::from_env(&env)?).await?;
    let services = bound.services();
    info!(auth = %services.auth, emotion = %services.emotion, music = %services.music,
        chat = %services.chat, "services are listening");
    info!("attune is ready: open http://{}", bound.local_addr());
    let stop = rpc::stop_on_signal().context("cannot watch for signals")?;
    bound.serve(stop).await
}
