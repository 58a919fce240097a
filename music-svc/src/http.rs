//! The HTTP client for third parties: short timeouts, bounded bodies, no redirects, no secrets in errors.

use std::{sync::Arc, time::Duration};

use jiff::fmt::rfc2822;
use reqwest::{
    ClientBuilder, RequestBuilder, Response, Url, header::RETRY_AFTER, redirect::Policy,
};
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt;

use crate::{catalog::SourceError, clock::Clock, config::Timeouts, error::Error};

const MAX_BODY_BYTES: usize = 4 << 20;
/// How long a stream may say nothing.
const LONGEST_SILENCE: Duration = Duration::from_secs(30);

/// A client for one third party; clones share its connections.
#[derive(Clone)]
pub(crate) struct Http {
    client: reqwest::Client,
    clock: Clock,
}

/// An answer that was read whole.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
    /// When to come back, in milliseconds since the Unix epoch, if the answer says so.
    pub(crate) retry_at_ms: Option<i64>,
    pub(crate) received_ms: i64,
}

impl Http {
    /// A client whose answers are read whole and in time.
    ///
    /// # Errors
    /// [`Error::Tls`] when the system has no CA certificates.
    pub(crate) fn new(timeouts: Timeouts, is_encrypted: bool, clock: Clock) -> Result<Self, Error> {
        let builder = builder(timeouts, is_encrypted)?.timeout(timeouts.total);
        Self::built(builder, clock)
    }

    /// A client whose answers may go on for as long as something comes.
    ///
    /// # Errors
    /// [`Error::Tls`] when the system has no CA certificates.
    pub(crate) fn for_streams(timeouts: Timeouts, is_encrypted: bool) -> Result<Self, Error> {
        let builder = builder(timeouts, is_encrypted)?.read_timeout(LONGEST_SILENCE);
        Self::built(builder, Clock::System)
    }

    fn built(builder: ClientBuilder, clock: Clock) -> Result<Self, Error> {
        let client = builder.build();
        let client = client.map_err(|error| Error::Tls(error.to_string()))?;
        Ok(Self { client, clock })
    }

    pub(crate) fn get(&self, url: Url) -> RequestBuilder {
        self.client.get(url)
    }

    pub(crate) fn post(&self, url: Url) -> RequestBuilder {
        self.client.post(url)
    }

    /// Sends a request of this client and reads the answer.
    ///
    /// # Errors
    /// [`SourceError::Unavailable`], or [`SourceError::Decode`] for an answer without end.
    pub(crate) async fn send(&self, request: RequestBuilder) -> Result<Reply, SourceError> {
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

/// Brings its own TLS provider: none need be installed for the process.
fn builder(timeouts: Timeouts, is_encrypted: bool) -> Result<ClientBuilder, Error> {
    let tls = tls(is_encrypted).map_err(|error| Error::Tls(error.to_string()))?;
    let builder = reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(Policy::none())
        .connect_timeout(timeouts.connect)
        .user_agent(concat!("attune/", env!("CARGO_PKG_VERSION")));
    // Plain addresses are on loopback or on a private network, where no proxy belongs.
    Ok(if is_encrypted {
        builder
    } else {
        builder.no_proxy()
    })
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
pub(crate) async fn whole(mut response: Response) -> Result<Vec<u8>, SourceError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(unreachable)? {
        if body.len() + chunk.len() > MAX_BODY_BYTES {
            return Err(SourceError::Decode);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// In words that hold no address: it may have a login in it.
pub(crate) fn unreachable(error: reqwest::Error) -> SourceError {
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
