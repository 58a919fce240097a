//! What the program does on the command line: serve, tell its health, reset a forgotten password.

use std::io::{self, Write};

use anyhow::Context;
use auth_svc::{config::Config, password};
use clap::{Parser, Subcommand};
use env_config::Env;

/// Serves until it is stopped. Settings come from the environment; .env.example lists them.
#[derive(Parser)]
#[command(name = "auth-svc", version, disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Asks the service that listens here whether it is well
    Healthcheck,
    /// Gives an account a random password, prints it and ends the account's sessions
    ResetPassword {
        /// Its username or e-mail address
        login: String,
    },
}

/// Does what the command line says.
pub(crate) async fn run() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let env = Env::of_process();
    let config = Config::from_env(&env)?;
    match arguments.command {
        None => serve(&env, config).await,
        Some(Command::Healthcheck) => Ok(rpc::healthcheck(config.listen).await?),
        Some(Command::ResetPassword { login }) => {
            let password = password::reset(&config, &login).await?;
            Ok(writeln!(io::stdout(), "{password}")?)
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
