//! What the program is started for, as its arguments say.

use clap::{Parser, Subcommand};

/// Serves until it is stopped. Settings come from the environment; .env.example lists them.
#[derive(Parser)]
#[command(name = "auth-svc", version, disable_help_subcommand = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Asks the service that listens here whether it is well
    Healthcheck,
    /// Gives an account a random password, prints it and ends the account's sessions
    ResetPassword {
        /// Its username or e-mail address
        login: String,
    },
}
