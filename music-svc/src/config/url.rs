//! Where third parties are.

use std::str::FromStr;

use reqwest::Url;

use crate::config::subsonic::is_nearby;

/// The base of a third party's URLs: https, or http on loopback.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceUrl(Url);

impl ServiceUrl {
    /// The URL of an absolute path below this base.
    pub(crate) fn at(&self, path: &str) -> Url {
        let mut url = self.0.clone();
        url.set_path(&format!("{}{path}", self.0.path().trim_end_matches('/')));
        url
    }

    pub(crate) fn is_encrypted(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// As `from_str`, and http also within a private network.
    pub(super) fn nearby(text: &str) -> Option<Self> {
        bare(text, is_nearby)
    }
}

impl FromStr for ServiceUrl {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let is_loopback = |host: &str| matches!(host, "127.0.0.1" | "[::1]" | "localhost");
        bare(text, is_loopback).ok_or(())
    }
}

/// An https URL, or one of http where the host allows it, without login or query.
fn bare(text: &str, may_be_plain: impl Fn(&str) -> bool) -> Option<ServiceUrl> {
    let url = Url::parse(text).ok()?;
    let host = url.host_str()?;
    let is_safe = url.scheme() == "https" || (url.scheme() == "http" && may_be_plain(host));
    let is_bare = url.query().is_none() && url.username().is_empty() && url.password().is_none();
    (is_safe && is_bare && !host.is_empty()).then_some(ServiceUrl(url))
}
