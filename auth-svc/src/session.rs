//! Sessions: logging in, staying in by rotating refresh tokens, and ending.
//!
//! A refresh token is good once. Using it gives a new one and marks the old one as rotated; a
//! rotated token that turns up again was copied, so its session ends. One exception keeps honest
//! clients in: two tabs of one browser may send the same token at the same moment. So for
//! [`GRACE`] after a rotation the token that was rotated last (no older one) gets another new
//! pair of the same session. Both new tokens are then good, because either answer may be the one
//! the browser keeps; the first use of either marks both as rotated, so a thief who slipped
//! through the grace is found out at the next refresh.

use std::time::Duration;

use rpc::Caller;
use token::Claims;
use tracing::{info, warn};
use uuid::Uuid;

use crate::{
    account::{Account, fields},
    clock::ms,
    error::Error,
    password::login_subject,
    secret::{Digest, Secret, digest},
    service::Service,
    store::{EndedSessions, NewLogin, Rotation},
};

/// How long an access token is good.
pub const ACCESS_LIFETIME: Duration = Duration::from_secs(10 * 60);
/// How long a refresh token is good; each rotation starts it anew.
pub const REFRESH_LIFETIME: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// How long after a rotation the token rotated last may still come from a second tab.
pub const GRACE: Duration = Duration::from_secs(10);

/// An open session as its owner may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Opaque.
    pub id: String,
    /// The user agent that opened it, at most 200 characters.
    pub device: String,
    /// Milliseconds since the Unix epoch.
    pub created_at_ms: i64,
    /// The last login or refresh, so up to one access token's lifetime old.
    pub last_seen_ms: i64,
    /// When its refresh token expires.
    pub expires_at_ms: i64,
}

/// A session about to be opened.
pub(crate) struct NewSession {
    pub(crate) id: String,
    pub(crate) device: String,
    pub(crate) refresh: Digest,
    pub(crate) now_ms: i64,
}

impl NewSession {
    pub(crate) fn new(device: &str, refresh: &Secret, now_ms: i64) -> Self {
        Self {
            id: Uuid::now_v7().to_string(),
            device: fields::device(device),
            refresh: refresh.digest(),
            now_ms,
        }
    }
}

/// What a client gets when it logs in or refreshes.
pub(crate) struct Tokens {
    pub(crate) account: Account,
    pub(crate) access: String,
    pub(crate) refresh: Secret,
}

impl Service {
    /// Opens a session for a username or address and its password.
    ///
    /// # Errors
    /// [`Error::WrongCredentials`] whichever of the two is wrong, after the same work;
    /// [`Error::TooManyTries`] after ten of those in 15 minutes, even for the right password.
    pub(crate) async fn login(
        &self,
        login: &str,
        password: String,
        device: &str,
    ) -> Result<Tokens, Error> {
        let login = login.trim();
        let subject = login_subject(login);
        let slot = self.hasher.slot().await?;
        self.store.count_try(subject, self.clock.now_ms()).await?;
        let found = self.store.find_credentials(login.to_owned()).await?;
        let hash = found.as_ref().map(|known| known.password_hash.clone());
        let right = slot.verify(password.clone(), hash).await?;
        let known = found.filter(|_| right).ok_or(Error::WrongCredentials)?;
        let new_hash = if self.hasher.is_weaker(&known.password_hash) {
            Some(slot.hash(password).await?)
        } else {
            None
        };
        drop(slot);
        let refresh = Secret::random()?;
        let session = NewSession::new(device, &refresh, self.clock.now_ms());
        let session_id = session.id.clone();
        let login = NewLogin {
            known,
            new_hash,
            subject,
            session,
        };
        // The password may have been changed while it was being checked.
        let opened = self.store.open_session(login).await?;
        let account = opened.ok_or(Error::WrongCredentials)?;
        info!(user_id = account.id, session_id, "logged in");
        self.tokens(account, &session_id, refresh)
    }

    /// Exchanges a refresh token for a new pair; see the module's words for the rules.
    pub(crate) async fn refresh(&self, presented: &str) -> Result<Tokens, Error> {
        let fresh = Secret::random()?;
        let now_ms = self.clock.now_ms();
        let rotated = self
            .store
            .rotate(digest(presented), fresh.digest(), now_ms)
            .await?;
        match rotated {
            Rotation::Done {
                account,
                session_id,
            } => self.tokens(*account, &session_id, fresh),
            Rotation::Reused { session_id } => {
                warn!(
                    session_id,
                    "rotated refresh token used again, session ended"
                );
                Err(Error::RefreshInvalid)
            }
            Rotation::Unknown => Err(Error::RefreshInvalid),
        }
    }

    /// Ends the caller's session. Idempotent.
    pub(crate) async fn logout(&self, caller: Caller) -> Result<(), Error> {
        let now_ms = self.clock.now_ms();
        let session_id = caller.session_id;
        self.store
            .end_session(caller.user_id, session_id, now_ms)
            .await?;
        Ok(())
    }

    /// The caller's open sessions, the one seen last first.
    pub(crate) async fn list_sessions(&self, account: &Account) -> Result<Vec<Session>, Error> {
        let now_ms = self.clock.now_ms();
        self.store.list_sessions(account.id.clone(), now_ms).await
    }

    /// Ends one of the caller's sessions.
    pub(crate) async fn end_session(&self, account: &Account, id: String) -> Result<(), Error> {
        let now_ms = self.clock.now_ms();
        let ended = self.store.end_session(account.id.clone(), id, now_ms);
        if ended.await? {
            Ok(())
        } else {
            Err(Error::SessionNotFound)
        }
    }

    /// Sessions that ended at or after a time, for as long as their access tokens might be good.
    pub(crate) async fn list_ended_sessions(&self, since_ms: i64) -> Result<EndedSessions, Error> {
        self.store.list_ended_sessions(since_ms).await
    }

    /// Mints the access token that goes with a refresh token.
    pub(crate) fn tokens(
        &self,
        account: Account,
        session_id: &str,
        refresh: Secret,
    ) -> Result<Tokens, Error> {
        let now_s = u64::try_from(self.clock.now_ms() / 1000).unwrap_or_default();
        let claims = Claims {
            sub: account.id.clone(),
            sid: session_id.to_owned(),
            username: account.username.clone(),
            role: account.role.word().to_owned(),
            iat: now_s,
            exp: now_s + ACCESS_LIFETIME.as_secs(),
            iss: token::ISSUER.to_owned(),
        };
        Ok(Tokens {
            access: self.signer.sign(&claims)?,
            account,
            refresh,
        })
    }
}

/// When a refresh token made at `now_ms` expires.
pub(crate) fn refresh_expiry_ms(now_ms: i64) -> i64 {
    now_ms + ms(REFRESH_LIFETIME)
}
