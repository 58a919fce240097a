//! How to reach a music server that speaks OpenSubsonic.

use std::{net::IpAddr, time::Duration};

use env_config::{Env, InvalidVariable};

use crate::{
    config::{ServiceUrl, Timeouts, missing},
    secret::Secret,
};

/// A music server such as Navidrome.
#[derive(Debug, Clone)]
pub struct SubsonicConfig {
    /// Where `/rest` is.
    pub url: ServiceUrl,
    /// Who we are there.
    pub credentials: SubsonicCredentials,
    /// How long to wait.
    pub timeouts: Timeouts,
    /// How long after one reading of the library the next one comes.
    pub refresh: Duration,
}

/// One of the ways to log in.
#[derive(Debug, Clone)]
pub enum SubsonicCredentials {
    /// A name and a password, which is never sent, only salted hashes of it.
    Token {
        /// The user's name.
        user: String,
        /// The user's password.
        password: Secret,
    },
    /// A name and a password that is sent, for servers that keep no password to hash.
    Password {
        /// The user's name.
        user: String,
        /// The user's password.
        password: Secret,
    },
    /// A key, for servers with the OpenSubsonic extension `apiKeyAuthentication`.
    ApiKey(Secret),
}

const REFRESH: Duration = Duration::from_secs(6 * 60 * 60);

const URL: &str = "SUBSONIC_URL";
const USER: &str = "SUBSONIC_USER";
const PASSWORD: &str = "SUBSONIC_PASSWORD";
const API_KEY: &str = "SUBSONIC_API_KEY";
const AUTH: &str = "SUBSONIC_AUTH";

impl SubsonicConfig {
    pub(super) fn from_env(env: &Env) -> Result<Option<Self>, InvalidVariable> {
        let given = credentials(env)?;
        let (url, credentials) = match (env.text(URL), given) {
            (None, None) => return Ok(None),
            (None, Some(_)) => return Err(missing(URL, "a SUBSONIC_ login")),
            (Some(_), None) => return Err(missing(USER, URL)),
            (Some(url), Some(credentials)) => (url, credentials),
        };
        let url = ServiceUrl::nearby(url).ok_or_else(|| InvalidVariable {
            name: URL,
            expected: "an https URL such as https://music.example.org, or http for a server on \
                       your own network such as http://navidrome:4533; without user or password"
                .to_owned(),
        })?;
        Ok(Some(Self {
            url,
            credentials,
            timeouts: Timeouts::default(),
            refresh: REFRESH,
        }))
    }
}

fn credentials(env: &Env) -> Result<Option<SubsonicCredentials>, InvalidVariable> {
    let sends_password = env.one_of(AUTH, &["token", "password"], "token")? == "password";
    let (user, password) = match (env.text(USER), env.text(PASSWORD), env.text(API_KEY)) {
        (None, None, None) => return Ok(None),
        (None, None, Some(key)) => {
            return Ok(Some(SubsonicCredentials::ApiKey(Secret::new(key))));
        }
        (Some(user), Some(password), None) => (user.to_owned(), Secret::new(password)),
        (Some(_), None, None) => return Err(missing(PASSWORD, USER)),
        (None, Some(_), None) => return Err(missing(USER, PASSWORD)),
        (_, _, Some(_)) => {
            let expected =
                format!("no value, because {USER} or {PASSWORD} is set (the key replaces both)");
            let name = API_KEY;
            return Err(InvalidVariable { name, expected });
        }
    };
    Ok(Some(if sends_password {
        SubsonicCredentials::Password { user, password }
    } else {
        SubsonicCredentials::Token { user, password }
    }))
}

/// Whether a host is on this machine or on a private network, where http is common.
pub(super) fn is_nearby(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    match bare.parse::<IpAddr>() {
        Ok(IpAddr::V4(ip)) => {
            // 100.64.0.0/10 is what overlay networks such as Tailscale give out.
            let is_overlay = ip.octets()[0] == 100 && ip.octets()[1] & 0xc0 == 64;
            ip.is_loopback() || ip.is_private() || ip.is_link_local() || is_overlay
        }
        Ok(IpAddr::V6(ip)) => {
            ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local()
        }
        Err(_) => {
            let own = [".local", ".lan", ".internal", ".home.arpa"];
            !bare.contains('.') || own.iter().any(|end| bare.ends_with(end))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "very-secret";

    fn env(pairs: &[(&str, &str)]) -> Env {
        pairs
            .iter()
            .fold(Env::default(), |env, (name, value)| env.with(name, *value))
    }

    #[test]
    fn a_url_and_a_login_turn_it_on() {
        let password = env(&[
            (URL, "http://navidrome:4533"),
            (USER, "ada"),
            (PASSWORD, SECRET),
        ]);
        assert!(SubsonicConfig::from_env(&password).unwrap().is_some());
        let key = env(&[(URL, "https://m.example.org/base"), (API_KEY, SECRET)]);
        let config = SubsonicConfig::from_env(&key).unwrap().unwrap();
        assert_eq!(
            config.url.at("/rest/ping.view").as_str(),
            "https://m.example.org/base/rest/ping.view"
        );
        assert!(!format!("{config:?}").contains(SECRET));
        assert!(SubsonicConfig::from_env(&env(&[])).unwrap().is_none());
    }

    #[test]
    fn http_is_for_private_networks_only() {
        let login = [(USER, "ada"), (PASSWORD, SECRET)];
        for (url, is_taken) in [
            ("http://192.168.1.5:4533", true),
            ("http://10.0.0.1", true),
            ("http://[::1]:4533", true),
            ("http://music.lan", true),
            ("http://localhost:4533", true),
            ("http://music.example.org", false),
            ("http://8.8.8.8", false),
            ("https://user:pass@music.example.org", false),
            ("https://music.example.org?u=ada", false),
            ("navidrome:4533", false),
        ] {
            let env = env(&[(URL, url), login[0], login[1]]);
            let read = SubsonicConfig::from_env(&env);
            assert_eq!(read.is_ok(), is_taken, "{url}");
            assert!(read.is_ok() || read.unwrap_err().name == URL);
        }
    }

    #[test]
    fn what_is_missing_or_too_much_is_named_without_a_secret() {
        for (pairs, name) in [
            (vec![(USER, "ada"), (PASSWORD, SECRET)], URL),
            (vec![(URL, "http://navidrome:4533")], USER),
            (
                vec![(URL, "http://navidrome:4533"), (USER, "ada")],
                PASSWORD,
            ),
            (vec![(PASSWORD, SECRET)], USER),
            (vec![(USER, "ada"), (API_KEY, SECRET)], API_KEY),
            (vec![(AUTH, "plain")], AUTH),
        ] {
            let error = SubsonicConfig::from_env(&env(&pairs)).unwrap_err();
            assert_eq!(error.name, name);
            assert!(!error.to_string().contains(SECRET));
        }
    }
}
