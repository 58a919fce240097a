//! Query strings: unknown and missing parameters, and values out of range.

use std::{
    fmt::Display,
    future::{Ready, ready},
    ops::RangeInclusive,
};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use serde::de::DeserializeOwned;

use crate::error::ApiError;

/// The query string as `T`.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequest for Query<T> {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(parse(request.query_string()).map(Self))
    }
}

fn parse<T: DeserializeOwned>(text: &str) -> Result<T, ApiError> {
    let pairs = serde_urlencoded::Deserializer::new(form_urlencoded::parse(text.as_bytes()));
    serde_path_to_error::deserialize(pairs).map_err(|error| {
        let (path, problem) = (error.path().to_string(), error.inner().to_string());
        let about_the_name = ["missing field", "unknown field", "duplicate field"];
        if about_the_name
            .iter()
            .any(|start| problem.starts_with(start))
        {
            return super::json::invalid_field(&path, &problem);
        }
        ApiError::OutOfRange {
            field: path,
            problem,
        }
    })
}

/// Checks that a number lies in its range.
///
/// # Errors
/// [`ApiError::OutOfRange`] naming the field and the range.
pub fn within<N: PartialOrd + Display>(
    field: &str,
    value: N,
    range: RangeInclusive<N>,
) -> Result<N, ApiError> {
    if range.contains(&value) {
        return Ok(value);
    }
    Err(ApiError::OutOfRange {
        field: field.to_owned(),
        problem: format!("{value} is not within {} to {}", range.start(), range.end()),
    })
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Page {
        mood: String,
        limit: Option<u32>,
    }

    #[test]
    fn a_query_string_is_read_with_its_escapes() {
        let page: Page = parse("mood=a%20b&limit=7").unwrap();
        assert_eq!((page.mood.as_str(), page.limit), ("a b", Some(7)));
    }

    #[test]
    fn every_complaint_names_its_parameter() {
        let refusal = |text| parse::<Page>(text).unwrap_err();
        assert_eq!(refusal("").to_string(), "mood: missing");
        let unknown = refusal("mood=a&page=2");
        assert!(
            unknown.to_string().starts_with("page: unknown field"),
            "{unknown}"
        );
        let error = refusal("mood=a&limit=many");
        assert!(matches!(&error, ApiError::OutOfRange { field, .. } if field == "limit"));
    }

    #[test]
    fn a_number_out_of_range_is_told_the_range() {
        assert_eq!(within("wait", 25, 0..=25).unwrap(), 25);
        let error = within("wait", 26, 0..=25).unwrap_err();
        assert_eq!(error.to_string(), "wait: 26 is not within 0 to 25");
    }
}
