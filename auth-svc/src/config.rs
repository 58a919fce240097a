//! The settings of this service.

use std::{net::SocketAddr, path::PathBuf};

use env_config::{Env, InvalidVariable};
use telemetry::Metrics;

use crate::{clock::Clock, invite::Signups, password::Cost};

/// What the service needs to know before it binds.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The directory of the database and of `signing.key`.
    pub data_dir: PathBuf,
    /// Who may register.
    pub signups: Signups,
    /// What hashing a password costs. Not read from the environment: tests make it cheap.
    pub password_cost: Cost,
    /// The time. Tests move it.
    pub clock: Clock,
    /// Where it is measured what happens.
    pub metrics: Metrics,
}

impl Config {
    /// Reads `ATTUNE_AUTH_LISTEN`, `ATTUNE_DATA_DIR` and `ATTUNE_SIGNUPS`.
    ///
    /// # Errors
    /// [`InvalidVariable`] that names the first variable whose value cannot be used.
    pub fn from_env(env: &Env) -> Result<Self, InvalidVariable> {
        let listen = env.address("ATTUNE_AUTH_LISTEN", ([127, 0, 0, 1], 50051).into())?;
        let words = ["open", "invite", "closed"];
        let signups = match env.one_of("ATTUNE_SIGNUPS", &words, "open")? {
            "invite" => Signups::Invite,
            "closed" => Signups::Closed,
            _ => Signups::Open,
        };
        Ok(Self {
            listen,
            data_dir: env.data_dir(),
            signups,
            password_cost: Cost::default(),
            clock: Clock::default(),
            metrics: Metrics::default(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_environment_gives_the_documented_defaults() {
        let config = Config::from_env(&Env::default()).unwrap();
        assert_eq!(config.listen, ([127, 0, 0, 1], 50051).into());
        assert_eq!(config.data_dir, PathBuf::from("./data"));
        assert_eq!(config.signups, Signups::Open);
        assert_eq!(config.password_cost.memory_kib, 47_104);
    }

    #[test]
    fn signups_take_three_words() {
        for (word, signups) in [
            ("open", Signups::Open),
            ("invite", Signups::Invite),
            ("closed", Signups::Closed),
        ] {
            let env = Env::default().with("ATTUNE_SIGNUPS", word);
            assert_eq!(Config::from_env(&env).unwrap().signups, signups);
        }
        let env = Env::default().with("ATTUNE_SIGNUPS", "perhaps");
        assert_eq!(Config::from_env(&env).unwrap_err().name, "ATTUNE_SIGNUPS");
    }

    #[test]
    fn a_bad_address_names_its_variable() {
        let env = Env::default().with("ATTUNE_AUTH_LISTEN", "localhost");
        let error = Config::from_env(&env).unwrap_err();
        assert_eq!(error.name, "ATTUNE_AUTH_LISTEN");
    }
}
