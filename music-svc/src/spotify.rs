//! The Spotify source: what its search finds for a mood, played by its own embed.
//!
//! Its policy forbids analysing its content, mixing it with another source in one list and
//! learning from it: songs have no valence or arousal here, and feedback counts for the genre that
//! we searched for.

mod allowance;
mod cache;
mod listing;
mod refusal;
mod search;
mod token;
mod wire;

use async_trait::async_trait;
use futures_util::future::join_all;
use tokio::time::timeout;

use crate::{
    catalog::{Listing, MusicCatalog, Query, SourceError, SourceState},
    clock::Clock,
    config::SpotifyConfig,
    cooldown::Cooldown,
    error::Error,
    http::{Http, Reply},
    secret::Secret,
    spotify::{
        allowance::Allowance,
        cache::Cache,
        search::{Answer, Search},
        token::Tokens,
        wire::Found,
    },
    store::MusicStore,
};

const NAME: &str = "spotify";
const LATE: SourceError = SourceError::Unavailable {
    why: "took too long to answer",
};
const OWN_TOKEN_REFUSED: SourceError = SourceError::Unavailable {
    why: "does not accept the token that it gave us",
};

/// The Spotify source, set up or not.
pub(crate) struct Spotify {
    client: Option<Client>,
}

/// A Spotify that is set up.
struct Client {
    config: SpotifyConfig,
    http: Http,
    tokens: Tokens,
    allowance: Allowance,
    cache: Cache,
    cooldown: Cooldown,
}

impl Spotify {
    /// Makes the source ready; contacts nobody.
    ///
    /// # Errors
    /// [`Error::Tls`] when the system has no CA certificates, [`Error::Store`] when the database
    /// fails.
    pub(crate) async fn new(
        config: Option<SpotifyConfig>,
        store: MusicStore,
        clock: Clock,
    ) -> Result<Self, Error> {
        let Some(config) = config else {
            return Ok(Self { client: None });
        };
        let is_encrypted = config.api_base.is_encrypted() || config.auth_base.is_encrypted();
        let http = Http::new(config.timeouts, is_encrypted, clock.clone())?;
        let client = Client {
            tokens: Tokens::new(&config, http.clone(), clock.clone()),
            allowance: Allowance::new(config.daily_calls, store.clone(), clock.clone()),
            cache: Cache::new(clock.clone()),
            cooldown: Cooldown::load(NAME, store, clock).await?,
            http,
            config,
        };
        Ok(Self {
            client: Some(client),
        })
    }
}

#[async_trait]
impl MusicCatalog for Spotify {
    fn name(&self) -> &'static str {
        NAME
    }

    fn title(&self) -> &'static str {
        "Spotify"
    }

    fn state(&self) -> SourceState {
        let client = self.client.as_ref();
        client.map_or(SourceState::NotConfigured, |client| client.cooldown.state())
    }

    async fn list(&self, query: &Query) -> Result<Listing, SourceError> {
        let client = self.client.as_ref().ok_or(SourceError::NotConfigured)?;
        client.list(query).await
    }
}

impl Client {
    async fn list(&self, query: &Query) -> Result<Listing, SourceError> {
        let searches = search::plan(query, &self.config.market);
        let answers = self.answers(&searches).await;
        self.remember(&answers).await;
        let worst = worst(&answers);
        let found: Vec<(&Search, Answer)> = searches
            .iter()
            .zip(answers)
            .filter_map(|(search, answer)| Some((search, answer.ok()?)))
            .collect();
        let listing = listing::assemble(query, &found);
        match (listing.songs.is_empty(), worst) {
            (false, _) => Ok(listing),
            (true, Some(error)) => Err(error),
            (true, None) => Err(SourceError::NothingFound),
        }
    }

    async fn answers(&self, searches: &[Search]) -> Vec<Result<Answer, SourceError>> {
        let may_ask = self.cooldown.check();
        let answer = |search| self.answer(search, may_ask.clone());
        join_all(searches.iter().map(answer)).await
    }

    /// Answers from the cache where that is fresh; asks where it must and may; and instead of a
    /// failure gives what was found earlier, if anything was.
    async fn answer(
        &self,
        search: &Search,
        may_ask: Result<(), SourceError>,
    ) -> Result<Answer, SourceError> {
        if let Some(answer) = self.cache.fresh(search) {
            return Ok(answer);
        }
        let asked = match may_ask {
            Ok(()) => timeout(self.config.timeouts.total, self.ask(search))
                .await
                .unwrap_or(Err(LATE)),
            Err(error) => Err(error),
        };
        match asked {
            Ok(found) => Ok(self.cache.keep(search, found)),
            Err(error) => self.cache.stale(search, &error).ok_or(error),
        }
    }

    async fn ask(&self, search: &Search) -> Result<Found, SourceError> {
        let token = self.tokens.current().await?;
        let first = self.get(search, &token).await?;
        let reply = if first.status == 401 {
            let token = self.tokens.replace(&token).await?;
            self.get(search, &token).await?
        } else {
            first
        };
        match reply.status {
            200 => wire::found(&reply.body),
            401 => Err(OWN_TOKEN_REFUSED),
            _ => Err(refusal::of_call(&reply)),
        }
    }

    async fn get(&self, search: &Search, token: &Secret) -> Result<Reply, SourceError> {
        let url = self.config.api_base.at("/v1/search");
        self.allowance.take(NAME).await?;
        let request = self.http.get(url).query(search.parameters());
        self.http.send(request.bearer_auth(token.reveal())).await
    }

    /// Tells the cooldown how the calls went; answers from the cache say nothing about Spotify.
    async fn remember(&self, answers: &[Result<Answer, SourceError>]) {
        if self.cooldown.check().is_err() {
            return;
        }
        let failed = worst(answers);
        let succeeded = answers.iter().flatten().any(|answer| answer.is_new);
        if let Some(error) = failed {
            self.cooldown.failed(&error).await;
        } else if succeeded {
            self.cooldown.succeeded().await;
        }
    }
}

/// The failure that says the most about when to come back.
fn worst(answers: &[Result<Answer, SourceError>]) -> Option<SourceError> {
    let error = |answer: &Result<Answer, SourceError>| match answer {
        Ok(answer) => answer.stale.clone(),
        Err(error) => Some(error.clone()),
    };
    answers
        .iter()
        .filter_map(error)
        .max_by_key(|error| match error {
            SourceError::QuotaExceeded { .. } | SourceError::SoftCap { .. } => 4,
            SourceError::RateLimited { .. } => 3,
            SourceError::OwnerNotPremium
            | SourceError::UnknownClient
            | SourceError::Refused { .. } => 2,
            SourceError::Unavailable { .. } | SourceError::Decode => 1,
            SourceError::NotConfigured | SourceError::NothingFound => 0,
        })
}

#[cfg(test)]
mod tests;
