//! What every answer has: a request id, security headers, a body that explains a failure, a line
//! in the log and a place in the metrics.

use std::time::Instant;

use actix_web::{
    Error, HttpMessage,
    body::{BodySize, BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderName, HeaderValue},
    middleware::Next,
    web,
};
use tracing::{Instrument, Span, error_span, field::Empty};

use crate::{
    access_log,
    call::RequestId,
    dto::operations::{ErrorBody, Problem},
    error::ApiError,
    gateway::Gateway,
    security_headers,
};

/// What is served without a route: the pages, and paths that nobody knows.
const UNROUTED: &str = "(pages)";

/// Wraps a request in all of it.
///
/// # Errors
/// Never one of its own.
pub async fn envelope(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let started = Instant::now();
    let id = RequestId::of(request.headers());
    request.extensions_mut().insert(id.clone());
    let span = span(&request, &id);
    let mut response = next
        .call(request)
        .instrument(span.clone())
        .await?
        .map_into_boxed_body();
    let failure = failure_of(&response);
    if let Some(failure) = &failure {
        response = explained(response, failure, &id.0);
    }
    let headers = response.headers_mut();
    // How a handler keeps its body from being compressed; to a client it would say nothing.
    if headers
        .get(CONTENT_ENCODING)
        .is_some_and(|encoding| encoding == "identity")
    {
        headers.remove(CONTENT_ENCODING);
    }
    security_headers::apply(headers);
    if let Ok(value) = HeaderValue::try_from(&id.0) {
        headers.insert(HeaderName::from_static(rpc::REQUEST_ID), value);
    }
    span.in_scope(|| note(&response, started, &id.0, failure.as_ref()));
    Ok(response)
}

/// The root of what is logged and traced about a request. It has the highest level: whatever lines
/// the filter lets through carry the ids.
fn span(request: &ServiceRequest, id: &RequestId) -> Span {
    let span = error_span!(
        "http",
        request_id = id.0,
        trace_id = Empty,
        http.route = Empty,
        http.request.method = Empty,
        http.response.status_code = Empty,
        otel.kind = Empty,
        otel.name = Empty,
        otel.status_code = Empty,
    );
    let parent = request.headers().get(rpc::TRACEPARENT);
    let parent = parent.and_then(|parent| parent.to_str().ok());
    rpc::follow(&span, "http", parent);
    span
}

/// Why a response is a failure that has no body yet. What handlers answer with a body of their
/// own, such as `/readyz`, is left alone.
fn failure_of(response: &ServiceResponse<BoxBody>) -> Option<ApiError> {
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return None;
    }
    if let Some(error) = response.response().error() {
        let ours = error.as_error::<ApiError>().cloned();
        return Some(ours.unwrap_or_else(|| ApiError::of_http(status)));
    }
    let is_empty = matches!(
        response.response().body().size(),
        BodySize::None | BodySize::Sized(0)
    );
    is_empty.then(|| ApiError::of_http(status))
}

fn explained(
    mut response: ServiceResponse<BoxBody>,
    failure: &ApiError,
    request_id: &str,
) -> ServiceResponse<BoxBody> {
    let body = ErrorBody {
        error: Problem {
            code: failure.code().to_owned(),
            message: failure.message().into_owned(),
            request_id: request_id.to_owned(),
        },
    };
    let json = serde_json::to_vec(&body).expect("three strings are JSON");
    let headers = response.headers_mut();
    headers.remove(CONTENT_ENCODING);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response.map_body(|_, _| BoxBody::new(json))
}

fn note(
    response: &ServiceResponse<BoxBody>,
    started: Instant,
    request_id: &str,
    failure: Option<&ApiError>,
) {
    let request = response.request();
    let route = request.match_pattern();
    let entry = access_log::Entry {
        method: request.method().as_str(),
        route: route.as_deref().unwrap_or(UNROUTED),
        status: response.status().as_u16(),
        elapsed: started.elapsed(),
        request_id,
    };
    access_log::record(&entry, failure);
    if let Some(gateway) = request.app_data::<web::Data<Gateway>>() {
        gateway.requests.observe(&entry);
    }
    entry.describe(&Span::current());
}
