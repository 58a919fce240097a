//! What a source of music is: a source-neutral question in, a listing or a typed error out.

use std::collections::HashSet;

use async_trait::async_trait;
use jiff::Timestamp;
use thiserror::Error;

use crate::{
    dice::Dice,
    mood_map::{Intent, Mood, Point},
    song::{Collection, Song},
    taste::Posterior,
};

/// A source of music.
#[async_trait]
pub(crate) trait MusicCatalog: Send + Sync {
    /// The word by which the wire knows it.
    fn name(&self) -> &'static str;

    /// The name by which people know it.
    fn title(&self) -> &'static str;

    /// Whether it can be asked now. Never contacts anyone.
    fn state(&self) -> SourceState;

    /// Lists songs for the query, the best first, each with the reasons that make its score. No
    /// disliked song is among them, recent and played ones only where there are not enough others,
    /// explicit ones only where the query allows them.
    async fn list(&self, query: &Query) -> Result<Listing, SourceError>;
}

/// What is wanted, in words that every source understands.
#[derive(Debug, Clone)]
pub(crate) struct Query {
    pub(crate) mood: Mood,
    pub(crate) intent: Intent,
    /// Where the music should lie, and for a lift where it should end.
    pub(crate) target: Point,
    /// The genres of the map and those that something was learned about.
    pub(crate) genres: Vec<Genre>,
    /// ISO 3166-1 alpha-2, in capitals; none leaves it to the source.
    pub(crate) market: Option<String>,
    pub(crate) explicit: bool,
    pub(crate) seed: u64,
    pub(crate) exclusions: Exclusions,
    /// 1 … 50
    pub(crate) limit: usize,
}

impl Query {
    /// What is known of a genre in this mood.
    pub(crate) fn genre(&self, name: &str) -> Option<&Genre> {
        self.genres.iter().find(|genre| genre.name == name)
    }

    /// Whether anything was learned for this mood and intent; if not, the map alone decides.
    pub(crate) fn is_learning(&self) -> bool {
        self.genres.iter().any(|genre| genre.posterior.is_some())
    }

    /// What a genre's posterior says in this list: always the same for a seed.
    pub(crate) fn opinion(&self, name: &str) -> Opinion {
        let known = self.genre(name).and_then(|genre| genre.posterior);
        let posterior = known.unwrap_or_default();
        let mean = posterior.mean();
        let draw = if self.is_learning() {
            posterior.draw(&mut Dice::new(self.seed, &format!("arm {name}")))
        } else {
            mean
        };
        Opinion {
            mean,
            draw,
            is_known: known.is_some(),
        }
    }
}

/// A genre, and what this listener makes of it in this mood.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Genre {
    pub(crate) name: String,
    /// What reactions under this intent say; none while there are none.
    pub(crate) posterior: Option<Posterior>,
    /// Whether the listener ever reacted to it in this mood, whatever the intent.
    pub(crate) is_known: bool,
}

/// How welcome a genre is, 0 … 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Opinion {
    /// By all that is known; 0.5 while nothing is.
    pub(crate) mean: f64,
    /// By chance, the nearer to the mean the more is known; the mean itself while nothing was
    /// learned about any genre.
    pub(crate) draw: f64,
    pub(crate) is_known: bool,
}

/// Song ids to leave out.
#[derive(Debug, Clone, Default)]
pub(crate) struct Exclusions {
    /// Never to be listed.
    pub(crate) disliked: HashSet<String>,
    /// To be listed only where there are not enough others.
    pub(crate) recent: HashSet<String>,
    /// The last that were played: to be listed only where there are not 20 others.
    pub(crate) played: HashSet<String>,
}

/// A source's answer.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Listing {
    pub(crate) songs: Vec<Song>,
    pub(crate) collections: Vec<Collection>,
    /// Set when the source failed and this is what it said earlier.
    pub(crate) stale: Option<SourceError>,
}

/// Whether a source can be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SourceState {
    Ready,
    NotConfigured,
    Degraded {
        /// Milliseconds since the Unix epoch, where it is known.
        until_ms: Option<i64>,
        why: SourceError,
    },
}

/// Why a source gave no listing. The words complete "NAME …".
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum SourceError {
    #[error("is not set up")]
    NotConfigured,
    #[error("refuses us because the owner of the app key has no Premium account")]
    OwnerNotPremium,
    #[error("does not accept the client id and secret that it was set up with")]
    UnknownClient,
    /// Whatever we do: somebody has to change a setting.
    #[error("{why}")]
    Refused { why: &'static str },
    #[error("asks us to wait until {}", when(*until_ms))]
    RateLimited { until_ms: i64 },
    /// Our own limit, before theirs is reached.
    #[error("was asked as often today as its setting allows, until {}", when(*until_ms))]
    SoftCap { until_ms: i64 },
    #[error("has used up its daily quota until {}", when(*until_ms))]
    QuotaExceeded { until_ms: i64 },
    #[error("{why}")]
    Unavailable { why: &'static str },
    #[error("answered with something that cannot be read")]
    Decode,
    #[error("found nothing that fits")]
    NothingFound,
}

impl SourceError {
    /// A word for logs and for the database.
    pub(crate) const fn word(&self) -> &'static str {
        match self {
            Self::NotConfigured => "not_configured",
            Self::OwnerNotPremium => "owner_not_premium",
            Self::UnknownClient => "unknown_client",
            Self::Refused { .. } => "refused",
            Self::RateLimited { .. } => "rate_limited",
            Self::SoftCap { .. } => "soft_cap",
            Self::QuotaExceeded { .. } => "quota_exceeded",
            Self::Unavailable { .. } => "unavailable",
            Self::Decode => "decode",
            Self::NothingFound => "nothing_found",
        }
    }
}

fn when(at_ms: i64) -> String {
    Timestamp::from_millisecond(at_ms)
        .map(|at| at.strftime("%Y-%m-%d %H:%M UTC").to_string())
        .unwrap_or_else(|_| "later".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_told_in_plain_words() {
        let error = SourceError::RateLimited {
            until_ms: 1_767_225_600_000,
        };
        assert_eq!(
            error.to_string(),
            "asks us to wait until 2026-01-01 00:00 UTC"
        );
    }
}
