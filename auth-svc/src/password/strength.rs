//! What makes a password acceptable.

use crate::error::Error;

/// In characters.
const LENGTH: std::ops::RangeInclusive<usize> = 8..=256;
/// The most common passwords of eight and more characters, in lower case; shorter ones are
/// refused for their length.
const COMMON: &str = include_str!("../../assets/common_passwords.txt");

/// Refuses a password that is too short, too long, common, or made of the name or address.
/// `field` is what the caller calls it, such as `new password`.
pub(crate) fn check_strength(
    field: &str,
    password: &str,
    username: &str,
    email: &str,
) -> Result<(), Error> {
    let length = password.chars().count();
    if length > *LENGTH.end() {
        return Err(Error::Invalid {
            code: "invalid_password",
            message: format!("the {field} must have at most 256 characters"),
        });
    }
    let folded = password.to_lowercase();
    let reason = if length < *LENGTH.start() {
        "must have at least 8 characters"
    } else if folded.contains(&username.to_lowercase()) || folded == email.to_lowercase() {
        "must not contain the name or be the address you log in with"
    } else if COMMON.lines().any(|common| common == folded) {
        "is one of the most common ones: a short sentence works well"
    } else {
        return Ok(());
    };
    Err(Error::Invalid {
        code: "weak_password",
        message: format!("the {field} {reason}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(password: &str) -> Option<String> {
        check_strength("password", password, "Ada", "love@example.org")
            .err()
            .map(|error| error.to_string())
    }

    #[test]
    fn length_is_counted_in_characters() {
        assert_eq!(refusal("süß-süß!"), None);
        assert_eq!(refusal(&"é".repeat(256)), None);
        assert!(refusal("short").unwrap().contains("at least 8"));
        assert!(refusal("ééééééé").unwrap().contains("at least 8"));
        assert!(refusal(&"x".repeat(257)).unwrap().contains("at most 256"));
    }

    #[test]
    fn the_name_and_the_address_make_no_password() {
        for password in ["i-am-ADA-myself", "Love@Example.org"] {
            assert!(refusal(password).unwrap().contains("log in with"));
        }
        assert_eq!(refusal("love@example.org.uk"), None);
    }

    #[test]
    fn common_passwords_are_refused_in_any_case() {
        for password in ["Password1", "12345678", "QWERTYUIOP"] {
            assert!(refusal(password).unwrap().contains("most common"));
        }
    }

    #[test]
    fn the_list_holds_only_what_the_length_lets_through() {
        assert!(COMMON.lines().count() >= 100);
        for line in COMMON.lines() {
            assert!(line.len() >= 8 && line == line.to_lowercase(), "{line}");
        }
    }
}
