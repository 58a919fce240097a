//! JSON bodies: their type, their size, and serde's complaints in words for people.

use std::{borrow::Cow, future::Future, pin::Pin, time::Duration};

use actix_web::{
    FromRequest, HttpMessage, HttpRequest,
    body::{BodyStream, to_bytes_limited},
    dev::Payload,
    http::header::CONTENT_ENCODING,
    web::Bytes,
};
use serde::de::DeserializeOwned;
use serde_json::error::Category;
use tokio::time::timeout;

use crate::{error::ApiError, offload::offload};

/// The longest body of most calls, in bytes.
pub const JSON_LIMIT: usize = 64 * 1024;

/// The longest value that is repeated to whoever sent it, in bytes.
const LONGEST_QUOTE: usize = 64;
/// How long a body may take to arrive.
const PATIENCE: Duration = Duration::from_secs(30);

/// A JSON body of at most [`JSON_LIMIT`] bytes.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned + Send + 'static> FromRequest for Body<T> {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move { Ok(Self(read(&request, payload, JSON_LIMIT).await?)) })
    }
}

/// Reads a JSON body of at most `limit` bytes.
///
/// # Errors
/// [`ApiError`] when it is longer, declared as something else, no JSON, or not of this shape.
pub async fn read<T: DeserializeOwned + Send + 'static>(
    request: &HttpRequest,
    payload: Payload,
    limit: usize,
) -> Result<T, ApiError> {
    expect_json(request)?;
    let bytes = bytes(payload, limit).await?;
    offload(bytes.len(), move || parse(&bytes)).await
}

/// Reads a JSON body if there is one.
///
/// # Errors
/// As [`read`], for a body that is not empty.
pub async fn read_if_any<T: DeserializeOwned>(
    request: &HttpRequest,
    payload: Payload,
) -> Result<Option<T>, ApiError> {
    let bytes = bytes(payload, JSON_LIMIT).await?;
    if bytes.is_empty() {
        return Ok(None);
    }
    expect_json(request)?;
    parse(&bytes).map(Some)
}

fn expect_json(request: &HttpRequest) -> Result<(), ApiError> {
    let is_json = request
        .content_type()
        .eq_ignore_ascii_case("application/json");
    let encoding = request.headers().get(CONTENT_ENCODING);
    if is_json && encoding.is_none_or(|encoding| encoding == "identity") {
        return Ok(());
    }
    Err(ApiError::UnsupportedMediaType)
}

async fn bytes(payload: Payload, limit: usize) -> Result<Bytes, ApiError> {
    let received = to_bytes_limited(BodyStream::new(payload), limit);
    match timeout(PATIENCE, received).await {
        Ok(Ok(Ok(bytes))) => Ok(bytes),
        Ok(Ok(Err(_))) => Err(ApiError::BadRequest),
        Ok(Err(_)) => Err(ApiError::BodyTooLarge(limit)),
        Err(_) => Err(ApiError::BodyTooSlow(PATIENCE)),
    }
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut json)
        .map_err(|error| refused(&error.path().to_string(), error.inner()))?;
    json.end().map_err(|error| refused(".", &error))?;
    Ok(value)
}

fn refused(path: &str, error: &serde_json::Error) -> ApiError {
    let words = error.to_string();
    match error.classify() {
        Category::Syntax | Category::Eof | Category::Io => ApiError::InvalidJson(words),
        Category::Data => {
            // serde_json ends every sentence with a place that helps nobody who sent one line.
            let problem = words.split(" at line ").next().unwrap_or(&words);
            invalid_field(path, &without_long_quote(problem))
        }
    }
}

/// The sentence without the value that was sent, if that is long: it may be a picture.
fn without_long_quote(problem: &str) -> Cow<'_, str> {
    let Some((before, rest)) = problem.split_once('"') else {
        return problem.into();
    };
    let (value, after) = rest.rsplit_once('"').unwrap_or((rest, ""));
    if value.len() <= LONGEST_QUOTE {
        return problem.into();
    }
    format!("{before}\"…\"{after}").into()
}

/// Names the field of a serde complaint: the path says where, the sentence often says which.
pub(super) fn invalid_field(path: &str, problem: &str) -> ApiError {
    let at = path.trim_matches('.');
    if let Some(name) = named(problem, "missing field `") {
        let field = if at.is_empty() {
            name.to_owned()
        } else {
            format!("{at}.{name}")
        };
        return field_error(&field, "missing");
    }
    if let Some(name) = named(problem, "unknown field `") {
        let field = if at.is_empty() { name } else { at };
        let known = problem.split_once(", ").map_or("", |(_, known)| known);
        let known = known.replace('`', "");
        return field_error(field, &format!("unknown field, {known}"));
    }
    field_error(if at.is_empty() { "body" } else { at }, problem)
}

fn named<'a>(problem: &'a str, start: &str) -> Option<&'a str> {
    problem.strip_prefix(start)?.split('`').next()
}

fn field_error(field: &str, problem: &str) -> ApiError {
    ApiError::InvalidField {
        field: field.to_owned(),
        problem: problem.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Outer {
        #[serde(rename = "name")]
        _name: String,
        #[serde(rename = "inner")]
        _inner: Option<Inner>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Inner {
        #[serde(rename = "age")]
        _age: u32,
    }

    fn refusal(json: &str) -> String {
        parse::<Outer>(json.as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn every_complaint_names_its_field() {
        assert_eq!(refusal("{}"), "name: missing");
        assert_eq!(
            refusal(r#"{"name":"a","colour":1}"#),
            "colour: unknown field, expected name or inner"
        );
        assert_eq!(
            refusal(r#"{"name":5}"#),
            "name: invalid type: integer `5`, expected a string"
        );
        assert_eq!(refusal(r#"{"name":"a","inner":{}}"#), "inner.age: missing");
        assert_eq!(
            refusal(r#"{"name":"a","inner":{"age":-1}}"#),
            "inner.age: invalid value: integer `-1`, expected u32"
        );
        assert!(
            refusal("[]").starts_with("body: invalid"),
            "{}",
            refusal("[]")
        );
    }

    #[test]
    fn what_is_no_json_is_told_apart_from_a_wrong_field() {
        for text in ["", "{", "nonsense", r#"{"name":"a"} x"#] {
            let error = parse::<Outer>(text.as_bytes()).unwrap_err();
            assert!(matches!(error, ApiError::InvalidJson(_)), "{text}: {error}");
        }
    }
}
