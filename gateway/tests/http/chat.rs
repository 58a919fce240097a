//! Conversations: names instead of ids, the assistant's work, long polls.

use proto::chat::v1::AssistantTask;
use serde_json::{Value, json};

use crate::{
    client::Ask,
    fakes::{SESSION, USER},
    stage::{Stage, claims},
};

fn task(kind: &str, mood: Option<&str>) -> Option<AssistantTask> {
    Some(AssistantTask {
        kind: kind.to_owned(),
        mood: mood.map(str::to_owned),
        text: "Here you go:".to_owned(),
    })
}

fn hello(to: &str) -> Value {
    json!({"to": to, "body": "hello", "client_txn_id": "t1"})
}

#[tokio::test]
async fn a_message_goes_to_a_name_whatever_its_case() {
    let stage = Stage::new().await;
    let answer = stage.post("/chat/send", &hello("Grace")).await;
    let message = &answer.ok(200).json()["message"];
    assert_eq!(
        (&message["from"], &message["body"]),
        (&json!("ada"), &json!("hello"))
    );
    assert!(stage.world.calls("send")[0].message.contains("user-2"));
}

#[tokio::test]
async fn a_message_to_nobody_is_404() {
    let stage = Stage::new().await;
    let answer = stage.post("/chat/send", &hello("nobody")).await;
    answer.refused(404, "user_not_found");
    assert!(stage.world.calls("send").is_empty());
}

#[tokio::test]
async fn a_message_has_exactly_one_target() {
    let stage = Stage::new().await;
    let none = json!({"body": "hello", "client_txn_id": "t1"});
    stage
        .post("/chat/send", &none)
        .await
        .refused(400, "invalid_field");
    let mut both = hello("grace");
    both["conversation_id"] = json!("c1");
    stage
        .post("/chat/send", &both)
        .await
        .refused(400, "invalid_field");
}

#[tokio::test]
async fn authors_are_named_and_the_erased_are_null() {
    let stage = Stage::new().await;
    let answer = stage.get("/chat/fetch?user=attune&after=x&wait=3").await;
    let json = answer.ok(200).json();
    let messages = json["messages"].as_array().unwrap();
    let from: Vec<_> = messages.iter().map(|one| one["from"].clone()).collect();
    assert_eq!(
        from,
        [json!("ada"), json!("grace"), json!("attune"), Value::Null]
    );
    assert_eq!(json["cursor"], "cursor");
    let asked = &stage.world.calls("fetch")[0].message;
    assert!(
        asked.contains("wait_s: 3") && asked.contains("attune"),
        "{asked}"
    );
}

#[tokio::test]
async fn conversations_name_the_other_one() {
    let stage = Stage::new().await;
    let json = stage.get("/chat/conversations").await.ok(200).json();
    let list = json["conversations"].as_array().unwrap();
    assert_eq!(
        list[0]["peer"],
        json!({"username": "grace", "display_name": "Grace"})
    );
    assert_eq!(list[0]["last_message"]["from"], "grace");
    assert_eq!(list[1]["peer"], Value::Null);
}

#[tokio::test]
async fn people_are_found_blocked_and_reported() {
    let stage = Stage::new().await;
    let found = stage.get("/users?query=gr").await.ok(200).json();
    assert_eq!(
        found,
        json!({"users": [{"username": "grace", "display_name": "Grace"}]})
    );
    let grace = json!({"user": "grace"});
    stage.post("/chat/block", &grace).await.ok(204);
    stage
        .asked(Ask::new("DELETE", "/chat/block").json(&grace))
        .await
        .ok(204);
    stage.post("/chat/unblock", &grace).await.ok(204);
    assert_eq!(stage.world.calls("unblock").len(), 2);
    let report = json!({"message_id": "m1", "reason": "rude"});
    stage.post("/chat/report", &report).await.ok(204);
    let read = json!({"conversation_id": "c1", "up_to": "m1"});
    assert_eq!(
        stage.post("/chat/read", &read).await.ok(200).json(),
        json!({"unread": 0})
    );
}

#[tokio::test]
async fn the_assistant_tells_the_mood_and_answers_with_songs() {
    let stage = Stage::new().await;
    *stage.world.assistant.lock().unwrap() = task("set_mood", Some("angry"));
    stage.post("/chat/send", &hello("attune")).await.ok(200);
    assert!(stage.world.calls("tell_mood")[0].message.contains("angry"));
    let asked = &stage.world.calls("recommend")[0].message;
    assert!(
        asked.contains("angry") && asked.contains("limit: 3"),
        "{asked}"
    );
    let answer = &stage.world.calls("answer_as_assistant")[0].message;
    assert!(
        answer.contains(r"Here you go:\n\n1. One by Attune\n2. Two by Attune"),
        "{answer}"
    );
}

#[tokio::test]
async fn the_assistant_suggests_songs_for_the_latest_mood() {
    let stage = Stage::new().await;
    *stage.world.assistant.lock().unwrap() = task("suggest_songs", None);
    stage.post("/chat/send", &hello("attune")).await.ok(200);
    let asked = &stage.world.calls("recommend")[0].message;
    assert!(
        asked.contains("sad") && asked.contains("limit: 5"),
        "{asked}"
    );
    assert!(stage.world.calls("tell_mood").is_empty());
}

#[tokio::test]
async fn the_assistant_says_so_when_it_cannot() {
    let mut stage = Stage::new().await;
    *stage.world.assistant.lock().unwrap() = task("set_mood", Some("happy"));
    stage.down("music").await;
    stage.post("/chat/send", &hello("attune")).await.ok(200);
    let answer = &stage.world.calls("answer_as_assistant")[0].message;
    assert!(answer.contains("Sorry"), "{answer}");
}

#[tokio::test]
async fn an_admin_reads_and_dismisses_reports() {
    let stage = Stage::new().await;
    let mut admin = claims(USER, SESSION, 3600);
    admin.role = "admin".to_owned();
    let token = stage.world.signer.sign(&admin).unwrap();
    let list = stage.ask(Ask::get("/chat/reports").bearer(&token)).await;
    let reported = json!({"message_id": "m1", "from": "grace", "reported_by": null,
        "reason": "rude", "body": "hello", "at": "1970-01-01T00:00:00.000Z"});
    assert_eq!(list.ok(200).json()["reports"], json!([reported]));

    let dismiss = Ask::new("DELETE", "/chat/reports/m1").bearer(&token);
    stage.ask(dismiss).await.ok(204);
    assert!(
        stage.world.calls("dismiss_reports")[0]
            .message
            .contains("m1")
    );
}

#[tokio::test]
async fn reports_are_for_admins_only() {
    let stage = Stage::new().await;
    for (method, path) in [("GET", "/chat/reports"), ("DELETE", "/chat/reports/m1")] {
        let answer = stage.asked(Ask::new(method, path)).await;
        answer.refused(403, "admins_only");
    }
    assert!(stage.world.calls("list_reports").is_empty());
    assert!(stage.world.calls("dismiss_reports").is_empty());
}
