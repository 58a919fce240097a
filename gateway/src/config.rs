//! What the environment says about the gateway.

use std::{net::SocketAddr, time::Duration};

use env_config::{Env, InvalidVariable};
use telemetry::Metrics;
use tonic::transport::Uri;

/// Everything that can be set. `from_env` reads it; tests build it by hand.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where HTTP is served.
    pub listen: SocketAddr,
    /// Where the auth service is, as `http://host:port`.
    pub auth_url: String,
    /// Where the emotion service is.
    pub emotion_url: String,
    /// Where the music service is.
    pub music_url: String,
    /// Where the chat service is.
    pub chat_url: String,
    /// Where Prometheus is served; `None` turns it off.
    pub metrics_addr: Option<SocketAddr>,
    /// What is served there.
    pub metrics: Metrics,
    /// Believe `X-Forwarded-For`, `-Proto` and `-Host`: only behind a proxy that sets them.
    pub trust_proxy: bool,
    /// How much one client may ask for.
    pub limits: Limits,
    /// How long after an account was erased its rows are erased once more: no call that was under way
    /// then may last longer, so that none leaves a row.
    pub sweep_after: Duration,
}

/// Half a minute for a body, twenty seconds for the slowest service, and some more.
const SWEEP_AFTER: Duration = Duration::from_secs(60);

/// How many requests a client may send; the same number may come at once.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Registrations, logins and refreshes per minute and address.
    pub open_per_minute: u32,
    /// Requests per minute and user.
    pub user_per_minute: u32,
    /// Count addresses of this machine as well. By default they are not counted: they are the
    /// owner's, or a proxy's that does not name its clients, who must not share one allowance.
    pub count_loopback: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            open_per_minute: 30,
            user_per_minute: 1200,
            count_loopback: false,
        }
    }
}

impl Config {
    /// Reads and validates; binds nothing.
    ///
    /// # Errors
    /// [`InvalidVariable`] naming the variable that cannot be used.
    pub fn from_env(env: &Env) -> Result<Self, InvalidVariable> {
        Ok(Self {
            listen: env.address("ATTUNE_LISTEN", ([127, 0, 0, 1], 8080).into())?,
            auth_url: url(env, "ATTUNE_AUTH_URL", 50051)?,
            emotion_url: url(env, "ATTUNE_EMOTION_URL", 50052)?,
            music_url: url(env, "ATTUNE_MUSIC_URL", 50053)?,
            chat_url: url(env, "ATTUNE_CHAT_URL", 50054)?,
            metrics_addr: metrics_addr(env)?,
            metrics: Metrics::default(),
            trust_proxy: env.one_of("ATTUNE_TRUST_PROXY", &["true", "false"], "false")? == "true",
            limits: Limits::default(),
            sweep_after: SWEEP_AFTER,
        })
    }
}

fn url(env: &Env, name: &'static str, port: u16) -> Result<String, InvalidVariable> {
    let Some(text) = env.text(name) else {
        return Ok(format!("http://127.0.0.1:{port}"));
    };
    let known = text
        .parse::<Uri>()
        .is_ok_and(|uri| uri.scheme_str() == Some("http") && uri.host().is_some());
    if known {
        return Ok(text.to_owned());
    }
    Err(InvalidVariable {
        name,
        expected: format!("a URL such as http://127.0.0.1:{port}"),
    })
}

fn metrics_addr(env: &Env) -> Result<Option<SocketAddr>, InvalidVariable> {
    let name = "ATTUNE_METRICS_ADDR";
    if env.text(name) == Some("off") {
        return Ok(None);
    }
    let expected = "off, or an IP address and port such as 127.0.0.1:9090";
    let address = env.parsed(name, expected)?;
    Ok(Some(address.unwrap_or(([127, 0, 0, 1], 9090).into())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_environment_gives_the_documented_defaults() {
        let config = Config::from_env(&Env::default()).unwrap();
        assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
        assert_eq!(config.emotion_url, "http://127.0.0.1:50052");
        assert_eq!(config.metrics_addr.unwrap().to_string(), "127.0.0.1:9090");
        assert!(!config.trust_proxy);
    }

    #[test]
    fn a_bad_value_names_its_variable() {
        for (name, value) in [
            ("ATTUNE_LISTEN", "8080"),
            ("ATTUNE_AUTH_URL", "127.0.0.1:50051"),
            ("ATTUNE_MUSIC_URL", "https://music"),
            ("ATTUNE_METRICS_ADDR", "on"),
            ("ATTUNE_TRUST_PROXY", "yes"),
        ] {
            let error = Config::from_env(&Env::default().with(name, value)).unwrap_err();
            assert_eq!(error.name, name);
        }
    }

    #[test]
    fn metrics_can_be_turned_off() {
        let env = Env::default().with("ATTUNE_METRICS_ADDR", "off");
        assert_eq!(Config::from_env(&env).unwrap().metrics_addr, None);
    }
}
