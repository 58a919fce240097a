//! The public keys of the auth service, and the check of access tokens with them.

use std::{
    sync::{Arc, MutexGuard},
    time::{Duration, Instant},
};

use jiff::Timestamp;
use proto::auth::v1::{ListKeysRequest, PublicKey};
use token::{Claims, TokenError, Verifier};
use tokio::sync::{Mutex, watch};
use uuid::Uuid;

use crate::{
    bounded::BoundedMap,
    clients::{Answered, Clients, Service},
    error::ApiError,
};

/// Forged tokens name unknown keys too, so they cannot make the gateway ask more often than this.
const REFETCH_INTERVAL: Duration = Duration::from_secs(1);

/// Tokens whose signature is known to be good, and for how long that is believed: after that the key
/// may be gone.
const VERIFIED: usize = 10_000;
const VERIFIED_AGE: Duration = Duration::from_secs(60);

/// The keys as they were fetched last; none at first.
pub struct KeyRing {
    verifier: watch::Sender<Arc<Verifier>>,
    fetched: Mutex<Option<Instant>>,
    /// Checking a signature takes longer than everything else the gateway does with a small request.
    verified: std::sync::Mutex<BoundedMap<Claims>>,
}

impl Default for KeyRing {
    fn default() -> Self {
        Self {
            verifier: watch::Sender::new(Arc::new(Verifier::new([]))),
            fetched: Mutex::new(None),
            verified: std::sync::Mutex::new(BoundedMap::new(VERIFIED, VERIFIED_AGE)),
        }
    }
}

impl KeyRing {
    /// Verifies a token; one that names an unknown key is tried again with fresh keys.
    ///
    /// # Errors
    /// [`ApiError`] for a refused token, and when fresh keys are needed and cannot be had.
    pub async fn verify(&self, clients: &Clients, token: &str) -> Result<Claims, ApiError> {
        let mut answer = self.check(token);
        if answer == Err(TokenError::UnknownKey) {
            self.fetch(clients).await?;
            answer = self.check(token);
        }
        answer.map_err(|error| match error {
            TokenError::Expired => ApiError::TokenExpired,
            TokenError::Invalid | TokenError::UnknownKey => ApiError::TokenInvalid,
        })
    }

    fn check(&self, token: &str) -> Result<Claims, TokenError> {
        let now = Instant::now();
        let known = self.verified().find(token, now).cloned();
        if let Some(claims) = known {
            let now_s = Timestamp::now().as_second();
            let over = i64::try_from(claims.exp).is_ok_and(|last_s| last_s < now_s);
            return if over {
                Err(TokenError::Expired)
            } else {
                Ok(claims)
            };
        }
        let verifier = Arc::clone(&self.verifier.borrow());
        let claims = verifier.verify(token)?;
        self.verified()
            .insert(token.to_owned(), claims.clone(), now);
        Ok(claims)
    }

    fn verified(&self) -> MutexGuard<'_, BoundedMap<Claims>> {
        self.verified
            .lock()
            .expect("nothing panics under this lock")
    }

    /// Fetches the keys, unless that was done a moment ago.
    ///
    /// # Errors
    /// [`ApiError`] when auth does not answer.
    pub async fn fetch(&self, clients: &Clients) -> Result<(), ApiError> {
        let mut fetched = self.fetched.lock().await;
        if fetched.is_some_and(|at| at.elapsed() < REFETCH_INTERVAL) {
            return Ok(());
        }
        let request = rpc::request(ListKeysRequest {}, None, &Uuid::now_v7().to_string());
        let answer = clients.auth().list_keys(request).await.of(Service::Auth)?;
        let keys = answer.keys.into_iter().filter_map(usable);
        self.verifier.send_replace(Arc::new(Verifier::new(keys)));
        *fetched = Some(Instant::now());
        Ok(())
    }
}

/// A key of another length belongs to an algorithm that is not spoken here.
fn usable(key: PublicKey) -> Option<token::PublicKey> {
    Some(token::PublicKey {
        kid: key.kid,
        ed25519: key.ed25519.try_into().ok()?,
    })
}
