//! The subscriber of a process: the log on standard error, pretty or JSON, and its traces.

use std::io;

use env_config::{Env, InvalidVariable};
use tracing_subscriber::{
    EnvFilter, Layer, fmt, layer::SubscriberExt, registry, util::SubscriberInitExt,
};

use crate::{TelemetryError, Traces};

/// Sets up logging to standard error for the whole process: `ATTUNE_LOG` is a tracing filter
/// (`info` by default), `ATTUNE_LOG_FORMAT` is `pretty` or `json`. Traces are sent as long as the
/// answer is kept, when [`Traces::from_env`] finds where to; they come from inside a tokio runtime.
///
/// # Errors
/// [`TelemetryError`] for a bad variable or a second call.
pub fn init(env: &Env, program: &'static str) -> Result<Traces, TelemetryError> {
    let filter = filter(env)?;
    let lines = fmt::layer().with_writer(io::stderr);
    let lines = match env.one_of("ATTUNE_LOG_FORMAT", &["pretty", "json"], "pretty")? {
        "json" => lines.json().boxed(),
        _ => lines.boxed(),
    };
    let traces = Traces::from_env(env, program)?;
    registry()
        .with(lines.with_filter(filter))
        .with(traces.layer())
        .try_init()?;
    Ok(traces)
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
