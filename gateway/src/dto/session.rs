//! The JSON of registration, login and sessions.

use proto::auth::v1 as auth;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{account::User, time::Moment};

/// A new account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisterRequest {
    /// 3 to 32 of a-z, 0-9, `_`, `-`, `.`; compared without case.
    pub username: String,
    /// For login; never shown to others.
    pub email: String,
    /// 8 to 256 characters.
    pub password: String,
    /// The name that others see; the username when absent.
    pub display_name: Option<String>,
    /// In years.
    pub age: Option<u32>,
    /// In the user's own word.
    pub gender: Option<String>,
    /// The code of an invitation, while registration needs one.
    pub invite: Option<String>,
}

impl RegisterRequest {
    /// The message for auth, with the client's name for itself.
    pub fn into_message(self, device: String) -> auth::RegisterRequest {
        auth::RegisterRequest {
            username: self.username,
            email: self.email,
            password: self.password,
            display_name: self.display_name,
            age: self.age,
            gender: self.gender,
            invite: self.invite,
            device,
        }
    }
}

/// Who wants in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LoginRequest {
    /// Username or e-mail address.
    pub login: String,
    /// The password.
    pub password: String,
}

/// A refresh token, for clients without cookies.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefreshRequest {
    /// The token from the answer before; it works once.
    pub refresh_token: String,
}

/// A session begun or continued. Browsers get the refresh token as a cookie.
#[derive(Serialize, ToSchema)]
pub struct SessionAnswer {
    /// Who is logged in.
    pub user: User,
    /// For the header `Authorization: Bearer …`.
    pub access_token: String,
    /// Always `Bearer`.
    pub token_type: &'static str,
    /// How long the access token lives, in seconds.
    pub expires_in: u32,
    /// Only for clients that send `x-attune-client: api` or the token in the body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
}

/// Where the user is logged in.
#[derive(Serialize, ToSchema)]
pub struct SessionList {
    /// Latest first.
    pub sessions: Vec<SessionItem>,
}

/// One session.
#[derive(Serialize, ToSchema)]
pub struct SessionItem {
    /// For DELETE /auth/sessions/{id}.
    pub id: String,
    /// What the client called itself.
    pub device: String,
    /// When it began.
    pub created_at: Moment,
    /// When it was refreshed last.
    pub last_seen: Moment,
    /// Whether it is the one that asks.
    pub current: bool,
}

impl From<auth::Session> for SessionItem {
    fn from(session: auth::Session) -> Self {
        Self {
            id: session.id,
            device: session.device,
            created_at: Moment(session.created_at_ms),
            last_seen: Moment(session.last_seen_ms),
            current: session.current,
        }
    }
}

/// A new password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordRequest {
    /// The password as it is.
    pub current: String,
    /// 8 to 256 characters.
    pub new: String,
}

/// An invitation.
#[derive(Serialize, ToSchema)]
pub struct Invite {
    /// For the `invite` of one registration.
    pub code: String,
    /// Until when it works.
    pub expires_at: Moment,
}
