//! A new password for somebody who forgot theirs.

use auth_svc::{clock::Clock, error::Error, password};
use tonic::Code;

use crate::server::{PASSWORD, Server, config, refused};

#[tokio::test]
async fn a_reset_password_replaces_the_old_one_and_ends_the_sessions() {
    let server = Server::start().await;
    let (tokens, bob) = (server.register("ada").await, server.register("bob").await);
    let config = config(&server.dir, &server.clock);
    let new = password::reset(&config, "ADA@example.org").await.unwrap();
    refused(
        server.me(&tokens).await,
        Code::Unauthenticated,
        "unauthenticated",
    );
    let old = server.try_login("ada", PASSWORD).await;
    refused(old, Code::Unauthenticated, "wrong_credentials");
    server.try_login("ada", &new).await.unwrap();
    server.me(&bob).await.unwrap();
    server.login("bob").await;
}

#[tokio::test]
async fn a_reset_lets_in_who_had_tried_too_often() {
    let server = Server::start().await;
    server.register("ada").await;
    for _ in 0..10 {
        let wrong = server.try_login("ada", "wrong").await;
        refused(wrong, Code::Unauthenticated, "wrong_credentials");
    }
    let eleventh = server.try_login("ada", PASSWORD).await;
    refused(eleventh, Code::ResourceExhausted, "too_many_tries");
    let config = config(&server.dir, &server.clock);
    let new = password::reset(&config, "ada").await.unwrap();
    server.try_login("ada", &new).await.unwrap();
}

#[tokio::test]
async fn a_login_that_is_not_there_is_named_and_nothing_is_made() {
    let server = Server::start().await;
    let there = config(&server.dir, &server.clock);
    let error = password::reset(&there, "eve").await.unwrap_err();
    assert!(matches!(error, Error::UnknownLogin { .. }), "{error}");
    let empty = tempfile::tempdir().unwrap();
    let nowhere = config(&empty, &Clock::default());
    let error = password::reset(&nowhere, "eve").await.unwrap_err();
    assert!(error.to_string().contains("ATTUNE_DATA_DIR"), "{error}");
    assert_eq!(std::fs::read_dir(empty.path()).unwrap().count(), 0);
}
