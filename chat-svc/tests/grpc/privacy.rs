//! Export and erasure.

use std::path::Path;

use rusqlite::Connection;
use tonic::Code;

use super::harness::{ASSISTANT, Server, bodies, into, refused, to, with, within};

/// Every column of every table that holds the text, looked up in the file itself.
fn places_of(text: &str, dir: &Path) -> Vec<String> {
    let file = Connection::open(dir.join(sqlite_store::FILE_NAME)).unwrap();
    let columns: Vec<(String, String)> = file
        .prepare(
            "SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c
             WHERE t.type = 'table' AND t.name LIKE 'chat_%'",
        )
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert!(columns.len() > 20, "{columns:?}");
    let holds = |(table, column): &(String, String)| {
        let sql = format!("SELECT count(*) FROM {table} WHERE instr({column}, ?1) > 0");
        let count: u32 = file.query_row(&sql, [text], |row| row.get(0)).unwrap();
        (count > 0).then(|| format!("{table}.{column}"))
    };
    columns.iter().filter_map(holds).collect()
}

#[tokio::test]
async fn an_export_holds_everything_about_the_caller_and_nothing_of_others() {
    let server = Server::start().await;
    let (alice, bob) = (server.user("alice"), server.user("bob"));
    let sent = alice
        .send_as(to("bob"), "my words", "my-txn")
        .await
        .unwrap();
    let received = bob
        .send_as(to("alice"), "bob's words", "bobs-txn")
        .await
        .unwrap();
    let (sent, received) = (sent.message.unwrap(), received.message.unwrap());
    bob.send("carol", "a secret").await;
    alice.block("dave").await.unwrap();
    alice.report(&received.id, "odd").await.unwrap();
    bob.report(&sent.id, "tell nobody").await.unwrap();
    server.user("erin").block("alice").await.unwrap();

    let exported = alice.export().await;
    let list = |key: &str| exported[key].as_array().unwrap().clone();
    assert_eq!(list("conversations").len(), 1);
    assert_eq!(list("conversations")[0]["peer_user_id"], "bob");
    assert_eq!(list("conversations")[0]["read_up_to"], sent.id);
    let messages = list("messages");
    assert_eq!(messages.len(), 2);
    assert_eq!(
        (&messages[0]["body"], &messages[1]["body"]),
        (&"my words".into(), &"bob's words".into())
    );
    assert!(messages[0]["at"].as_str().unwrap().ends_with('Z'));
    assert_eq!(list("blocks")[0]["user_id"], "dave");
    assert_eq!(list("reports")[0]["reason"], "odd");
    let whole = exported.to_string();
    assert!(whole.contains("my-txn"));
    for hidden in ["bobs-txn", "a secret", "tell nobody", "erin"] {
        assert!(!whole.contains(hidden), "{hidden}");
    }
}

#[tokio::test]
async fn after_an_erasure_no_row_names_the_user_and_the_peer_keeps_their_own() {
    let server = Server::start().await;
    let (alice, bob) = (server.user("alice-id"), server.user("bob-id"));
    let hers = alice.send("bob-id", "alice's words").await;
    let his = bob.send("alice-id", "bob's words").await;
    alice.send(ASSISTANT, "I feel private").await;
    alice.block("carol-id").await.unwrap();
    server.user("carol-id").block("alice-id").await.unwrap();
    alice.report(&his.id, "alice's report").await.unwrap();
    bob.report(&hers.id, "about alice").await.unwrap();
    assert!(places_of("alice-id", server.dir.path()).len() >= 6);

    alice.erase().await;
    alice.erase().await;
    for gone in ["alice-id", "alice's", "private", "about alice"] {
        assert_eq!(
            places_of(gone, server.dir.path()),
            Vec::<String>::new(),
            "{gone}"
        );
    }
    let listed = bob.listed("").await.expect("the conversation stays");
    assert_eq!(listed.id, his.conversation_id);
    assert_eq!(listed.last_message.as_ref(), Some(&his));
    let page = bob.fetch(within(&his.conversation_id), "").await;
    assert_eq!(bodies(&page), ["bob's words"]);
    let answer = bob.try_send(into(&his.conversation_id), "hello?").await;
    refused(answer, Code::FailedPrecondition, "peer_gone");
    assert_eq!(
        bob.export().await["conversations"][0]["peer_user_id"],
        serde_json::Value::Null
    );
}

#[tokio::test]
async fn a_conversation_that_both_erased_is_gone() {
    let server = Server::start().await;
    let (alice, bob) = (server.user("alice-id"), server.user("bob-id"));
    let sent = alice.send("bob-id", "one").await;
    bob.send("alice-id", "two").await;
    alice.erase().await;
    bob.erase().await;
    assert_eq!(
        places_of(&sent.conversation_id, server.dir.path()),
        Vec::<String>::new()
    );
}

#[tokio::test]
async fn an_erasure_leaves_cursors_and_other_conversations_as_they_were() {
    let server = Server::start().await;
    let (alice, bob) = (server.user("alice"), server.user("bob"));
    bob.send("carol", "for carol").await;
    alice.send("bob", "the newest message").await;
    let cursor = bob.fetch(None, "").await.cursor;
    alice.erase().await;
    let after = bob.send("carol", "after the erasure").await;
    assert_eq!(bob.fetch(None, &cursor).await.messages, [after]);
    let page = server.user("carol").fetch(with("bob"), "").await;
    assert_eq!(bodies(&page), ["for carol", "after the erasure"]);
}
