//! The JSON of what is kept: feedback, history, sources, taste.

use proto::music::v1 as music;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Song;
use crate::dto::time::Moment;

/// What the user did with a song.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FeedbackRequest {
    /// `like`, `dislike`, `skip`, `play` or `finish`.
    pub kind: String,
}

/// Which feedback is taken back.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RetractQuery {
    /// One kind; all of them when absent.
    pub kind: Option<String>,
}

/// Which part of the history.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SongHistoryQuery {
    /// The `cursor` of the page before.
    pub cursor: Option<String>,
    /// 1 … 200; 50 when absent.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
}

/// A page of what was recommended, newest first.
#[derive(Serialize, ToSchema)]
pub struct SongHistoryPage {
    /// The songs.
    pub items: Vec<SongHistoryItem>,
    /// For the next page; null at the end.
    pub cursor: Option<String>,
}

/// A song as it was recommended.
#[derive(Serialize, ToSchema)]
pub struct SongHistoryItem {
    /// Opaque.
    pub id: String,
    /// When.
    pub at: Moment,
    /// For which mood.
    pub mood: String,
    /// With which intent.
    pub intent: String,
    /// From where.
    pub source: String,
    /// The song, without its playback.
    pub song: Option<Song>,
    /// What the user did with it in this list.
    pub feedback: Vec<String>,
}

impl From<music::HistoryItem> for SongHistoryItem {
    fn from(item: music::HistoryItem) -> Self {
        Self {
            id: item.id,
            at: Moment(item.at_ms),
            mood: item.mood,
            intent: item.intent,
            source: item.source,
            song: item.song.map(Song::from),
            feedback: item.feedback,
        }
    }
}

/// The sources of songs.
#[derive(Serialize, ToSchema)]
pub struct ProviderList {
    /// Each of them.
    pub providers: Vec<Provider>,
}

/// One source of songs.
#[derive(Serialize, ToSchema)]
pub struct Provider {
    /// `builtin`, `spotify`, …
    pub name: String,
    /// `ready`, `not_configured` or `degraded`.
    pub state: String,
    /// Until when it is degraded.
    pub until: Option<Moment>,
    /// Why it is not ready.
    pub why: Option<String>,
}

impl From<music::Provider> for Provider {
    fn from(provider: music::Provider) -> Self {
        Self {
            name: provider.name,
            state: provider.state,
            until: provider.until_ms.map(Moment),
            why: provider.why,
        }
    }
}

/// What was learned about the user's taste.
#[derive(Serialize, ToSchema)]
pub struct Taste {
    /// In words.
    pub summary: String,
    /// In numbers.
    pub arms: Vec<TasteArm>,
}

/// What the user did with one genre in one mood under one intent, and what follows from it.
#[derive(Serialize, ToSchema)]
pub struct TasteArm {
    mood: String,
    intent: String,
    genre: String,
    likes: u32,
    dislikes: u32,
    skips: u32,
    plays: u32,
    finishes: u32,
    /// How welcome the genre is, 0 … 1: the mean of a Beta posterior; 0.5 is the map's own.
    mean: f64,
    /// How unsure that is: the posterior's standard deviation, 0.2887 while nothing is known.
    deviation: f64,
    /// The posterior's parameters, in which reactions count half after 60 days.
    alpha: f64,
    beta: f64,
    /// The same in words.
    text: String,
}

impl From<music::Taste> for Taste {
    fn from(taste: music::Taste) -> Self {
        let arm = |arm: music::TasteArm| TasteArm {
            mood: arm.mood,
            intent: arm.intent,
            genre: arm.genre,
            likes: arm.likes,
            dislikes: arm.dislikes,
            skips: arm.skips,
            plays: arm.plays,
            finishes: arm.finishes,
            mean: arm.mean,
            deviation: arm.deviation,
            alpha: arm.alpha,
            beta: arm.beta,
            text: arm.text,
        };
        Self {
            summary: taste.summary,
            arms: taste.arms.into_iter().map(arm).collect(),
        }
    }
}
