//! The JSON of songs: what is recommended, and how it is played.

mod record;
mod score;

use std::collections::BTreeMap;

use proto::music::v1 as music;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{dto::time::Moment, ticket::Ticket};

pub use record::{
    FeedbackRequest, Provider, ProviderList, RetractQuery, SongHistoryItem, SongHistoryPage,
    SongHistoryQuery, Taste,
};
pub use score::Score;

const STREAM: &str = "stream";

/// What songs are wanted, as a query string or as a body.
#[derive(Deserialize, IntoParams, ToSchema)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SongsRequest {
    /// `happy`, `sad`, `angry` or `neutral`.
    pub mood: String,
    /// `match`, `lift` or `surprise`; remembered for the mood. When absent, what was last chosen
    /// for the mood, else the user's preference.
    pub intent: Option<String>,
    /// 1 … 50; 20 when absent.
    #[param(minimum = 1, maximum = 50)]
    #[schema(minimum = 1, maximum = 50)]
    pub limit: Option<u32>,
    /// The same seed gives the same list, as long as nothing was done in between.
    pub seed: Option<u64>,
}

/// Songs for a mood.
#[derive(Serialize, ToSchema)]
pub struct SongList {
    /// The mood that was asked for.
    pub mood: String,
    /// The intent that was followed.
    pub intent: String,
    /// Where the songs come from: one source for a list.
    pub source: String,
    /// Whether another source should have answered.
    pub degraded: bool,
    /// What the user should know about this list.
    pub notice: Option<String>,
    /// The songs.
    pub songs: Vec<Song>,
    /// Whole playlists or albums, possibly none.
    pub collections: Vec<Collection>,
}

impl From<music::Recommendation> for SongList {
    fn from(list: music::Recommendation) -> Self {
        Self {
            mood: list.mood,
            intent: list.intent,
            source: list.source,
            degraded: list.degraded,
            notice: list.notice,
            songs: list.songs.into_iter().map(Song::from).collect(),
            collections: list.collections.into_iter().map(Collection::from).collect(),
        }
    }
}

/// One song.
#[derive(Debug, Serialize, ToSchema)]
pub struct Song {
    /// Opaque; may hold a colon.
    pub id: String,
    /// The title.
    pub title: String,
    /// Who made it.
    pub artists: Vec<String>,
    /// The album.
    pub album: Option<String>,
    /// A picture.
    pub artwork_url: Option<String>,
    /// How long it is.
    pub duration_ms: Option<u32>,
    /// Whether the lyrics are explicit.
    pub explicit: bool,
    /// −1 … 1; null for sources that forbid analysis.
    pub valence: Option<f32>,
    /// −1 … 1; null for sources that forbid analysis.
    pub arousal: Option<f32>,
    /// Where people find it.
    pub url: String,
    /// How to play it; null in the history.
    pub playback: Option<Playback>,
    /// Why it is here.
    pub reasons: Vec<Reason>,
    /// When it came out.
    pub year: Option<u32>,
    /// What it is.
    pub genres: Vec<String>,
    /// In points: exactly the sum of the reasons' contributions.
    pub score: i32,
    /// Whether the user liked it, in this list or another; false in the history.
    pub liked: bool,
}

impl From<music::Song> for Song {
    fn from(song: music::Song) -> Self {
        Self {
            id: song.id,
            title: song.title,
            artists: song.artists,
            album: song.album,
            artwork_url: song.artwork_url,
            duration_ms: song.duration_ms,
            explicit: song.explicit,
            valence: song.valence,
            arousal: song.arousal,
            url: song.url,
            playback: song.playback.map(Playback::from),
            reasons: song.reasons.into_iter().map(Reason::from).collect(),
            year: song.year,
            genres: song.genres,
            score: song.score,
            liked: song.liked,
        }
    }
}

impl Song {
    /// Adds a ticket to those links that lead to our own paths.
    #[must_use]
    pub fn ticketed(mut self, issue: impl FnOnce(&str) -> Ticket) -> Self {
        let streamed = self.playback.as_mut();
        let streamed = streamed.filter(|playback| playback.kind == STREAM);
        let picture = self.artwork_url.as_mut();
        let picture = picture.filter(|url| url.starts_with('/'));
        if streamed.is_none() && picture.is_none() {
            return self;
        }
        let ticket = issue(&self.id);
        if let Some(playback) = streamed {
            playback.url = format!("{}?ticket={}", playback.url, ticket.text);
            playback.expires_at = Some(Moment(ticket.expires_at_ms));
        }
        if let Some(url) = picture {
            *url = format!("{url}?ticket={}", ticket.text);
        }
        self
    }
}

/// How to play a song of our own path.
#[derive(Serialize, ToSchema)]
pub struct Link {
    /// Always `stream`.
    #[schema(value_type = String)]
    pub kind: &'static str,
    /// For an `<audio>` element.
    pub url: String,
    /// When it stops working.
    pub expires_at: Moment,
}

/// How to play something.
#[derive(Debug, Serialize, ToSchema)]
pub struct Playback {
    /// `embed` (an iframe), `stream` (our own path), `synth` (from `score`) or `link`.
    pub kind: String,
    /// Empty for `synth`. For `stream` it holds a ticket, so that an `<audio>` element can use it.
    pub url: String,
    /// When the ticket of a `stream` ends: GET /songs/{id}/playback gives a new one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Moment>,
    /// Only for `synth`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<Score>,
}

impl From<music::Playback> for Playback {
    fn from(playback: music::Playback) -> Self {
        Self {
            kind: playback.kind,
            url: playback.url,
            expires_at: None,
            score: playback.score.map(Score::from),
        }
    }
}

/// Why a song is in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Reason {
    /// A word for programs.
    pub code: String,
    /// Words for people.
    pub text: String,
    /// What it adds to the song's score, in points; 1000 is the length 1 on the plane of valence
    /// and arousal.
    pub contribution: i32,
    /// The numbers that the contribution was computed from, to four decimals.
    pub features: BTreeMap<String, f64>,
    /// The genre it speaks of, where it speaks of one.
    pub genre: Option<String>,
}

impl From<music::Reason> for Reason {
    fn from(reason: music::Reason) -> Self {
        Self {
            code: reason.code,
            text: reason.text,
            contribution: reason.contribution,
            features: reason.features.into_iter().collect(),
            genre: reason.genre,
        }
    }
}

/// A whole playlist or album.
#[derive(Serialize, ToSchema)]
pub struct Collection {
    /// Opaque.
    pub id: String,
    /// `playlist` or `album`.
    pub kind: String,
    /// The title.
    pub title: String,
    /// Who made it.
    pub by: String,
    /// A picture.
    pub artwork_url: Option<String>,
    /// Where people find it.
    pub url: String,
    /// How to play it.
    pub playback: Option<Playback>,
}

impl From<music::Collection> for Collection {
    fn from(collection: music::Collection) -> Self {
        Self {
            id: collection.id,
            kind: collection.kind,
            title: collection.title,
            by: collection.by,
            artwork_url: collection.artwork_url,
            url: collection.url,
            playback: collection.playback.map(Playback::from),
        }
    }
}
