//! Music: two songs for every mood.

use futures_util::stream::BoxStream;
use proto::music::v1 as music;
use tonic::{Request, Response, Status};

use super::{Answering, Fake, World};
use crate::media;

service!(music::music_server::Music {
    recommend(music::RecommendRequest) -> music::Recommendation = |_, asked| {
        let song = |title: &str| music::Song {
            id: format!("folder:{title}"),
            title: title.to_owned(),
            artwork_url: Some(format!("/songs/folder:{title}/artwork")),
            playback: Some(music::Playback {
                kind: "stream".to_owned(),
                url: format!("/songs/folder:{title}/stream"),
                score: None,
            }),
            artists: vec!["Attune".to_owned()],
            reasons: vec![music::Reason {
                code: "shuffle".to_owned(),
                text: "a little chance".to_owned(),
                contribution: -150,
                features: [("chance".to_owned(), 0.25), ("weight".to_owned(), -0.6)].into(),
                genre: None,
            }],
            score: -150,
            ..Default::default()
        };
        let intents = [asked.intent, asked.usual_intent];
        Ok(music::Recommendation {
            mood: asked.mood,
            intent: intents.into_iter().find(|intent| !intent.is_empty()).unwrap_or_default(),
            source: "builtin".to_owned(),
            songs: vec![song("One"), song("Two")],
            ..Default::default()
        })
    };
    give_feedback(music::GiveFeedbackRequest) -> music::GiveFeedbackResponse = |_, _| Ok(Default::default());
    retract_feedback(music::RetractFeedbackRequest) -> music::RetractFeedbackResponse = |_, _| Ok(Default::default());
    list_history(music::ListHistoryRequest) -> music::ListHistoryResponse = |_, _| {
        Ok(music::ListHistoryResponse { items: Vec::new(), cursor: "next".to_owned() })
    };
    list_providers(music::ListProvidersRequest) -> music::ListProvidersResponse = |_, _| Ok(Default::default());
    get_taste(music::GetTasteRequest) -> music::Taste = |_, _| Ok(Default::default());
    reset_taste(music::ResetTasteRequest) -> music::ResetTasteResponse = |_, _| Ok(Default::default());
    set_retention(music::SetRetentionRequest) -> music::SetRetentionResponse = |_, _| Ok(Default::default());
    export(music::ExportRequest) -> music::ExportResponse = |_, _| {
        Ok(music::ExportResponse { json: "{}".to_owned() })
    };
    erase(music::EraseRequest) -> music::EraseResponse = |_, _| Ok(Default::default());
}
type OpenMediaStream = BoxStream<'static, Result<music::OpenMediaResponse, Status>>;
fn open_media<'s, 'f>(
    &'s self,
    request: Request<music::OpenMediaRequest>,
) -> Answering<'f, Self::OpenMediaStream>
where
    's: 'f,
    Self: 'f,
{
    self.note("open_media", &request);
    let answer = media::opened(request.into_inner()).map(Response::new);
    Box::pin(async move { answer })
});
