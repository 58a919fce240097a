//! `load`: puts a running Attune, or a peer of it, under load and prints what came of it.

mod calls;
mod overload;
mod predict;

use clap::{Parser, Subcommand};

/// Puts a running server under load. Start Attune first, with `cargo run --release`.
#[derive(Parser)]
#[command(name = "load")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Frames, for each size, format and number of clients
    Predict(predict::Arguments),
    /// Login, songs, history, chat
    Calls(calls::Arguments),
    /// Twice what it can do, and one who floods beside one who is polite
    Overload(overload::Arguments),
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().command {
        Command::Predict(arguments) => predict::run(&arguments),
        Command::Calls(arguments) => calls::run(&arguments),
        Command::Overload(arguments) => overload::run(&arguments),
    }
}
