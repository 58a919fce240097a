use clap::Parser;

/// Serves all of Attune on http://127.0.0.1:8080. Settings come from the environment; .env.example
/// lists them.
#[derive(Parser)]
#[command(name = "attune", version)]
pub(crate) struct Arguments {}
