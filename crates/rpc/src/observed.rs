//! The layer around every call that counts it and tells its span how it ended.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use http::{HeaderMap, Request, Response};
use http_body_util::BodyExt;
use tonic::{Code, Status, body::Body};
use tower::Service;
use tracing::Span;

use crate::{
    Calls, Kind,
    calls::{RunningCall, outcome},
    methods::Methods,
};

/// A service whose calls are counted.
#[derive(Clone)]
pub(crate) struct Observed<S> {
    inner: S,
    calls: Calls,
    methods: Methods,
}

impl<S> Observed<S> {
    pub fn new(inner: S, calls: Calls, methods: Methods) -> Self {
        Self {
            inner,
            calls,
            methods,
        }
    }
}

impl<S, B> Service<Request<B>> for Observed<S>
where
    S: Service<Request<B>, Response = Response<Body>>,
    S::Future: Send + 'static,
{
    type Response = Response<Body>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let running = self.calls.begin(self.methods.at(request.uri().path()));
        let answer = self.inner.call(request);
        Box::pin(async move { Ok(followed(answer.await?, running)) })
    }
}

/// A refusal has its status in the head, whatever else in the trailers, at the end of the body.
fn followed(response: Response<Body>, mut running: RunningCall) -> Response<Body> {
    if let Some(code) = code_in(response.headers()) {
        running.ended(code);
        note(code);
        return response;
    }
    response.map(|body| {
        Body::new(body.map_frame(move |frame| {
            if let Some(code) = frame.trailers_ref().and_then(code_in) {
                running.ended(code);
            }
            frame
        }))
    })
}

fn code_in(headers: &HeaderMap) -> Option<Code> {
    Some(Status::from_header_map(headers)?.code())
}

fn note(code: Code) {
    let span = Span::current();
    span.record("outcome", outcome(Some(code)));
    match Kind::from_code(code) {
        Kind::Busy | Kind::Unavailable | Kind::Timeout | Kind::Internal => {
            span.record("otel.status_code", "ERROR");
        }
        Kind::InvalidInput
        | Kind::OutOfRange
        | Kind::Unauthenticated
        | Kind::Forbidden
        | Kind::NotFound
        | Kind::Conflict
        | Kind::Precondition => {}
    }
}
