//! What the environment says about the music service.

use std::{net::SocketAddr, path::PathBuf, str::FromStr, time::Duration};

use env_config::{Env, InvalidVariable};
use reqwest::Url;

use crate::secret::Secret;

/// The settings of the music service.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The folder of `mood_app.db`.
    pub data_dir: PathBuf,
    /// Turns the Spotify source on.
    pub spotify: Option<SpotifyConfig>,
}

/// How to reach Spotify.
#[derive(Debug, Clone)]
pub struct SpotifyConfig {
    /// The app's client id.
    pub client_id: String,
    /// The app's client secret.
    pub client_secret: Secret,
    /// The market of calls that name none.
    pub market: Market,
    /// Where `/v1/search` is.
    pub api_base: ServiceUrl,
    /// Where `/api/token` is.
    pub auth_base: ServiceUrl,
    /// How long to wait.
    pub timeouts: Timeouts,
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

/// A country as two capital letters (ISO 3166-1 alpha-2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Market(String);

impl Market {
    /// The two letters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Market {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let is_country = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic());
        is_country
            .then(|| Self(text.to_ascii_uppercase()))
            .ok_or(())
    }
}

/// The base of a third party's URLs: https, or http on loopback.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceUrl(Url);

impl ServiceUrl {
    /// The URL of an absolute path below this base.
    pub(crate) fn at(&self, path: &str) -> Url {
        let mut url = self.0.clone();
        url.set_path(&format!("{}{path}", self.0.path().trim_end_matches('/')));
        url
    }

    pub(crate) fn is_encrypted(&self) -> bool {
        self.0.scheme() == "https"
    }
}

impl FromStr for ServiceUrl {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let url = Url::parse(text).map_err(|_| ())?;
        let host = url.host_str().unwrap_or_default();
        let is_loopback = matches!(host, "127.0.0.1" | "[::1]" | "localhost");
        let is_safe = url.scheme() == "https" || (url.scheme() == "http" && is_loopback);
        let is_bare =
            url.query().is_none() && url.username().is_empty() && url.password().is_none();
        (is_safe && is_bare && !host.is_empty())
            .then_some(Self(url))
            .ok_or(())
    }
}

impl Config {
    /// Reads and validates the settings; binds nothing.
    ///
    /// # Errors
    /// [`InvalidVariable`] for a value that cannot be used, or when only one of the two Spotify
    /// credentials is set: it then names the other.
    pub fn from_env(env: &Env) -> Result<Self, InvalidVariable> {
        let spotify = SpotifyConfig::from_env(env)?;
        Ok(Self {
            listen: env.address("ATTUNE_MUSIC_LISTEN", ([127, 0, 0, 1], 50053).into())?,
            data_dir: env.data_dir(),
            spotify,
        })
    }
}

impl SpotifyConfig {
    fn from_env(env: &Env) -> Result<Option<Self>, InvalidVariable> {
        let market = env.parsed("SPOTIFY_MARKET", "a country's two letters such as US")?;
        let api_base = base(env, "SPOTIFY_API_BASE", "https://api.spotify.com")?;
        let auth_base = base(env, "SPOTIFY_AUTH_BASE", "https://accounts.spotify.com")?;
        let id = env.text("SPOTIFY_CLIENT_ID");
        let secret = env.text("SPOTIFY_CLIENT_SECRET");
        let (client_id, client_secret) = match (id, secret) {
            (None, None) => return Ok(None),
            (Some(id), Some(secret)) => (id.to_owned(), Secret::new(secret)),
            (Some(_), None) => return Err(missing("SPOTIFY_CLIENT_SECRET", "SPOTIFY_CLIENT_ID")),
            (None, Some(_)) => return Err(missing("SPOTIFY_CLIENT_ID", "SPOTIFY_CLIENT_SECRET")),
        };
        Ok(Some(Self {
            client_id,
            client_secret,
            market: market.unwrap_or_else(|| Market("US".to_owned())),
            api_base,
            auth_base,
            timeouts: Timeouts::default(),
        }))
    }
}

fn base(env: &Env, name: &'static str, default: &str) -> Result<ServiceUrl, InvalidVariable> {
    let expected = format!("an https URL such as {default} (http only on loopback)");
    let given = env.parsed(name, &expected)?;
    given.map_or_else(
        || {
            default
                .parse()
                .map_err(|()| InvalidVariable { name, expected })
        },
        Ok,
    )
}

fn missing(name: &'static str, other: &str) -> InvalidVariable {
    let expected = format!("a value, because {other} is set (set both or neither)");
    InvalidVariable { name, expected }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "very-secret";

    fn with_credentials() -> Env {
        Env::default()
            .with("SPOTIFY_CLIENT_ID", "id")
            .with("SPOTIFY_CLIENT_SECRET", SECRET)
    }

    #[test]
    fn nothing_set_means_loopback_and_no_spotify() {
        let config = Config::from_env(&Env::default()).unwrap();
        assert_eq!(config.listen, "127.0.0.1:50053".parse().unwrap());
        assert!(config.spotify.is_none());
    }

    #[test]
    fn credentials_turn_spotify_on_with_its_own_addresses() {
        let spotify = Config::from_env(&with_credentials())
            .unwrap()
            .spotify
            .unwrap();
        assert_eq!(spotify.market.as_str(), "US");
        assert_eq!(
            spotify.api_base.at("/v1/search").as_str(),
            "https://api.spotify.com/v1/search"
        );
        assert_eq!(
            spotify.auth_base.at("/api/token").as_str(),
            "https://accounts.spotify.com/api/token"
        );
    }

    #[test]
    fn half_of_the_credentials_names_the_missing_half() {
        for (set, missing) in [
            ("SPOTIFY_CLIENT_ID", "SPOTIFY_CLIENT_SECRET"),
            ("SPOTIFY_CLIENT_SECRET", "SPOTIFY_CLIENT_ID"),
        ] {
            let error = Config::from_env(&Env::default().with(set, SECRET)).unwrap_err();
            assert_eq!(error.name, missing);
            assert!(!error.to_string().contains(SECRET));
        }
    }

    #[test]
    fn bad_values_name_their_variable_even_without_credentials() {
        for (name, value) in [
            ("SPOTIFY_MARKET", "USA"),
            ("SPOTIFY_MARKET", "U1"),
            ("SPOTIFY_API_BASE", "http://api.spotify.com"),
            ("SPOTIFY_API_BASE", "http://127.0.0.1.evil.example"),
            ("SPOTIFY_AUTH_BASE", "nonsense"),
            ("SPOTIFY_AUTH_BASE", "https://user:pass@host"),
            ("ATTUNE_MUSIC_LISTEN", "50053"),
        ] {
            let error = Config::from_env(&Env::default().with(name, value)).unwrap_err();
            assert_eq!(error.name, name, "{value}");
        }
    }

    #[test]
    fn http_is_good_enough_on_loopback() {
        for base in [
            "http://127.0.0.1:8089",
            "http://localhost:1",
            "http://[::1]:8089/",
        ] {
            let env = with_credentials().with("SPOTIFY_API_BASE", base);
            assert!(Config::from_env(&env).is_ok(), "{base}");
        }
    }

    #[test]
    fn the_secret_is_not_printed() {
        let config = Config::from_env(&with_credentials()).unwrap();
        assert!(!format!("{config:?}").contains(SECRET));
    }
}
