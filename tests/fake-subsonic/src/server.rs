//! The listening server, what it remembers of its callers, and how a test looks at that.

use std::{
    convert::Infallible,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard},
};

use http_body_util::BodyExt;
use hyper::{Request, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::{
    Scenario,
    answer::{Answer, answer},
};

/// A call that the fake received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The path, such as `/rest/ping.view`.
    pub path: String,
    /// What the address says, decoded.
    pub query: Vec<(String, String)>,
    /// What the body says, decoded, if it is a form.
    pub form: Vec<(String, String)>,
    /// The `range` header.
    pub range: Option<String>,
}

impl Recorded {
    /// The first value of a parameter, in the address or in the body.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let mut all = self.query.iter().chain(&self.form);
        let found = all.find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }
}

#[derive(Debug)]
struct State {
    scenario: Mutex<Scenario>,
    calls: Mutex<Vec<Recorded>>,
}

/// A running fake; dropping it closes its port.
#[derive(Debug)]
pub struct FakeSubsonic {
    address: SocketAddr,
    state: Arc<State>,
    stop: CancellationToken,
}

impl FakeSubsonic {
    /// Starts a fake on a free loopback port.
    ///
    /// # Panics
    /// When no loopback port is to be had.
    pub async fn start(scenario: Scenario) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0))
            .await
            .expect("a loopback port is free");
        let address = listener.local_addr();
        let fake = Self {
            address: address.expect("a bound socket has an address"),
            state: Arc::new(State {
                scenario: Mutex::new(scenario),
                calls: Mutex::default(),
            }),
            stop: CancellationToken::new(),
        };
        tokio::spawn(accept(listener, fake.state.clone(), fake.stop.clone()));
        fake
    }

    /// For `SUBSONIC_URL`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Behaves differently from the next call on.
    pub fn set_scenario(&self, scenario: Scenario) {
        *held(&self.state.scenario) = scenario;
    }

    /// Every call so far of one method, in order of arrival.
    pub fn calls(&self, method: &str) -> Vec<Recorded> {
        let path = format!("/rest/{method}.view");
        let mut calls = held(&self.state.calls).clone();
        calls.retain(|call| call.path == path);
        calls
    }
}

impl Drop for FakeSubsonic {
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

async fn serve(state: &State, request: Request<Incoming>) -> Result<Answer, Infallible> {
    let call = recorded(request).await;
    held(&state.calls).push(call.clone());
    let scenario = *held(&state.scenario);
    Ok(answer(scenario, &call).await)
}

async fn recorded(request: Request<Incoming>) -> Recorded {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map(|body| body.to_bytes());
    let range = head.headers.get("range");
    Recorded {
        path: head.uri.path().to_owned(),
        query: pairs(head.uri.query().unwrap_or_default().as_bytes()),
        form: pairs(&body.unwrap_or_default()),
        range: range.and_then(|range| Some(range.to_str().ok()?.to_owned())),
    }
}

fn pairs(encoded: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(encoded).into_owned().collect()
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().expect("no holder of this lock panics")
}
