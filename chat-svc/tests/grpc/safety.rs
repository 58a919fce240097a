//! Blocks and reports.

use serde_json::Value;
use tonic::Code;

use super::harness::{ASSISTANT, Server, into, refused, to};

#[tokio::test]
async fn a_block_stops_messages_both_ways_until_it_is_taken_back() {
    let server = Server::start().await;
    let (alice, bob) = (server.user("alice"), server.user("bob"));
    let first = bob.send_as(to("alice"), "hello", "t1").await.unwrap();
    let conversation = first.message.clone().unwrap().conversation_id;
    alice.block("bob").await.unwrap();
    alice.block("bob").await.unwrap();

    for target in [to("alice"), into(&conversation)] {
        let answer = bob.try_send(target, "still there?").await;
        refused(answer, Code::PermissionDenied, "blocked");
    }
    let answer = alice.try_send(to("bob"), "no").await;
    refused(answer, Code::PermissionDenied, "blocked");
    let again = bob.send_as(to("alice"), "hello", "t1").await.unwrap();
    assert_eq!(again.message, first.message, "what was stored stays stored");

    bob.unblock("alice").await.unwrap();
    let answer = bob.try_send(to("alice"), "please").await;
    refused(answer, Code::PermissionDenied, "blocked");
    alice.unblock("bob").await.unwrap();
    alice.unblock("bob").await.unwrap();
    bob.send("alice", "thank you").await;
}

#[tokio::test]
async fn a_block_is_shown_to_who_made_it_and_to_nobody_else() {
    let server = Server::start().await;
    let (alice, bob) = (server.user("alice"), server.user("bob"));
    bob.send("alice", "hello").await;
    alice.block("bob").await.unwrap();
    assert!(alice.listed("bob").await.unwrap().blocked);
    assert!(!bob.listed("alice").await.unwrap().blocked);
    alice.unblock("bob").await.unwrap();
    assert!(!alice.listed("bob").await.unwrap().blocked);
}

#[tokio::test]
async fn a_blocked_first_message_begins_no_conversation() {
    let server = Server::start().await;
    let alice = server.user("alice");
    alice.block("bob").await.unwrap();
    let answer = server.user("bob").try_send(to("alice"), "hello").await;
    refused(answer, Code::PermissionDenied, "blocked");
    assert!(alice.listed("bob").await.is_none());
}

#[tokio::test]
async fn oneself_the_assistant_and_what_is_no_id_cannot_be_blocked() {
    let server = Server::start().await;
    let alice = server.user("alice");
    refused(
        alice.block("alice").await,
        Code::InvalidArgument,
        "self_block",
    );
    refused(
        alice.block(ASSISTANT).await,
        Code::InvalidArgument,
        "assistant_block",
    );
    refused(alice.block("").await, Code::InvalidArgument, "invalid_user");
    refused(
        alice.unblock("").await,
        Code::InvalidArgument,
        "invalid_user",
    );
    alice.send(ASSISTANT, "hello").await;
}

#[tokio::test]
async fn a_report_keeps_a_copy_of_the_message_and_the_latest_reason() {
    let server = Server::start().await;
    let (alice, bob) = (server.user("alice"), server.user("bob"));
    let rude = bob.send("alice", "something rude").await;
    alice.report(&rude.id, "rude").await.unwrap();
    alice.report(&rude.id, " very rude ").await.unwrap();

    let exported = alice.export().await;
    let reports = exported["reports"].as_array().unwrap();
    assert_eq!(reports.len(), 1);
    let text = |key: &str| reports[0][key].as_str().unwrap().to_owned();
    assert_eq!(text("message_id"), rude.id);
    assert_eq!(
        (text("reason"), text("body")),
        ("very rude".into(), "something rude".into())
    );
    assert_eq!(bob.export().await["reports"], Value::Array(vec![]));
}

#[tokio::test]
async fn only_messages_that_one_received_can_be_reported_with_a_reason() {
    let server = Server::start().await;
    let (alice, bob) = (server.user("alice"), server.user("bob"));
    let own = alice.send("bob", "mine").await;
    let others = bob.send("carol", "not for alice").await;
    let received = bob.send("alice", "for alice").await;

    refused(
        alice.report(&own.id, "oops").await,
        Code::InvalidArgument,
        "own_message",
    );
    for wrong in [&others.id, "nothing"] {
        let answer = alice.report(wrong, "rude").await;
        refused(answer, Code::NotFound, "message_not_found");
    }
    for reason in ["", "  ", &"x".repeat(501)] {
        let answer = alice.report(&received.id, reason).await;
        refused(answer, Code::InvalidArgument, "invalid_reason");
    }
    alice.report(&received.id, &"x".repeat(500)).await.unwrap();
}

#[tokio::test]
async fn reports_are_listed_latest_first_until_they_are_dismissed() {
    let server = Server::start().await;
    let [admin, alice, bob, carol] =
        ["admin", "alice", "bob", "carol"].map(|name| server.user(name));
    let rude = bob.send("alice", "something rude").await;
    let spam = bob.send("carol", "buy this").await;
    alice.report(&rude.id, "rude").await.unwrap();
    carol.report(&spam.id, "spam").await.unwrap();

    let listed = admin.reports().await;
    assert!(listed.is_sorted_by(|one, next| one.at_ms >= next.at_ms));
    assert!(listed.iter().all(|one| one.author_user_id == "bob"));
    let mut told: Vec<_> = listed
        .iter()
        .map(|one| (&*one.reporter_user_id, &*one.reason, &*one.body))
        .collect();
    told.sort_unstable();
    let wanted = [
        ("alice", "rude", "something rude"),
        ("carol", "spam", "buy this"),
    ];
    assert_eq!(told, wanted);

    admin.dismiss_reports(&rude.id).await;
    admin.dismiss_reports(&rude.id).await;
    let left = admin.reports().await;
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].message_id, spam.id);
    assert_eq!(alice.export().await["reports"], Value::Array(vec![]));
    assert_eq!(
        alice
            .listed("bob")
            .await
            .unwrap()
            .last_message
            .unwrap()
            .body,
        "something rude"
    );

    bob.erase().await;
    assert!(
        admin.reports().await.is_empty(),
        "what an erased person wrote is gone"
    );
}
