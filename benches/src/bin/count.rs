//! `count`: does what the guard counts the instructions of, under valgrind (tests/guard.rs).

use attune_benches::{
    chat::Chat,
    frames::Size,
    stages::{STAGES, Stages},
};
use clap::Parser;

/// Does each stage of a frame once and ends, or fetches a chat so many times and ends.
#[derive(Parser)]
#[command(name = "count")]
enum Arguments {
    /// Each stage, inside the function `counted`
    Frame,
    /// The page of a chat
    Chat {
        /// How often, beside the preparation
        times: u32,
    },
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse() {
        Arguments::Frame => {
            let mut stages = Stages::new(Size(640, 480))?;
            for (_, stage) in STAGES {
                counted(stage, &mut stages);
            }
        }
        Arguments::Chat { times } => {
            let mut chat = Chat::new()?;
            for _ in 0..times {
                chat.fetch();
            }
        }
    }
    Ok(())
}

/// Callgrind counts in here alone, and writes a file at its end.
#[inline(never)]
fn counted(stage: fn(&mut Stages), stages: &mut Stages) {
    stage(stages);
}
