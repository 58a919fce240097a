//! What Spotify means by a status other than 200.

use serde_json::Value;

use crate::{catalog::SourceError, http::Reply};

const DEFAULT_WAIT_MS: i64 = 30_000;
const QUOTA_WAIT_MS: i64 = 60 * 60 * 1000;
/// Whatever a header says, we look again after a week.
const LONGEST_WAIT_MS: i64 = 7 * 24 * 60 * 60 * 1000;

/// The refusal of a call of the API.
pub(super) fn of_call(reply: &Reply) -> SourceError {
    match reply.status {
        429 => too_many(reply),
        // Every other 403 of Spotify has a JSON body.
        403 if json(reply).is_none() => SourceError::OwnerNotPremium,
        403 => SourceError::Unavailable {
            why: "forbids this call",
        },
        500.. => SourceError::Unavailable {
            why: "is out of order",
        },
        _ => SourceError::Unavailable {
            why: "refuses this call",
        },
    }
}

/// A 429 comes in two forms; both may lack the header.
fn too_many(reply: &Reply) -> SourceError {
    let json = json(reply).unwrap_or_default();
    let reason = json["error"]["reason"].as_str().or(json["reason"].as_str());
    let until_ms = |default: i64| {
        let wait = reply.retry_at_ms.unwrap_or(reply.received_ms + default);
        wait.clamp(reply.received_ms, reply.received_ms + LONGEST_WAIT_MS)
    };
    if reason == Some("QUOTA_EXCEEDED") {
        let until_ms = until_ms(QUOTA_WAIT_MS);
        SourceError::QuotaExceeded { until_ms }
    } else {
        let until_ms = until_ms(DEFAULT_WAIT_MS);
        SourceError::RateLimited { until_ms }
    }
}

fn json(reply: &Reply) -> Option<Value> {
    serde_json::from_slice(&reply.body).ok()
}

/// The refusal of a token, which has the shape of OAuth (RFC 6749, 5.2).
pub(super) fn of_token(reply: &Reply) -> SourceError {
    let error = json(reply).and_then(|json| Some(json["error"].as_str()?.to_owned()));
    match (reply.status, error.as_deref()) {
        (400 | 401, None | Some("invalid_client" | "unauthorized_client" | "invalid_grant")) => {
            SourceError::UnknownClient
        }
        _ => of_call(reply),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(status: u16, body: &str, retry_at_ms: Option<i64>) -> Reply {
        Reply {
            status,
            body: body.as_bytes().to_vec(),
            retry_at_ms,
            received_ms: 1_000,
        }
    }

    #[test]
    fn refusals_become_typed_errors() {
        let quota = r#"{"error":{"status":429,"reason":"QUOTA_EXCEEDED"}}"#;
        let rolling = r#"{"error":{"status":429,"message":"API rate limit exceeded"}}"#;
        for (reply, expected) in [
            (
                reply(429, rolling, Some(86_401_000)),
                SourceError::RateLimited {
                    until_ms: 86_401_000,
                },
            ),
            (
                reply(429, "", None),
                SourceError::RateLimited { until_ms: 31_000 },
            ),
            (
                reply(429, quota, None),
                SourceError::QuotaExceeded {
                    until_ms: 3_601_000,
                },
            ),
            (
                reply(429, quota, Some(9_000)),
                SourceError::QuotaExceeded { until_ms: 9_000 },
            ),
            (
                reply(403, "Active premium subscription required", None),
                SourceError::OwnerNotPremium,
            ),
        ] {
            assert_eq!(of_call(&reply), expected);
        }
        for status in [400, 403, 404, 500, 503] {
            let refusal = of_call(&reply(status, "{}", None));
            assert!(
                matches!(refusal, SourceError::Unavailable { .. }),
                "{status}"
            );
        }
    }

    #[test]
    fn an_absurd_wait_is_cut_to_a_week() {
        let refusal = of_call(&reply(429, "", Some(i64::MAX)));
        assert_eq!(
            refusal,
            SourceError::RateLimited {
                until_ms: 1_000 + LONGEST_WAIT_MS
            }
        );
    }

    #[test]
    fn a_refused_token_tells_a_wrong_key_from_an_outage() {
        let oauth = |code: &str| format!(r#"{{"error":"{code}","error_description":"x"}}"#);
        for status in [400, 401] {
            let refusal = of_token(&reply(status, &oauth("invalid_client"), None));
            assert_eq!(refusal, SourceError::UnknownClient);
        }
        for (status, body) in [(400, oauth("server_error")), (503, String::new())] {
            let refusal = of_token(&reply(status, &body, None));
            assert!(matches!(refusal, SourceError::Unavailable { .. }));
        }
        let refusal = of_token(&reply(429, "", Some(9_000)));
        assert_eq!(refusal, SourceError::RateLimited { until_ms: 9_000 });
    }
}
