//! The tonic service: decodes calls, asks the domain, encodes answers.

mod encode;
mod media;

use proto::music::v1 as pb;
use rpc::{Caller, status};
use serde_json::to_string;
use tonic::{Request, Response, Status};

use crate::{
    clock::Clock,
    config::Market,
    error::Error,
    media::MediaSources,
    mood_map::{Intent, Mood},
    recommender::{Ask, Recommender, limit},
    store::MusicStore,
    taste::FeedbackKind,
};

const MOST_HISTORY: u32 = 200;
const USUAL_HISTORY: u32 = 50;
const LONGEST_RETENTION_DAYS: u32 = 3650;

/// The service that tonic calls.
pub(crate) struct Service {
    recommender: Recommender,
    media: MediaSources,
    store: MusicStore,
    clock: Clock,
}

impl Service {
    pub(crate) fn new(recommender: Recommender, media: MediaSources, store: MusicStore) -> Self {
        Self {
            recommender,
            media,
            store,
            clock: Clock::System,
        }
    }
}

fn user<T>(request: &Request<T>) -> Result<String, Status> {
    let caller = Caller::of(request.metadata()).map_err(|error| status(&error))?;
    Ok(caller.user_id)
}

fn answer<T>(result: Result<T, Error>) -> Result<Response<T>, Status> {
    result.map(Response::new).map_err(|error| status(&error))
}

fn ask(request: &pb::RecommendRequest) -> Result<Ask, Error> {
    let market = request.market.as_deref().map(str::parse::<Market>);
    Ok(Ask {
        mood: Mood::find(&request.mood).ok_or(Error::UnknownMood)?,
        chosen_intent: intent(&request.intent)?,
        usual_intent: intent(&request.usual_intent)?,
        limit: limit(request.limit)?,
        seed: request.seed,
        explicit: request.explicit,
        market: market.transpose().map_err(|()| Error::MarketOutOfRange)?,
    })
}

fn intent(word: &str) -> Result<Option<Intent>, Error> {
    match word {
        "" => Ok(None),
        word => Intent::find(word).map(Some).ok_or(Error::UnknownIntent),
    }
}

fn kind(word: &str) -> Result<FeedbackKind, Error> {
    FeedbackKind::find(word).ok_or(Error::UnknownFeedback)
}

fn page_limit(asked: u32) -> Result<usize, Error> {
    match asked {
        0 => Ok(USUAL_HISTORY as usize),
        1..=MOST_HISTORY => Ok(asked as usize),
        _ => Err(Error::LimitOutOfRange { most: MOST_HISTORY }),
    }
}

/// 0 means the same as nothing: kept until erased.
fn retention(days: Option<u32>) -> Result<Option<u32>, Error> {
    match days {
        None | Some(0) => Ok(None),
        Some(1..=LONGEST_RETENTION_DAYS) => Ok(days),
        Some(_) => Err(Error::RetentionOutOfRange {
            most: LONGEST_RETENTION_DAYS,
        }),
    }
}

impl Service {
    async fn recommend_to(
        &self,
        user: &str,
        request: &pb::RecommendRequest,
    ) -> Result<pb::Recommendation, Error> {
        let recommendation = self.recommender.recommend(user, ask(request)?).await?;
        Ok(recommendation.into())
    }

    async fn keep_feedback(
        &self,
        user: &str,
        request: pb::GiveFeedbackRequest,
    ) -> Result<pb::GiveFeedbackResponse, Error> {
        let given = (kind(&request.kind)?, self.clock.now_ms());
        self.store
            .give_feedback(user, request.song_id, given)
            .await?;
        Ok(pb::GiveFeedbackResponse {})
    }

    async fn drop_feedback(
        &self,
        user: &str,
        request: pb::RetractFeedbackRequest,
    ) -> Result<pb::RetractFeedbackResponse, Error> {
        let kind = request.kind.as_deref().map(kind).transpose()?;
        self.store
            .retract_feedback(user, request.song_id, kind)
            .await?;
        Ok(pb::RetractFeedbackResponse {})
    }

    async fn history(
        &self,
        user: &str,
        request: &pb::ListHistoryRequest,
    ) -> Result<pb::ListHistoryResponse, Error> {
        let limit = page_limit(request.limit)?;
        let page = self
            .store
            .list_history(user, &request.cursor, limit)
            .await?;
        Ok(page.into())
    }

    async fn keep_for(
        &self,
        user: &str,
        days: Option<u32>,
    ) -> Result<pb::SetRetentionResponse, Error> {
        let days = retention(days)?;
        self.store
            .set_retention(user, days, self.clock.now_ms())
            .await?;
        Ok(pb::SetRetentionResponse {})
    }

    async fn exported(&self, user: &str) -> Result<pb::ExportResponse, Error> {
        let document = self.store.export(user, self.clock.now_ms()).await?;
        let json = to_string(&document)?;
        Ok(pb::ExportResponse { json })
    }
}

#[tonic::async_trait]
impl pb::music_server::Music for Service {
    async fn recommend(
        &self,
        request: Request<pb::RecommendRequest>,
    ) -> Result<Response<pb::Recommendation>, Status> {
        let user = user(&request)?;
        answer(self.recommend_to(&user, request.get_ref()).await)
    }

    async fn give_feedback(
        &self,
        request: Request<pb::GiveFeedbackRequest>,
    ) -> Result<Response<pb::GiveFeedbackResponse>, Status> {
        let user = user(&request)?;
        answer(self.keep_feedback(&user, request.into_inner()).await)
    }

    async fn retract_feedback(
        &self,
        request: Request<pb::RetractFeedbackRequest>,
    ) -> Result<Response<pb::RetractFeedbackResponse>, Status> {
        let user = user(&request)?;
        answer(self.drop_feedback(&user, request.into_inner()).await)
    }

    async fn list_history(
        &self,
        request: Request<pb::ListHistoryRequest>,
    ) -> Result<Response<pb::ListHistoryResponse>, Status> {
        let user = user(&request)?;
        answer(self.history(&user, request.get_ref()).await)
    }

    async fn list_providers(
        &self,
        _: Request<pb::ListProvidersRequest>,
    ) -> Result<Response<pb::ListProvidersResponse>, Status> {
        let sources = self.recommender.sources();
        let providers = sources
            .iter()
            .map(|source| encode::provider(source.as_ref()));
        Ok(Response::new(pb::ListProvidersResponse {
            providers: providers.collect(),
        }))
    }

    type OpenMediaStream = media::Messages;

    async fn open_media(
        &self,
        request: Request<pb::OpenMediaRequest>,
    ) -> Result<Response<media::Messages>, Status> {
        user(&request)?;
        let opened = self.media.open(&media::wanted(request.into_inner())).await;
        answer(opened.map(media::messages))
    }

    async fn get_taste(
        &self,
        request: Request<pb::GetTasteRequest>,
    ) -> Result<Response<pb::Taste>, Status> {
        let user = user(&request)?;
        let taste = self.store.taste(&user, self.clock.now_ms()).await;
        answer(taste.map(Into::into))
    }

    async fn reset_taste(
        &self,
        request: Request<pb::ResetTasteRequest>,
    ) -> Result<Response<pb::ResetTasteResponse>, Status> {
        let user = user(&request)?;
        let done = self.store.reset_taste(&user).await;
        answer(done.map(|()| pb::ResetTasteResponse {}))
    }

    async fn set_retention(
        &self,
        request: Request<pb::SetRetentionRequest>,
    ) -> Result<Response<pb::SetRetentionResponse>, Status> {
        let user = user(&request)?;
        answer(self.keep_for(&user, request.get_ref().days).await)
    }

    async fn export(
        &self,
        request: Request<pb::ExportRequest>,
    ) -> Result<Response<pb::ExportResponse>, Status> {
        let user = user(&request)?;
        answer(self.exported(&user).await)
    }

    async fn erase(
        &self,
        request: Request<pb::EraseRequest>,
    ) -> Result<Response<pb::EraseResponse>, Status> {
        let user = user(&request)?;
        let done = self.store.erase(&user).await;
        answer(done.map(|()| pb::EraseResponse {}))
    }
}
