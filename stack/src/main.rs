//! `attune`: the whole product in one process.

mod arguments;

use std::{io::Write, process::ExitCode};

use anyhow::Context;
use arguments::{Arguments, Command};
use auth_svc::{config::Config, password};
use clap::Parser;
use env_config::Env;
use tracing::info;

#[tokio::main]
async fn main() -> ExitCode {
    telemetry::exit_code(run(Arguments::parse()).await)
}

async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let env = Env::of_process();
    match arguments.command {
        None => serve(&env).await,
        Some(Command::ResetPassword { login }) => {
            let password = password::reset(&Config::from_env(&env)?, &login).await?;
            Ok(writeln!(std::io::stdout(), "{password}")?)
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
