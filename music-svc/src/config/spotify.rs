//! How to reach Spotify.

use std::str::FromStr;

use env_config::{Env, InvalidVariable};

use crate::{
    config::{ServiceUrl, Timeouts, missing},
    secret::Secret,
};

/// 3 a list: enough for 600 lists that the cache does not answer.
const USUAL_DAILY_CALLS: u32 = 1_800;

/// How to reach Spotify.
#[derive(Debug, Clone)]
pub struct SpotifyConfig {
    /// The app's client id.
    pub client_id: String,
    /// The app's client secret.
    pub client_secret: Secret,
    /// The market of calls that name none.
    pub market: Market,
    /// How many calls a day are made at most; after that the cache answers, or the next source.
    pub daily_calls: u32,
    /// Where `/v1/search` is.
    pub api_base: ServiceUrl,
    /// Where `/api/token` is.
    pub auth_base: ServiceUrl,
    /// How long to wait.
    pub timeouts: Timeouts,
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

impl SpotifyConfig {
    pub(super) fn from_env(env: &Env) -> Result<Option<Self>, InvalidVariable> {
        let market = env.parsed("SPOTIFY_MARKET", "a country's two letters such as US")?;
        let api_base = base(env, "SPOTIFY_API_BASE", "https://api.spotify.com")?;
        let auth_base = base(env, "SPOTIFY_AUTH_BASE", "https://accounts.spotify.com")?;
        let daily_calls = daily_calls(env)?;
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
            daily_calls,
            api_base,
            auth_base,
            timeouts: Timeouts::default(),
        }))
    }
}

fn daily_calls(env: &Env) -> Result<u32, InvalidVariable> {
    let name = "SPOTIFY_DAILY_CALLS";
    let expected = "a number of calls a day, 1 or more";
    match env.parsed(name, expected)? {
        Some(0) => Err(InvalidVariable {
            name,
            expected: expected.to_owned(),
        }),
        given => Ok(given.unwrap_or(USUAL_DAILY_CALLS)),
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
    fn credentials_turn_spotify_on_with_its_own_addresses() {
        let spotify = SpotifyConfig::from_env(&with_credentials())
            .unwrap()
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
            let error = SpotifyConfig::from_env(&Env::default().with(set, SECRET)).unwrap_err();
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
            ("SPOTIFY_DAILY_CALLS", "0"),
            ("SPOTIFY_DAILY_CALLS", "many"),
        ] {
            let error = SpotifyConfig::from_env(&Env::default().with(name, value)).unwrap_err();
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
            assert!(SpotifyConfig::from_env(&env).is_ok(), "{base}");
        }
    }

    #[test]
    fn the_secret_is_not_printed() {
        let config = SpotifyConfig::from_env(&with_credentials()).unwrap();
        assert!(!format!("{config:?}").contains(SECRET));
    }
}
