//! Asks the sources in order until one answers, and records what it answered.

use std::{collections::HashSet, sync::Arc};

use tracing::warn;
use uuid::Uuid;

use crate::{
    catalog::{Exclusions, Listing, MusicCatalog, Query, SourceError},
    clock::Clock,
    config::Market,
    error::Error,
    metrics::SourceMetrics,
    mood_map::{Intent, Mood},
    song::{Collection, Song},
    store::{Batch, Listener, MusicStore, Replay},
};

/// The most songs of one list.
const MOST: u32 = 50;
const USUAL: u32 = 20;

/// What a listener asks for, checked.
#[derive(Debug, Clone)]
pub(crate) struct Ask {
    pub(crate) mood: Mood,
    /// Said now, and remembered for this mood.
    pub(crate) chosen_intent: Option<Intent>,
    /// Taken where none was chosen for this mood before.
    pub(crate) usual_intent: Option<Intent>,
    /// 1 … 50
    pub(crate) limit: usize,
    /// None takes a new one.
    pub(crate) seed: Option<u64>,
    pub(crate) explicit: bool,
    pub(crate) market: Option<Market>,
}

/// A limit from the wire: 0 means 20.
pub(crate) fn limit(asked: u32) -> Result<usize, Error> {
    match asked {
        0 => Ok(USUAL as usize),
        1..=MOST => Ok(asked as usize),
        _ => Err(Error::LimitOutOfRange { most: MOST }),
    }
}

/// A list, and what the listener should know about where it comes from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Recommendation {
    pub(crate) mood: Mood,
    pub(crate) intent: Intent,
    pub(crate) source: &'static str,
    pub(crate) notice: Option<String>,
    pub(crate) songs: Vec<Song>,
    pub(crate) collections: Vec<Collection>,
    /// The ids of what the listener liked, in this list or another.
    pub(crate) liked: HashSet<String>,
}

impl Recommendation {
    /// Whether a source that is set up failed.
    pub(crate) fn is_degraded(&self) -> bool {
        self.notice.is_some()
    }
}

/// The sources in order of preference; the last one always answers.
pub(crate) struct Recommender {
    sources: Vec<Arc<dyn MusicCatalog>>,
    store: MusicStore,
    clock: Clock,
    metrics: SourceMetrics,
}

impl Recommender {
    pub(crate) fn new(
        sources: Vec<Arc<dyn MusicCatalog>>,
        store: MusicStore,
        clock: Clock,
    ) -> Self {
        Self {
            sources,
            store,
            clock,
            metrics: SourceMetrics::default(),
        }
    }

    /// The same, measured.
    #[must_use]
    pub(crate) fn measured(mut self, metrics: SourceMetrics) -> Self {
        self.metrics = metrics;
        self
    }

    /// Every source, the preferred one first.
    pub(crate) fn sources(&self) -> &[Arc<dyn MusicCatalog>] {
        &self.sources
    }

    /// Recommends songs to a user and records them. The same seed gives the same list as long as
    /// the user does nothing in between: it sees the time and the lists before it as they were when
    /// the seed first came.
    ///
    /// # Errors
    /// [`Error::Store`] when the database fails; a failing source is no error.
    pub(crate) async fn recommend(&self, user: &str, ask: Ask) -> Result<Recommendation, Error> {
        let seed = ask.seed.unwrap_or_else(random_seed);
        let is_intent_chosen = ask.chosen_intent.is_some();
        let query = self.query(user, ask, seed).await?;
        let mut recommendation = self.first_answer(&query).await;
        let batch = Batch {
            user_id: user.to_owned(),
            at_ms: self.clock.now_ms(),
            seed,
            is_intent_chosen,
        };
        self.store.record(batch, recommendation.clone()).await?;
        recommendation.liked = self.store.liked(user).await?;
        Ok(recommendation)
    }

    async fn query(&self, user: &str, ask: Ask, seed: u64) -> Result<Query, Error> {
        let replay = Replay {
            mood: ask.mood,
            chosen_intent: ask.chosen_intent,
            usual_intent: ask.usual_intent,
            seed,
            now_ms: self.clock.now_ms(),
        };
        let listener = self.store.listener(user, replay).await?;
        Ok(query(ask, listener, seed))
    }

    async fn first_answer(&self, query: &Query) -> Recommendation {
        let mut failed: Option<String> = None;
        for source in &self.sources {
            let answer = source.list(query).await;
            self.metrics.count(source.name(), &answer);
            match answer {
                Ok(listing) => return answered(source.as_ref(), query, (listing, failed)),
                Err(SourceError::NotConfigured) => {}
                Err(error) => {
                    let (name, cause) = (source.name(), error.word());
                    warn!(
                        source = name,
                        cause, "source gave no list, the next one is asked"
                    );
                    let failure = format!("{} {error}.", source.title());
                    failed = Some(failed.map_or(failure.clone(), |all| format!("{all} {failure}")));
                }
            }
        }
        // The built-in source answers always; an empty list is what would be left without it.
        Recommendation {
            mood: query.mood,
            intent: query.intent,
            source: "none",
            notice: failed,
            songs: Vec::new(),
            collections: Vec::new(),
            liked: HashSet::new(),
        }
    }
}

/// The question to the sources, from what is asked and what is known of who asks.
pub(crate) fn query(ask: Ask, listener: Listener, seed: u64) -> Query {
    let (profile, intent) = (ask.mood.profile(), listener.intent);
    let genres = profile.genres_for(intent);
    Query {
        mood: ask.mood,
        intent,
        target: profile.target_for(intent),
        genres: listener.taste.genres((ask.mood, intent), genres),
        market: ask.market.map(|market| market.as_str().to_owned()),
        explicit: ask.explicit,
        seed,
        exclusions: Exclusions {
            disliked: listener.disliked,
            recent: listener.recent,
            played: listener.played,
        },
        limit: ask.limit,
    }
}

fn answered(
    source: &dyn MusicCatalog,
    query: &Query,
    (listing, failed): (Listing, Option<String>),
) -> Recommendation {
    let title = source.title();
    let stale = listing
        .stale
        .map(|error| format!("{title} {error}; these are songs that it gave earlier."));
    let fallback = failed.map(|failure| format!("{failure} {title} answers instead."));
    Recommendation {
        mood: query.mood,
        intent: query.intent,
        source: source.name(),
        notice: stale.or(fallback),
        songs: listing.songs,
        collections: listing.collections,
        liked: HashSet::new(),
    }
}

/// Below 2⁵³, so that a client in JavaScript could repeat it.
fn random_seed() -> u64 {
    Uuid::new_v4().as_u64_pair().0 >> 11
}

#[cfg(test)]
mod tests;
