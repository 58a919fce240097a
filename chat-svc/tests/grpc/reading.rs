//! The list of conversations, unread counts and read marks.

use tonic::Code;

use super::harness::{ASSISTANT, Server, refused, with};

#[tokio::test]
async fn conversations_are_listed_latest_first_with_their_last_message() {
    let server = Server::start().await;
    let (alice, bob) = (server.user("alice"), server.user("bob"));
    bob.send("alice", "from bob").await;
    server.user("carol").send("alice", "from carol").await;
    alice.list().await;
    let last = bob.send("alice", "bob again").await;

    let listed = alice.list().await;
    let peers: Vec<_> = listed.iter().map(|c| c.peer_user_id.as_str()).collect();
    assert_eq!(peers, ["bob", ASSISTANT, "carol"]);
    assert_eq!(listed[0].last_message.as_ref(), Some(&last));
    assert_eq!(listed[0].id, last.conversation_id);
    assert_eq!(listed[0].updated_at_ms, last.at_ms);
    assert_eq!((listed[0].unread, listed[2].unread), (2, 1));
    assert!(!listed[0].blocked);
}

#[tokio::test]
async fn a_read_mark_moves_forward_and_never_back() {
    let server = Server::start().await;
    let (alice, bob) = (server.user("alice"), server.user("bob"));
    let first = bob.send("alice", "1").await;
    let second = bob.send("alice", "2").await;
    let third = bob.send("alice", "3").await;
    let conversation = &first.conversation_id;

    assert_eq!(alice.fetch(with("bob"), "").await.unread, 3);
    assert_eq!(alice.mark_read(conversation, &second.id).await.unwrap(), 1);
    assert_eq!(alice.mark_read(conversation, &first.id).await.unwrap(), 1);
    assert_eq!(alice.listed("bob").await.unwrap().unread, 1);
    assert_eq!(alice.mark_read(conversation, &third.id).await.unwrap(), 0);
    assert_eq!(alice.fetch(None, "").await.unread, 1, "the greeting");
    assert_eq!(bob.fetch(with("alice"), "").await.unread, 0);
}

#[tokio::test]
async fn who_answers_has_read_up_to_the_answer() {
    let server = Server::start().await;
    let (alice, bob) = (server.user("alice"), server.user("bob"));
    bob.send("alice", "are you there?").await;
    assert_eq!(alice.listed("bob").await.unwrap().unread, 1);
    alice.send("bob", "yes").await;
    assert_eq!(alice.listed("bob").await.unwrap().unread, 0);
    bob.send("alice", "good").await;
    assert_eq!(alice.listed("bob").await.unwrap().unread, 1);
    assert_eq!(bob.listed("alice").await.unwrap().unread, 0);
}

#[tokio::test]
async fn only_messages_of_ones_own_conversation_can_be_marked() {
    let server = Server::start().await;
    let (alice, bob) = (server.user("alice"), server.user("bob"));
    let ours = bob.send("alice", "ours").await;
    let theirs = bob.send("carol", "theirs").await;

    let answer = alice.mark_read(&theirs.conversation_id, &theirs.id).await;
    refused(answer, Code::NotFound, "conversation_not_found");
    for wrong in [&theirs.id, "nothing"] {
        let answer = alice.mark_read(&ours.conversation_id, wrong).await;
        refused(answer, Code::NotFound, "message_not_found");
    }
    assert_eq!(alice.listed("bob").await.unwrap().unread, 1);
}
