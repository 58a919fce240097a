//! Fetch: pages, cursors, waiting, and that no message is lost or seen twice.

use std::{collections::HashSet, time::Instant};

use proto::chat::v1::{FetchRequest, Message, fetch_request::Scope};
use tokio::{task::JoinSet, time::timeout};
use tonic::Code;

use super::harness::{LIMIT, Server, User, bodies, refused, with, within};

fn page_of(limit: u32, after: &str) -> FetchRequest {
    FetchRequest {
        limit,
        after: after.to_owned(),
        ..FetchRequest::default()
    }
}

fn waiting(scope: Option<Scope>, after: &str) -> FetchRequest {
    FetchRequest {
        scope,
        after: after.to_owned(),
        wait_s: 25,
        limit: 7,
        before: String::new(),
    }
}

fn before(message: &Message, limit: u32) -> FetchRequest {
    FetchRequest {
        before: message.id.clone(),
        wait_s: 25,
        ..page_of(limit, "")
    }
}

#[tokio::test]
async fn before_a_message_come_older_ones_at_once_until_there_are_none() {
    let server = Server::start().await;
    let (alice, bob) = (server.user("alice"), server.user("bob"));
    for body in ["1", "2", "3", "4", "5"] {
        alice.send("bob", body).await;
    }
    server.user("carol").send("alice", "elsewhere").await;
    let latest = bob.poll(page_of(2, "")).await.unwrap();
    let older = bob.poll(before(&latest.messages[0], 2)).await.unwrap();
    assert_eq!((bodies(&older), older.limited), (vec!["2", "3"], true));
    let oldest = bob.poll(before(&older.messages[0], 2)).await.unwrap();
    assert_eq!((bodies(&oldest), oldest.limited), (vec!["1"], false));
    let nothing = bob.poll(before(&oldest.messages[0], 2));
    let nothing = timeout(LIMIT, nothing).await.unwrap().unwrap();
    assert!(nothing.messages.is_empty() && !nothing.limited);
}

#[tokio::test]
async fn a_message_of_others_is_no_place_to_look_before() {
    let server = Server::start().await;
    let sent = server.user("alice").send("bob", "between us").await;
    let carol = server.user("carol");
    let answer = carol.poll(before(&sent, 0)).await;
    refused(answer, Code::NotFound, "message_not_found");
    let two = FetchRequest {
        after: carol.fetch(None, "").await.cursor,
        ..before(&sent, 0)
    };
    let answer = carol.poll(two).await;
    refused(answer, Code::InvalidArgument, "two_places");
}

#[tokio::test]
async fn without_a_cursor_come_the_latest_and_with_one_what_is_after() {
    let server = Server::start().await;
    let (alice, bob) = (server.user("alice"), server.user("bob"));
    for body in ["1", "2", "3", "4", "5"] {
        alice.send("bob", body).await;
    }
    let latest = bob.poll(page_of(2, "")).await.unwrap();
    assert_eq!((bodies(&latest), latest.limited), (vec!["4", "5"], true));
    let all = bob.poll(page_of(5, "")).await.unwrap();
    assert_eq!((all.messages.len(), all.limited), (5, false));
    let none = bob.poll(page_of(0, &latest.cursor)).await.unwrap();
    assert!(none.messages.is_empty() && !none.limited);
    assert_eq!(none.cursor, latest.cursor);

    for body in ["6", "7", "8"] {
        alice.send("bob", body).await;
    }
    let some = bob.poll(page_of(2, &latest.cursor)).await.unwrap();
    assert_eq!((bodies(&some), some.limited), (vec!["6", "7"], true));
    let rest = bob.poll(page_of(2, &some.cursor)).await.unwrap();
    assert_eq!((bodies(&rest), rest.limited), (vec!["8"], false));
}

#[tokio::test]
async fn a_scope_leaves_other_conversations_out() {
    let server = Server::start().await;
    let alice = server.user("alice");
    let to_bob = alice.send("bob", "for bob").await;
    alice.send("carol", "for carol").await;
    server.user("dave").send("alice", "from dave").await;

    assert_eq!(bodies(&alice.fetch(with("bob"), "").await), ["for bob"]);
    let within_bob = alice.fetch(within(&to_bob.conversation_id), "").await;
    assert_eq!(
        (bodies(&within_bob), within_bob.unread),
        (vec!["for bob"], 0)
    );
    let all = alice.fetch(None, "").await;
    assert_eq!(bodies(&all), ["for bob", "for carol", "from dave"]);
    assert_eq!(all.unread, 1);
    assert_eq!(
        bodies(&server.user("carol").fetch(None, "").await),
        ["for carol"]
    );
}

#[tokio::test]
async fn a_conversation_that_does_not_exist_yet_is_empty_and_its_cursor_finds_what_comes() {
    let server = Server::start().await;
    let (alice, bob) = (server.user("alice"), server.user("bob"));
    bob.send("carol", "elsewhere").await;
    let empty = alice.fetch(with("bob"), "").await;
    assert!(empty.messages.is_empty() && !empty.limited && !empty.cursor.is_empty());
    bob.send("alice", "one").await;
    bob.send("alice", "two").await;
    let page = alice.fetch(with("bob"), &empty.cursor).await;
    assert_eq!(bodies(&page), ["one", "two"]);
}

#[tokio::test]
async fn values_out_of_range_and_foreign_cursors_are_refused() {
    let server = Server::start().await;
    let alice = server.user("alice");
    let sent = alice.send("bob", "hello").await;
    let long = FetchRequest {
        wait_s: 26,
        ..FetchRequest::default()
    };
    let status = refused(alice.poll(long).await, Code::OutOfRange, "out_of_range");
    assert!(status.message().contains("wait_s") && status.message().contains("25"));
    let status = alice.poll(page_of(201, "")).await;
    let status = refused(status, Code::OutOfRange, "out_of_range");
    assert!(status.message().contains("limit") && status.message().contains("200"));
    // The last one is well formed, but lies ahead of every message of this database.
    for cursor in ["nonsense", "AQ", "=", "AQAAAAAAAAPo"] {
        let answer = alice.poll(page_of(0, cursor)).await;
        refused(answer, Code::InvalidArgument, "invalid_cursor");
    }
    let request = FetchRequest {
        scope: within(&sent.conversation_id),
        ..FetchRequest::default()
    };
    let answer = server.user("carol").poll(request).await;
    refused(answer, Code::NotFound, "conversation_not_found");
}

#[tokio::test]
async fn a_waiting_poll_gets_the_message_that_comes_meanwhile() {
    let server = Server::start().await;
    let (alice, bob) = (server.user("alice"), server.user("bob"));
    alice.list().await;
    let mut cursor = alice.fetch(None, "").await.cursor;
    for scope in [None, with("bob")] {
        let begun = Instant::now();
        let polling = alice.poll(waiting(scope, &cursor));
        let sending = async {
            // Calls of one channel reach the server in order: after this one the poll is there.
            alice.list().await;
            bob.send("alice", "wake up").await
        };
        let (page, sent) = tokio::join!(polling, sending);
        let page = page.unwrap();
        assert_eq!(page.messages, [sent]);
        cursor = page.cursor;
        assert!(begun.elapsed().as_secs() < 20, "the poll waited to the end");
    }
}

#[tokio::test]
async fn a_poll_that_gets_nothing_ends_when_its_time_is_up() {
    let server = Server::start().await;
    let alice = server.user("alice");
    let cursor = alice.fetch(with("bob"), "").await.cursor;
    let begun = Instant::now();
    let request = FetchRequest {
        wait_s: 1,
        ..waiting(with("bob"), &cursor)
    };
    let page = timeout(LIMIT, alice.poll(request)).await.unwrap().unwrap();
    assert!(page.messages.is_empty() && page.cursor == cursor);
    assert!(begun.elapsed().as_millis() >= 1000);
}

#[tokio::test]
async fn a_stopping_service_answers_waiting_polls_and_ends_at_once() {
    let server = Server::start().await;
    let alice = server.user("alice");
    let cursor = alice.fetch(with("bob"), "").await.cursor;
    let request = waiting(with("bob"), &cursor);
    let mut polling = Box::pin(alice.poll(request));
    tokio::select! {
        biased;
        _ = &mut polling => panic!("there is nothing to get"),
        // Calls of one channel reach the server in order: after this one the poll is there.
        _ = alice.list() => {}
    }
    let begun = Instant::now();
    let (page, _) = tokio::join!(polling, server.stop());
    assert!(page.unwrap().messages.is_empty());
    assert!(begun.elapsed().as_secs() < 7, "it drained to the limit");
}

const SENDERS: usize = 6;
const EACH: usize = 25;

/// Reads until all messages are there, as a client does.
async fn read_all(user: User, mut cursor: String) -> Vec<Message> {
    let mut seen = Vec::new();
    while seen.len() < SENDERS * EACH {
        let page = user.poll(waiting(None, &cursor)).await.unwrap();
        assert!(page.messages.len() <= 7);
        seen.extend(page.messages);
        cursor = page.cursor;
    }
    seen
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_poller_sees_every_message_once_and_in_order_while_many_send() {
    let server = Server::start().await;
    let reader = server.user("reader");
    let cursor = reader.fetch(None, "").await.cursor;
    let mut pollers = JoinSet::new();
    for _ in 0..3 {
        pollers.spawn(read_all(reader.clone(), cursor.clone()));
    }
    let mut senders = JoinSet::new();
    for sender in 0..SENDERS {
        let user = server.user(&format!("sender{sender}"));
        senders.spawn(async move {
            for number in 0..EACH {
                user.send("reader", &format!("{number}")).await;
            }
        });
    }
    timeout(LIMIT, async {
        while senders.join_next().await.is_some() {}
    })
    .await
    .expect("all messages are sent");
    let seen = timeout(LIMIT, pollers.join_all()).await;
    let seen = seen.expect("all messages are seen");

    let request = FetchRequest {
        limit: 200,
        ..FetchRequest::default()
    };
    let stored = reader.poll(request).await.unwrap().messages;
    assert_eq!(stored.len(), SENDERS * EACH);
    for messages in &seen {
        assert_eq!(messages, &stored);
    }
    let ids: HashSet<_> = stored.iter().map(|message| &message.id).collect();
    assert_eq!(ids.len(), stored.len());
    for sender in 0..SENDERS {
        let from = format!("sender{sender}");
        let theirs = stored.iter().filter(|message| message.from_user_id == from);
        let numbers: Vec<_> = theirs.map(|m| m.body.parse::<usize>().unwrap()).collect();
        assert_eq!(numbers, (0..EACH).collect::<Vec<_>>());
    }
}
