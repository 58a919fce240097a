//! How each scenario answers each call.

use std::time::Duration;

use http_body_util::{BodyExt, Full};
use hyper::{
    Response,
    body::{Bytes, Incoming},
};
use jiff::{SignedDuration, Timestamp, fmt::rfc2822};
use serde_json::{Value, json};

use crate::{
    Recorded, RetryAfter, Scenario, TOKEN_PREFIX, content,
    rules::{self, check_search},
    server::State,
};

type Answer = Response<Full<Bytes>>;

const HUGE_BYTES: usize = 8 << 20;
const HOLD_LIMIT: Duration = Duration::from_secs(2);

pub(crate) async fn answer(state: &State, request: &Recorded, body: Incoming) -> Answer {
    match (request.method.as_str(), request.path.as_str()) {
        ("POST", "/api/token") => token(state, request, body).await,
        ("GET", "/v1/search") => search(state, request).await,
        _ => error(404, "Service not found"),
    }
}

async fn token(state: &State, request: &Recorded, body: Incoming) -> Answer {
    let form = body.collect().await.map(|body| body.to_bytes());
    let form = rules::pairs(&String::from_utf8_lossy(&form.unwrap_or_default()));
    let grant = form.iter().find(|(key, _)| key == "grant_type");
    if grant.map(|(_, value)| value.as_str()) != Some("client_credentials") {
        return oauth_error("unsupported_grant_type", "grant_type parameter is missing");
    }
    if state.scenario() == Scenario::UnknownClient || !rules::is_known_client(request) {
        return oauth_error("invalid_client", "Invalid client");
    }
    let number = state.issue_token();
    json_body(
        200,
        &json!({
            "access_token": format!("{TOKEN_PREFIX}{number}"),
            "token_type": "Bearer",
            "expires_in": 3600,
        }),
    )
}

async fn search(state: &State, request: &Recorded) -> Answer {
    let scenario = state.scenario();
    let Some(number) = rules::token_number(request) else {
        return error(400, "Only valid bearer authentication supported");
    };
    if let Some(refusal) = refuse_token(state, scenario, number).await {
        return refusal;
    }
    match check_search(request) {
        Ok(()) => found(scenario, request).await,
        Err((status, message)) => error(status, message),
    }
}

async fn refuse_token(state: &State, scenario: Scenario, number: u32) -> Option<Answer> {
    let is_refused = match scenario {
        Scenario::ExpiredToken => number == 1,
        Scenario::ParallelExpired if number == 1 => {
            // Fewer than three callers are let go after a while, so that no test hangs.
            let held = tokio::time::timeout(HOLD_LIMIT, state.three_at_once.wait());
            drop(held.await);
            true
        }
        Scenario::TokenNeverWorks => true,
        Scenario::ParallelExpired
        | Scenario::Fine
        | Scenario::UnknownClient
        | Scenario::OwnerNotPremium
        | Scenario::RateLimited(_)
        | Scenario::QuotaExceeded
        | Scenario::NullItems
        | Scenario::MissingFields
        | Scenario::Truncated
        | Scenario::Slow(_)
        | Scenario::Huge
        | Scenario::Broken
        | Scenario::Empty => number > state.tokens_issued(),
    };
    is_refused.then(|| error(401, "The access token expired"))
}

async fn found(scenario: Scenario, request: &Recorded) -> Answer {
    match scenario {
        Scenario::Fine
        | Scenario::ExpiredToken
        | Scenario::ParallelExpired
        | Scenario::TokenNeverWorks
        | Scenario::UnknownClient => json_body(200, &content::found(request)),
        Scenario::OwnerNotPremium => text(
            403,
            "Active premium subscription required for the owner of the app.",
        ),
        Scenario::RateLimited(wait) => rate_limited(wait),
        Scenario::QuotaExceeded => json_body(
            429,
            &json!({"error": {"status": 429, "message": "Quota exceeded", "reason": "QUOTA_EXCEEDED"}}),
        ),
        Scenario::NullItems => json_body(200, &content::with_nulls(request)),
        Scenario::MissingFields => json_body(200, &content::with_fields_missing(request)),
        Scenario::Truncated => truncated(request),
        Scenario::Slow(wait) => {
            tokio::time::sleep(wait).await;
            json_body(200, &content::found(request))
        }
        Scenario::Huge => json_body(200, &json!({ "padding": "x".repeat(HUGE_BYTES) })),
        Scenario::Broken => text(503, "<html>upstream connect error</html>"),
        Scenario::Empty => json_body(200, &content::nothing()),
    }
}

fn truncated(request: &Recorded) -> Answer {
    let whole = content::found(request).to_string();
    built(200, "application/json", whole[..whole.len() / 2].to_owned())
}

fn rate_limited(wait: RetryAfter) -> Answer {
    let mut answer = error(429, "API rate limit exceeded");
    let value = match wait {
        RetryAfter::Seconds(seconds) => Some(seconds.to_string()),
        RetryAfter::Date(seconds) => Some(http_date(seconds)),
        RetryAfter::Absent => None,
    };
    if let Some(value) = value.and_then(|value| value.parse().ok()) {
        answer.headers_mut().insert("retry-after", value);
    }
    answer
}

fn http_date(seconds_from_now: u32) -> String {
    let at = Timestamp::now() + SignedDuration::from_secs(seconds_from_now.into());
    rfc2822::DateTimePrinter::new()
        .timestamp_to_rfc9110_string(&at)
        .expect("the years of this century can be written")
}

fn error(status: u16, message: &str) -> Answer {
    json_body(
        status,
        &json!({"error": {"status": status, "message": message}}),
    )
}

fn oauth_error(code: &str, description: &str) -> Answer {
    json_body(
        400,
        &json!({"error": code, "error_description": description}),
    )
}

fn json_body(status: u16, body: &Value) -> Answer {
    built(status, "application/json; charset=utf-8", body.to_string())
}

fn text(status: u16, body: &str) -> Answer {
    built(status, "text/plain; charset=utf-8", body.to_owned())
}

fn built(status: u16, content_type: &'static str, body: String) -> Answer {
    Response::builder()
        .status(status)
        .header("content-type", content_type)
        .body(Full::new(Bytes::from(body)))
        .expect("the parts are constants")
}
