//! What the program does on the command line: serve, or measure itself.

mod bench;
mod detect;
mod eval;
mod faces;
mod figures;
mod images;

use std::{
    io::{self, Write},
    path::PathBuf,
};

use anyhow::Context;
use clap::{Parser, Subcommand};
use emotion_svc::config::Config;
use env_config::Env;
use serde::Serialize;

/// Reads the mood of a face. Without a command it serves gRPC; settings come from the environment.
#[derive(Parser)]
#[command(name = "emotion-svc", version)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Measures the networks on labelled faces and photos and prints one JSON object
    Eval {
        /// An .npz file with images uint8 [N,48,48] and FER+ votes uint8 [N,10]: the mood network
        #[arg(required_unless_present = "images")]
        file: Option<PathBuf>,
        /// A folder with photos and a labels.json: the face network
        #[arg(long, value_name = "DIR")]
        images: Option<PathBuf>,
    },
    /// Reads whole images and prints one JSON line for each
    Detect {
        /// JPEG, PNG or WebP files
        #[arg(required = true)]
        images: Vec<PathBuf>,
    },
    /// Measures how long each step takes on an image and prints one JSON object
    Bench {
        /// A JPEG, PNG or WebP file with a face
        image: PathBuf,
        /// How often each step is run
        #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..))]
        runs: u32,
    },
    /// Asks the service that listens here whether it is well
    Healthcheck,
}

/// Does what the command line says.
pub async fn run() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let env = Env::of_process();
    let _traces = telemetry::init(&env, env!("CARGO_PKG_NAME"))?;
    let config = Config::from_env(&env)?;
    let models = config.model_dir.clone();
    match arguments.command {
        None => {
            telemetry::expose(&env, "ATTUNE_EMOTION_METRICS_ADDR", &config.metrics).await?;
            serve(config).await
        }
        Some(Command::Eval { file, images }) => {
            eval::run(file.as_deref(), images.as_deref(), models.as_deref())
        }
        Some(Command::Detect { images }) => detect::run(&images, models.as_deref()),
        Some(Command::Bench { image, runs }) => bench::run(&image, runs, models.as_deref()),
        Some(Command::Healthcheck) => Ok(rpc::healthcheck(config.listen).await?),
    }
}

async fn serve(config: Config) -> anyhow::Result<()> {
    let bound = emotion_svc::bind(config).await?;
    tracing::info!(address = %bound.local_addr(), "emotion listens");
    let stop = rpc::stop_on_signal().context("cannot watch for signals")?;
    Ok(bound.serve(stop).await?)
}

/// Prints one line of JSON.
fn print(value: &impl Serialize) -> anyhow::Result<()> {
    let line = serde_json::to_string(value)?;
    writeln!(io::stdout(), "{line}").context("cannot write to standard output")
}
