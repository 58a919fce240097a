//! Everything auth holds about a person, as one JSON document.

use jiff::Timestamp;
use rpc::Caller;
use serde::Serialize;

use crate::{
    account::Account, error::Error, preferences::Preferences, service::Service, session::Session,
    store::Traces,
};

#[derive(Serialize)]
struct Document {
    exported_at: String,
    account: Profile,
    preferences: Preferences,
    camera_consent: Option<Agreement>,
    sessions: Vec<OpenSession>,
    invitations: Vec<Invitation>,
    failed_password_tries: Vec<String>,
    password: &'static str,
}

#[derive(Serialize)]
struct Profile {
    id: String,
    username: String,
    email: String,
    display_name: Option<String>,
    age: Option<u32>,
    gender: Option<String>,
    role: &'static str,
    created_at: String,
}

#[derive(Serialize)]
struct Agreement {
    version: String,
    at: String,
}

#[derive(Serialize)]
struct OpenSession {
    id: String,
    device: String,
    created_at: String,
    last_seen_at: String,
    expires_at: String,
    current: bool,
}

#[derive(Serialize)]
struct Invitation {
    created_at: String,
    expires_at: String,
}

const PASSWORD_NOTE: &str = "kept only as an Argon2id hash, which is left out here so that this file cannot be used to guess it";

impl Service {
    /// The document as JSON text. Secrets are left out: password hash, tokens, invitation codes.
    pub(crate) async fn export(&self, caller: &Caller) -> Result<String, Error> {
        let account = self.account_of(caller).await?;
        let traces = self.store.list_traces(account.clone()).await?;
        let document = Document {
            exported_at: rfc3339(self.clock.now_ms()),
            preferences: account.preferences.clone(),
            camera_consent: account.consent.as_ref().map(|consent| Agreement {
                version: consent.version.clone(),
                at: rfc3339(consent.at_ms),
            }),
            account: profile(account),
            password: PASSWORD_NOTE,
            failed_password_tries: traces.tries_ms.iter().copied().map(rfc3339).collect(),
            invitations: invitations(&traces),
            sessions: sessions(traces.sessions, &caller.session_id),
        };
        Ok(serde_json::to_string_pretty(&document)?)
    }
}

fn profile(account: Account) -> Profile {
    Profile {
        created_at: rfc3339(account.created_at_ms),
        role: account.role.word(),
        id: account.id,
        username: account.username,
        email: account.email,
        display_name: account.display_name,
        age: account.age,
        gender: account.gender,
    }
}

fn invitations(traces: &Traces) -> Vec<Invitation> {
    let invitation = |(created_ms, expires_ms): &(i64, i64)| Invitation {
        created_at: rfc3339(*created_ms),
        expires_at: rfc3339(*expires_ms),
    };
    traces.invites_ms.iter().map(invitation).collect()
}

fn sessions(sessions: Vec<Session>, current: &str) -> Vec<OpenSession> {
    let open = |session: Session| OpenSession {
        current: session.id == current,
        id: session.id,
        device: session.device,
        created_at: rfc3339(session.created_at_ms),
        last_seen_at: rfc3339(session.last_seen_ms),
        expires_at: rfc3339(session.expires_at_ms),
    };
    sessions.into_iter().map(open).collect()
}

/// RFC 3339 in UTC. Times outside jiff's years -9999 to 9999 cannot come from our clock.
fn rfc3339(ms: i64) -> String {
    Timestamp::from_millisecond(ms)
        .unwrap_or_default()
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_rfc_3339() {
        assert_eq!(rfc3339(1_700_000_000_500), "2023-11-14T22:13:20.5Z");
    }
}
