//! Starts the auth service, asks a running one how it is, or resets a forgotten password.

mod arguments;

use std::{io::Write, process::ExitCode};

use anyhow::Context;
use arguments::{Arguments, Command};
use auth_svc::{config::Config, password};
use clap::Parser;
use env_config::Env;

#[tokio::main]
async fn main() -> ExitCode {
    telemetry::exit_code(run(Arguments::parse()).await)
}

async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let env = Env::of_process();
    let config = Config::from_env(&env)?;
    match arguments.command {
        None => serve(&env, config).await,
        Some(Command::Healthcheck) => Ok(rpc::healthcheck(config.listen).await?),
        Some(Command::ResetPassword { login }) => {
            let password = password::reset(&config, &login).await?;
            Ok(writeln!(std::io::stdout(), "{password}")?)
        }
    }
}

async fn serve(env: &Env, config: Config) -> anyhow::Result<()> {
    let _traces = telemetry::init(env, env!("CARGO_PKG_NAME"))?;
    telemetry::expose(env, "ATTUNE_AUTH_METRICS_ADDR", &config.metrics).await?;
    let stop = rpc::stop_on_signal().context("cannot watch for signals")?;
    let bound = auth_svc::bind(config).await?;
    tracing::info!(address = %bound.local_addr(), "auth listens");
    Ok(bound.serve(stop).await?)
}
