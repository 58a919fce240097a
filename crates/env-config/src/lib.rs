//! Typed reads of the environment and of the arguments; every error names the variable and what would be right.

mod task;

use std::{collections::BTreeMap, net::SocketAddr, path::PathBuf, str::FromStr};

use thiserror::Error;

pub use task::Task;

/// A variable holds a value that cannot be used. The value itself is left out: it may be a secret.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{name}: expected {expected}")]
pub struct InvalidVariable {
    /// The variable's name.
    pub name: &'static str,
    /// What would be right, with an example where that helps.
    pub expected: String,
}

/// A snapshot of the environment, or a made-up one in a test. An empty value counts as unset.
#[derive(Clone, Default)]
pub struct Env(BTreeMap<String, String>);

impl Env {
    /// Reads the process's environment; values that are not UTF-8 are left out.
    pub fn of_process() -> Self {
        let utf8 = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        };
        Self(std::env::vars_os().filter_map(utf8).collect())
    }

    /// Returns this environment with one variable set.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.0.insert(name.to_owned(), value.into());
        self
    }

    /// The text of a variable, if it is set.
    pub fn text(&self, name: &'static str) -> Option<&str> {
        self.0
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    /// Parses a variable, if it is set. `expected` completes the sentence "NAME: expected …".
    ///
    /// # Errors
    /// [`InvalidVariable`] when the value does not parse.
    pub fn parsed<T: FromStr>(
        &self,
        name: &'static str,
        expected: &str,
    ) -> Result<Option<T>, InvalidVariable> {
        let invalid = |_| InvalidVariable {
            name,
            expected: expected.to_owned(),
        };
        self.text(name)
            .map(|value| value.parse().map_err(invalid))
            .transpose()
    }

    /// An address to listen on, such as `127.0.0.1:8080`.
    ///
    /// # Errors
    /// [`InvalidVariable`] when it is not an IP address and port.
    pub fn address(
        &self,
        name: &'static str,
        default: SocketAddr,
    ) -> Result<SocketAddr, InvalidVariable> {
        let expected = "an IP address and port such as 127.0.0.1:8080 (port 0 takes a free one)";
        Ok(self.parsed(name, expected)?.unwrap_or(default))
    }

    /// One of a few words.
    ///
    /// # Errors
    /// [`InvalidVariable`] listing the words when the value is none of them.
    pub fn one_of(
        &self,
        name: &'static str,
        words: &[&'static str],
        default: &'static str,
    ) -> Result<&'static str, InvalidVariable> {
        let Some(value) = self.text(name) else {
            return Ok(default);
        };
        let known = words.iter().copied().find(|word| *word == value);
        known.ok_or_else(|| InvalidVariable {
            name,
            expected: format!("one of {}", words.join(", ")),
        })
    }

    /// `ATTUNE_DATA_DIR`, the folder of the database and the signing key; `./data` by default.
    pub fn data_dir(&self) -> PathBuf {
        PathBuf::from(self.text("ATTUNE_DATA_DIR").unwrap_or("./data"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_variable_counts_as_unset() {
        assert_eq!(Env::default().with("A", "").text("A"), None);
    }

    #[test]
    fn a_bad_address_names_the_variable_and_not_the_value() {
        let env = Env::default().with("ATTUNE_LISTEN", "nonsense");
        let error = env
            .address("ATTUNE_LISTEN", ([127, 0, 0, 1], 1).into())
            .unwrap_err();
        assert_eq!(error.name, "ATTUNE_LISTEN");
        assert!(!error.to_string().contains("nonsense"));
    }

    #[test]
    fn a_word_outside_the_list_is_refused_with_the_list() {
        let env = Env::default().with("ATTUNE_SIGNUPS", "maybe");
        let error = env
            .one_of("ATTUNE_SIGNUPS", &["open", "closed"], "open")
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "ATTUNE_SIGNUPS: expected one of open, closed"
        );
    }
}
