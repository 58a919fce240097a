//! What `attune` is started for, as its arguments say.

use clap::{Parser, Subcommand};

/// Serves all of Attune on http://127.0.0.1:8080. Settings come from the environment; .env.example
/// lists them.
#[derive(Parser)]
#[command(name = "attune", version, disable_help_subcommand = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Gives an account a random password, prints it and ends the account's sessions
    ResetPassword {
        /// Its username or e-mail address
        login: String,
    },
}
