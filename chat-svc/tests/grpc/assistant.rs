//! The conversation with the assistant.

use proto::chat::v1::{AssistantTask, FetchRequest};
use tokio::task::JoinSet;
use tonic::Code;

use super::harness::{ASSISTANT, Server, refused, to, with};

#[tokio::test]
async fn everyone_has_the_assistant_and_its_greeting_once() {
    let server = Server::start().await;
    let alice = server.user("alice");
    for _ in 0..2 {
        let listed = alice.list().await;
        assert_eq!(listed.len(), 1);
        assert_eq!(
            (listed[0].peer_user_id.as_str(), listed[0].unread),
            (ASSISTANT, 1)
        );
        let greeting = listed[0].last_message.as_ref().unwrap();
        assert_eq!(greeting.from_user_id, ASSISTANT);
        assert!(
            greeting.body.contains("not a therapist"),
            "{}",
            greeting.body
        );
    }
    let page = server.user("bob").fetch(with(ASSISTANT), "").await;
    assert_eq!(page.messages.len(), 1, "fetching begins it too");
}

#[tokio::test]
async fn what_words_can_answer_is_answered_at_once() {
    let server = Server::start().await;
    let alice = server.user("alice");
    let sent = alice.try_send(to(ASSISTANT), "help").await.unwrap();
    assert_eq!(sent.assistant_task, None);
    let page = alice.fetch(with(ASSISTANT), "").await;
    let from: Vec<_> = page
        .messages
        .iter()
        .map(|m| m.from_user_id.as_str())
        .collect();
    assert_eq!(from, [ASSISTANT, "alice", ASSISTANT]);
    assert_eq!(page.unread, 1);

    let answer = page.messages.last().unwrap();
    let question = sent.message.unwrap();
    let again = alice.answer(&question.id, "another answer").await.unwrap();
    assert_eq!(&again, answer);
}

#[tokio::test]
async fn a_crisis_is_answered_at_once_with_help_and_without_a_task() {
    let server = Server::start().await;
    let alice = server.user("alice");
    let sent = alice
        .try_send(to(ASSISTANT), "I'm sad and want to die, play something")
        .await;
    assert_eq!(sent.unwrap().assistant_task, None);
    let listed = alice.listed(ASSISTANT).await.unwrap();
    assert!(
        listed
            .last_message
            .unwrap()
            .body
            .contains("findahelpline.com")
    );
}

#[tokio::test]
async fn a_mood_or_a_wish_for_songs_is_a_task_until_it_is_answered() {
    let server = Server::start().await;
    let alice = server.user("alice");
    let task = |kind: &str, mood: Option<&str>, text: &str| AssistantTask {
        kind: kind.to_owned(),
        mood: mood.map(str::to_owned),
        text: text.to_owned(),
    };
    let sad = task(
        "set_mood",
        Some("sad"),
        "I am sorry that you feel sad. I set your mood to sad.",
    );
    let songs = task("suggest_songs", None, "Here are songs for your mood:");
    let happy = task(
        "suggest_songs",
        Some("happy"),
        "Here are songs for a happy mood:",
    );
    for (text, task) in [
        ("I feel sad", sad),
        ("play something", songs),
        ("happy songs", happy),
    ] {
        let first = alice.send_as(to(ASSISTANT), text, text).await.unwrap();
        assert_eq!(first.assistant_task.as_ref(), Some(&task), "{text}");
        let again = alice.send_as(to(ASSISTANT), "changed", text).await.unwrap();
        assert!(again.duplicate);
        assert_eq!(again.assistant_task, Some(task), "still to be done");

        let question = first.message.unwrap();
        let answer = alice.answer(&question.id, "Done.").await.unwrap();
        let second = alice.answer(&question.id, "Done twice.").await.unwrap();
        assert_eq!(
            (answer.from_user_id.as_str(), answer.body.as_str()),
            (ASSISTANT, "Done.")
        );
        assert_eq!(second, answer);
        let after = alice.send_as(to(ASSISTANT), text, text).await.unwrap();
        assert_eq!(after.assistant_task, None);
    }
    let page = alice.fetch(with(ASSISTANT), "").await;
    assert_eq!(page.messages.len(), 1 + 3 * 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn racing_calls_get_one_greeting_one_message_and_one_answer() {
    let server = Server::start().await;
    let alice = server.user("alice");
    let mut calls = JoinSet::new();
    for call in 0..16 {
        let alice = alice.clone();
        calls.spawn(async move {
            if call % 2 == 0 {
                alice.list().await;
            }
            let sent = alice
                .send_as(to(ASSISTANT), "I'm happy", "t1")
                .await
                .unwrap();
            let question = sent.message.unwrap();
            alice
                .answer(&question.id, &format!("answer {call}"))
                .await
                .unwrap()
        });
    }
    let answers = calls.join_all().await;
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    let page = alice.fetch(None, "").await;
    let from: Vec<_> = page
        .messages
        .iter()
        .map(|m| m.from_user_id.as_str())
        .collect();
    assert_eq!(from, [ASSISTANT, "alice", ASSISTANT]);
}

#[tokio::test]
async fn an_answer_wakes_the_poll_that_waits_for_it() {
    let server = Server::start().await;
    let alice = server.user("alice");
    let sent = alice
        .try_send(to(ASSISTANT), "play something")
        .await
        .unwrap();
    let question = sent.message.unwrap();
    let request = FetchRequest {
        after: alice.fetch(None, "").await.cursor,
        wait_s: 25,
        ..FetchRequest::default()
    };
    let polling = alice.poll(request);
    let (page, answer) = tokio::join!(polling, alice.answer(&question.id, "Here."));
    assert_eq!(page.unwrap().messages, [answer.unwrap()]);
}

#[tokio::test]
async fn only_ones_own_message_to_the_assistant_can_be_answered() {
    let server = Server::start().await;
    let (alice, bob) = (server.user("alice"), server.user("bob"));
    let bobs = bob.send(ASSISTANT, "play something").await;
    let between = alice.send("bob", "play something").await;
    alice.list().await;
    let greeting = alice.listed(ASSISTANT).await.unwrap().last_message.unwrap();
    for wrong in ["nothing", &bobs.id, &between.id, &greeting.id] {
        let answer = alice.answer(wrong, "Here.").await;
        refused(answer, Code::NotFound, "message_not_found");
    }
    let empty = bob.answer(&bobs.id, " ").await;
    refused(empty, Code::InvalidArgument, "message_empty");
}
