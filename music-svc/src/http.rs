//! The HTTP client: short timeouts, bounded bodies, no redirects, and refusals made into errors.

use std::sync::Arc;

use jiff::fmt::rfc2822;
use reqwest::{RequestBuilder, Response, Url, header::RETRY_AFTER, redirect::Policy};
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt;
use serde_json::Value;

use crate::{
    catalog::SourceError, clock::Clock, config::SpotifyConfig, error::Error, secret::Secret,
};

const MAX_BODY_BYTES: usize = 2 << 20;
const DEFAULT_WAIT_MS: i64 = 30_000;
const QUOTA_WAIT_MS: i64 = 60 * 60 * 1000;
/// Whatever a header says, we look again after a week.
const LONGEST_WAIT_MS: i64 = 7 * 24 * 60 * 60 * 1000;

/// A client for one third party; clones share its connections.
#[derive(Clone)]
pub(super) struct Http {
    client: reqwest::Client,
    clock: Clock,
}

/// An answer that was read whole.
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
    /// When to come back, in milliseconds since the Unix epoch, if the answer says so.
    retry_at_ms: Option<i64>,
    received_ms: i64,
}

impl Http {
    /// Brings its own TLS provider: none need be installed for the process.
    pub(super) fn new(config: &SpotifyConfig, clock: Clock) -> Result<Self, Error> {
        let is_encrypted = config.api_base.is_encrypted() || config.auth_base.is_encrypted();
        let tls = tls(is_encrypted).map_err(|error| Error::Tls(error.to_string()))?;
        let mut builder = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .redirect(Policy::none())
            .connect_timeout(config.timeouts.connect)
            .timeout(config.timeouts.total)
            .user_agent(concat!("attune/", env!("CARGO_PKG_VERSION")));
        if !is_encrypted {
            // Both bases are on loopback, where no proxy belongs.
            builder = builder.no_proxy();
        }
        let client = builder
            .build()
            .map_err(|error| Error::Tls(error.to_string()))?;
        Ok(Self { client, clock })
    }

    /// GET with a bearer token.
    pub(super) async fn get(
        &self,
        url: Url,
        parameters: &[(&'static str, String)],
        token: &Secret,
    ) -> Result<Reply, SourceError> {
        let request = self.client.get(url).query(parameters);
        self.send(request.bearer_auth(token.reveal())).await
    }

    /// POST of a form, with an id and a secret as Basic authentication.
    pub(super) async fn post_form(
        &self,
        url: Url,
        form: &[(&str, &str)],
        (id, secret): (&str, &Secret),
    ) -> Result<Reply, SourceError> {
        let request = self.client.post(url).form(form);
        self.send(request.basic_auth(id, Some(secret.reveal())))
            .await
    }

    async fn send(&self, request: RequestBuilder) -> Result<Reply, SourceError> {
        let response = request.send().await.map_err(unreachable)?;
        let received_ms = self.clock.now_ms();
        Ok(Reply {
            status: response.status().as_u16(),
            retry_at_ms: retry_at(&response, received_ms),
            received_ms,
            body: whole(response).await?,
        })
    }
}

impl Reply {
    /// What a status other than 200 means.
    pub(super) fn refusal(&self) -> SourceError {
        match self.status {
            429 => self.too_many(),
            // Every other 403 of Spotify has a JSON body.
            403 if self.json().is_none() => SourceError::OwnerNotPremium,
            403 => SourceError::Unavailable {
                why: "forbids this call",
            },
            500.. => SourceError::Unavailable {
                why: "is out of order",
            },
            _ => SourceError::Unavailable {
                why: "refuses this call",
            },
        }
    }

    fn too_many(&self) -> SourceError {
        let json = self.json().unwrap_or_default();
        let reason = json["error"]["reason"].as_str().or(json["reason"].as_str());
        let until_ms = |default: i64| {
            let wait = self.retry_at_ms.unwrap_or(self.received_ms + default);
            wait.clamp(self.received_ms, self.received_ms + LONGEST_WAIT_MS)
        };
        if reason == Some("QUOTA_EXCEEDED") {
            let until_ms = until_ms(QUOTA_WAIT_MS);
            SourceError::QuotaExceeded { until_ms }
        } else {
            let until_ms = until_ms(DEFAULT_WAIT_MS);
            SourceError::RateLimited { until_ms }
        }
    }

    fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }
}

fn tls(needs_roots: bool) -> Result<ClientConfig, rustls::Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    let builder = if needs_roots {
        builder.with_platform_verifier()?
    } else {
        builder.with_root_certificates(RootCertStore::empty())
    };
    Ok(builder.with_no_client_auth())
}

/// A header of seconds or of a date.
fn retry_at(response: &Response, now_ms: i64) -> Option<i64> {
    let value = response.headers().get(RETRY_AFTER)?.to_str().ok()?;
    match value.trim().parse::<i64>() {
        Ok(seconds) => Some(now_ms.saturating_add(seconds.max(0).saturating_mul(1000))),
        Err(_) => {
            let date = rfc2822::DateTimeParser::new().parse_timestamp(value.trim());
            Some(date.ok()?.as_millisecond())
        }
    }
}

/// Reads a body up to the limit.
async fn whole(mut response: Response) -> Result<Vec<u8>, SourceError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(unreachable)? {
        if body.len() + chunk.len() > MAX_BODY_BYTES {
            return Err(SourceError::Decode);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn unreachable(error: reqwest::Error) -> SourceError {
    let why = if error.is_timeout() {
        "took too long to answer"
    } else if error.is_connect() {
        "cannot be reached"
    } else {
        "broke off its answer"
    };
    SourceError::Unavailable { why }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(status: u16, body: &str, retry_at_ms: Option<i64>) -> Reply {
        Reply {
            status,
            body: body.as_bytes().to_vec(),
            retry_at_ms,
            received_ms: 1_000,
        }
    }

    #[test]
    fn refusals_become_typed_errors() {
        let quota = r#"{"error":{"status":429,"reason":"QUOTA_EXCEEDED"}}"#;
        let rolling = r#"{"error":{"status":429,"message":"API rate limit exceeded"}}"#;
        for (reply, expected) in [
            (
                reply(429, rolling, Some(86_401_000)),
                SourceError::RateLimited {
                    until_ms: 86_401_000,
                },
            ),
            (
                reply(429, "", None),
                SourceError::RateLimited { until_ms: 31_000 },
            ),
            (
                reply(429, quota, None),
                SourceError::QuotaExceeded {
                    until_ms: 3_601_000,
                },
            ),
            (
                reply(429, quota, Some(9_000)),
                SourceError::QuotaExceeded { until_ms: 9_000 },
            ),
            (
                reply(403, "Active premium subscription required", None),
                SourceError::OwnerNotPremium,
            ),
        ] {
            assert_eq!(reply.refusal(), expected);
        }
        for status in [400, 403, 404, 500, 503] {
            let refusal = reply(status, "{}", None).refusal();
            assert!(
                matches!(refusal, SourceError::Unavailable { .. }),
                "{status}"
            );
        }
    }

    #[test]
    fn an_absurd_wait_is_cut_to_a_week() {
        let refusal = reply(429, "", Some(i64::MAX)).refusal();
        assert_eq!(
            refusal,
            SourceError::RateLimited {
                until_ms: 1_000 + LONGEST_WAIT_MS
            }
        );
    }

    #[test]
    fn a_client_needs_no_provider_of_the_process() {
        assert!(rustls::crypto::CryptoProvider::get_default().is_none());
        let config = tls(true).unwrap();
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(config)
            .build();
        assert!(client.is_ok());
        assert!(rustls::crypto::CryptoProvider::get_default().is_none());
    }
}
