//! A message, and the rules for what may be in one.

use crate::error::ChatError;

const BODY_LIMIT: usize = 4000;
const TXN_ID_LIMIT: usize = 64;
const USER_ID_LIMIT: usize = 64;

/// A stored message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Message {
    /// Its place in the order of all messages, from 1 up.
    pub seq: i64,
    pub id: String,
    pub conversation_id: String,
    pub from_user_id: String,
    pub body: String,
    /// Milliseconds since the Unix epoch.
    pub at_ms: i64,
}

/// A message about to be stored.
#[derive(Debug)]
pub(crate) struct Draft<'a> {
    pub conversation_id: &'a str,
    pub from_user_id: &'a str,
    pub body: &'a str,
    pub client_txn_id: Option<&'a str>,
    /// The message that this one answers; only the assistant's messages answer.
    pub in_reply_to: Option<&'a str>,
}

/// The text of a message: 1 to 4000 characters, not only white space, no control characters but
/// line feed and tab. It is kept as it was written.
#[derive(Debug, Clone)]
pub(crate) struct Body(String);

impl Body {
    /// # Errors
    /// [`ChatError::EmptyMessage`], [`ChatError::LongMessage`] or [`ChatError::ControlCharacter`].
    pub fn parse(text: &str) -> Result<Self, ChatError> {
        let text = text.replace("\r\n", "\n");
        if text.trim().is_empty() {
            return Err(ChatError::EmptyMessage);
        }
        let length = text.chars().count();
        if length > BODY_LIMIT {
            return Err(ChatError::LongMessage(length));
        }
        if text
            .chars()
            .any(|c| c.is_control() && !matches!(c, '\n' | '\t'))
        {
            return Err(ChatError::ControlCharacter);
        }
        Ok(Self(text))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The id that a client gives a message before it sends it: 1 to 64 characters.
#[derive(Debug, Clone)]
pub(crate) struct TxnId(String);

impl TxnId {
    /// # Errors
    /// [`ChatError::InvalidTxnId`].
    pub fn parse(text: String) -> Result<Self, ChatError> {
        let length = text.chars().count();
        if !(1..=TXN_ID_LIMIT).contains(&length) {
            return Err(ChatError::InvalidTxnId(length));
        }
        Ok(Self(text))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Checks that a text can be a user id: 1 to 64 characters, no white space, nothing invisible.
/// Whether such a user exists is not known here.
///
/// # Errors
/// [`ChatError::InvalidUser`] naming `field`.
pub(crate) fn user_id(field: &'static str, text: String) -> Result<String, ChatError> {
    let length = text.chars().count();
    let odd = |c: char| c.is_whitespace() || c.is_control();
    if !(1..=USER_ID_LIMIT).contains(&length) || text.contains(odd) {
        return Err(ChatError::InvalidUser(field));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_counts_characters_not_bytes() {
        assert!(Body::parse(&"ü".repeat(4000)).is_ok());
        let error = Body::parse(&"ü".repeat(4001)).unwrap_err();
        assert_eq!(
            error.to_string(),
            "body: the message has 4001 characters: 4000 are allowed"
        );
    }

    #[test]
    fn a_body_of_white_space_is_empty() {
        for empty in ["", " ", "\n\t ", "\u{3000}"] {
            let error = Body::parse(empty).unwrap_err();
            assert!(matches!(error, ChatError::EmptyMessage), "{empty:?}");
        }
    }

    #[test]
    fn a_body_keeps_lines_and_tabs_but_no_other_control_characters() {
        let kept = Body::parse(" a\r\n\tb ").unwrap();
        assert_eq!(kept.as_str(), " a\n\tb ");
        for control in ["a\r", "a\0", "\u{1b}[31m", "a\u{85}"] {
            let error = Body::parse(control).unwrap_err();
            assert!(matches!(error, ChatError::ControlCharacter), "{control:?}");
        }
    }

    #[test]
    fn a_txn_id_has_1_to_64_characters() {
        assert!(TxnId::parse("x".repeat(64)).is_ok());
        assert!(TxnId::parse(String::new()).is_err());
        assert!(TxnId::parse("x".repeat(65)).is_err());
    }

    #[test]
    fn a_user_id_has_no_spaces() {
        assert!(user_id("user_id", "0190-abc".into()).is_ok());
        for wrong in ["", "a b", "a\n", &"x".repeat(65)] {
            assert!(user_id("user_id", wrong.to_owned()).is_err(), "{wrong:?}");
        }
    }
}
