//! Starts the emotion service, or runs one of its tools on the command line.

mod cli;

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    telemetry::exit_code(cli::run().await)
}
