//! The four services as the gateway calls them: lazy channels, deadlines, health.

use std::{fmt, time::Duration};

use proto::{
    auth::v1::auth_client::AuthClient, chat::v1::chat_client::ChatClient,
    emotion::v1::emotion_client::EmotionClient, music::v1::music_client::MusicClient,
};
use rpc::InvalidUrl;
use tonic::{Response, Status, transport::Channel};
use tonic_health::pb::{
    HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient,
};

use crate::{config::Config, error::ApiError};

/// How long a call may take unless it says otherwise.
pub const DEADLINE: Duration = Duration::from_secs(5);
/// How long songs may take: a source that is slow is given up after five seconds, and others are
/// asked after it.
pub const SONGS_DEADLINE: Duration = Duration::from_secs(20);
/// How long the reading of one image may take, its time in the queue included.
pub const PREDICT_DEADLINE: Duration = Duration::from_secs(10);
/// How long an export may take.
pub const EXPORT_DEADLINE: Duration = Duration::from_secs(60);
/// How long a poll of the chat may take beyond the wait that the client asked for.
pub const FETCH_MARGIN: Duration = Duration::from_secs(5);
/// The longest wait of a poll, in seconds.
pub const LONGEST_WAIT_S: u32 = 25;

const HEALTH_DEADLINE: Duration = Duration::from_secs(1);
/// An export holds years of history in one message, about 1 kB for each song that was recommended.
const LARGEST_ANSWER: usize = 512 * 1024 * 1024;

/// One of the services.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// Accounts, sessions, profile, consent.
    Auth,
    /// Images and moods.
    Emotion,
    /// Songs and taste.
    Music,
    /// Conversations.
    Chat,
}

impl Service {
    /// Every service.
    pub const ALL: [Self; 4] = [Self::Auth, Self::Emotion, Self::Music, Self::Chat];

    /// The name as people read it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Auth => "auth",
            Self::Emotion => "emotion",
            Self::Music => "music",
            Self::Chat => "chat",
        }
    }
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What a service says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    /// It can do its work.
    Serving,
    /// It answers that it cannot.
    NotServing,
    /// It does not answer.
    Unreachable,
}

/// Channels to the services. They connect on first use, so a service may start later.
pub struct Clients {
    auth: Channel,
    emotion: Channel,
    music: Channel,
    chat: Channel,
}

impl Clients {
    /// Opens the channels; needs a tokio runtime, no peer.
    ///
    /// # Errors
    /// [`InvalidUrl`] for the first URL that is none.
    pub fn open(config: &Config) -> Result<Self, InvalidUrl> {
        let longest_poll = Duration::from_secs(LONGEST_WAIT_S.into()) + FETCH_MARGIN;
        Ok(Self {
            auth: rpc::channel(&config.auth_url, DEADLINE)?,
            emotion: rpc::channel(&config.emotion_url, PREDICT_DEADLINE)?,
            music: rpc::channel(&config.music_url, SONGS_DEADLINE)?,
            chat: rpc::channel(&config.chat_url, longest_poll)?,
        })
    }

    /// Calls auth.
    pub fn auth(&self) -> AuthClient<Channel> {
        AuthClient::new(self.auth.clone()).max_decoding_message_size(LARGEST_ANSWER)
    }

    /// Calls emotion.
    pub fn emotion(&self) -> EmotionClient<Channel> {
        EmotionClient::new(self.emotion.clone()).max_decoding_message_size(LARGEST_ANSWER)
    }

    /// Calls music.
    pub fn music(&self) -> MusicClient<Channel> {
        MusicClient::new(self.music.clone()).max_decoding_message_size(LARGEST_ANSWER)
    }

    /// Calls chat.
    pub fn chat(&self) -> ChatClient<Channel> {
        ChatClient::new(self.chat.clone()).max_decoding_message_size(LARGEST_ANSWER)
    }

    /// Asks a service's health, for at most a second.
    pub async fn health(&self, service: Service) -> Health {
        let channel = match service {
            Service::Auth => &self.auth,
            Service::Emotion => &self.emotion,
            Service::Music => &self.music,
            Service::Chat => &self.chat,
        };
        let mut client = HealthClient::new(channel.clone());
        let asked = client.check(HealthCheckRequest::default());
        match tokio::time::timeout(HEALTH_DEADLINE, asked).await {
            Ok(Ok(answer)) => match answer.into_inner().status() {
                ServingStatus::Serving => Health::Serving,
                ServingStatus::Unknown
                | ServingStatus::NotServing
                | ServingStatus::ServiceUnknown => Health::NotServing,
            },
            Ok(Err(_)) | Err(_) => Health::Unreachable,
        }
    }
}

/// Turns what came back from a service into its message or an error that names the service.
pub trait Answered<T> {
    /// The message.
    ///
    /// # Errors
    /// [`ApiError`] for anything but an answer.
    fn of(self, service: Service) -> Result<T, ApiError>;
}

impl<T> Answered<T> for Result<Response<T>, Status> {
    fn of(self, service: Service) -> Result<T, ApiError> {
        self.map(Response::into_inner)
            .map_err(|status| ApiError::of_status(service, &status))
    }
}
