//! A running service and the calls that tests make.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use fake_spotify::{CLIENT_ID, CLIENT_SECRET, FakeSpotify};
use fake_subsonic::FakeSubsonic;
use music_svc::{
    Config, Error, Secret,
    config::{SpotifyConfig, SubsonicConfig, SubsonicCredentials, Timeouts},
};
use proto::music::v1::{self as pb, music_client::MusicClient};
use rpc::Caller;
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tonic::{Code, Request, Status, transport::Channel};

pub(crate) const DEADLINE: Duration = Duration::from_secs(30);

/// A running service.
pub(crate) struct Music {
    pub(crate) client: MusicClient<Channel>,
    pub(crate) address: SocketAddr,
    pub(crate) stop: CancellationToken,
    pub(crate) served: JoinHandle<Result<(), Error>>,
}

impl Music {
    pub(crate) async fn start(dir: &TempDir, spotify: Option<SpotifyConfig>) -> Self {
        Self::start_with(Config {
            spotify,
            ..Config::builtin_only(dir.path().to_owned())
        })
        .await
    }

    pub(crate) async fn start_with(config: Config) -> Self {
        let bound = music_svc::bind(config).await.unwrap();
        let address = bound.local_addr();
        let channel = rpc::channel(&format!("http://{address}"), DEADLINE).unwrap();
        let stop = CancellationToken::new();
        Self {
            client: MusicClient::new(channel),
            address,
            stop: stop.clone(),
            served: tokio::spawn(bound.serve(stop)),
        }
    }

    pub(crate) async fn builtin() -> (Self, TempDir) {
        let dir = tempfile::tempdir().unwrap();
        (Self::start(&dir, None).await, dir)
    }

    pub(crate) async fn stop(self) {
        drop(self.client);
        self.stop.cancel();
        self.served.await.unwrap().unwrap();
    }

    pub(crate) async fn recommend(
        &self,
        request: pb::RecommendRequest,
    ) -> Result<pb::Recommendation, Status> {
        let answer = self.client.clone().recommend(by(USER, request)).await;
        Ok(answer?.into_inner())
    }

    pub(crate) async fn list(&self, mood: &str) -> pb::Recommendation {
        self.recommend(wanted(mood, "")).await.unwrap()
    }

    /// A happy list, once this source is the one that answers.
    pub(crate) async fn list_from(&self, source: &str) -> pb::Recommendation {
        let limit = Instant::now() + DEADLINE;
        loop {
            let list = self.list("happy").await;
            if list.source == source {
                return list;
            }
            assert!(Instant::now() < limit, "{:?}", list.notice);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// The head and the bytes of a song.
    pub(crate) async fn media(
        &self,
        request: pb::OpenMediaRequest,
    ) -> Result<(pb::MediaHead, Vec<u8>), Status> {
        let opened = self.client.clone().open_media(by(USER, request)).await?;
        let mut messages = opened.into_inner();
        let first = messages.message().await?.unwrap().part.unwrap();
        let pb::open_media_response::Part::Head(head) = first else {
            panic!("a stream begins with its head");
        };
        let mut bytes = Vec::new();
        while let Some(message) = messages.message().await? {
            let Some(pb::open_media_response::Part::Chunk(chunk)) = message.part else {
                panic!("chunks follow the head");
            };
            assert!(!chunk.is_empty() && chunk.len() <= 64 * 1024);
            bytes.extend(chunk);
        }
        Ok((head, bytes))
    }

    pub(crate) async fn feedback(&self, song_id: &str, kind: &str) -> Result<(), Status> {
        let request = pb::GiveFeedbackRequest {
            song_id: song_id.to_owned(),
            kind: kind.to_owned(),
        };
        self.client.clone().give_feedback(by(USER, request)).await?;
        Ok(())
    }

    pub(crate) async fn retract(&self, song_id: &str, kind: Option<&str>) -> Result<(), Status> {
        let request = pb::RetractFeedbackRequest {
            song_id: song_id.to_owned(),
            kind: kind.map(str::to_owned),
        };
        self.client
            .clone()
            .retract_feedback(by(USER, request))
            .await?;
        Ok(())
    }

    pub(crate) async fn history(
        &self,
        cursor: &str,
        limit: u32,
    ) -> Result<pb::ListHistoryResponse, Status> {
        let cursor = cursor.to_owned();
        let request = by(USER, pb::ListHistoryRequest { cursor, limit });
        Ok(self
            .client
            .clone()
            .list_history(request)
            .await?
            .into_inner())
    }

    pub(crate) async fn taste(&self) -> pb::Taste {
        let request = by(USER, pb::GetTasteRequest {});
        self.client
            .clone()
            .get_taste(request)
            .await
            .unwrap()
            .into_inner()
    }

    pub(crate) async fn spotify_state(&self) -> pb::Provider {
        self.provider("spotify").await
    }

    /// What a source says of itself; the built-in one is always the last and always ready.
    pub(crate) async fn provider(&self, name: &str) -> pb::Provider {
        let request = by(USER, pb::ListProvidersRequest {});
        let answer = self.client.clone().list_providers(request).await.unwrap();
        let providers = answer.into_inner().providers;
        let last = providers.last().unwrap();
        assert_eq!(
            (last.name.as_str(), last.state.as_str()),
            ("builtin", "ready")
        );
        let named = providers.into_iter().find(|provider| provider.name == name);
        named.unwrap()
    }
}

pub(crate) const USER: &str = "user-1";

pub(crate) fn by<T>(user: &str, message: T) -> Request<T> {
    let caller = Caller {
        user_id: user.to_owned(),
        session_id: "session-1".to_owned(),
    };
    rpc::request(message, Some(&caller), "request-1")
}

pub(crate) fn wanted(mood: &str, intent: &str) -> pb::RecommendRequest {
    pb::RecommendRequest {
        mood: mood.to_owned(),
        intent: intent.to_owned(),
        ..Default::default()
    }
}

pub(crate) fn refused<T>(result: Result<T, Status>) -> (Code, String) {
    let status = result.err().expect("the call is refused");
    let word = status.metadata().get(rpc::CODE).unwrap().to_str().unwrap();
    (status.code(), word.to_owned())
}

pub(crate) fn spotify_at(fake: &FakeSpotify) -> SpotifyConfig {
    SpotifyConfig {
        client_id: CLIENT_ID.to_owned(),
        client_secret: Secret::new(CLIENT_SECRET),
        market: "US".parse().unwrap(),
        daily_calls: 1_000,
        api_base: fake.api_base().parse().unwrap(),
        auth_base: fake.auth_base().parse().unwrap(),
        timeouts: Timeouts::default(),
    }
}

pub(crate) fn subsonic_at(fake: &FakeSubsonic) -> SubsonicConfig {
    SubsonicConfig {
        url: fake.url().parse().unwrap(),
        credentials: SubsonicCredentials::Token {
            user: fake_subsonic::USER.to_owned(),
            password: Secret::new(fake_subsonic::PASSWORD),
        },
        timeouts: Timeouts::default(),
        refresh: Duration::from_secs(600),
    }
}

pub(crate) fn ids(list: &pb::Recommendation) -> Vec<&str> {
    list.songs.iter().map(|song| song.id.as_str()).collect()
}
