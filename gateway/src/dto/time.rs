//! Times as the API writes them: RFC 3339, UTC, whole milliseconds.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use utoipa::ToSchema;

/// A moment, in milliseconds since the Unix epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ToSchema)]
#[schema(value_type = String, format = DateTime, examples("2026-01-31T09:30:00.000Z"))]
pub struct Moment(pub i64);

impl Moment {
    /// This moment.
    pub fn now() -> Self {
        Self(Timestamp::now().as_millisecond())
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let far = if self.0 < 0 {
            Timestamp::MIN
        } else {
            Timestamp::MAX
        };
        let timestamp = Timestamp::from_millisecond(self.0).unwrap_or(far);
        write!(f, "{timestamp:.3}")
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let timestamp: Timestamp = text.parse().map_err(|_| {
            D::Error::custom("expected a time with its offset, such as 2026-01-31T09:30:00Z")
        })?;
        Ok(Self(timestamp.as_millisecond()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_in_utc_with_three_digits() {
        assert_eq!(
            Moment(1_769_851_800_000).to_string(),
            "2026-01-31T09:30:00.000Z"
        );
        assert_eq!(
            Moment(1_769_851_800_042).to_string(),
            "2026-01-31T09:30:00.042Z"
        );
    }

    #[test]
    fn an_offset_is_understood_and_a_time_without_one_refused() {
        let read = |text: &str| serde_json::from_str::<Moment>(&format!("{text:?}"));
        assert_eq!(
            read("2026-01-31T10:30:00+01:00").unwrap(),
            Moment(1_769_851_800_000)
        );
        assert!(read("2026-01-31T10:30:00").is_err());
        assert!(read("yesterday").is_err());
    }
}
