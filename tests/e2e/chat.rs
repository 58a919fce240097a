//! Conversations between people and with the assistant, over the whole stack.

use attune_tests::Attune;
use serde_json::{Value, json};

fn bodies(answer: &Value) -> Vec<&str> {
    answer["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| m["body"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn a_message_reaches_the_other_once_even_when_sent_twice() {
    let attune = Attune::start().await;
    let (ada, bob) = (attune.person("ada").await, attune.person("bob").await);
    let first = ada.say("bob", "hello").await;
    assert_eq!(
        ada.say("bob", "hello").await["id"],
        first["id"],
        "the same client_txn_id"
    );
    let inbox = bob.get("/chat/fetch?user=ada").await.expect(200);
    assert_eq!(bodies(&inbox), ["hello"]);
    assert_eq!(
        (&inbox["messages"][0]["from"], &inbox["unread"]),
        (&json!("ada"), &json!(1))
    );
    let read = json!({"conversation_id": first["conversation_id"], "up_to": first["id"]});
    bob.post("/chat/read", read).await;
    let conversations = bob.get("/chat/conversations").await.expect(200);
    let with_ada = conversations["conversations"]
        .as_array()
        .unwrap()
        .iter()
        .find(|conversation| conversation["peer"]["username"] == "ada")
        .unwrap();
    assert_eq!(with_ada["unread"], 0);
}

#[tokio::test]
async fn a_waiting_poll_is_woken_by_a_message() {
    let attune = Attune::start().await;
    let (ada, bob) = (attune.person("ada").await, attune.person("bob").await);
    ada.say("bob", "one").await;
    let start = bob.get("/chat/fetch?user=ada").await.expect(200);
    let cursor = start["cursor"].as_str().unwrap();
    let poll = format!("/chat/fetch?user=ada&after={cursor}&wait=25");
    let (woken, _) = tokio::join!(bob.get(&poll), ada.say("bob", "two"));
    assert_eq!(bodies(&woken.expect(200)), ["two"]);
}

#[tokio::test]
async fn pollers_lose_nothing_and_repeat_nothing() {
    let attune = Attune::start().await;
    let (ada, bob) = (attune.person("ada").await, attune.person("bob").await);
    let texts: Vec<String> = (0..20).map(|n| format!("message {n:02}")).collect();
    let sending = async {
        for text in &texts {
            ada.say("bob", text).await;
        }
    };
    let polling = async {
        let (mut seen, mut after) = (Vec::new(), String::new());
        while seen.len() < texts.len() {
            let path = format!("/chat/fetch?user=ada&wait=5&after={after}");
            let answer = bob.get(&path).await.expect(200);
            seen.extend(bodies(&answer).into_iter().map(str::to_owned));
            after = answer["cursor"].as_str().unwrap().to_owned();
        }
        seen
    };
    let (seen, ()) = tokio::join!(polling, sending);
    assert_eq!(seen, texts);
}

#[tokio::test]
async fn the_assistant_sets_a_mood_and_suggests_songs() {
    let attune = Attune::start().await;
    let ada = attune.person("ada").await;
    ada.say("attune", "I feel sad today").await;
    let told = ada.get("/moods").await.expect(200);
    assert_eq!(
        (&told["items"][0]["mood"], &told["items"][0]["source"]),
        (&json!("sad"), &json!("told"))
    );
    ada.say("attune", "please suggest some songs").await;
    let talk = ada.get("/chat/fetch?user=attune").await.expect(200);
    let answers: Vec<&Value> = talk["messages"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|m| m["from"] == "attune")
        .collect();
    assert!(answers.len() >= 2, "{talk}");
    let history = ada.get("/songs/history").await.expect(200);
    let title = history["items"][0]["song"]["title"].as_str().unwrap();
    let last = answers.last().unwrap()["body"].as_str().unwrap();
    assert!(!title.is_empty() && last.len() > 20, "{last}");
}

#[tokio::test]
async fn a_blocked_person_cannot_write() {
    let attune = Attune::start().await;
    let (ada, bob) = (attune.person("ada").await, attune.person("bob").await);
    ada.say("bob", "hello").await;
    bob.post("/chat/block", json!({"user": "ada"}))
        .await
        .expect(204);
    let again = json!({"to": "bob", "body": "hey", "client_txn_id": "x"});
    ada.post("/chat/send", again)
        .await
        .expect_error(403, "blocked");
}

#[tokio::test]
async fn people_are_found_and_strangers_read_nothing() {
    let attune = Attune::start().await;
    let (ada, eve) = (attune.person("ada").await, attune.person("eve").await);
    attune.person("bob").await;
    let found = ada.get("/users?query=bo").await.expect(200);
    assert_eq!(found["users"][0]["username"], "bob");
    let message = ada.say("bob", "a secret").await;
    let id = message["conversation_id"].as_str().unwrap();
    eve.get(&format!("/chat/fetch?conversation={id}"))
        .await
        .expect(404);
    let report = json!({"message_id": message["id"], "reason": "nosy"});
    eve.post("/chat/report", report).await.expect(404);
}

#[tokio::test]
async fn a_report_reaches_the_admin_and_nobody_else() {
    let attune = Attune::start().await;
    let admin = attune.person("ada").await;
    let (bob, eve) = (attune.person("bob").await, attune.person("eve").await);
    let rude = eve.say("bob", "something rude").await;
    let report = json!({"message_id": rude["id"], "reason": "rude"});
    bob.post("/chat/report", report).await.expect(204);

    let listed = admin.get("/chat/reports").await.expect(200);
    let told = &listed["reports"][0];
    assert_eq!(
        [
            &told["from"],
            &told["reported_by"],
            &told["reason"],
            &told["body"]
        ],
        ["eve", "bob", "rude", "something rude"]
    );
    let path = format!("/chat/reports/{}", rude["id"].as_str().unwrap());
    bob.get("/chat/reports")
        .await
        .expect_error(403, "admins_only");
    bob.delete(&path).await.expect_error(403, "admins_only");
    admin.delete(&path).await.expect(204);
    let left = admin.get("/chat/reports").await.expect(200);
    assert_eq!(left["reports"], json!([]));
}
