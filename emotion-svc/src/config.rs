//! What the environment says about this service.

use std::{net::SocketAddr, num::NonZeroUsize, path::PathBuf, thread};

use env_config::{Env, InvalidVariable};
use telemetry::Metrics;

use crate::clock::Clock;

const MOST_WORKERS: usize = 64;

/// The settings of the emotion service.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The folder that holds the database.
    pub data_dir: PathBuf,
    /// A folder with networks to use instead of the built-in ones.
    pub model_dir: Option<PathBuf>,
    /// How many threads read frames, 1 to 64.
    pub workers: usize,
    /// The time; a test may move it.
    pub clock: Clock,
    /// Where it is measured what happens.
    pub metrics: Metrics,
}

impl Config {
    /// Reads `ATTUNE_EMOTION_LISTEN` (127.0.0.1:50052), `ATTUNE_DATA_DIR` (./data),
    /// `ATTUNE_MODEL_DIR` (unset: the built-in networks) and `ATTUNE_EMOTION_WORKERS` (one for
    /// each processor).
    ///
    /// # Errors
    /// [`InvalidVariable`] naming the variable that cannot be used.
    pub fn from_env(env: &Env) -> Result<Self, InvalidVariable> {
        Ok(Self {
            listen: env.address("ATTUNE_EMOTION_LISTEN", ([127, 0, 0, 1], 50052).into())?,
            data_dir: env.data_dir(),
            model_dir: env.text("ATTUNE_MODEL_DIR").map(PathBuf::from),
            workers: workers(env)?,
            clock: Clock::default(),
            metrics: Metrics::default(),
        })
    }
}

fn workers(env: &Env) -> Result<usize, InvalidVariable> {
    let name = "ATTUNE_EMOTION_WORKERS";
    let expected = "a number of threads from 1 to 64";
    match env.parsed::<usize>(name, expected)? {
        Some(count) if (1..=MOST_WORKERS).contains(&count) => Ok(count),
        Some(_) => Err(InvalidVariable {
            name,
            expected: expected.to_owned(),
        }),
        None => Ok(thread::available_parallelism()
            .map_or(1, NonZeroUsize::get)
            .min(MOST_WORKERS)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_environment_gives_the_defaults() {
        let config = Config::from_env(&Env::default()).unwrap();
        assert_eq!(config.listen.to_string(), "127.0.0.1:50052");
        assert_eq!(config.data_dir, PathBuf::from("./data"));
        assert_eq!(config.model_dir, None);
        assert!(config.workers >= 1);
    }

    #[test]
    fn a_bad_value_names_its_variable() {
        for (name, value) in [
            ("ATTUNE_EMOTION_LISTEN", "here"),
            ("ATTUNE_EMOTION_WORKERS", "0"),
            ("ATTUNE_EMOTION_WORKERS", "65"),
            ("ATTUNE_EMOTION_WORKERS", "many"),
        ] {
            let error = Config::from_env(&Env::default().with(name, value)).unwrap_err();
            assert_eq!(error.name, name, "{value}");
        }
    }
}
