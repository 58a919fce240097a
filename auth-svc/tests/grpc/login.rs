//! Logging in, and guessing that is stopped.

use std::time::Duration;

use tonic::Code;

use crate::server::{PASSWORD, Server, refused};

#[tokio::test]
async fn username_and_address_log_in_in_any_case() {
    let server = Server::start().await;
    let id = server.register("ada").await.user.unwrap().id;
    for login in ["ada", "ADA", " ada ", "ada@example.org", "Ada@EXAMPLE.org"] {
        let user = server.login(login).await.user.unwrap();
        assert_eq!(user.id, id, "{login}");
    }
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_login_are_told_in_the_same_words() {
    let server = Server::start().await;
    server.register("ada").await;
    let mut said = Vec::new();
    for (login, password) in [
        ("ada", "wrong password"),
        ("nobody", PASSWORD),
        ("nobody@example.org", PASSWORD),
        ("ada", ""),
        ("", ""),
    ] {
        let answer = server.try_login(login, password).await;
        said.push(refused(answer, Code::Unauthenticated, "wrong_credentials"));
    }
    said.dedup();
    assert_eq!(said.len(), 1);
}

async fn fail(server: &Server, login: &str, times: usize) {
    for _ in 0..times {
        let answer = server.try_login(login, "wrong password").await;
        refused(answer, Code::Unauthenticated, "wrong_credentials");
    }
}

#[tokio::test]
async fn after_ten_failed_tries_even_the_right_password_must_wait() {
    let server = Server::start().await;
    server.register("ada").await;
    server.register("bob").await;
    fail(&server, "ada", 5).await;
    fail(&server, "ADA", 5).await;
    let status = server.try_login("ada", PASSWORD).await.unwrap_err();
    assert_eq!(status.code(), Code::ResourceExhausted);
    assert!(status.message().contains("15 minutes"), "{status}");
    let wait = status.metadata().get(rpc::RETRY_AFTER_MS).unwrap();
    let wait: u64 = wait.to_str().unwrap().parse().unwrap();
    assert!((800_000..=900_000).contains(&wait), "{wait}");
    server.login("bob").await;
}

#[tokio::test]
async fn an_unknown_login_is_stopped_like_a_known_one() {
    let server = Server::start().await;
    fail(&server, "nobody", 10).await;
    let answer = server.try_login("nobody", "wrong password").await;
    refused(answer, Code::ResourceExhausted, "too_many_tries");
}

#[tokio::test]
async fn the_wait_survives_a_restart_and_ends_after_15_minutes() {
    let server = Server::start().await;
    server.register("ada").await;
    fail(&server, "ada", 10).await;
    let server = server.restart_with(|_| {}).await;
    let answer = server.try_login("ada", PASSWORD).await;
    refused(answer, Code::ResourceExhausted, "too_many_tries");
    server.clock.advance(Duration::from_secs(15 * 60));
    server.login("ada").await;
}

#[tokio::test]
async fn a_success_resets_the_count() {
    let server = Server::start().await;
    server.register("ada").await;
    fail(&server, "ada", 9).await;
    server.login("ada").await;
    fail(&server, "ada", 9).await;
    server.login("ada").await;
}

#[tokio::test]
async fn many_tries_at_once_do_not_slip_past_the_limit() {
    let server = Server::start().await;
    server.register("ada").await;
    let tries = (0..16).map(|_| {
        let mut client = server.client();
        let request = proto::auth::v1::LoginRequest {
            login: "ada".into(),
            password: "wrong password".into(),
            device: String::new(),
        };
        tokio::spawn(async move { client.login(request).await.unwrap_err().code() })
    });
    let mut checked = 0;
    for task in tries.collect::<Vec<_>>() {
        checked += u32::from(task.await.unwrap() == Code::Unauthenticated);
    }
    assert_eq!(checked, 10);
}
