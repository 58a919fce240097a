//! The listening server, what it remembers of its callers, and how a test looks at that.

use std::{
    convert::Infallible,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard},
};

use http_body_util::Full;
use hyper::{
    Request, Response,
    body::{Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{net::TcpListener, sync::Barrier};
use tokio_util::sync::CancellationToken;

use crate::{Scenario, answer};

/// A call that the fake received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The method, such as `GET`.
    pub method: String,
    /// The path, such as `/v1/search`.
    pub path: String,
    /// The query's pairs, decoded, in order.
    pub query: Vec<(String, String)>,
    /// The `authorization` header as sent.
    pub authorization: Option<String>,
    /// The status that it was answered with; 0 while the answer is not ready.
    pub status: u16,
}

impl Recorded {
    /// The first value of a query parameter.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let pair = self.query.iter().find(|(key, _)| key == name);
        pair.map(|(_, value)| value.as_str())
    }
}

/// What every connection of one fake shares.
pub(crate) struct State {
    scenario: Mutex<Scenario>,
    requests: Mutex<Vec<Recorded>>,
    tokens: Mutex<u32>,
    pub(crate) three_at_once: Barrier,
}

impl State {
    fn new(scenario: Scenario) -> Self {
        Self {
            scenario: Mutex::new(scenario),
            requests: Mutex::new(Vec::new()),
            tokens: Mutex::new(0),
            three_at_once: Barrier::new(3),
        }
    }

    pub(crate) fn scenario(&self) -> Scenario {
        *held(&self.scenario)
    }

    /// Counts tokens from 1 and answers the new one's number.
    pub(crate) fn issue_token(&self) -> u32 {
        let mut tokens = held(&self.tokens);
        *tokens += 1;
        *tokens
    }

    pub(crate) fn tokens_issued(&self) -> u32 {
        *held(&self.tokens)
    }

    fn record(&self, request: Recorded) -> usize {
        let mut requests = held(&self.requests);
        requests.push(request);
        requests.len() - 1
    }
}

/// A running fake; dropping it closes its port.
pub struct FakeSpotify {
    address: SocketAddr,
    state: Arc<State>,
    stop: CancellationToken,
}

impl FakeSpotify {
    /// Starts a fake on a free loopback port.
    ///
    /// # Panics
    /// When no loopback port is to be had.
    pub async fn start(scenario: Scenario) -> Self {
        Self::start_on(([127, 0, 0, 1], 0).into(), scenario)
            .await
            .expect("a loopback port is free")
    }

    /// Starts a fake on a given address.
    ///
    /// # Errors
    /// The socket's error, such as a port in use.
    pub async fn start_on(address: SocketAddr, scenario: Scenario) -> std::io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let fake = Self {
            address: listener.local_addr()?,
            state: Arc::new(State::new(scenario)),
            stop: CancellationToken::new(),
        };
        tokio::spawn(accept(listener, fake.state.clone(), fake.stop.clone()));
        Ok(fake)
    }

    /// The base URL of a Spotify that is down: a loopback port that nobody listens on.
    ///
    /// # Panics
    /// When no loopback port is to be had.
    pub async fn down() -> String {
        let listener = TcpListener::bind(("127.0.0.1", 0))
            .await
            .expect("a loopback port is free");
        let address = listener
            .local_addr()
            .expect("a bound socket has an address");
        format!("http://{address}")
    }

    /// For `SPOTIFY_API_BASE`.
    pub fn api_base(&self) -> String {
        format!("http://{}", self.address)
    }

    /// For `SPOTIFY_AUTH_BASE`; the fake serves both from one port.
    pub fn auth_base(&self) -> String {
        self.api_base()
    }

    /// Behaves differently from the next call on.
    pub fn set_scenario(&self, scenario: Scenario) {
        *held(&self.state.scenario) = scenario;
    }

    /// Every call so far, in order of arrival.
    pub fn requests(&self) -> Vec<Recorded> {
        held(&self.state.requests).clone()
    }

    /// The calls so far to `/v1/search`.
    pub fn searches(&self) -> Vec<Recorded> {
        let mut requests = self.requests();
        requests.retain(|request| request.path == "/v1/search");
        requests
    }

    /// How many tokens were given out.
    pub fn tokens_issued(&self) -> u32 {
        self.state.tokens_issued()
    }
}

impl Drop for FakeSpotify {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

async fn accept(listener: TcpListener, state: Arc<State>, stop: CancellationToken) {
    while let Some(Ok((stream, _))) = stop.run_until_cancelled(listener.accept()).await {
        let (state, stop) = (state.clone(), stop.clone());
        tokio::spawn(async move {
            let service = service_fn(|request| serve(&state, request));
            let connection = http1::Builder::new()
                .timer(TokioTimer::new())
                .serve_connection(TokioIo::new(stream), service);
            // A caller that hangs up early is its own affair.
            drop(stop.run_until_cancelled(connection).await);
        });
    }
}

async fn serve(
    state: &State,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let seen = recorded(&request);
    let place = state.record(seen.clone());
    let response = answer::answer(state, &seen, request.into_body()).await;
    held(&state.requests)[place].status = response.status().as_u16();
    Ok(response)
}

fn recorded(request: &Request<Incoming>) -> Recorded {
    let header = request.headers().get("authorization");
    Recorded {
        method: request.method().to_string(),
        path: request.uri().path().to_owned(),
        query: crate::rules::pairs(request.uri().query().unwrap_or_default()),
        authorization: header
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned),
        status: 0,
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().expect("no holder of this lock panics")
}
