//! SIGKILL in the middle of work loses nothing that was acknowledged; bad starts say why.

use std::{collections::BTreeMap, fs, net::TcpListener, path::Path, process::Command};

use attune_tests::{Client, Person, Process, eventually, steady_port, workspace_binaries};
use serde_json::{Value, json};

fn environment(data: &Path, port: u16) -> BTreeMap<&'static str, String> {
    let mut environment = BTreeMap::from([
        ("ATTUNE_DATA_DIR", data.display().to_string()),
        ("ATTUNE_LISTEN", format!("127.0.0.1:{port}")),
    ]);
    for listen in [
        "ATTUNE_AUTH_LISTEN",
        "ATTUNE_EMOTION_LISTEN",
        "ATTUNE_MUSIC_LISTEN",
        "ATTUNE_CHAT_LISTEN",
        "ATTUNE_METRICS_ADDR",
    ] {
        environment.insert(listen, "127.0.0.1:0".into());
    }
    environment
}

async fn ready(port: u16) -> Client {
    let client = Client::at(&format!("http://127.0.0.1:{port}"));
    eventually("attune is ready", || async {
        client
            .try_get("/readyz")
            .await
            .is_some_and(|a| a.status.is_success())
            .then_some(())
    })
    .await;
    client
}

#[tokio::test]
async fn a_kill_loses_no_acknowledged_message_and_no_mood() {
    let data = tempfile::tempdir().unwrap();
    let binary = workspace_binaries().join("attune");
    let port = steady_port();
    let environment = environment(data.path(), port);
    let process = Process::start(&binary, &environment);
    let ada = Person::register(ready(port).await, "ada").await;
    Person::register(ready(port).await, "bob").await;

    let acknowledged = send_until_killed(&ada, process).await;
    assert!(!acknowledged.is_empty());

    let _again = Process::start(&binary, &environment);
    let client = ready(port).await.with_token(&ada.token);
    let talk = client.get("/chat/fetch?user=bob").await.expect(200);
    let kept: Vec<Value> = talk["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| m["id"].clone())
        .collect();
    for id in &acknowledged {
        assert!(kept.contains(id), "{id} was acknowledged and is gone");
    }
    assert_eq!(
        client.get("/moods").await.expect(200)["items"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

/// Sends messages one after the other, kills the process while they go, and returns the ids of
/// those that were acknowledged.
async fn send_until_killed(ada: &Person, process: Process) -> Vec<Value> {
    ada.post("/moods", json!({"mood": "sad"})).await.expect(201);
    let (enough, killed) = tokio::sync::oneshot::channel();
    let killing = async {
        killed.await.unwrap();
        process.kill();
    };
    let sending = async {
        let (mut acknowledged, mut enough) = (Vec::new(), Some(enough));
        // Thirty in ten seconds is the limit for one sender.
        for n in 0..29 {
            let message = json!({"to": "bob", "body": "hello", "client_txn_id": format!("{n}")});
            let Some(answer) = ada.try_post("/chat/send", message).await else {
                break;
            };
            acknowledged.push(answer.expect(200)["message"]["id"].clone());
            if n == 10
                && let Some(enough) = enough.take()
            {
                enough.send(()).unwrap();
            }
        }
        acknowledged
    };
    tokio::join!(sending, killing).0
}

/// Starts the product with these settings and returns the one line that it gives up with, also
/// where the environment asks for backtraces.
fn refusal(environment: &BTreeMap<&'static str, String>) -> String {
    let binary = workspace_binaries().join("attune");
    let output = Command::new(binary)
        .env_clear()
        .envs(environment)
        .env("RUST_BACKTRACE", "1")
        .output()
        .unwrap();
    assert!(!output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    let line = said.lines().last().unwrap_or_default();
    assert!(line.starts_with("error: "), "{said}");
    line.to_owned()
}

#[test]
fn a_busy_port_is_named() {
    let data = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let words = refusal(&environment(data.path(), port));
    assert!(words.contains(&format!("127.0.0.1:{port}")), "{words}");
}

#[test]
fn a_bad_setting_names_the_variable() {
    let data = tempfile::tempdir().unwrap();
    let mut environment = environment(data.path(), 0);
    environment.insert("ATTUNE_SIGNUPS", "perhaps".into());
    assert!(refusal(&environment).contains("ATTUNE_SIGNUPS"));
}

#[test]
fn a_data_directory_that_is_a_file_names_the_variable() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let words = refusal(&environment(file.path(), 0));
    assert!(words.contains("ATTUNE_DATA_DIR"), "{words}");
}

#[test]
fn a_corrupt_model_is_named() {
    let (data, models) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("../emotion-svc/assets");
    for file in ["mood.json", "face.json", "face.onnx"] {
        fs::copy(assets.join(file), models.path().join(file)).unwrap();
    }
    fs::write(models.path().join("mood.onnx"), b"this is no network").unwrap();
    let mut environment = environment(data.path(), 0);
    environment.insert("ATTUNE_MODEL_DIR", models.path().display().to_string());
    let words = refusal(&environment);
    assert!(words.contains("mood.onnx"), "{words}");
}
