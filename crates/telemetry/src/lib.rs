//! What a process says on standard error: its log, pretty or JSON, and why it ended.

use std::{
    fmt::Display,
    io::{self, Write},
    process::ExitCode,
};

use env_config::{Env, InvalidVariable};
use thiserror::Error;
use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};

/// Why logging could not be set up.
#[derive(Debug, Error)]
pub enum TelemetryError {
    /// `ATTUNE_LOG` or `ATTUNE_LOG_FORMAT` holds a value that cannot be used.
    #[error(transparent)]
    Variable(#[from] InvalidVariable),
    /// A subscriber was set before.
    #[error("logging is set up twice: {0}")]
    Twice(#[from] tracing_subscriber::util::TryInitError),
}

/// Sets up logging to standard error for the whole process: `ATTUNE_LOG` is a tracing filter
/// (`info` by default), `ATTUNE_LOG_FORMAT` is `pretty` or `json`.
///
/// # Errors
/// [`TelemetryError`] for a bad variable or a second call.
pub fn init(env: &Env) -> Result<(), TelemetryError> {
    let filter = filter(env)?;
    let registry = tracing_subscriber::registry().with(filter);
    match env.one_of("ATTUNE_LOG_FORMAT", &["pretty", "json"], "pretty")? {
        "json" => registry
            .with(fmt::layer().json().with_writer(std::io::stderr))
            .try_init()?,
        _ => registry
            .with(fmt::layer().with_writer(std::io::stderr))
            .try_init()?,
    }
    Ok(())
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

fn filter(env: &Env) -> Result<EnvFilter, InvalidVariable> {
    let directives = env.text("ATTUNE_LOG").unwrap_or("info");
    EnvFilter::try_new(directives).map_err(|_| InvalidVariable {
        name: "ATTUNE_LOG",
        expected: "a tracing filter such as info or warn,gateway=debug".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_filter_names_the_variable() {
        let error = filter(&Env::default().with("ATTUNE_LOG", "a=b=c")).unwrap_err();
        assert_eq!(error.name, "ATTUNE_LOG");
    }
}
