//! How a person wants Attune to look and to choose music.

use serde::Serialize;

use crate::error::Error;

const THEMES: [&str; 3] = ["system", "light", "dark"];
const INTENTS: [&str; 3] = ["match", "lift", "surprise"];
const LANGUAGE_MAX: usize = 35;
const RETENTION_DAYS: std::ops::RangeInclusive<u32> = 1..=3650;

/// A person's settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Preferences {
    /// `system`, `light` or `dark`.
    pub theme: String,
    /// A BCP 47 tag such as `en` or `pt-BR`.
    pub language: String,
    /// `match`, `lift` or `surprise`.
    pub intent: String,
    /// Whether songs with explicit lyrics may be recommended.
    pub explicit: bool,
    /// How long moods are kept, in days; for ever where unset.
    pub retention_days: Option<u32>,
    /// Whether moods are smoothed over several frames.
    pub smoothing: bool,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            theme: "system".to_owned(),
            language: "en".to_owned(),
            intent: "match".to_owned(),
            explicit: false,
            retention_days: None,
            smoothing: true,
        }
    }
}

/// One of the three themes.
pub(crate) fn theme(word: String) -> Result<String, Error> {
    one_of(word, &THEMES, "invalid_theme", "theme")
}

/// One of the three intents.
pub(crate) fn intent(word: String) -> Result<String, Error> {
    one_of(word, &INTENTS, "invalid_intent", "music intent")
}

fn one_of(word: String, words: &[&str], code: &'static str, field: &str) -> Result<String, Error> {
    if words.contains(&word.as_str()) {
        return Ok(word);
    }
    let message = format!("the {field} must be one of {}", words.join(", "));
    Err(Error::OutOfRange { code, message })
}

/// The shape of a BCP 47 tag: subtags of 1 to 8 letters or digits, the first 2 to 8 letters.
pub(crate) fn language(tag: String) -> Result<String, Error> {
    let mut subtags = tag.split('-');
    let primary = subtags.next().unwrap_or_default();
    let whole = tag.len() <= LANGUAGE_MAX
        && (2..=8).contains(&primary.len())
        && primary.chars().all(|c| c.is_ascii_alphabetic())
        && subtags.all(|subtag| {
            (1..=8).contains(&subtag.len()) && subtag.chars().all(|c| c.is_ascii_alphanumeric())
        });
    if whole {
        return Ok(tag);
    }
    Err(Error::Invalid {
        code: "invalid_language",
        message: "the language must be a tag such as en or pt-BR of at most 35 characters"
            .to_owned(),
    })
}

/// 1 to 3650 days, or 0 for "keep until erased".
pub(crate) fn retention_days(days: u32) -> Result<Option<u32>, Error> {
    if days == 0 || RETENTION_DAYS.contains(&days) {
        return Ok(Some(days).filter(|days| *days > 0));
    }
    Err(Error::OutOfRange {
        code: "invalid_retention_days",
        message:
            "the retention must be from 1 to 3650 days, or 0 to keep moods until you erase them"
                .to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_outside_the_lists_are_refused_with_the_list() {
        let error = theme("Dark".to_owned()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the theme must be one of system, light, dark"
        );
        assert!(intent("calm".to_owned()).is_err());
        assert_eq!(intent("lift".to_owned()).unwrap(), "lift");
    }

    #[test]
    fn language_tags_have_their_shape() {
        for good in ["en", "pt-BR", "zh-Hant-TW", "de-CH-1996", "sr-Latn-RS"] {
            assert!(language(good.to_owned()).is_ok(), "{good}");
        }
        let long = format!("en{}", "-abcdefgh".repeat(4));
        for bad in [
            "",
            "e",
            "en_US",
            "en-",
            "-en",
            "12",
            "en-ä",
            "en-abcdefghi",
            &long,
        ] {
            assert!(language(bad.to_owned()).is_err(), "{bad}");
        }
    }

    #[test]
    fn retention_is_1_to_3650_days_or_for_ever() {
        assert_eq!(retention_days(0).unwrap(), None);
        assert_eq!(retention_days(1).unwrap(), Some(1));
        assert_eq!(retention_days(3650).unwrap(), Some(3650));
        assert!(retention_days(3651).is_err());
    }
}
