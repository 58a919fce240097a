//! What the environment says about the music service.

mod folder;
mod order;
mod spotify;
mod subsonic;
mod url;

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use env_config::{Env, InvalidVariable};
use telemetry::Metrics;

pub use folder::FolderConfig;
pub use order::{SourceName, SourceOrder};
pub use spotify::{Market, SpotifyConfig};
pub use subsonic::{SubsonicConfig, SubsonicCredentials};
pub use url::ServiceUrl;

/// The settings of the music service.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The folder of `mood_app.db`.
    pub data_dir: PathBuf,
    /// Which source is asked first.
    pub sources: SourceOrder,
    /// Turns the Spotify source on.
    pub spotify: Option<SpotifyConfig>,
    /// Turns the OpenSubsonic source on.
    pub subsonic: Option<SubsonicConfig>,
    /// Turns the music folder on.
    pub folder: Option<FolderConfig>,
    /// Where it is measured what happens.
    pub metrics: Metrics,
}

/// How long calls to a third party may take.
#[derive(Debug, Clone, Copy)]
pub struct Timeouts {
    /// Until the connection stands.
    pub connect: Duration,
    /// Until all of the answer is there; a whole list may take as long.
    pub total: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(2),
            total: Duration::from_secs(5),
        }
    }
}

impl Config {
    /// A service on a free port of this machine with no source but the built-in one.
    pub fn builtin_only(data_dir: PathBuf) -> Self {
        Self {
            listen: ([127, 0, 0, 1], 0).into(),
            data_dir,
            sources: SourceOrder::default(),
            spotify: None,
            subsonic: None,
            folder: None,
            metrics: Metrics::default(),
        }
    }

    /// Reads and validates the settings; binds nothing. What `ATTUNE_MUSIC_SOURCES` leaves out
    /// stays off, however it is set up.
    ///
    /// # Errors
    /// [`InvalidVariable`] for a value that cannot be used, or when one of several that belong
    /// together is missing: it then names the missing one.
    pub fn from_env(env: &Env) -> Result<Self, InvalidVariable> {
        let sources = SourceOrder::from_env(env)?;
        let spotify = SpotifyConfig::from_env(env)?;
        let subsonic = SubsonicConfig::from_env(env)?;
        let folder = FolderConfig::from_env(env)?;
        Ok(Self {
            listen: env.address("ATTUNE_MUSIC_LISTEN", ([127, 0, 0, 1], 50053).into())?,
            data_dir: env.data_dir(),
            spotify: spotify.filter(|_| sources.has(SourceName::Spotify)),
            subsonic: subsonic.filter(|_| sources.has(SourceName::Subsonic)),
            folder: folder.filter(|_| sources.has(SourceName::Folder)),
            sources,
            metrics: Metrics::default(),
        })
    }
}

fn missing(name: &'static str, other: &str) -> InvalidVariable {
    let expected = format!("a value, because {other} is set (set both or neither)");
    InvalidVariable { name, expected }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_set_means_loopback_and_only_the_built_in_source() {
        let config = Config::from_env(&Env::default()).unwrap();
        assert_eq!(config.listen, "127.0.0.1:50053".parse().unwrap());
        assert!(config.spotify.is_none() && config.subsonic.is_none() && config.folder.is_none());
    }

    #[test]
    fn a_source_that_is_left_out_is_off_but_still_checked() {
        let env = Env::default()
            .with("ATTUNE_MUSIC_SOURCES", "builtin")
            .with("SPOTIFY_CLIENT_ID", "id")
            .with("SPOTIFY_CLIENT_SECRET", "very-secret");
        assert!(Config::from_env(&env).unwrap().spotify.is_none());
        let error = Config::from_env(&env.with("SPOTIFY_MARKET", "USA")).unwrap_err();
        assert_eq!(error.name, "SPOTIFY_MARKET");
    }
}
