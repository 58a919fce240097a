//! Sessions that ended while their access tokens still live.

use std::{
    collections::HashMap,
    sync::{Arc, RwLock},
    time::{Duration, Instant},
};

use jiff::Timestamp;
use proto::auth::v1::ListEndedSessionsRequest;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};
use uuid::Uuid;

use crate::{
    clients::{Answered, Service},
    error::ApiError,
    gateway::Gateway,
};

/// At least as long as an access token lives; after that the token refuses itself.
const TOKEN_LIFETIME: Duration = Duration::from_secs(60 * 60);
const POLL_INTERVAL: Duration = Duration::from_secs(5);
const FIRST_POLL_INTERVAL: Duration = Duration::from_millis(250);
/// Asked for again each time: a session may be stamped before it is committed.
const OVERLAP_MS: i64 = 2_000;

/// Ids of ended sessions, with the moment they were heard of.
#[derive(Default)]
pub struct Revocations(RwLock<HashMap<String, Instant>>);

impl Revocations {
    /// Refuses these sessions from now on.
    pub fn add(&self, session_ids: impl IntoIterator<Item = String>) {
        let now = Instant::now();
        let mut ended = self.0.write().expect("nothing panics under this lock");
        for id in session_ids {
            ended.entry(id).or_insert(now);
        }
    }

    /// Whether this session has ended.
    pub fn contains(&self, session_id: &str) -> bool {
        let ended = self.0.read().expect("nothing panics under this lock");
        ended.contains_key(session_id)
    }

    /// Forgets sessions whose tokens have expired by `now`.
    fn prune(&self, now: Instant) {
        let mut ended = self.0.write().expect("nothing panics under this lock");
        ended.retain(|_, at| now.saturating_duration_since(*at) < TOKEN_LIFETIME);
    }
}

/// Fetches the keys once and the ended sessions again and again, until `stop` is cancelled.
pub async fn follow(gateway: Arc<Gateway>, stop: CancellationToken) {
    let lifetime_ms = i64::try_from(TOKEN_LIFETIME.as_millis()).expect("an hour fits");
    let mut since_ms = Timestamp::now().as_millisecond() - lifetime_ms;
    let mut heard = true;
    loop {
        match poll(&gateway, since_ms).await {
            Ok(as_of_ms) => {
                since_ms = as_of_ms - OVERLAP_MS;
                gateway.ready.send_replace(true);
                if !heard {
                    info!("auth tells ended sessions again");
                }
                heard = true;
            }
            Err(error) => {
                if heard {
                    warn!(cause = %error, "auth does not tell which sessions ended");
                }
                heard = false;
            }
        }
        gateway.revocations.prune(Instant::now());
        let ready = *gateway.ready.borrow();
        let pause = if ready {
            POLL_INTERVAL
        } else {
            FIRST_POLL_INTERVAL
        };
        if timeout(pause, stop.cancelled()).await.is_ok() {
            return;
        }
    }
}

/// Learns of the sessions that ended since a time; answers up to when they are now known.
async fn poll(gateway: &Gateway, since_ms: i64) -> Result<i64, ApiError> {
    if !*gateway.ready.borrow() {
        gateway.keys.fetch(&gateway.clients).await?;
    }
    let id = Uuid::now_v7().to_string();
    let request = rpc::request(ListEndedSessionsRequest { since_ms }, None, &id);
    let mut auth = gateway.clients.auth();
    let answer = auth.list_ended_sessions(request).await.of(Service::Auth)?;
    gateway.revocations.add(answer.session_ids);
    Ok(answer.as_of_ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ended_session_is_known_until_its_tokens_have_expired() {
        let revocations = Revocations::default();
        revocations.add(["s1".to_owned()]);
        let now = Instant::now();
        revocations.prune(now + TOKEN_LIFETIME / 2);
        assert!(revocations.contains("s1"));
        assert!(!revocations.contains("s2"));
        revocations.prune(now + TOKEN_LIFETIME);
        assert!(!revocations.contains("s1"));
    }

    #[test]
    fn hearing_of_a_session_again_does_not_keep_it_longer() {
        let revocations = Revocations::default();
        revocations.add(["s1".to_owned()]);
        let now = Instant::now();
        revocations.add(["s1".to_owned()]);
        revocations.prune(now + TOKEN_LIFETIME);
        assert!(!revocations.contains("s1"));
    }
}
