//! Starts the auth service, or does what else its arguments say.

mod cli;

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    telemetry::exit_code(cli::run().await)
}
