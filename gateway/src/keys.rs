//! The public keys of the auth service, and the check of access tokens with them.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use proto::auth::v1::{ListKeysRequest, PublicKey};
use token::{Claims, TokenError, Verifier};
use tokio::sync::{Mutex, watch};
use uuid::Uuid;

use crate::{
    clients::{Answered, Clients, Service},
    error::ApiError,
};

/// Forged tokens name unknown keys too, so they cannot make the gateway ask more often than this.
const REFETCH_INTERVAL: Duration = Duration::from_secs(1);

/// The keys as they were fetched last; none at first.
pub struct KeyRing {
    verifier: watch::Sender<Arc<Verifier>>,
    fetched: Mutex<Option<Instant>>,
}

impl Default for KeyRing {
    fn default() -> Self {
        Self {
            verifier: watch::Sender::new(Arc::new(Verifier::new([]))),
            fetched: Mutex::new(None),
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
        let verifier = Arc::clone(&self.verifier.borrow());
        verifier.verify(token)
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
