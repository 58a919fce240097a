//! Songs for a mood, feedback, history, sources, taste.

use std::time::Duration;

use actix_web::web::{Json, Path};
use jiff::Timestamp;
use proto::music::v1::{
    self as music, GetTasteRequest, GiveFeedbackRequest, ListHistoryRequest, ListProvidersRequest,
    RecommendRequest, ResetTasteRequest, RetractFeedbackRequest,
};
use tokio::time::timeout;

use crate::{
    clients::{Answered, SONGS_DEADLINE, Service},
    dto::music::{
        FeedbackRequest, Provider, ProviderList, RetractQuery, Song, SongHistoryItem,
        SongHistoryPage, SongHistoryQuery, SongList, SongsRequest, Taste,
    },
    error::ApiError,
    extract::{Body, Query, within},
    identity::Signed,
};

/// Recommends songs for a mood.
#[utoipa::path(get, path = "/songs", tag = "Music", params(SongsRequest),
    responses((status = 200, body = SongList)))]
pub async fn recommend(
    me: Signed,
    Query(wanted): Query<SongsRequest>,
) -> Result<Json<SongList>, ApiError> {
    let limit = wanted.limit.map(|limit| within("limit", limit, 1..=50));
    let request = RecommendRequest {
        mood: wanted.mood,
        intent: wanted.intent.unwrap_or_default(),
        limit: limit.transpose()?.unwrap_or(0),
        seed: wanted.seed,
        ..Default::default()
    };
    let mut list = SongList::from(recommended(&me, request).await?);
    list.songs = list
        .songs
        .into_iter()
        .map(|song| ticketed(&me, song))
        .collect();
    Ok(Json(list))
}

fn ticketed(me: &Signed, song: Song) -> Song {
    let now_ms = Timestamp::now().as_millisecond();
    song.ticketed(|song_id| me.tickets.issue(&me.caller(), song_id, now_ms))
}

/// Recommends songs for a mood, which a body names.
#[utoipa::path(post, path = "/songs", tag = "Music", request_body = SongsRequest,
    responses((status = 200, body = SongList)))]
pub async fn recommend_for(
    me: Signed,
    Body(wanted): Body<SongsRequest>,
) -> Result<Json<SongList>, ApiError> {
    recommend(me, Query(wanted)).await
}

/// How long songs wait for the user's preferences.
const PREFERENCES_PATIENCE: Duration = Duration::from_secs(1);

/// Asks for songs with the user's preferences where neither the request nor what was chosen for the
/// mood before names any. Without auth the preferences are unknown: then the safe ones count,
/// because songs are better than none.
pub async fn recommended(
    me: &Signed,
    mut request: RecommendRequest,
) -> Result<music::Recommendation, ApiError> {
    if let Ok(Ok(profile)) = timeout(PREFERENCES_PATIENCE, me.profile()).await {
        request.explicit = profile.explicit;
        request.usual_intent = profile.intent;
    }
    let mut music = me.clients.music();
    music
        .recommend(me.request_within(request, SONGS_DEADLINE))
        .await
        .of(Service::Music)
}

/// Tells what the user did with a song; the same kind twice counts once.
#[utoipa::path(post, path = "/songs/{id}/feedback", tag = "Music", request_body = FeedbackRequest,
    params(("id" = String, Path, description = "From a list of songs; may be percent-encoded")),
    responses((status = 204)))]
pub async fn give_feedback(
    me: Signed,
    song_id: Path<String>,
    Body(body): Body<FeedbackRequest>,
) -> Result<(), ApiError> {
    let request = me.request(GiveFeedbackRequest {
        song_id: song_id.into_inner(),
        kind: body.kind,
    });
    let mut music = me.clients.music();
    music.give_feedback(request).await.of(Service::Music)?;
    Ok(())
}

/// Takes feedback back exactly, as if it had not been given.
#[utoipa::path(delete, path = "/songs/{id}/feedback", tag = "Music",
    params(("id" = String, Path, description = "From a list of songs; may be percent-encoded"),
        RetractQuery),
    responses((status = 204)))]
pub async fn retract_feedback(
    me: Signed,
    song_id: Path<String>,
    Query(query): Query<RetractQuery>,
) -> Result<(), ApiError> {
    let request = me.request(RetractFeedbackRequest {
        song_id: song_id.into_inner(),
        kind: query.kind,
    });
    let mut music = me.clients.music();
    music.retract_feedback(request).await.of(Service::Music)?;
    Ok(())
}

/// Lists what was recommended, newest first, and what was done with it.
#[utoipa::path(get, path = "/songs/history", tag = "Music", params(SongHistoryQuery),
    responses((status = 200, body = SongHistoryPage)))]
pub async fn history(
    me: Signed,
    Query(query): Query<SongHistoryQuery>,
) -> Result<Json<SongHistoryPage>, ApiError> {
    let limit = query.limit.map(|limit| within("limit", limit, 1..=200));
    let request = me.request(ListHistoryRequest {
        cursor: query.cursor.unwrap_or_default(),
        limit: limit.transpose()?.unwrap_or(0),
    });
    let mut music = me.clients.music();
    let page = music.list_history(request).await.of(Service::Music)?;
    let item = |item| {
        let mut item = SongHistoryItem::from(item);
        item.song = item.song.map(|song| ticketed(&me, song));
        item
    };
    Ok(Json(SongHistoryPage {
        items: page.items.into_iter().map(item).collect(),
        cursor: Some(page.cursor).filter(|cursor| !cursor.is_empty()),
    }))
}

/// Lists the sources of songs and how they are.
#[utoipa::path(get, path = "/music/providers", tag = "Music",
    responses((status = 200, body = ProviderList)))]
pub async fn providers(me: Signed) -> Result<Json<ProviderList>, ApiError> {
    let mut music = me.clients.music();
    let request = me.request(ListProvidersRequest {});
    let list = music.list_providers(request).await.of(Service::Music)?;
    Ok(Json(ProviderList {
        providers: list.providers.into_iter().map(Provider::from).collect(),
    }))
}

/// Shows what was learned about the user's taste.
#[utoipa::path(get, path = "/music/taste", tag = "Music", responses((status = 200, body = Taste)))]
pub async fn taste(me: Signed) -> Result<Json<Taste>, ApiError> {
    let mut music = me.clients.music();
    let taste = music.get_taste(me.request(GetTasteRequest {})).await;
    Ok(Json(Taste::from(taste.of(Service::Music)?)))
}

/// Forgets what was learned about the user's taste.
#[utoipa::path(delete, path = "/music/taste", tag = "Music", responses((status = 204)))]
pub async fn forget_taste(me: Signed) -> Result<(), ApiError> {
    let mut music = me.clients.music();
    let request = me.request(ResetTasteRequest {});
    music.reset_taste(request).await.of(Service::Music)?;
    Ok(())
}
