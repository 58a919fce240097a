//! A place in the order of all messages, as the opaque text that a poller hands back.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

use crate::error::ChatError;

const VERSION: u8 = 1;
const LENGTH: usize = 9;

/// A place right after one message. A poller that asks for what has a higher sequence misses
/// nothing: SQLite has one writer at a time, a sequence is given under the write lock and the lock
/// is kept until the commit, so messages become visible in the order of their sequences.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Cursor(i64);

impl Cursor {
    /// Before every message.
    pub const START: Self = Self(0);

    /// The place after the message with this sequence.
    pub const fn after(seq: i64) -> Self {
        Self(seq)
    }

    /// The sequence of the message before this place, 0 for none.
    pub const fn seq(self) -> i64 {
        self.0
    }

    /// # Errors
    /// [`ChatError::InvalidCursor`] when [`Cursor::encode`] did not make the text.
    pub fn decode(text: &str) -> Result<Self, ChatError> {
        let bytes = BASE64_URL_SAFE_NO_PAD
            .decode(text)
            .map_err(|_| ChatError::InvalidCursor)?;
        let bytes: [u8; LENGTH] = bytes.try_into().map_err(|_| ChatError::InvalidCursor)?;
        let [version, sequence @ ..] = bytes;
        let seq = i64::from_be_bytes(sequence);
        if version != VERSION || seq < 0 {
            return Err(ChatError::InvalidCursor);
        }
        Ok(Self(seq))
    }

    /// The opaque text: base64url of a version and the sequence.
    pub fn encode(self) -> String {
        let mut bytes = [VERSION; LENGTH];
        bytes[1..].copy_from_slice(&self.0.to_be_bytes());
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_the_wire() {
        for seq in [0, 1, 255, 1 << 40, i64::MAX] {
            let text = Cursor::after(seq).encode();
            assert_eq!(Cursor::decode(&text).unwrap().seq(), seq);
        }
    }

    #[test]
    fn anything_else_is_no_cursor() {
        let other_version = BASE64_URL_SAFE_NO_PAD.encode([2, 0, 0, 0, 0, 0, 0, 0, 1]);
        let negative = BASE64_URL_SAFE_NO_PAD.encode([1, 255, 0, 0, 0, 0, 0, 0, 1]);
        let too_long = BASE64_URL_SAFE_NO_PAD.encode([1; 10]);
        let mut padded = Cursor::after(1).encode();
        padded.push('=');
        for wrong in ["", "1", "!", &other_version, &negative, &too_long, &padded] {
            assert!(Cursor::decode(wrong).is_err(), "{wrong:?}");
        }
    }
}
