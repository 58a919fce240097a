//! The question a container asks of the gateway, over plain HTTP.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};

use thiserror::Error;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

const DEADLINE: Duration = Duration::from_secs(3);

/// Why the gateway does not count as healthy.
#[derive(Debug, Error)]
pub enum HealthcheckError {
    /// Nothing listens there, or the connection broke.
    #[error("{0} did not answer the health check: {1}")]
    Connection(SocketAddr, io::Error),
    /// Three seconds passed without an answer.
    #[error("{0} did not answer the health check within 3 s")]
    Late(SocketAddr),
    /// Something answered, but not with 200.
    #[error("{0} answered the health check with: {1}")]
    NotWell(SocketAddr, String),
}

/// Asks `GET /healthz` of the gateway that listens on `address`; a wildcard address is asked on
/// loopback.
///
/// # Errors
/// [`HealthcheckError`] unless it answers 200 within three seconds.
pub async fn healthcheck(mut address: SocketAddr) -> Result<(), HealthcheckError> {
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => address.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(ip) if ip.is_unspecified() => address.set_ip(Ipv6Addr::LOCALHOST.into()),
        IpAddr::V4(_) | IpAddr::V6(_) => {}
    }
    let answer = timeout(DEADLINE, ask(address))
        .await
        .map_err(|_| HealthcheckError::Late(address))?
        .map_err(|error| HealthcheckError::Connection(address, error))?;
    let status = answer.lines().next().unwrap_or_default();
    if status.split(' ').nth(1) == Some("200") {
        return Ok(());
    }
    Err(HealthcheckError::NotWell(address, status.to_owned()))
}

async fn ask(address: SocketAddr) -> io::Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    let question = format!("GET /healthz HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    stream.write_all(question.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}
