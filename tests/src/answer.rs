//! What came back over HTTP.

use reqwest::{StatusCode, header::HeaderMap};
use serde_json::Value;

/// Status, headers and body of one response.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body; null when it is empty, a string when it is no JSON.
    pub body: Value,
}

impl Answer {
    /// Reads a whole response; nothing when it breaks off.
    pub(crate) async fn of(response: reqwest::Response) -> Option<Self> {
        let (status, headers) = (response.status(), response.headers().clone());
        let text = response.text().await.ok()?;
        let body = if text.is_empty() {
            Value::Null
        } else {
            serde_json::from_str(&text).unwrap_or(Value::String(text))
        };
        Some(Self {
            status,
            headers,
            body,
        })
    }

    /// The body, provided that the status is this one.
    ///
    /// # Panics
    /// When it is another, with the whole answer.
    #[track_caller]
    pub fn expect(self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{self:?}");
        self.body
    }

    /// Asserts an error of the documented shape: status, code, a message and the request id.
    ///
    /// # Panics
    /// When any of it is missing or different.
    #[track_caller]
    pub fn expect_error(self, status: u16, code: &str) -> String {
        let header = self
            .headers
            .get("x-request-id")
            .cloned()
            .expect("x-request-id");
        let body = self.expect(status);
        assert_eq!(body["error"]["code"], code, "{body}");
        assert_eq!(body["error"]["request_id"], header.to_str().expect("ascii"));
        body["error"]["message"]
            .as_str()
            .filter(|text| !text.is_empty())
            .expect("message")
            .to_owned()
    }
}
