//! Who asks: the bearer token, verified here, and the session behind it.

use std::{future::Future, ops::Deref, pin::Pin, time::Instant};

use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    http::header::{AUTHORIZATION, HeaderMap},
};
use proto::auth::v1::{GetConsentNoticeRequest, GetMeRequest};
use rpc::Caller;
use token::Claims;

use crate::{
    call::Call,
    clients::{Answered, Service},
    error::ApiError,
    profile::Profile,
};

/// The role of whoever runs this Attune, see [`Claims::role`].
const ADMIN: &str = "admin";

/// A call of a user who is logged in.
pub struct Signed {
    /// What the access token says.
    pub claims: Claims,
    call: Call,
}

impl Deref for Signed {
    type Target = Call;

    fn deref(&self) -> &Call {
        &self.call
    }
}

impl Signed {
    /// The user's consent and preferences, at most seconds old.
    ///
    /// # Errors
    /// [`ApiError`] when they are not at hand and auth does not answer.
    pub async fn profile(&self) -> Result<Profile, ApiError> {
        let mark = match self.profiles.find(&self.claims.sub, Instant::now()) {
            Ok(profile) => return Ok(profile),
            Err(mark) => mark,
        };
        let (mut asked_user, mut asked_notice) = (self.clients.auth(), self.clients.auth());
        let (user, notice) = tokio::join!(
            asked_user.get_me(self.request(GetMeRequest {})),
            asked_notice.get_consent_notice(self.request(GetConsentNoticeRequest {})),
        );
        let (user, notice) = (user.of(Service::Auth)?, notice.of(Service::Auth)?);
        let preferences = user.preferences.unwrap_or_default();
        let profile = Profile {
            consented: user.consent.map(|consent| consent.version),
            notice: notice.version,
            intent: preferences.intent,
            explicit: preferences.explicit,
        };
        let now = Instant::now();
        self.profiles
            .keep(mark, &self.claims.sub, profile.clone(), now);
        Ok(profile)
    }
}

impl Signed {
    /// Lets an admin pass.
    ///
    /// # Errors
    /// [`ApiError::AdminsOnly`] for anybody else.
    pub fn as_admin(&self) -> Result<(), ApiError> {
        if self.claims.role == ADMIN {
            Ok(())
        } else {
            Err(ApiError::AdminsOnly)
        }
    }

    /// The call without what the token says.
    pub fn into_call(self) -> Call {
        self.call
    }

    /// The user and the session.
    pub fn caller(&self) -> Caller {
        Caller {
            user_id: self.claims.sub.clone(),
            session_id: self.claims.sid.clone(),
        }
    }
}

impl FromRequest for Signed {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let call = Call::of(request);
        let token = bearer(request.headers()).map(str::to_owned);
        Box::pin(async move {
            let claims = identify(&call, &token?).await?;
            call.per_user.take(&claims.sub, Instant::now())?;
            let caller = Caller {
                user_id: claims.sub.clone(),
                session_id: claims.sid.clone(),
            };
            let call = call.by(caller);
            Ok(Self { claims, call })
        })
    }
}

async fn identify(call: &Call, token: &str) -> Result<Claims, ApiError> {
    call.wait_until_ready().await?;
    let claims = call.keys.verify(&call.clients, token).await?;
    if call.revocations.contains(&claims.sid) {
        return Err(ApiError::SessionEnded);
    }
    Ok(claims)
}

fn bearer(headers: &HeaderMap) -> Result<&str, ApiError> {
    let value = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let (scheme, token) = value
        .and_then(|value| value.split_once(' '))
        .ok_or(ApiError::TokenMissing)?;
    let token = token.trim();
    if !scheme.eq_ignore_ascii_case("bearer") || token.is_empty() {
        return Err(ApiError::TokenMissing);
    }
    Ok(token)
}
