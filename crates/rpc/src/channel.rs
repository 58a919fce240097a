//! Lazy client channels: they connect on first use and again after the peer came back.

use std::time::Duration;

use thiserror::Error;
use tonic::transport::{Channel, Endpoint};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);
const KEEP_ALIVE: Duration = Duration::from_secs(20);
/// How much may be on its way before the other side says that it has room, in bytes: an image of
/// 1.5 MiB goes at once.
pub(crate) const WINDOW: u32 = 2 * 1024 * 1024;

/// The text is no URL of the form `http://host:port`.
#[derive(Debug, Error)]
#[error("not a URL of the form http://host:port: {0}")]
pub struct InvalidUrl(String);

/// Opens a lazy channel whose calls end after `deadline` unless the call sets its own.
///
/// # Errors
/// [`InvalidUrl`] when `url` cannot be parsed; an absent peer is no error until the first call.
pub fn channel(url: &str, deadline: Duration) -> Result<Channel, InvalidUrl> {
    let endpoint = Endpoint::from_shared(url.to_owned()).map_err(|_| InvalidUrl(url.to_owned()))?;
    if endpoint.uri().host().is_none() || endpoint.uri().scheme_str() != Some("http") {
        return Err(InvalidUrl(url.to_owned()));
    }
    Ok(endpoint
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(deadline)
        .tcp_nodelay(true)
        .initial_stream_window_size(WINDOW)
        .initial_connection_window_size(WINDOW)
        .http2_keep_alive_interval(KEEP_ALIVE)
        .keep_alive_while_idle(true)
        .connect_lazy())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_http_urls_are_taken() {
        assert!(channel("http://127.0.0.1:50051", CONNECT_TIMEOUT).is_ok());
        for wrong in ["", "127.0.0.1:50051", "ftp://host:1", "http://"] {
            assert!(channel(wrong, CONNECT_TIMEOUT).is_err(), "{wrong}");
        }
    }
}
