//! Listing and ending sessions.

use proto::auth::v1::{
    EndSessionRequest, ListSessionsRequest, LoginRequest, LogoutRequest, Session, SessionTokens,
};
use tonic::{Code, Status};

use crate::server::{PASSWORD, Server, refused};

async fn list(server: &Server, tokens: &SessionTokens) -> Vec<Session> {
    let request = server.as_caller(tokens, ListSessionsRequest {}).await;
    let answer = server.client().list_sessions(request).await.unwrap();
    answer.into_inner().sessions
}

async fn end(server: &Server, tokens: &SessionTokens, id: &str) -> Result<(), Status> {
    let message = EndSessionRequest { id: id.into() };
    let request = server.as_caller(tokens, message).await;
    server.client().end_session(request).await.map(|_| ())
}

#[tokio::test]
async fn sessions_are_listed_with_device_and_times() {
    let server = Server::start().await;
    let first = server.register("ada").await;
    server.clock.advance(std::time::Duration::from_secs(60));
    let request = LoginRequest {
        login: "ada".into(),
        password: PASSWORD.into(),
        device: format!("Fire\nfox {}", "x".repeat(300)),
    };
    let second = server.client().login(request).await.unwrap().into_inner();
    let sessions = list(&server, &second).await;
    assert_eq!(sessions.len(), 2);
    assert!(sessions[0].device.starts_with("Firefox xxx"));
    assert_eq!(sessions[0].device.chars().count(), 200);
    assert_eq!(sessions[1].device, "first device");
    assert!(sessions[0].current && !sessions[1].current);
    assert!(sessions[0].created_at_ms - sessions[1].created_at_ms >= 60_000);
    server.clock.advance(std::time::Duration::from_secs(60));
    server.refresh(&first.refresh_token).await.unwrap();
    let sessions = list(&server, &second).await;
    assert_eq!(sessions[0].device, "first device", "seen last comes first");
    assert!(sessions[0].last_seen_ms - sessions[0].created_at_ms >= 120_000);
}

#[tokio::test]
async fn logging_out_ends_the_session_everywhere_and_twice_is_fine() {
    let server = Server::start().await;
    let tokens = server.register("ada").await;
    let other = server.login("ada").await;
    for _ in 0..2 {
        let request = server.as_caller(&tokens, LogoutRequest {}).await;
        server.client().logout(request).await.unwrap();
    }
    refused(
        server.me(&tokens).await,
        Code::Unauthenticated,
        "unauthenticated",
    );
    let answer = server.refresh(&tokens.refresh_token).await;
    refused(answer, Code::Unauthenticated, "refresh_invalid");
    assert_eq!(
        server.ended_since(0).await.0,
        [server.session_id(&tokens).await]
    );
    server.me(&other).await.unwrap();
}

#[tokio::test]
async fn another_session_of_mine_can_be_ended() {
    let server = Server::start().await;
    let mine = server.register("ada").await;
    let lost = server.login("ada").await;
    let id = server.session_id(&lost).await;
    end(&server, &mine, &id).await.unwrap();
    refused(
        server.me(&lost).await,
        Code::Unauthenticated,
        "unauthenticated",
    );
    let again = end(&server, &mine, &id).await;
    refused(again, Code::NotFound, "session_not_found");
    assert_eq!(list(&server, &mine).await.len(), 1);
}

#[tokio::test]
async fn somebody_elses_session_is_not_found() {
    let server = Server::start().await;
    let ada = server.register("ada").await;
    let bob = server.register("bob").await;
    let id = server.session_id(&bob).await;
    let answer = end(&server, &ada, &id).await;
    refused(answer, Code::NotFound, "session_not_found");
    server.me(&bob).await.unwrap();
}

#[tokio::test]
async fn ended_sessions_are_told_from_where_one_stopped_asking() {
    let server = Server::start().await;
    let keep = server.register("ada").await;
    let (ended, start) = server.ended_since(0).await;
    assert!(ended.is_empty());
    let mut ids = Vec::new();
    let mut since = start;
    for _ in 0..3 {
        let lost = server.login("ada").await;
        let id = server.session_id(&lost).await;
        end(&server, &keep, &id).await.unwrap();
        let (ended, next) = server.ended_since(since).await;
        assert!(ended.contains(&id));
        assert!(next >= since);
        ids.push(id);
        since = next;
        server.clock.advance(std::time::Duration::from_secs(1));
    }
    assert_eq!(server.ended_since(0).await.0, ids);
    assert_eq!(server.ended_since(since + 1).await, (vec![], since + 1));
}
