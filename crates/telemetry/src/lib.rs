//! What a process lets its operator see: its log, its metrics, its traces, and why it ended.

mod exporter;
mod log;
mod memory;
mod metrics;
mod traces;

use std::{
    fmt::Display,
    io::{self, Write},
    process::ExitCode,
};

use env_config::InvalidVariable;
use thiserror::Error;

pub use exporter::{expose, serve_metrics};
pub use log::init;
pub use metrics::Metrics;
pub use traces::Traces;

/// Why a process could not be made visible.
#[derive(Debug, Error)]
pub enum TelemetryError {
    /// A variable holds a value that cannot be used.
    #[error(transparent)]
    Variable(#[from] InvalidVariable),
    /// A subscriber was set before.
    #[error("logging is set up twice: {0}")]
    Twice(#[from] tracing_subscriber::util::TryInitError),
    /// The exporter of traces cannot be made.
    #[error("traces: {0}")]
    Traces(#[from] opentelemetry_otlp::ExporterBuildError),
    /// The socket for the metrics cannot be taken.
    #[error("{name}: cannot listen on {address}: {source}")]
    Listen {
        /// The variable that names it.
        name: &'static str,
        /// The address.
        address: std::net::SocketAddr,
        /// The cause.
        source: io::Error,
    },
}

/// The exit code of a program that ended so; a failure is told in one line on standard error.
pub fn exit_code(ended: Result<(), impl Display>) -> ExitCode {
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody is left to be told that standard error is closed.
            let _ = writeln!(io::stderr(), "error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
