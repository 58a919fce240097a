//! Rotating refresh tokens, and copies that are found out.

use std::time::Duration;

use tonic::Code;

use crate::server::{Server, refused};

const AFTER_GRACE: Duration = Duration::from_secs(11);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

#[tokio::test]
async fn a_refresh_gives_a_new_pair_for_the_same_session() {
    let server = Server::start().await;
    let first = server.register("ada").await;
    let second = server.refresh(&first.refresh_token).await.unwrap();
    assert_ne!(first.refresh_token, second.refresh_token);
    assert_eq!(first.user, second.user);
    assert_eq!(
        server.session_id(&first).await,
        server.session_id(&second).await
    );
    server.refresh(&second.refresh_token).await.unwrap();
}

#[tokio::test]
async fn a_token_used_again_later_ends_the_session() {
    let server = Server::start().await;
    let first = server.register("ada").await;
    let other = server.login("ada").await;
    let second = server.refresh(&first.refresh_token).await.unwrap();
    server.clock.advance(AFTER_GRACE);
    let answer = server.refresh(&first.refresh_token).await;
    refused(answer, Code::Unauthenticated, "refresh_invalid");
    let answer = server.refresh(&second.refresh_token).await;
    refused(answer, Code::Unauthenticated, "refresh_invalid");
    let (ended, _) = server.ended_since(0).await;
    assert_eq!(ended, [server.session_id(&first).await]);
    server.refresh(&other.refresh_token).await.unwrap();
}

#[tokio::test]
async fn two_tabs_that_refresh_at_once_both_stay_in() {
    let server = Server::start().await;
    let first = server.register("ada").await;
    let (left, right) = tokio::join!(
        server.refresh(&first.refresh_token),
        server.refresh(&first.refresh_token)
    );
    let (left, right) = (left.unwrap(), right.unwrap());
    assert_ne!(left.refresh_token, right.refresh_token);
    let session = server.session_id(&first).await;
    assert_eq!(server.session_id(&left).await, session);
    assert_eq!(server.session_id(&right).await, session);
    server.clock.advance(AFTER_GRACE);
    // Whichever of the two the browser kept is good.
    server.refresh(&right.refresh_token).await.unwrap();
}

#[tokio::test]
async fn of_two_tokens_from_the_grace_only_one_can_live_on() {
    let server = Server::start().await;
    let first = server.register("ada").await;
    let honest = server.refresh(&first.refresh_token).await.unwrap();
    let stolen = server.refresh(&first.refresh_token).await.unwrap();
    server.clock.advance(AFTER_GRACE);
    let stolen = server.refresh(&stolen.refresh_token).await.unwrap();
    server.clock.advance(AFTER_GRACE);
    let answer = server.refresh(&honest.refresh_token).await;
    refused(answer, Code::Unauthenticated, "refresh_invalid");
    let answer = server.refresh(&stolen.refresh_token).await;
    refused(answer, Code::Unauthenticated, "refresh_invalid");
}

#[tokio::test]
async fn the_grace_is_for_the_token_rotated_last_only() {
    let server = Server::start().await;
    let first = server.register("ada").await;
    let second = server.refresh(&first.refresh_token).await.unwrap();
    let third = server.refresh(&second.refresh_token).await.unwrap();
    let answer = server.refresh(&first.refresh_token).await;
    refused(answer, Code::Unauthenticated, "refresh_invalid");
    let answer = server.refresh(&third.refresh_token).await;
    refused(answer, Code::Unauthenticated, "refresh_invalid");
}

#[tokio::test]
async fn thirty_days_count_from_the_last_refresh() {
    let server = Server::start().await;
    let first = server.register("ada").await;
    server.clock.advance(29 * DAY);
    let second = server.refresh(&first.refresh_token).await.unwrap();
    server.clock.advance(29 * DAY);
    let third = server.refresh(&second.refresh_token).await.unwrap();
    server.clock.advance(30 * DAY);
    let answer = server.refresh(&third.refresh_token).await;
    refused(answer, Code::Unauthenticated, "refresh_invalid");
}

#[tokio::test]
async fn a_token_that_was_never_given_out_is_refused() {
    let server = Server::start().await;
    server.register("ada").await;
    for token in ["", "nonsense", &"A".repeat(43)] {
        let answer = server.refresh(token).await;
        refused(answer, Code::Unauthenticated, "refresh_invalid");
    }
}
