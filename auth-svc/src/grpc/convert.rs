//! Messages of the contract from and to the domain's types.

use proto::auth::v1 as pb;
use token::PublicKey;

use crate::{
    account::{Account, Changes, Registration, fields},
    error::Error,
    invite::Invite,
    people::Person,
    preferences::{self, Preferences},
    session::{ACCESS_LIFETIME, REFRESH_LIFETIME, Session, Tokens},
    store::EndedSessions,
};

impl From<pb::RegisterRequest> for Registration {
    fn from(request: pb::RegisterRequest) -> Self {
        Self {
            username: request.username,
            email: request.email,
            password: request.password,
            display_name: request.display_name,
            age: request.age,
            gender: request.gender,
            invite: request.invite.filter(|code| !code.trim().is_empty()),
            device: request.device,
        }
    }
}

impl TryFrom<pb::UpdateMeRequest> for Changes {
    type Error = Error;

    fn try_from(request: pb::UpdateMeRequest) -> Result<Self, Error> {
        let age = |years| {
            if years == 0 {
                Ok(None)
            } else {
                fields::age(years).map(Some)
            }
        };
        let display_name = |name: String| fields::display_name(Some(&name));
        let gender = |gender: String| fields::gender(Some(&gender));
        let email = |address: String| fields::email(&address);
        Ok(Self {
            email: request.email.map(email).transpose()?,
            display_name: request.display_name.map(display_name).transpose()?,
            age: request.age.map(age).transpose()?,
            gender: request.gender.map(gender).transpose()?,
            theme: request.theme.map(preferences::theme).transpose()?,
            language: request.language.map(preferences::language).transpose()?,
            intent: request.intent.map(preferences::intent).transpose()?,
            explicit: request.explicit,
            retention_days: request
                .retention_days
                .map(preferences::retention_days)
                .transpose()?,
            smoothing: request.smoothing,
        })
    }
}

impl From<Account> for pb::User {
    fn from(account: Account) -> Self {
        Self {
            display_name: account.shown_name().to_owned(),
            id: account.id,
            username: account.username,
            email: account.email,
            age: account.age,
            gender: account.gender,
            role: account.role.word().to_owned(),
            created_at_ms: account.created_at_ms,
            preferences: Some(account.preferences.into()),
            consent: account.consent.map(|consent| pb::Consent {
                version: consent.version,
                at_ms: consent.at_ms,
            }),
        }
    }
}

impl From<Preferences> for pb::Preferences {
    fn from(preferences: Preferences) -> Self {
        Self {
            theme: preferences.theme,
            language: preferences.language,
            intent: preferences.intent,
            explicit: preferences.explicit,
            retention_days: preferences.retention_days,
            smoothing: preferences.smoothing,
        }
    }
}

impl From<Tokens> for pb::SessionTokens {
    fn from(tokens: Tokens) -> Self {
        let seconds = |lifetime: std::time::Duration| {
            u32::try_from(lifetime.as_secs()).expect("lifetimes are at most weeks")
        };
        Self {
            user: Some(tokens.account.into()),
            access_token: tokens.access,
            expires_in_s: seconds(ACCESS_LIFETIME),
            refresh_token: tokens.refresh.into_text(),
            refresh_expires_in_s: seconds(REFRESH_LIFETIME),
        }
    }
}

impl From<EndedSessions> for pb::ListEndedSessionsResponse {
    fn from(ended: EndedSessions) -> Self {
        Self {
            session_ids: ended.ids,
            as_of_ms: ended.as_of_ms,
        }
    }
}

impl From<Invite> for pb::CreateInviteResponse {
    fn from(invite: Invite) -> Self {
        Self {
            code: invite.code,
            expires_at_ms: invite.expires_at_ms,
        }
    }
}

pub(super) fn sessions(sessions: Vec<Session>, current: &str) -> pb::ListSessionsResponse {
    let session = |session: Session| pb::Session {
        current: session.id == current,
        id: session.id,
        device: session.device,
        created_at_ms: session.created_at_ms,
        last_seen_ms: session.last_seen_ms,
    };
    pb::ListSessionsResponse {
        sessions: sessions.into_iter().map(session).collect(),
    }
}

pub(super) fn keys(keys: Vec<PublicKey>) -> pb::ListKeysResponse {
    let key = |key: PublicKey| pb::PublicKey {
        kid: key.kid,
        ed25519: key.ed25519.to_vec(),
    };
    pb::ListKeysResponse {
        keys: keys.into_iter().map(key).collect(),
    }
}

pub(super) fn users(people: Vec<Person>) -> pb::Users {
    let person = |person: Person| pb::Person {
        id: person.id,
        username: person.username,
        display_name: person.display_name,
    };
    pb::Users {
        people: people.into_iter().map(person).collect(),
    }
}
