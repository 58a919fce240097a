//! The rules for what people may write into their account.

use crate::error::Error;

/// Lengths are counted in characters, not bytes.
const USERNAME: std::ops::RangeInclusive<usize> = 3..=32;
const RESERVED: [&str; 3] = ["attune", "admin", "system"];
const EMAIL_MAX: usize = 254;
const LOCAL_PART_MAX: usize = 64;
const LABEL_MAX: usize = 63;
const DISPLAY_NAME_MAX: usize = 60;
const GENDER_MAX: usize = 40;
const AGE: std::ops::RangeInclusive<u32> = 13..=120;
const DEVICE_MAX: usize = 200;

fn invalid<T>(code: &'static str, message: impl Into<String>) -> Result<T, Error> {
    let message = message.into();
    Err(Error::Invalid { code, message })
}

/// 3 to 32 of letters, digits, '_', '.' and '-'; not one of ours.
pub(crate) fn username(text: &str) -> Result<String, Error> {
    let name = text.trim();
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    if !USERNAME.contains(&name.chars().count()) || !name.chars().all(allowed) {
        return invalid(
            "invalid_username",
            "the username must have 3 to 32 characters, each a letter from a to z, a digit, or one of _ . -",
        );
    }
    if RESERVED.contains(&name.to_ascii_lowercase().as_str()) {
        return invalid(
            "invalid_username",
            "this username is reserved: choose another",
        );
    }
    Ok(name.to_owned())
}

/// One '@' between a name and a domain that has a dot or is `localhost`, at most 254 characters.
pub(crate) fn email(text: &str) -> Result<String, Error> {
    let address = text.trim();
    if address.chars().count() > EMAIL_MAX {
        return invalid(
            "invalid_email",
            "the e-mail address must have at most 254 characters",
        );
    }
    let whole = address
        .split_once('@')
        .is_some_and(|(local, domain)| is_local_part(local) && is_domain(domain));
    if !whole {
        return invalid(
            "invalid_email",
            "the e-mail address must look like name@example.org",
        );
    }
    Ok(address.to_owned())
}

fn is_local_part(text: &str) -> bool {
    let forbidden = |c: char| c.is_control() || c.is_whitespace() || "@<>()[]\\,;:\"".contains(c);
    (1..=LOCAL_PART_MAX).contains(&text.chars().count())
        && !text.chars().any(forbidden)
        && text.split('.').all(|atom| !atom.is_empty())
}

fn is_domain(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=LABEL_MAX).contains(&label.chars().count())
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.split('.').all(is_label) && (text.contains('.') || text.eq_ignore_ascii_case("localhost"))
}

/// 1 to 60 characters on one line; nothing or an empty text means that the username is shown.
pub(crate) fn display_name(text: Option<&str>) -> Result<Option<String>, Error> {
    let Some(name) = text.map(str::trim).filter(|name| !name.is_empty()) else {
        return Ok(None);
    };
    if name.chars().count() > DISPLAY_NAME_MAX || name.chars().any(is_disruptive) {
        return invalid(
            "invalid_display_name",
            "the display name must have 1 to 60 characters and no line breaks or control characters",
        );
    }
    Ok(Some(name.to_owned()))
}

/// At most 40 characters on one line; nothing or an empty text means not told.
pub(crate) fn gender(text: Option<&str>) -> Result<Option<String>, Error> {
    let Some(gender) = text.map(str::trim).filter(|gender| !gender.is_empty()) else {
        return Ok(None);
    };
    if gender.chars().count() > GENDER_MAX || gender.chars().any(is_disruptive) {
        return invalid(
            "invalid_gender",
            "the gender must have at most 40 characters and no line breaks or control characters",
        );
    }
    Ok(Some(gender.to_owned()))
}

/// Control characters, and the format characters that reorder or break a line: with those a name
/// could disguise itself as another.
fn is_disruptive(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// 13 to 120 years.
pub(crate) fn age(years: u32) -> Result<u32, Error> {
    if AGE.contains(&years) {
        return Ok(years);
    }
    Err(Error::OutOfRange {
        code: "invalid_age",
        message: "the age must be from 13 to 120 years".to_owned(),
    })
}

/// The first 200 characters of a user agent. Only shown in the list of sessions, so what cannot
/// be shown is dropped instead of refused.
pub(crate) fn device(text: &str) -> String {
    let kept = text.chars().filter(|c| !is_disruptive(*c));
    kept.take(DEVICE_MAX).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usernames_are_3_to_32_of_the_named_characters() {
        let longest = "x".repeat(32);
        for good in ["abc", "A.b-c_9", "  ada ", &longest] {
            assert_eq!(username(good).unwrap(), good.trim());
        }
        let too_long = "x".repeat(33);
        for bad in ["", "ab", "ada lovelace", "ädä", "a@b", "a\nb", &too_long] {
            let error = username(bad).unwrap_err();
            assert!(
                error.to_string().contains("username must have 3 to 32"),
                "{bad:?}: {error}"
            );
        }
    }

    #[test]
    fn our_own_names_are_reserved_in_any_case() {
        for name in ["attune", "Admin", "SYSTEM"] {
            assert!(username(name).unwrap_err().to_string().contains("reserved"));
        }
    }

    #[test]
    fn plain_addresses_pass() {
        for good in [
            "a@b.co",
            "ada@localhost",
            "first.last+tag@mail.example.org",
            "o'brien@example.org",
            "jörg@bücher.example",
        ] {
            assert_eq!(email(good).unwrap(), good);
        }
    }

    #[test]
    fn broken_addresses_are_refused() {
        let long_local = format!("{}@example.org", "x".repeat(65));
        let long = format!("a@{}org", "example.".repeat(40));
        for bad in [
            "",
            "@",
            "a@",
            "@b.co",
            "a@b",
            "a@b@c.co",
            "a b@c.co",
            "a@b..co",
            "a@.co",
            "a@co.",
            "a..b@c.co",
            ".a@c.co",
            "a@-b.co",
            "a@b_c.co",
            "<a@b.co>",
            &long_local,
            &long,
        ] {
            assert!(email(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_display_name_has_one_line_and_60_characters() {
        let longest = "é".repeat(60);
        assert_eq!(display_name(Some(&longest)).unwrap(), Some(longest));
        assert_eq!(display_name(Some("  ")).unwrap(), None);
        assert_eq!(display_name(None).unwrap(), None);
        for bad in ["a\nb", "a\u{0}b", "a\u{202e}b", &"é".repeat(61)] {
            let error = display_name(Some(bad)).unwrap_err();
            assert!(error.to_string().contains("1 to 60"), "{bad:?}");
        }
    }

    #[test]
    fn a_gender_has_40_characters() {
        assert_eq!(gender(Some("")).unwrap(), None);
        assert!(gender(Some(&"x".repeat(40))).is_ok());
        assert!(gender(Some(&"x".repeat(41))).is_err());
    }

    #[test]
    fn an_age_is_from_13_to_120() {
        for (years, good) in [
            (0, false),
            (12, false),
            (13, true),
            (120, true),
            (121, false),
        ] {
            assert_eq!(age(years).is_ok(), good, "{years}");
        }
    }

    #[test]
    fn a_device_is_cut_and_cleaned_not_refused() {
        assert_eq!(device("Fire\u{7}fox\n"), "Firefox");
        assert_eq!(device(&"x".repeat(500)).len(), 200);
    }
}
