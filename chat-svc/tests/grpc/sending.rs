//! Send: who it reaches, what is refused, and that a repeated call changes nothing.

use std::collections::HashSet;

use proto::chat::v1::{ListConversationsRequest, SendResponse, chat_client::ChatClient};
use tokio::task::JoinSet;
use tonic::{Code, Status};

use super::harness::{Server, User, bodies, into, refused, retry_after_ms, to, txn, with, within};

#[tokio::test]
async fn the_first_message_begins_the_conversation_and_both_write_in_it() {
    let server = Server::start().await;
    let (alice, bob) = (server.user("alice"), server.user("bob"));
    let first = alice.send("bob", "hello\n\tbob").await;
    let back = bob.send("alice", "hello alice").await;
    let again = alice.try_send(into(&first.conversation_id), "and on").await;
    let again = again.unwrap().message.unwrap();

    assert_eq!(
        (first.from_user_id.as_str(), first.body.as_str()),
        ("alice", "hello\n\tbob")
    );
    assert!(first.at_ms > 1_700_000_000_000 && again.at_ms >= first.at_ms);
    let ids = [&first, &back, &again].map(|message| &message.conversation_id);
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    for (user, peer) in [(&alice, "bob"), (&bob, "alice")] {
        let page = user.fetch(with(peer), "").await;
        assert_eq!(page.messages, [first.clone(), back.clone(), again.clone()]);
    }
}

#[tokio::test]
async fn a_repeated_txn_id_gives_the_first_message_whatever_else_it_says() {
    let server = Server::start().await;
    let alice = server.user("alice");
    let first = alice.send_as(to("bob"), "once", "t1").await.unwrap();
    let again = alice.send_as(to("bob"), "once", "t1").await.unwrap();
    let other = alice.send_as(to("carol"), "different", "t1").await.unwrap();

    assert!(!first.duplicate && again.duplicate && other.duplicate);
    assert_eq!(again.message, first.message);
    assert_eq!(other.message, first.message);
    assert_eq!(bodies(&alice.fetch(None, "").await), ["once"]);
    assert!(
        server
            .user("carol")
            .fetch(None, "")
            .await
            .messages
            .is_empty()
    );
}

#[tokio::test]
async fn a_txn_id_belongs_to_its_sender() {
    let server = Server::start().await;
    let alice = server.user("alice").send_as(to("carol"), "a", "t1").await;
    let bob = server.user("bob").send_as(to("carol"), "b", "t1").await;
    assert!(!alice.unwrap().duplicate && !bob.unwrap().duplicate);
    let page = server.user("carol").fetch(None, "").await;
    assert_eq!(bodies(&page), ["a", "b"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn racing_calls_with_one_txn_id_store_one_message() {
    let server = Server::start().await;
    let alice = server.user("alice");
    let mut calls = JoinSet::new();
    for call in 0..20 {
        let alice = alice.clone();
        calls.spawn(async move {
            alice
                .send_as(to("bob"), &format!("body {call}"), "t1")
                .await
        });
    }
    let answers: Vec<SendResponse> = all(calls).await.into_iter().map(Result::unwrap).collect();

    assert_eq!(answers.iter().filter(|answer| !answer.duplicate).count(), 1);
    assert!(
        answers
            .iter()
            .all(|answer| answer.message == answers[0].message)
    );
    let page = server.user("bob").fetch(None, "").await;
    assert_eq!(page.messages, [answers[0].message.clone().unwrap()]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn racing_first_messages_of_both_share_one_conversation() {
    let server = Server::start().await;
    let mut calls = JoinSet::new();
    for call in 0..20 {
        let (from, peer) = if call % 2 == 0 {
            ("alice", "bob")
        } else {
            ("bob", "alice")
        };
        let user = server.user(from);
        calls.spawn(async move { user.send(peer, "first!").await });
    }
    let messages = all(calls).await;
    let conversations: HashSet<_> = messages.iter().map(|m| &m.conversation_id).collect();
    assert_eq!((messages.len(), conversations.len()), (20, 1));
}

#[tokio::test]
async fn what_cannot_be_a_message_is_refused() {
    let server = Server::start().await;
    let alice = server.user("alice");
    let invalid = async |body: &str| alice.try_send(to("bob"), body).await;
    refused(invalid("").await, Code::InvalidArgument, "message_empty");
    refused(
        invalid(" \n\t").await,
        Code::InvalidArgument,
        "message_empty",
    );
    refused(
        invalid("a\u{7}b").await,
        Code::InvalidArgument,
        "message_control_character",
    );
    let long = invalid(&"ä".repeat(4001)).await;
    let long = refused(long, Code::InvalidArgument, "message_too_long");
    assert!(long.message().contains("4000") && long.message().contains("4001"));
    invalid(&"ä".repeat(4000)).await.unwrap();

    for txn_id in ["", &"x".repeat(65)] {
        let answer = alice.send_as(to("bob"), "hello", txn_id).await;
        refused(answer, Code::InvalidArgument, "invalid_client_txn_id");
    }
    let page = alice.fetch(None, "").await;
    assert_eq!(page.messages.len(), 1, "nothing refused was stored");
}

#[tokio::test]
async fn a_message_that_can_reach_nobody_is_refused() {
    let server = Server::start().await;
    let alice = server.user("alice");
    let sent = server.user("bob").send("carol", "between us").await;
    let to_self = alice.try_send(to("alice"), "hi me").await;
    refused(to_self, Code::InvalidArgument, "self_message");
    refused(
        alice.try_send(None, "hi").await,
        Code::InvalidArgument,
        "no_target",
    );
    for wrong in ["", "two words", &"x".repeat(65)] {
        let answer = alice.try_send(to(wrong), "hi").await;
        refused(answer, Code::InvalidArgument, "invalid_user");
    }
    for wrong in ["nowhere", &sent.conversation_id] {
        let answer = alice.try_send(into(wrong), "hi").await;
        refused(answer, Code::NotFound, "conversation_not_found");
    }
    let page = server
        .user("bob")
        .fetch(within(&sent.conversation_id), "")
        .await;
    assert_eq!(bodies(&page), ["between us"]);
}

#[tokio::test]
async fn a_call_without_a_user_or_as_the_assistant_is_refused() {
    let server = Server::start().await;
    let channel = rpc::channel(&format!("http://{}", server.address), super::harness::LIMIT);
    let mut nobody = ChatClient::new(channel.unwrap());
    let answer = nobody.list_conversations(ListConversationsRequest {}).await;
    refused(answer, Code::Unauthenticated, "unauthenticated");
    let answer = server.user("attune").try_send(to("bob"), "hi").await;
    refused(answer, Code::PermissionDenied, "reserved_user");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_is_refused_with_the_wait_and_stops_nobody_else() {
    let server = Server::start().await;
    let alice = server.user("alice");
    let answers = flood(&alice, 90).await;
    let (sent, refusals): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    assert!(sent.len() >= 30, "{} were stored", sent.len());
    assert!(!refusals.is_empty());
    for refusal in refusals {
        let status = refused(refusal, Code::ResourceExhausted, "too_many_messages");
        let wait = retry_after_ms(&status).expect("a wait");
        assert!(wait <= 334, "{wait} ms");
    }
    server.user("bob").send("alice", "calm down").await;
}

async fn flood(user: &User, count: usize) -> Vec<Result<SendResponse, Status>> {
    let mut calls = JoinSet::new();
    for _ in 0..count {
        let user = user.clone();
        calls.spawn(async move { user.send_as(to("bob"), "spam", &txn()).await });
    }
    all(calls).await
}

async fn all<T: 'static>(mut calls: JoinSet<T>) -> Vec<T> {
    let mut answers = Vec::new();
    while let Some(answer) = calls.join_next().await {
        answers.push(answer.unwrap());
    }
    answers
}
