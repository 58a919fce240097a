//! What the fake does to its callers.

use std::{str::FromStr, time::Duration};

/// How a rolling-window refusal says when to come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryAfter {
    /// A number of seconds.
    Seconds(u32),
    /// An HTTP date that many seconds from now.
    Date(u32),
    /// Not at all.
    Absent,
}

/// One way of behaving.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scenario {
    /// Everything works.
    Fine,
    /// The first token is expired for `/v1`; every later one works.
    ExpiredToken,
    /// As [`Scenario::ExpiredToken`], and three calls are held until all three are refused at once.
    ParallelExpired,
    /// No token ever works.
    TokenNeverWorks,
    /// The token endpoint does not know the client.
    UnknownClient,
    /// The app's owner has no Premium: 403 with a plain-text body.
    OwnerNotPremium,
    /// 429 of the rolling window.
    RateLimited(RetryAfter),
    /// 429 with `reason: QUOTA_EXCEEDED`.
    QuotaExceeded,
    /// Arrays hold nulls and nonsense between good items.
    NullItems,
    /// Items lack whatever is not needed to play them.
    MissingFields,
    /// A 200 whose JSON ends in the middle.
    Truncated,
    /// Answers only after this long.
    Slow(Duration),
    /// A body of about eight megabytes.
    Huge,
    /// 503 with an HTML page.
    Broken,
    /// Nothing is found.
    Empty,
}

const WORDS: [(&str, Scenario); 18] = [
    ("fine", Scenario::Fine),
    ("expired-token", Scenario::ExpiredToken),
    ("parallel-expired", Scenario::ParallelExpired),
    ("token-never-works", Scenario::TokenNeverWorks),
    ("unknown-client", Scenario::UnknownClient),
    ("owner-not-premium", Scenario::OwnerNotPremium),
    (
        "rate-limited",
        Scenario::RateLimited(RetryAfter::Seconds(30)),
    ),
    (
        "rate-limited-a-day",
        Scenario::RateLimited(RetryAfter::Seconds(86_400)),
    ),
    (
        "rate-limited-date",
        Scenario::RateLimited(RetryAfter::Date(120)),
    ),
    (
        "rate-limited-bare",
        Scenario::RateLimited(RetryAfter::Absent),
    ),
    ("quota-exceeded", Scenario::QuotaExceeded),
    ("null-items", Scenario::NullItems),
    ("missing-fields", Scenario::MissingFields),
    ("truncated", Scenario::Truncated),
    ("slow", Scenario::Slow(Duration::from_secs(30))),
    ("huge", Scenario::Huge),
    ("broken", Scenario::Broken),
    ("empty", Scenario::Empty),
];

impl Scenario {
    /// The words that [`Scenario::from_str`] knows.
    pub fn words() -> impl Iterator<Item = &'static str> {
        WORDS.iter().map(|(word, _)| *word)
    }
}

impl FromStr for Scenario {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let known = WORDS.iter().find(|(name, _)| *name == word);
        known.map(|(_, scenario)| *scenario).ok_or_else(|| {
            let words: Vec<_> = Self::words().collect();
            format!("unknown scenario {word}: one of {}", words.join(", "))
        })
    }
}
