//! One HTTP request on its way to the services.

use std::{
    future::{Ready, ready},
    ops::Deref,
    sync::Arc,
    time::{Duration, Instant},
};

use actix_web::{
    FromRequest, HttpMessage, HttpRequest,
    dev::Payload,
    http::header::{HeaderMap, USER_AGENT},
    web,
};
use rpc::Caller;
use tonic::Request;
use uuid::Uuid;

use crate::{
    clients::{Clients, DEADLINE},
    error::ApiError,
    gateway::Gateway,
    origin,
};

const LONGEST_DEVICE: usize = 200;

/// The id under which a request is logged everywhere, and which its answer carries.
#[derive(Debug, Clone)]
pub struct RequestId(pub String);

impl RequestId {
    /// The client's own id if it is a short token, else a new one.
    pub fn of(headers: &HeaderMap) -> Self {
        let given = headers.get(rpc::REQUEST_ID);
        let given = given.and_then(|id| id.to_str().ok()).filter(|id| {
            (8..=64).contains(&id.len())
                && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        });
        Self(given.map_or_else(|| Uuid::now_v7().to_string(), str::to_owned))
    }
}

/// A call that nobody needs to be logged in for. Also the part that every call has.
pub struct Call {
    gateway: Arc<Gateway>,
    /// The services, over channels that live on this worker's thread: handing a message to
    /// another thread and back costs more than sending it.
    pub clients: Arc<Clients>,
    request_id: String,
    caller: Option<Caller>,
    client: Option<std::net::IpAddr>,
}

impl Call {
    /// Reads what every request has.
    pub fn of(request: &HttpRequest) -> Self {
        let gateway = request.app_data::<web::Data<Gateway>>();
        let gateway = gateway.expect("the server puts the gateway into every app");
        let clients = request.app_data::<web::Data<Clients>>();
        let clients = clients.expect("the server puts channels into every app");
        let id = request.extensions().get::<RequestId>().cloned();
        Self {
            request_id: id.unwrap_or_else(|| RequestId::of(request.headers())).0,
            caller: None,
            client: origin::client_ip(request, gateway.trust_proxy),
            gateway: Arc::clone(gateway),
            clients: Arc::clone(clients),
        }
    }

    /// The same call in the name of a user.
    #[must_use]
    pub fn by(mut self, caller: Caller) -> Self {
        self.caller = Some(caller);
        self
    }

    /// Wraps a message with the caller, the request id and the usual deadline.
    pub fn request<T>(&self, message: T) -> Request<T> {
        self.request_within(message, DEADLINE)
    }

    /// Wraps a message that may take longer, or shorter, than usual.
    pub fn request_within<T>(&self, message: T, deadline: Duration) -> Request<T> {
        let mut request = rpc::request(message, self.caller.as_ref(), &self.request_id);
        request.set_timeout(deadline);
        request
    }

    /// Counts the request against the allowance of the client's address.
    ///
    /// # Errors
    /// [`ApiError::TooManyRequests`] when it is used up.
    pub fn throttle(&self) -> Result<(), ApiError> {
        let counted =
            |ip: &std::net::IpAddr| self.gateway.limits.count_loopback || !ip.is_loopback();
        match self.client.filter(counted) {
            Some(ip) => {
                let client = origin::client_key(ip);
                self.gateway.per_address.take(&client, Instant::now())
            }
            None => Ok(()),
        }
    }
}

impl Deref for Call {
    type Target = Gateway;

    fn deref(&self) -> &Gateway {
        &self.gateway
    }
}

impl FromRequest for Call {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::of(request)))
    }
}

/// The client's name for itself, for the list of sessions.
pub fn device(request: &HttpRequest) -> String {
    let agent = request.headers().get(USER_AGENT);
    let agent = agent
        .and_then(|agent| agent.to_str().ok())
        .unwrap_or_default();
    agent.chars().take(LONGEST_DEVICE).collect()
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn id_for(given: &str) -> String {
        let request = TestRequest::default().insert_header((rpc::REQUEST_ID, given));
        RequestId::of(request.to_http_request().headers()).0
    }

    #[test]
    fn a_short_token_is_taken_as_request_id_and_nothing_else_is() {
        assert_eq!(id_for("probe-0042"), "probe-0042");
        for refused in ["short", "with space here", "semi;colon;x", &"a".repeat(65)] {
            assert_ne!(id_for(refused), refused);
        }
    }
}
