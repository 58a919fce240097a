//! Health, failures of services, request ids, metrics, the API's own description, the end.

use std::{collections::BTreeSet, time::Duration};

use serde_json::json;
use tokio::{net::TcpStream, time::timeout};

use crate::{
    client::Ask,
    stage::{Stage, token},
};

#[tokio::test]
async fn a_service_that_is_down_is_503_with_everything_a_client_needs() {
    let mut stage = Stage::new().await;
    stage.get("/moods").await.ok(200);
    stage.down("music").await;
    let answer = stage.get("/music/taste").await;
    answer.refused(503, "unavailable");
    assert!(answer.header("retry-after").is_some());
    assert!(
        answer.text().contains("the music service"),
        "{}",
        answer.text()
    );
    stage.get("/moods").await.ok(200);
}

#[tokio::test]
async fn a_service_that_does_not_answer_in_time_is_504() {
    let stage = Stage::new().await;
    *stage.world.hangs.lock().unwrap() = "get_taste";
    let answer = stage.get("/music/taste").await;
    answer.refused(504, "timeout");
    assert!(
        answer.text().contains("the music service"),
        "{}",
        answer.text()
    );
}

#[tokio::test]
async fn a_request_keeps_its_id_on_the_whole_way() {
    let stage = Stage::new().await;
    let answer = stage
        .asked(Ask::get("/me").header("x-request-id", "probe-0042"))
        .await;
    assert_eq!(answer.header("x-request-id"), Some("probe-0042"));
    assert_eq!(stage.world.calls("get_me")[0].request_id, "probe-0042");
    let answer = stage
        .ask(Ask::get("/healthz").header("x-request-id", "a b"))
        .await;
    assert_eq!(
        answer.header("x-request-id").unwrap().len(),
        36,
        "a new one"
    );
}

#[tokio::test]
async fn readiness_asks_every_service() {
    let mut stage = Stage::new().await;
    let ready = stage.ask(Ask::get("/readyz")).await;
    let each =
        json!({"auth": "serving", "chat": "serving", "emotion": "serving", "music": "serving"});
    assert_eq!(
        ready.ok(200).json(),
        json!({"status": "ready", "services": each})
    );
    stage.down("emotion").await;
    let answer = stage.ask(Ask::get("/readyz")).await;
    let json = answer.ok(503).json();
    assert_eq!(
        (&json["status"], &json["services"]["auth"]),
        (&json!("not_ready"), &json!("serving"))
    );
    assert_eq!(json["services"]["emotion"], "unreachable");
    assert_eq!(
        stage.ask(Ask::get("/healthz")).await.ok(200).json(),
        json!({"status": "ok"})
    );
    stage.ask(Ask::new("HEAD", "/healthz")).await.ok(200);
    stage.ask(Ask::new("HEAD", "/readyz")).await.ok(503);
}

#[tokio::test]
async fn metrics_are_served_on_an_address_of_their_own() {
    let stage = Stage::new().await;
    stage
        .asked(Ask::new("DELETE", "/moods/none"))
        .await
        .refused(404, "mood_not_found");
    let text = Ask::get("/metrics")
        .send(stage.metrics)
        .await
        .ok(200)
        .text();
    let line =
        r#"attune_gateway_requests_total{method="DELETE",route="/moods/{id}",status="404"} 1"#;
    assert!(text.contains(line), "{text}");
    stage
        .ask(Ask::get("/metrics"))
        .await
        .refused(404, "not_found");
}

#[tokio::test]
async fn the_gateway_answers_its_own_health_check() {
    let stage = Stage::new().await;
    gateway::healthcheck(stage.address).await.unwrap();
    let absent = crate::stage::nowhere().await;
    let absent = absent.trim_start_matches("http://").parse().unwrap();
    gateway::healthcheck(absent).await.unwrap_err();
}

/// The methods that `routes.rs` and the OpenAPI document have for each path are the same.
#[tokio::test]
async fn the_openapi_document_lists_every_route_and_no_other() {
    let stage = Stage::new().await;
    let document = stage.ask(Ask::get("/openapi.json")).await.ok(200).json();
    let documented = document["paths"].as_object().unwrap();
    let source = include_str!("../../src/routes.rs");
    let routed: BTreeSet<&str> = source
        .split("resource(\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect();
    assert!(routed.len() > 25, "the routes are found: {routed:?}");
    let paths: BTreeSet<&str> = documented.keys().map(String::as_str).collect();
    assert_eq!(paths, routed);
    for (path, item) in documented {
        let answer = stage
            .ask(Ask::new("TRACE", &path.replace("{id}", "x")))
            .await;
        let allowed = answer.ok(405).header("allow").unwrap();
        let allowed: BTreeSet<String> = allowed.split(", ").map(str::to_lowercase).collect();
        let told: BTreeSet<String> = item.as_object().unwrap().keys().cloned().collect();
        assert_eq!(told, allowed, "{path}");
    }
}

#[tokio::test]
async fn every_call_in_the_document_says_who_may_and_how_it_fails() {
    let stage = Stage::new().await;
    let document = stage.ask(Ask::get("/openapi.json")).await.json();
    let mut ids = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let failure = &operation["responses"]["default"]["$ref"];
            assert_eq!(failure, "#/components/responses/Failure", "{method} {path}");
            assert!(
                !operation["summary"].as_str().unwrap().is_empty(),
                "{method} {path}"
            );
            let id = operation["operationId"].as_str().unwrap();
            assert!(ids.insert(id.to_owned()), "{id} is there twice");
            let open = operation.get("security").is_some();
            let ask = Ask::new(&method.to_uppercase(), &path.replace("{id}", "x"));
            let let_in = stage.ask(ask.json(&json!({}))).await.status != 401;
            // A refresh without a token is refused although it needs no login.
            assert_eq!(open, let_in || path == "/auth/refresh", "{method} {path}");
        }
    }
}

#[tokio::test]
async fn a_stopped_gateway_ends_its_long_polls_and_frees_its_addresses() {
    let mut stage = Stage::new().await;
    *stage.world.hangs.lock().unwrap() = "fetch";
    let poll = Ask::get("/chat/fetch?wait=25").bearer(&token(&stage.world));
    let poll = tokio::spawn(poll.send(stage.address));
    while stage.world.calls("fetch").is_empty() {
        tokio::task::yield_now().await;
    }
    stage.stop.cancel();
    poll.await.unwrap().refused(503, "stopping");
    let ended = stage.gateway.take().unwrap();
    timeout(Duration::from_secs(8), ended)
        .await
        .unwrap()
        .unwrap();
    for address in [stage.address, stage.metrics] {
        assert!(TcpStream::connect(address).await.is_err(), "{address}");
    }
}
