//! That a waiting poll is woken, and not merely late.

use tokio::{task::yield_now, time::timeout};
use tokio_util::sync::CancellationToken;

use super::*;
use crate::{
    conversation::{Outgoing, Target},
    message::{Body, TxnId},
    store::ChatStore,
};

const NEVER: Duration = Duration::from_secs(3600);
const LIMIT: Duration = Duration::from_secs(20);

fn conversations(dir: &tempfile::TempDir) -> Conversations {
    let store = ChatStore::open(dir.path()).unwrap();
    Conversations::new(store, CancellationToken::new())
}

fn message(sender: usize) -> Outgoing {
    Outgoing {
        sender: format!("sender{sender}"),
        target: Target::User("alice".into()),
        body: Body::parse("hello").unwrap(),
        txn_id: TxnId::parse("1".into()).unwrap(),
    }
}

fn poll(after: Cursor) -> Poll {
    Poll::parse(Scope::All, Place::After(after), 25, 0).unwrap()
}

/// With a recheck that never comes, only the announcement can wake the poll.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_message_wakes_the_poll_that_waits_for_it() {
    let dir = tempfile::tempdir().unwrap();
    let conversations = conversations(&dir);
    let mut cursor = Cursor::START;
    for round in 0..100 {
        let sending = async {
            // Half of the rounds send while the poll looks, half after it began to listen.
            while round % 2 == 0 && conversations.arrivals.listeners() == 0 {
                yield_now().await;
            }
            conversations.send(message(round)).await.unwrap()
        };
        let polling = conversations.fetch_rechecking("alice", poll(cursor), NEVER);
        let (sent, page) = timeout(LIMIT, async { tokio::join!(sending, polling) })
            .await
            .expect("the poll was not woken");
        let page = page.unwrap();
        assert_eq!(page.messages, [sent.message], "round {round}");
        cursor = page.cursor;
    }
}

#[tokio::test]
async fn a_stopping_server_answers_the_polls_that_wait() {
    let dir = tempfile::tempdir().unwrap();
    let conversations = conversations(&dir);
    let polling = conversations.fetch_rechecking("alice", poll(Cursor::START), NEVER);
    let stopping = async {
        while conversations.arrivals.listeners() == 0 {
            yield_now().await;
        }
        conversations.stop.cancel();
    };
    let (page, ()) = timeout(LIMIT, async { tokio::join!(polling, stopping) })
        .await
        .expect("the poll outlived the server");
    assert!(page.unwrap().messages.is_empty());
}

/// Another handle on the same file, as another process has it, announces nothing here.
#[tokio::test]
async fn a_message_of_another_process_is_found_by_looking_again() {
    let dir = tempfile::tempdir().unwrap();
    let (here, there) = (conversations(&dir), conversations(&dir));
    let polling = here.fetch_rechecking("alice", poll(Cursor::START), Duration::from_millis(20));
    let sending = async {
        while here.arrivals.listeners() == 0 {
            yield_now().await;
        }
        there.send(message(0)).await.unwrap()
    };
    let (page, sent) = timeout(LIMIT, async { tokio::join!(polling, sending) })
        .await
        .expect("the message was not found");
    assert_eq!(page.unwrap().messages, [sent.message]);
}
