//! A place in a user's history, as the opaque text that a page ends with.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use uuid::Uuid;

use super::Detection;
use crate::error::Error;

/// The place right after a detection, newest first: by time, then by id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// The detection's time, in ms since the epoch.
    pub at_ms: i64,
    /// The detection's id.
    pub id: String,
}

impl Cursor {
    /// The place after this detection.
    pub fn after(detection: &Detection) -> Self {
        Self {
            at_ms: detection.at_ms,
            id: detection.id.clone(),
        }
    }

    /// The opaque text: base64url of the time and the id.
    pub fn encode(&self) -> String {
        let mut bytes = self.at_ms.to_be_bytes().to_vec();
        bytes.extend(self.id.as_bytes());
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads what [`Cursor::encode`] wrote.
    ///
    /// # Errors
    /// [`Error::InvalidCursor`] for anything else.
    pub fn decode(text: &str) -> Result<Self, Error> {
        let bytes = BASE64_URL_SAFE_NO_PAD
            .decode(text)
            .map_err(|_| Error::InvalidCursor)?;
        let (at_ms, id) = bytes.split_first_chunk().ok_or(Error::InvalidCursor)?;
        let id = std::str::from_utf8(id).map_err(|_| Error::InvalidCursor)?;
        Uuid::try_parse(id).map_err(|_| Error::InvalidCursor)?;
        Ok(Self {
            at_ms: i64::from_be_bytes(*at_ms),
            id: id.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_the_wire() {
        for at_ms in [i64::MIN, 0, 1_800_000_000_000] {
            let id = Uuid::now_v7().to_string();
            let cursor = Cursor { at_ms, id };
            assert_eq!(Cursor::decode(&cursor.encode()).unwrap(), cursor);
        }
    }

    #[test]
    fn anything_else_is_no_cursor() {
        let no_id = BASE64_URL_SAFE_NO_PAD.encode(7_i64.to_be_bytes());
        let wrong_id = BASE64_URL_SAFE_NO_PAD.encode(b"12345678no-uuid");
        for wrong in ["", "?", "AAAA", &no_id, &wrong_id] {
            assert!(
                matches!(Cursor::decode(wrong), Err(Error::InvalidCursor)),
                "{wrong}"
            );
        }
    }
}
