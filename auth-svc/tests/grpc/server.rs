//! A running service with a temporary database and a clock that tests move.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use auth_svc::{clock::Clock, config::Config, invite::Signups, password::Cost};
use proto::auth::v1::{
    GetMeRequest, ListEndedSessionsRequest, ListKeysRequest, LoginRequest, RefreshRequest,
    RegisterRequest, SessionTokens, User, auth_client::AuthClient,
};
use rpc::Caller;
use telemetry::Metrics;
use tempfile::TempDir;
use token::{Claims, PublicKey, Verifier};
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};
use tonic::{Code, Request, Status, transport::Channel};

pub const PASSWORD: &str = "correct horse battery";
const DEADLINE: Duration = Duration::from_secs(20);

/// Stops when dropped.
pub struct Server {
    pub client: AuthClient<Channel>,
    pub clock: Clock,
    pub address: SocketAddr,
    pub dir: TempDir,
    stop: DropGuard,
    task: JoinHandle<Result<(), auth_svc::error::Error>>,
}

pub fn config(dir: &TempDir, clock: &Clock) -> Config {
    Config {
        listen: ([127, 0, 0, 1], 0).into(),
        data_dir: dir.path().to_owned(),
        signups: Signups::Open,
        password_cost: Cost {
            memory_kib: 16,
            iterations: 1,
            lanes: 1,
        },
        clock: clock.clone(),
        metrics: Metrics::default(),
    }
}

impl Server {
    pub async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    pub async fn start_with(adjust: impl FnOnce(&mut Config)) -> Self {
        let dir = tempfile::tempdir().unwrap();
        Self::serve(dir, Clock::default(), adjust).await
    }

    /// Stops this server and starts another over the same data.
    pub async fn restart_with(self, adjust: impl FnOnce(&mut Config)) -> Self {
        drop((self.client, self.stop));
        self.task.await.unwrap().unwrap();
        Self::serve(self.dir, self.clock, adjust).await
    }

    async fn serve(dir: TempDir, clock: Clock, adjust: impl FnOnce(&mut Config)) -> Self {
        let mut config = config(&dir, &clock);
        adjust(&mut config);
        let bound = auth_svc::bind(config).await.unwrap();
        let address = bound.local_addr();
        let stop = CancellationToken::new();
        let channel = rpc::channel(&format!("http://{address}"), DEADLINE).unwrap();
        Self {
            client: AuthClient::new(channel),
            clock,
            address,
            dir,
            task: tokio::spawn(bound.serve(stop.clone())),
            stop: stop.drop_guard(),
        }
    }

    pub fn database(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.dir.path().join("mood_app.db")).unwrap()
    }

    pub fn key_file(&self) -> PathBuf {
        self.dir.path().join("signing.key")
    }

    pub fn client(&self) -> AuthClient<Channel> {
        self.client.clone()
    }

    pub async fn register(&self, name: &str) -> SessionTokens {
        let answer = self.client().register(registration(name)).await;
        answer.unwrap().into_inner()
    }

    pub async fn try_login(&self, login: &str, password: &str) -> Result<SessionTokens, Status> {
        let request = LoginRequest {
            login: login.into(),
            password: password.into(),
            device: "second device".into(),
        };
        self.client().login(request).await.map(|a| a.into_inner())
    }

    pub async fn login(&self, login: &str) -> SessionTokens {
        self.try_login(login, PASSWORD).await.unwrap()
    }

    pub async fn refresh(&self, refresh_token: &str) -> Result<SessionTokens, Status> {
        let refresh_token = refresh_token.to_owned();
        let answer = self
            .client()
            .refresh(RefreshRequest { refresh_token })
            .await;
        answer.map(|answer| answer.into_inner())
    }

    pub async fn me(&self, tokens: &SessionTokens) -> Result<User, Status> {
        let request = self.as_caller(tokens, GetMeRequest {}).await;
        self.client().get_me(request).await.map(|a| a.into_inner())
    }

    pub async fn ended_since(&self, since_ms: i64) -> (Vec<String>, i64) {
        let request = ListEndedSessionsRequest { since_ms };
        let answer = self.client().list_ended_sessions(request).await;
        let answer = answer.unwrap().into_inner();
        (answer.session_ids, answer.as_of_ms)
    }

    pub async fn claims(&self, tokens: &SessionTokens) -> Claims {
        let keys = self.client().list_keys(ListKeysRequest {}).await.unwrap();
        let keys = keys.into_inner().keys.into_iter().map(|key| PublicKey {
            kid: key.kid,
            ed25519: key.ed25519.as_slice().try_into().unwrap(),
        });
        Verifier::new(keys).verify(&tokens.access_token).unwrap()
    }

    pub async fn session_id(&self, tokens: &SessionTokens) -> String {
        self.claims(tokens).await.sid
    }

    /// Wraps a message as the gateway would after it verified the access token.
    pub async fn as_caller<T>(&self, tokens: &SessionTokens, message: T) -> Request<T> {
        let claims = self.claims(tokens).await;
        let caller = Caller {
            user_id: claims.sub,
            session_id: claims.sid,
        };
        rpc::request(message, Some(&caller), "test")
    }
}

pub fn registration(name: &str) -> RegisterRequest {
    RegisterRequest {
        username: name.into(),
        email: format!("{name}@example.org"),
        password: PASSWORD.into(),
        device: "first device".into(),
        ..RegisterRequest::default()
    }
}

pub fn word(status: &Status) -> &str {
    let word = status.metadata().get(rpc::CODE);
    word.map_or("", |word| word.to_str().unwrap())
}

/// Asserts that a call was refused with this code and word, and answers what was said.
#[track_caller]
pub fn refused<T: std::fmt::Debug>(
    result: Result<T, Status>,
    code: Code,
    expected: &str,
) -> String {
    let status = result.unwrap_err();
    assert_eq!((status.code(), word(&status)), (code, expected), "{status}");
    status.message().to_owned()
}
