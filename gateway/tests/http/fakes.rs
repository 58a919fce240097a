//! The four services, as small as the tests allow: they answer what the world says and note what
//! they were asked.

use std::{
    fmt::Debug,
    future::Future,
    ops::Deref,
    pin::Pin,
    sync::{Arc, Mutex},
};

use proto::{auth::v1 as auth, chat::v1 as chat};
use rpc::{Failure, Kind};
use tempfile::TempDir;
use token::Signer;
use tonic::{Request, Response, Status};

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

// After the macro, which they need.
mod auth_fake;
mod chat_fake;
mod emotion_fake;
mod music_fake;
