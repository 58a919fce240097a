//! The question a container asks: does the service at this address say that it is well?

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};

use thiserror::Error;
use tokio::time::timeout;
use tonic_health::pb::{
    HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient,
};

use crate::{InvalidUrl, channel};

const DEADLINE: Duration = Duration::from_secs(3);

/// Why a service does not count as healthy.
#[derive(Debug, Error)]
pub enum HealthcheckError {
    /// The address makes no URL.
    #[error(transparent)]
    Url(#[from] InvalidUrl),
    /// Nothing answered, or with an error.
    #[error("{address} did not answer the health check")]
    Call {
        /// Where it was asked.
        address: SocketAddr,
        /// What came back; boxed because it is large.
        source: Box<tonic::Status>,
    },
    /// It answered that it cannot do its work.
    #[error("{address} answers {status}, not SERVING")]
    NotServing {
        /// Where it was asked.
        address: SocketAddr,
        /// The status as the protocol spells it.
        status: &'static str,
    },
    /// Three seconds passed without an answer.
    #[error("{0} did not answer the health check within 3 s")]
    Late(SocketAddr),
}

/// Asks `grpc.health.v1` whether the server that listens on `address` is serving, for at most
/// three seconds. A wildcard address (`0.0.0.0`, `[::]`) is asked on loopback.
///
/// # Errors
/// [`HealthcheckError`] unless it answers SERVING in time.
pub async fn healthcheck(address: SocketAddr) -> Result<(), HealthcheckError> {
    let address = reachable(address);
    let mut client = HealthClient::new(channel(&format!("http://{address}"), DEADLINE)?);
    let asked = client.check(HealthCheckRequest::default());
    let answer = timeout(DEADLINE, asked)
        .await
        .map_err(|_| HealthcheckError::Late(address))?
        .map_err(|source| HealthcheckError::Call {
            address,
            source: Box::new(source),
        })?;
    match answer.into_inner().status() {
        ServingStatus::Serving => Ok(()),
        status @ (ServingStatus::Unknown
        | ServingStatus::NotServing
        | ServingStatus::ServiceUnknown) => Err(HealthcheckError::NotServing {
            address,
            status: status.as_str_name(),
        }),
    }
}

fn reachable(mut address: SocketAddr) -> SocketAddr {
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => address.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(ip) if ip.is_unspecified() => address.set_ip(Ipv6Addr::LOCALHOST.into()),
        IpAddr::V4(_) | IpAddr::V6(_) => {}
    }
    address
}

#[cfg(test)]
mod tests {
    use tokio_util::sync::CancellationToken;
    use tonic::service::Routes;

    use super::*;
    use crate::{Served, listen, serve};

    async fn started(listen_on: &str, well: bool) -> (SocketAddr, CancellationToken) {
        let listener = listen(listen_on.parse().unwrap()).await.unwrap();
        let address = listener.local_addr().unwrap();
        let served = Served {
            name: "test.v1.Test",
            descriptors: tonic_health::pb::FILE_DESCRIPTOR_SET,
            routes: Routes::default(),
            calls: crate::Calls::default(),
        };
        let stop = CancellationToken::new();
        let probe = move || async move {
            if well {
                Ok(())
            } else {
                Err("broken".to_owned())
            }
        };
        tokio::spawn(serve(listener, served, probe, stop.clone()));
        (address, stop)
    }

    #[tokio::test]
    async fn a_serving_server_is_healthy_also_on_a_wildcard_address() {
        for listen_on in ["127.0.0.1:0", "0.0.0.0:0"] {
            let (address, stop) = started(listen_on, true).await;
            healthcheck(address).await.unwrap();
            stop.cancel();
        }
    }

    #[tokio::test]
    async fn a_server_that_is_not_well_is_not_healthy() {
        let (address, stop) = started("127.0.0.1:0", false).await;
        let error = healthcheck(address).await.unwrap_err();
        assert!(error.to_string().contains("NOT_SERVING"), "{error}");
        stop.cancel();
    }

    #[tokio::test]
    async fn an_address_where_nobody_listens_is_not_healthy() {
        let listener = listen(([127, 0, 0, 1], 0).into()).await.unwrap();
        let address = listener.local_addr().unwrap();
        drop(listener);
        let error = healthcheck(address).await.unwrap_err();
        assert!(matches!(error, HealthcheckError::Call { .. }), "{error}");
    }

    #[test]
    fn a_wildcard_address_is_asked_on_loopback() {
        for (listened, asked) in [
            ("0.0.0.0:50054", "127.0.0.1:50054"),
            ("[::]:50054", "[::1]:50054"),
            ("10.1.2.3:50054", "10.1.2.3:50054"),
        ] {
            let address = reachable(listened.parse().unwrap());
            assert_eq!(address, asked.parse().unwrap());
        }
    }
}
