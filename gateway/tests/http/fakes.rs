//! The four services, as small as the tests allow: they answer what the world says and note what
//! they were asked.

use std::{
    fmt::Debug,
    future::Future,
    ops::Deref,
    pin::Pin,
    sync::{Arc, Mutex},
};

use futures_util::stream::BoxStream;
use proto::{auth::v1 as auth, chat::v1 as chat, emotion::v1 as emotion, music::v1 as music};
use rpc::{Failure, Kind};
use tempfile::TempDir;
use token::Signer;
use tonic::{Request, Response, Status};

use crate::media;

pub const USER: &str = "user-1";
pub const SESSION: &str = "session-1";
pub const PASSWORD: &str = "correct horse";
pub const NOTICE: &str = "2";

/// What the services know, for one user.
pub struct World {
    pub signer: Signer,
    pub consent: Mutex<Option<String>>,
    pub ended: Mutex<Vec<String>>,
    pub assistant: Mutex<Option<chat::AssistantTask>>,
    /// The method that never answers.
    pub hangs: Mutex<&'static str>,
    calls: Mutex<Vec<Noted>>,
    _dir: TempDir,
}

/// One call that a service received.
#[derive(Debug, Clone)]
pub struct Noted {
    pub method: &'static str,
    pub user: String,
    pub request_id: String,
    pub message: String,
}

impl Default for World {
    fn default() -> Self {
        let dir = tempfile::tempdir().unwrap();
        Self {
            signer: Signer::load_or_create(&dir.path().join("key.pem")).unwrap(),
            consent: Mutex::default(),
            ended: Mutex::default(),
            assistant: Mutex::default(),
            hangs: Mutex::default(),
            calls: Mutex::default(),
            _dir: dir,
        }
    }
}

impl World {
    pub fn shared(world: &Arc<Self>) -> Fake {
        Fake(Arc::clone(world))
    }

    /// The calls of one method, oldest first.
    pub fn calls(&self, method: &str) -> Vec<Noted> {
        let calls = self.calls.lock().unwrap();
        calls
            .iter()
            .filter(|one| one.method == method)
            .cloned()
            .collect()
    }

    /// The methods that were called, in order.
    pub fn order(&self) -> Vec<&'static str> {
        let calls = self.calls.lock().unwrap();
        calls.iter().map(|one| one.method).collect()
    }

    fn note<T: Debug>(&self, method: &'static str, request: &Request<T>) {
        let text = |key| {
            let value = request.metadata().get(key);
            value
                .map(|value| value.to_str().unwrap().to_owned())
                .unwrap_or_default()
        };
        self.calls.lock().unwrap().push(Noted {
            method,
            user: text("x-attune-user"),
            request_id: text("x-request-id"),
            message: format!("{:?}", request.get_ref()),
        });
    }

    fn user(&self) -> auth::User {
        let consent = self.consent.lock().unwrap().clone();
        auth::User {
            id: USER.to_owned(),
            username: "ada".to_owned(),
            email: "ada@example.org".to_owned(),
            display_name: "Ada".to_owned(),
            role: "user".to_owned(),
            created_at_ms: 1_769_851_800_000,
            preferences: Some(auth::Preferences {
                intent: "lift".to_owned(),
                explicit: true,
                ..Default::default()
            }),
            consent: consent.map(|version| auth::Consent { version, at_ms: 0 }),
            ..Default::default()
        }
    }

    fn session(&self) -> auth::SessionTokens {
        auth::SessionTokens {
            user: Some(self.user()),
            access_token: crate::stage::token(self),
            expires_in_s: 900,
            refresh_token: "refresh-2".to_owned(),
            refresh_expires_in_s: 86_400,
        }
    }
}

/// All four services over one world.
#[derive(Clone)]
pub struct Fake(Arc<World>);

impl Deref for Fake {
    type Target = World;

    fn deref(&self) -> &World {
        &self.0
    }
}

/// A refusal as the services write it.
#[derive(Debug, thiserror::Error)]
#[error("words for the person")]
struct Refused(Kind, &'static str);

impl Failure for Refused {
    fn kind(&self) -> Kind {
        self.0
    }

    fn code(&self) -> &'static str {
        self.1
    }
}

pub fn refused<T>(kind: Kind, code: &'static str) -> Result<T, Status> {
    Err(rpc::status(&Refused(kind, code)))
}

type Answering<'f, T> = Pin<Box<dyn Future<Output = Result<Response<T>, Status>> + Send + 'f>>;

/// Implements a tonic trait: each method is noted, then answers what stands behind it.
macro_rules! service {
    ($trait:path { $($method:ident($request:path) -> $answer:path = $given:expr;)* } $($more:item)*) => {
        impl $trait for Fake {
            $($more)*
            $(fn $method<'s, 'f>(&'s self, request: Request<$request>) -> Answering<'f, $answer>
            where
                's: 'f,
                Self: 'f,
            {
                self.note(stringify!($method), &request);
                let given: fn(&World, $request) -> Result<$answer, Status> = $given;
                let answer = given(self, request.into_inner()).map(Response::new);
                let hangs = *self.hangs.lock().unwrap() == stringify!($method);
                Box::pin(async move {
                    if hangs {
                        std::future::pending::<()>().await;
                    }
                    answer
                })
            })*
        }
    };
}

service!(auth::auth_server::Auth {
    register(auth::RegisterRequest) -> auth::SessionTokens = |world, _| Ok(world.session());
    login(auth::LoginRequest) -> auth::SessionTokens = |world, asked| {
        if asked.password == PASSWORD {
            return Ok(world.session());
        }
        refused(Kind::Unauthenticated, "wrong_credentials")
    };
    refresh(auth::RefreshRequest) -> auth::SessionTokens = |world, asked| {
        if asked.refresh_token == "refresh-1" {
            return Ok(world.session());
        }
        refused(Kind::Unauthenticated, "refresh_invalid")
    };
    logout(auth::LogoutRequest) -> auth::LogoutResponse = |_, _| Ok(Default::default());
    list_sessions(auth::ListSessionsRequest) -> auth::ListSessionsResponse = |_, _| {
        let session = auth::Session { id: SESSION.to_owned(), current: true, ..Default::default() };
        Ok(auth::ListSessionsResponse { sessions: vec![session] })
    };
    end_session(auth::EndSessionRequest) -> auth::EndSessionResponse = |_, _| Ok(Default::default());
    list_ended_sessions(auth::ListEndedSessionsRequest) -> auth::ListEndedSessionsResponse = |world, _| {
        let session_ids = world.ended.lock().unwrap().clone();
        Ok(auth::ListEndedSessionsResponse { session_ids, as_of_ms: 1 })
    };
    change_password(auth::ChangePasswordRequest) -> auth::ChangePasswordResponse = |_, _| {
        Ok(auth::ChangePasswordResponse { ended_session_ids: vec!["session-2".to_owned()] })
    };
    verify_password(auth::VerifyPasswordRequest) -> auth::VerifyPasswordResponse = |_, asked| {
        if asked.password == PASSWORD {
            return Ok(Default::default());
        }
        refused(Kind::Forbidden, "wrong_password")
    };
    list_keys(auth::ListKeysRequest) -> auth::ListKeysResponse = |world, _| {
        let key = world.signer.public_key();
        let key = auth::PublicKey { kid: key.kid, ed25519: key.ed25519.to_vec() };
        Ok(auth::ListKeysResponse { keys: vec![key] })
    };
    create_invite(auth::CreateInviteRequest) -> auth::CreateInviteResponse = |_, _| {
        Ok(auth::CreateInviteResponse { code: "invite-1".to_owned(), expires_at_ms: 0 })
    };
    get_me(auth::GetMeRequest) -> auth::User = |world, _| Ok(world.user());
    update_me(auth::UpdateMeRequest) -> auth::User = |world, _| Ok(world.user());
    export_me(auth::ExportMeRequest) -> auth::ExportMeResponse = |_, _| {
        Ok(auth::ExportMeResponse { json: r#"{"username":"ada"}"#.to_owned() })
    };
    delete_me(auth::DeleteMeRequest) -> auth::DeleteMeResponse = |_, _| {
        Ok(auth::DeleteMeResponse { ended_session_ids: vec![SESSION.to_owned()] })
    };
    get_consent_notice(auth::GetConsentNoticeRequest) -> auth::ConsentNotice = |_, _| {
        Ok(auth::ConsentNotice { version: NOTICE.to_owned(), text: "Read this.".to_owned() })
    };
    give_consent(auth::GiveConsentRequest) -> auth::User = |world, asked| {
        if asked.version != NOTICE {
            return refused(Kind::Precondition, "consent_outdated");
        }
        *world.consent.lock().unwrap() = Some(asked.version);
        Ok(world.user())
    };
    withdraw_consent(auth::WithdrawConsentRequest) -> auth::User = |world, _| {
        *world.consent.lock().unwrap() = None;
        Ok(world.user())
    };
    find_users(auth::FindUsersRequest) -> auth::Users = |_, _| Ok(people(&["user-2".to_owned()], &[]));
    lookup_users(auth::LookupUsersRequest) -> auth::Users = |_, asked| {
        Ok(people(&asked.ids, &asked.usernames))
    };
});

/// Of all people only Grace is left.
fn people(ids: &[String], usernames: &[String]) -> auth::Users {
    let known = ids.iter().any(|id| id == "user-2") || usernames.iter().any(|name| name == "grace");
    let grace = auth::Person {
        id: "user-2".to_owned(),
        username: "grace".to_owned(),
        display_name: "Grace".to_owned(),
    };
    auth::Users {
        people: if known { vec![grace] } else { Vec::new() },
    }
}

service!(emotion::emotion_server::Emotion {
    predict(emotion::PredictRequest) -> emotion::PredictResponse = |_, asked| {
        if asked.image.as_ref() == b"no image" {
            return refused(Kind::InvalidInput, "not_an_image");
        }
        Ok(emotion::PredictResponse {
            outcome: "mood".to_owned(),
            mood: Some("happy".to_owned()),
            confidence: Some(0.93),
            smoothing: "token".to_owned(),
            detection_id: asked.record.then(|| "d1".to_owned()),
            ..Default::default()
        })
    };
    calibrate(emotion::CalibrateRequest) -> emotion::Calibration = |_, asked| {
        let shift = emotion::Shift { sadness: 0.5, ..Default::default() };
        Ok(emotion::Calibration {
            frames: asked.images.len() as u32, shift: Some(shift), ..Default::default()
        })
    };
    get_calibration(emotion::GetCalibrationRequest) -> emotion::GetCalibrationResponse = |_, _| Ok(Default::default());
    delete_calibration(emotion::DeleteCalibrationRequest) -> emotion::DeleteCalibrationResponse = |_, _| Ok(Default::default());
    list_detections(emotion::ListDetectionsRequest) -> emotion::ListDetectionsResponse = |_, _| {
        let mood = emotion::Detection { id: "d1".to_owned(), mood: "sad".to_owned(), ..Default::default() };
        Ok(emotion::ListDetectionsResponse { items: vec![mood], cursor: String::new() })
    };
    tell_mood(emotion::TellMoodRequest) -> emotion::Detection = |_, asked| {
        if asked.mood == "joyful" {
            return refused(Kind::OutOfRange, "unknown_mood");
        }
        Ok(emotion::Detection { id: "d2".to_owned(), mood: asked.mood, ..Default::default() })
    };
    correct_detection(emotion::CorrectDetectionRequest) -> emotion::Detection = |_, asked| {
        Ok(emotion::Detection { id: asked.id, mood: asked.mood, corrected: true, ..Default::default() })
    };
    delete_detection(emotion::DeleteDetectionRequest) -> emotion::DeleteDetectionResponse = |_, _| {
        refused(Kind::NotFound, "mood_not_found")
    };
    delete_all_detections(emotion::DeleteAllDetectionsRequest) -> emotion::DeleteAllDetectionsResponse = |_, _| Ok(Default::default());
    summarise(emotion::SummariseRequest) -> emotion::Summary = |_, _| Ok(Default::default());
    set_retention(emotion::SetRetentionRequest) -> emotion::SetRetentionResponse = |_, _| Ok(Default::default());
    export(emotion::ExportRequest) -> emotion::ExportResponse = |_, _| {
        Ok(emotion::ExportResponse { json: r#"{"detections":[]}"#.to_owned() })
    };
    erase(emotion::EraseRequest) -> emotion::EraseResponse = |_, _| Ok(Default::default());
    describe_model(emotion::DescribeModelRequest) -> emotion::ModelDescription = |_, _| Ok(Default::default());
});

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

fn message(from: &str, body: &str) -> chat::Message {
    chat::Message {
        id: "m1".to_owned(),
        conversation_id: "c1".to_owned(),
        from_user_id: from.to_owned(),
        body: body.to_owned(),
        at_ms: 0,
    }
}

service!(chat::chat_server::Chat {
    send(chat::SendRequest) -> chat::SendResponse = |world, asked| {
        Ok(chat::SendResponse {
            message: Some(message(USER, &asked.body)),
            duplicate: false,
            assistant_task: world.assistant.lock().unwrap().clone(),
        })
    };
    answer_as_assistant(chat::AnswerAsAssistantRequest) -> chat::Message = |_, asked| Ok(message("attune", &asked.body));
    fetch(chat::FetchRequest) -> chat::FetchResponse = |_, _| {
        let authors = [USER, "user-2", "attune", "erased"];
        Ok(chat::FetchResponse {
            messages: authors.map(|author| message(author, "hello")).into(),
            cursor: "cursor".to_owned(),
            ..Default::default()
        })
    };
    list_conversations(chat::ListConversationsRequest) -> chat::ListConversationsResponse = |_, _| {
        let one = |id: &str, peer: &str| chat::Conversation {
            id: id.to_owned(),
            peer_user_id: peer.to_owned(),
            last_message: Some(message("user-2", "hello")),
            ..Default::default()
        };
        Ok(chat::ListConversationsResponse { conversations: vec![one("c1", "user-2"), one("c2", "")] })
    };
    mark_read(chat::MarkReadRequest) -> chat::MarkReadResponse = |_, _| Ok(Default::default());
    block(chat::BlockRequest) -> chat::BlockResponse = |_, _| Ok(Default::default());
    unblock(chat::UnblockRequest) -> chat::UnblockResponse = |_, _| Ok(Default::default());
    report(chat::ReportRequest) -> chat::ReportResponse = |_, _| Ok(Default::default());
    export(chat::ExportRequest) -> chat::ExportResponse = |_, _| {
        Ok(chat::ExportResponse { json: "{}".to_owned() })
    };
    erase(chat::EraseRequest) -> chat::EraseResponse = |_, _| Ok(Default::default());
});
