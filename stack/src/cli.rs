//! What `attune` does on the command line: serve, or reset a forgotten password.

use std::io::{self, Write};

use anyhow::Context;
use auth_svc::{config::Config, password};
use clap::{Parser, Subcommand};
use env_config::Env;
use tracing::info;

/// Serves all of Attune on http://127.0.0.1:8080. Settings come from the environment; .env.example
/// lists them.
#[derive(Parser)]
#[command(name = "attune", version, disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
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
    match arguments.command {
        None => serve(&env).await,
        Some(Command::ResetPassword { login }) => {
            let password = password::reset(&Config::from_env(&env)?, &login).await?;
            Ok(writeln!(io::stdout(), "{password}")?)
        }
    }
}

async fn serve(env: &Env) -> anyhow::Result<()> {
    let _traces = telemetry::init(env, "attune")?;
    let bound = stack::bind(stack::Config::from_env(env)?).await?;
    let services = bound.services();
    info!(auth = %services.auth, emotion = %services.emotion, music = %services.music,
        chat = %services.chat, "services are listening");
    info!("attune is ready: open http://{}", bound.local_addr());
    let stop = rpc::stop_on_signal().context("cannot watch for signals")?;
    bound.serve(stop).await
}
