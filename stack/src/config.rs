//! The settings of all five parts, read from one environment.

use env_config::Env;
use telemetry::Metrics;

/// What each part needs.
pub struct Config {
    /// Accounts.
    pub auth: auth_svc::config::Config,
    /// Mood recognition.
    pub emotion: emotion_svc::config::Config,
    /// Music.
    pub music: music_svc::Config,
    /// Conversations.
    pub chat: chat_svc::config::Config,
    /// The HTTP side. Its service addresses are overwritten with those that were really taken.
    pub gateway: gateway::Config,
}

impl Config {
    /// Reads and validates everything, binds nothing. All parts share the gateway's metrics.
    ///
    /// # Errors
    /// The first bad variable, by name.
    pub fn from_env(env: &Env) -> anyhow::Result<Self> {
        let mut config = Self {
            auth: auth_svc::config::Config::from_env(env)?,
            emotion: emotion_svc::config::Config::from_env(env)?,
            music: music_svc::Config::from_env(env)?,
            chat: chat_svc::config::Config::from_env(env)?,
            gateway: gateway::Config::from_env(env)?,
        };
        let shared = config.gateway.metrics.clone();
        for metrics in config.metrics_of_services() {
            metrics.clone_from(&shared);
        }
        Ok(config)
    }

    fn metrics_of_services(&mut self) -> [&mut Metrics; 4] {
        [
            &mut self.auth.metrics,
            &mut self.emotion.metrics,
            &mut self.music.metrics,
            &mut self.chat.metrics,
        ]
    }
}
