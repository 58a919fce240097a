//! The service as a process: health, restarts, signals, and what it says when it cannot start.

use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Command, Stdio},
};

use chat_svc::{bind, config::Config};
use serde_json::Value;
use tonic::Code;

use super::harness::{ASSISTANT, Server, config, refused, to, with};

#[tokio::test]
async fn a_running_service_is_healthy() {
    let server = Server::start().await;
    rpc::healthcheck(server.address).await.unwrap();
    let address = server.address;
    server.stop().await;
    rpc::healthcheck(address).await.unwrap_err();
}

#[tokio::test]
async fn a_restart_keeps_everything() {
    let server = Server::start().await;
    let (alice, bob) = (server.user("alice"), server.user("bob"));
    let first = alice.send_as(to("bob"), "one", "t1").await.unwrap();
    let second = bob.send("alice", "two").await;
    alice
        .mark_read(&second.conversation_id, &second.id)
        .await
        .unwrap();
    alice.send(ASSISTANT, "play something").await;
    bob.block("carol").await.unwrap();
    let cursor = bob.fetch(with("alice"), "").await.cursor;
    let before = (alice.list().await, alice.export().await, bob.export().await);

    let server = Server::start_in(server.stop().await).await;
    let (alice, bob) = (server.user("alice"), server.user("bob"));
    let after = (alice.list().await, alice.export().await, bob.export().await);
    assert_eq!(after, before);
    let again = alice.send_as(to("bob"), "one", "t1").await.unwrap();
    assert!(again.duplicate);
    assert_eq!(again.message, first.message);
    let answer = server.user("carol").try_send(to("bob"), "hi").await;
    refused(answer, Code::PermissionDenied, "blocked");
    let third = alice.send("bob", "three").await;
    assert_eq!(bob.fetch(with("alice"), &cursor).await.messages, [third]);
}

#[tokio::test]
async fn a_taken_port_or_an_unusable_folder_names_the_variable() {
    let server = Server::start().await;
    let taken = Config {
        listen: server.address,
        ..config(server.dir.path())
    };
    let error = bind(taken).await.err().expect("the port is taken");
    let text = error.to_string();
    assert!(
        text.starts_with("ATTUNE_CHAT_LISTEN: cannot listen on 127.0.0.1:"),
        "{text}"
    );

    let file = tempfile::NamedTempFile::new().unwrap();
    let error = bind(config(file.path())).await.err().expect("no folder");
    let text = error.to_string();
    assert!(text.starts_with("ATTUNE_DATA_DIR: "), "{text}");
}

fn program(dir: &Path, listen: &str) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_chat-svc"));
    program
        .env_clear()
        .env("ATTUNE_CHAT_LISTEN", listen)
        .env("ATTUNE_DATA_DIR", dir)
        .env("ATTUNE_LOG_FORMAT", "json")
        .stderr(Stdio::piped());
    program
}

#[test]
fn the_program_logs_its_address_passes_its_healthcheck_and_ends_on_sigterm() {
    let dir = tempfile::tempdir().unwrap();
    let mut running = program(dir.path(), "127.0.0.1:0").spawn().unwrap();
    let mut log = BufReader::new(running.stderr.take().unwrap()).lines();
    let address = log.find_map(|line| {
        let event: Value = serde_json::from_str(&line.unwrap()).unwrap();
        event["fields"]["address"].as_str().map(str::to_owned)
    });
    let address = address.expect("the address is logged");
    assert_ne!(address.parse::<SocketAddr>().unwrap().port(), 0);

    let is_healthy = || {
        let mut healthcheck = program(dir.path(), &address);
        healthcheck.arg("healthcheck").status().unwrap().success()
    };
    assert!(is_healthy());
    let pid = running.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-TERM", &pid])
            .status()
            .unwrap()
            .success()
    );
    assert!(running.wait().unwrap().success());
    assert!(!is_healthy());
}

#[test]
fn a_bad_address_stops_the_program_with_one_line_that_names_the_variable() {
    let dir = tempfile::tempdir().unwrap();
    let output = program(dir.path(), "nonsense").output().unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success());
    assert!(
        text.contains("ATTUNE_CHAT_LISTEN: expected an IP address"),
        "{text}"
    );
    assert_eq!(text.trim().lines().count(), 1, "{text}");
}
