//! Calls to the server: the login goes with each, and comes back in no error.

use reqwest::{RequestBuilder, Response, header::RANGE};
use serde_json::Value;
use tokio::time::timeout;

use crate::{
    catalog::SourceError,
    clock::Clock,
    config::{SubsonicConfig, SubsonicCredentials},
    error::Error,
    http::{Http, Reply, unreachable},
    subsonic::{auth, wire},
};

const LATE: SourceError = SourceError::Unavailable {
    why: "took too long to answer",
};
const DEFAULT_WAIT_MS: i64 = 60_000;
const LONGEST_WAIT_MS: i64 = 24 * 60 * 60 * 1000;

/// Parameters of a call beyond the login.
pub(super) type Parameters<'a> = &'a [(&'static str, String)];

/// The server as it is called.
pub(super) struct Client {
    config: SubsonicConfig,
    http: Http,
    streams: Http,
}

impl Client {
    pub(super) fn new(config: SubsonicConfig, clock: Clock) -> Result<Self, Error> {
        let is_encrypted = config.url.is_encrypted();
        Ok(Self {
            http: Http::new(config.timeouts, is_encrypted, clock)?,
            streams: Http::for_streams(config.timeouts, is_encrypted)?,
            config,
        })
    }

    pub(super) const fn config(&self) -> &SubsonicConfig {
        &self.config
    }

    /// Calls a method and answers the content of its answer.
    pub(super) async fn call(
        &self,
        method: &str,
        parameters: Parameters<'_>,
    ) -> Result<Value, SourceError> {
        let request = self.request(&self.http, (method, parameters));
        let reply = self.http.send(request).await?;
        match reply.status {
            200 => wire::content(&reply.body),
            _ => Err(refusal(&reply)),
        }
    }

    /// Calls a method that needs no login, without one.
    pub(super) async fn call_openly(&self, method: &str) -> Result<Value, SourceError> {
        let url = self.config.url.at(&format!("/rest/{method}.view"));
        let reply = self
            .http
            .send(self.http.get(url).query(&auth::CLIENT))
            .await?;
        match reply.status {
            200 => wire::content(&reply.body),
            _ => Err(refusal(&reply)),
        }
    }

    /// Calls a method that answers with bytes; only the head is read.
    pub(super) async fn open(
        &self,
        (method, parameters): (&str, Parameters<'_>),
        range: Option<String>,
    ) -> Result<Response, SourceError> {
        let mut request = self.request(&self.streams, (method, parameters));
        if let Some(range) = range {
            request = request.header(RANGE, range);
        }
        let answered = timeout(self.config.timeouts.total, request.send()).await;
        answered.map_err(|_| LATE)?.map_err(unreachable)
    }

    fn request(&self, http: &Http, (method, given): (&str, Parameters<'_>)) -> RequestBuilder {
        let url = self.config.url.at(&format!("/rest/{method}.view"));
        let mut parameters = auth::parameters(&self.config.credentials);
        parameters.extend_from_slice(given);
        match self.config.credentials {
            // A password belongs into no address, which servers and proxies log.
            SubsonicCredentials::Password { .. } => http.post(url).form(&parameters),
            SubsonicCredentials::Token { .. } | SubsonicCredentials::ApiKey(_) => {
                http.get(url).query(&parameters)
            }
        }
    }
}

/// A status that a proxy gave, or a server that does not keep to the protocol.
fn refusal(reply: &Reply) -> SourceError {
    let refused = |why| SourceError::Refused { why };
    match reply.status {
        300..=399 => refused("sends us to another address; set that one"),
        401 | 403 => wire::failure(Some(40)),
        404 => refused("is not at the address that was set"),
        429 => {
            let until_ms = reply
                .retry_at_ms
                .unwrap_or(reply.received_ms + DEFAULT_WAIT_MS);
            let latest = reply.received_ms + LONGEST_WAIT_MS;
            let until_ms = until_ms.clamp(reply.received_ms, latest);
            SourceError::RateLimited { until_ms }
        }
        _ => SourceError::Unavailable {
            why: "is out of order",
        },
    }
}
