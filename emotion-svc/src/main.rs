//! Starts the emotion service, or runs one of its tools on the command line.

mod cli;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    cli::run().await
}
