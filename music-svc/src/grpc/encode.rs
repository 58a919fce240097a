//! The domain's types as protobuf messages.

use proto::music::v1 as pb;

use crate::{
    catalog::{MusicCatalog, SourceState},
    reason::Reason,
    recommender::Recommendation,
    song::{Collection, Note, Playback, Score, Song, Track},
    store::{HistoryItem, Page},
    taste::{Arm, Taste},
};

const SCORE_VERSION: u32 = 1;

impl From<Recommendation> for pb::Recommendation {
    fn from(recommendation: Recommendation) -> Self {
        let liked = &recommendation.liked;
        let song = |song: Song| pb::Song {
            liked: liked.contains(&song.id),
            ..song.into()
        };
        Self {
            mood: recommendation.mood.word().to_owned(),
            intent: recommendation.intent.word().to_owned(),
            source: recommendation.source.to_owned(),
            degraded: recommendation.is_degraded(),
            notice: recommendation.notice,
            songs: recommendation.songs.into_iter().map(song).collect(),
            collections: recommendation
                .collections
                .into_iter()
                .map(Into::into)
                .collect(),
        }
    }
}

impl From<Song> for pb::Song {
    fn from(song: Song) -> Self {
        Self {
            id: song.id,
            title: song.title,
            artists: song.artists,
            album: song.album,
            artwork_url: song.artwork_url,
            duration_ms: song.duration_ms,
            explicit: song.explicit,
            valence: song.point.map(|point| point.valence),
            arousal: song.point.map(|point| point.arousal),
            url: song.url,
            playback: playback(song.playback),
            reasons: song.reasons.into_iter().map(Into::into).collect(),
            year: song.year,
            genres: song.genres,
            score: song.score,
            liked: false,
        }
    }
}

fn playback(playback: Playback) -> Option<pb::Playback> {
    let (kind, url, score) = match playback {
        Playback::None => return None,
        Playback::Embed(url) => ("embed", url, None),
        Playback::Link(url) => ("link", url, None),
        Playback::Stream(path) => ("stream", path, None),
        Playback::Synth(score) => ("synth", String::new(), Some(score.into())),
    };
    Some(pb::Playback {
        kind: kind.to_owned(),
        url,
        score,
    })
}

impl From<Reason> for pb::Reason {
    fn from(reason: Reason) -> Self {
        Self {
            code: reason.code.word().to_owned(),
            text: reason.text,
            contribution: reason.contribution,
            features: reason.features.into_iter().collect(),
            genre: reason.genre,
        }
    }
}

impl From<Score> for pb::Score {
    fn from(score: Score) -> Self {
        Self {
            version: SCORE_VERSION,
            tempo_bpm: score.tempo_bpm,
            key: score.key.to_owned(),
            mode: score.mode.to_owned(),
            beats_per_bar: score.beats_per_bar,
            bars: score.bars,
            duration_ms: score.duration_ms,
            seed: score.seed,
            tracks: score.tracks.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<Track> for pb::Track {
    fn from(track: Track) -> Self {
        Self {
            instrument: track.instrument.to_owned(),
            gain: track.gain,
            notes: track.notes.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<Note> for pb::Note {
    fn from(note: Note) -> Self {
        Self {
            start_beat: note.start_beat,
            length_beats: note.length_beats,
            midi: note.midi,
            velocity: note.velocity,
        }
    }
}

impl From<Collection> for pb::Collection {
    fn from(collection: Collection) -> Self {
        Self {
            id: collection.id,
            kind: collection.kind.to_owned(),
            title: collection.title,
            by: collection.by,
            artwork_url: collection.artwork_url,
            url: collection.url,
            playback: playback(collection.playback),
        }
    }
}

impl From<Page> for pb::ListHistoryResponse {
    fn from(page: Page) -> Self {
        Self {
            items: page.items.into_iter().map(Into::into).collect(),
            cursor: page.cursor.unwrap_or_default(),
        }
    }
}

impl From<HistoryItem> for pb::HistoryItem {
    fn from(item: HistoryItem) -> Self {
        Self {
            id: item.id,
            at_ms: item.at_ms,
            mood: item.mood,
            intent: item.intent,
            source: item.source,
            song: Some(item.song.into()),
            feedback: item.feedback,
        }
    }
}

impl From<Taste> for pb::Taste {
    fn from(taste: Taste) -> Self {
        Self {
            summary: taste.summary(),
            arms: taste.arms.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<Arm> for pb::TasteArm {
    fn from(arm: Arm) -> Self {
        Self {
            text: arm.told(),
            mood: arm.mood.word().to_owned(),
            intent: arm.intent.word().to_owned(),
            genre: arm.genre,
            likes: arm.likes,
            dislikes: arm.dislikes,
            skips: arm.skips,
            plays: arm.plays,
            finishes: arm.finishes,
            mean: arm.posterior.mean(),
            deviation: arm.posterior.deviation(),
            alpha: arm.posterior.alpha,
            beta: arm.posterior.beta,
        }
    }
}

/// A source as the list of providers shows it.
pub(super) fn provider(source: &dyn MusicCatalog) -> pb::Provider {
    let (state, until_ms, why) = match source.state() {
        SourceState::Ready => ("ready", None, None),
        SourceState::NotConfigured => ("not_configured", None, None),
        SourceState::Degraded { until_ms, why } => {
            let why = format!("{} {why}.", source.title());
            ("degraded", until_ms, Some(why))
        }
    };
    pb::Provider {
        name: source.name().to_owned(),
        state: state.to_owned(),
        until_ms,
        why,
    }
}
