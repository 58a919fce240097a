//! The access token: fetched once, kept for its life, renewed once however many calls find it dead.

use serde::Deserialize;
use tokio::sync::Mutex;

use crate::{
    catalog::SourceError, clock::Clock, config::SpotifyConfig, http::Http, secret::Secret,
    spotify::refusal,
};

const USUAL_LIFE_S: u32 = 3600;
/// A token this close to its end is not used any more.
const MARGIN_MS: i64 = 60_000;

/// Where tokens come from.
pub(super) struct Tokens {
    http: Http,
    config: SpotifyConfig,
    clock: Clock,
    /// The lock is held while a token is fetched, so that everybody else waits for it.
    cached: Mutex<Option<Cached>>,
}

struct Cached {
    token: Secret,
    until_ms: i64,
}

#[derive(Deserialize)]
struct Granted {
    access_token: Secret,
    #[serde(default)]
    expires_in: Option<u32>,
}

impl Tokens {
    pub(super) fn new(config: &SpotifyConfig, http: Http, clock: Clock) -> Self {
        Self {
            http,
            config: config.clone(),
            clock,
            cached: Mutex::new(None),
        }
    }

    /// A token that should work.
    pub(super) async fn current(&self) -> Result<Secret, SourceError> {
        let mut cached = self.cached.lock().await;
        let now_ms = self.clock.now_ms();
        match cached.as_ref().filter(|kept| now_ms < kept.until_ms) {
            Some(kept) => Ok(kept.token.clone()),
            None => self.fetch(&mut cached).await,
        }
    }

    /// A token other than this one, which was refused.
    pub(super) async fn replace(&self, refused: &Secret) -> Result<Secret, SourceError> {
        let mut cached = self.cached.lock().await;
        match cached.as_ref().filter(|kept| kept.token != *refused) {
            Some(kept) => Ok(kept.token.clone()),
            None => self.fetch(&mut cached).await,
        }
    }

    async fn fetch(&self, cached: &mut Option<Cached>) -> Result<Secret, SourceError> {
        *cached = None;
        let url = self.config.auth_base.at("/api/token");
        let form = [("grant_type", "client_credentials")];
        let (id, secret) = (&self.config.client_id, &self.config.client_secret);
        let request = self.http.post(url).form(&form);
        let request = request.basic_auth(id, Some(secret.reveal()));
        let reply = self.http.send(request).await?;
        if reply.status != 200 {
            return Err(refusal::of_token(&reply));
        }
        let granted: Granted =
            serde_json::from_slice(&reply.body).map_err(|_| SourceError::Decode)?;
        let life_ms = i64::from(granted.expires_in.unwrap_or(USUAL_LIFE_S)) * 1000;
        let kept = cached.insert(Cached {
            token: granted.access_token,
            until_ms: self.clock.now_ms() + life_ms - MARGIN_MS,
        });
        Ok(kept.token.clone())
    }
}
