//! `attune`: the whole product in one process.

mod cli;

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    telemetry::exit_code(cli::run().await)
}
