//! What only the tables show: purging, and times that never go back.

use rpc::Caller;
use tempfile::TempDir;

use super::*;
use crate::{
    account::{Account, Role},
    invite::Signups,
    preferences::Preferences,
    secret::{Secret, digest},
    session::{NewSession, refresh_expiry_ms},
};

const NOW: i64 = 1_800_000_000_000;
const DAY: i64 = 24 * 60 * 60 * 1000;

struct Setup {
    _dir: TempDir,
    store: AuthStore,
}

impl Setup {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = AuthStore::open(dir.path()).unwrap();
        Self { _dir: dir, store }
    }

    /// Registers `name`; answers the caller and the refresh token's digest.
    async fn register(&self, name: &str) -> (Caller, [u8; 32]) {
        let refresh = Secret::random().unwrap();
        let session = NewSession::new("test", &refresh, NOW);
        let caller = Caller {
            user_id: format!("id-of-{name}"),
            session_id: session.id.clone(),
        };
        let admission = Admission {
            signups: Signups::Open,
            invite: None,
            now_ms: NOW,
        };
        let hash = "$hash".to_owned();
        let stored = self.store.register(account(name), hash, admission, session);
        stored.await.unwrap();
        (caller, refresh.digest())
    }

    async fn end(&self, caller: &Caller, now_ms: i64) {
        let (user, session) = (caller.user_id.clone(), caller.session_id.clone());
        assert!(self.store.end_session(user, session, now_ms).await.unwrap());
    }

    async fn count(&self, table: &'static str) -> u32 {
        let count = format!("SELECT count(*) FROM {table}");
        let read = self
            .store
            .read(move |connection| Ok(connection.query_row(&count, [], |row| row.get(0))?));
        read.await.unwrap()
    }
}

fn account(name: &str) -> Account {
    Account {
        id: format!("id-of-{name}"),
        username: name.to_owned(),
        email: format!("{name}@example.org"),
        display_name: None,
        age: None,
        gender: None,
        role: Role::User,
        created_at_ms: NOW,
        preferences: Preferences::default(),
        consent: None,
    }
}

#[tokio::test]
async fn an_ended_session_is_remembered_while_its_access_token_could_live() {
    let setup = Setup::new();
    let (caller, _) = setup.register("ada").await;
    setup.end(&caller, NOW).await;
    setup.store.purge(NOW + 11 * 60 * 1000).await.unwrap();
    assert_eq!(setup.count("auth_ended_sessions").await, 1);
    setup.store.purge(NOW + 16 * 60 * 1000).await.unwrap();
    assert_eq!(setup.count("auth_ended_sessions").await, 0);
}

#[tokio::test]
async fn an_expired_session_is_purged_with_its_tokens_and_a_live_one_is_not() {
    let setup = Setup::new();
    setup.register("ada").await;
    let (_, refresh) = setup.register("bob").await;
    let fresh = digest("fresh");
    let rotated = setup.store.rotate(refresh, fresh, NOW + DAY).await.unwrap();
    assert!(matches!(rotated, Rotation::Done { .. }));
    setup.store.purge(refresh_expiry_ms(NOW)).await.unwrap();
    assert_eq!(setup.count("auth_sessions").await, 1);
    assert_eq!(setup.count("auth_refresh_tokens").await, 2);
    assert_eq!(setup.count("auth_users").await, 2, "accounts stay");
}

#[tokio::test]
async fn rotated_tokens_are_kept_as_long_as_a_token_lives() {
    let setup = Setup::new();
    let (_, mut refresh) = setup.register("ada").await;
    for day in 1..=31 {
        let fresh = digest(&format!("fresh {day}"));
        let now_ms = NOW + day * DAY;
        let rotated = setup.store.rotate(refresh, fresh, now_ms).await.unwrap();
        assert!(matches!(rotated, Rotation::Done { .. }), "day {day}");
        refresh = fresh;
    }
    setup.store.purge(NOW + 31 * DAY).await.unwrap();
    assert_eq!(setup.count("auth_refresh_tokens").await, 32);
    setup.store.purge(NOW + 31 * DAY + 1).await.unwrap();
    assert_eq!(setup.count("auth_refresh_tokens").await, 31);
}

#[tokio::test]
async fn old_invites_and_tries_are_purged() {
    let setup = Setup::new();
    let (caller, _) = setup.register("ada").await;
    let invite = NewInvite {
        digest: digest("code"),
        created_by: caller.user_id,
        created_at_ms: NOW,
        expires_at_ms: NOW + DAY,
    };
    setup.store.add_invite(invite).await.unwrap();
    setup.store.count_try(digest("who"), NOW).await.unwrap();
    assert_eq!(setup.store.purge(NOW + 1).await.unwrap(), 0);
    assert_eq!(setup.store.purge(NOW + DAY).await.unwrap(), 2);
}

#[tokio::test]
async fn a_clock_that_goes_back_hides_no_ended_session() {
    let setup = Setup::new();
    let (ada, _) = setup.register("ada").await;
    let (bob, _) = setup.register("bob").await;
    setup.end(&ada, NOW).await;
    let first = setup.store.list_ended_sessions(0).await.unwrap();
    assert_eq!((first.ids, first.as_of_ms), (vec![ada.session_id], NOW));
    setup.end(&bob, NOW - DAY).await;
    let next = setup
        .store
        .list_ended_sessions(first.as_of_ms)
        .await
        .unwrap();
    assert!(next.ids.contains(&bob.session_id));
}

#[tokio::test]
async fn a_changed_password_stops_a_login_that_was_under_way() {
    let setup = Setup::new();
    let (caller, _) = setup.register("ada").await;
    let found = setup.store.find_credentials("ADA".to_owned()).await;
    let known = found.unwrap().unwrap();
    let change = PasswordChange {
        user_id: caller.user_id,
        subject: digest("who"),
        old_hash: "$hash".to_owned(),
        new_hash: "$other".to_owned(),
        keep_session: caller.session_id,
        now_ms: NOW,
    };
    let changed = setup.store.change_password(change).await.unwrap();
    assert_eq!(changed, Some(Vec::new()));
    let login = NewLogin {
        known,
        new_hash: None,
        subject: digest("who"),
        session: NewSession::new("late", &Secret::random().unwrap(), NOW),
    };
    assert_eq!(setup.store.open_session(login).await.unwrap(), None);
    assert_eq!(setup.count("auth_sessions").await, 1);
}
