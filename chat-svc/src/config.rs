//! What the environment says about this service.

use std::{net::SocketAddr, path::PathBuf};

use env_config::{Env, InvalidVariable};
use telemetry::Metrics;

/// The settings of the chat service.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The folder that holds the database.
    pub data_dir: PathBuf,
    /// Where it is measured what happens.
    pub metrics: Metrics,
}

impl Config {
    /// Reads `ATTUNE_CHAT_LISTEN` (127.0.0.1:50054) and `ATTUNE_DATA_DIR` (./data).
    ///
    /// # Errors
    /// [`InvalidVariable`] when the address is none.
    pub fn from_env(env: &Env) -> Result<Self, InvalidVariable> {
        Ok(Self {
            listen: env.address("ATTUNE_CHAT_LISTEN", ([127, 0, 0, 1], 50054).into())?,
            data_dir: env.data_dir(),
            metrics: Metrics::default(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_environment_gives_the_defaults() {
        let config = Config::from_env(&Env::default()).unwrap();
        assert_eq!(config.listen.to_string(), "127.0.0.1:50054");
        assert_eq!(config.data_dir, PathBuf::from("./data"));
    }

    #[test]
    fn a_bad_address_names_the_variable() {
        let env = Env::default().with("ATTUNE_CHAT_LISTEN", "here");
        let error = Config::from_env(&env).unwrap_err();
        assert_eq!(error.name, "ATTUNE_CHAT_LISTEN");
    }
}
