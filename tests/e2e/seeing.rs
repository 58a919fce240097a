//! What an operator sees: metrics on one port or on several, traces from end to end, the log.

mod collector;

use std::collections::{BTreeMap, BTreeSet};

use attune_tests::{Attune, Client, Person, eventually, fixture, frame, steady_port};
use reqwest::Method;
use serde_json::{Value, json};

use crate::topology::Topology;
use collector::{Collector, SeenSpan};

/// No hexadecimal number reads like it.
const NAME: &str = "quentin";
const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const REQUEST: &str = "seeing-is-believing";
/// The spans of a frame that is read and recorded, and the programs that they come from.
const WAY: [(&str, &str); 7] = [
    ("gateway", "POST /predict"),
    ("emotion-svc", "attune.emotion.v1.Emotion/Predict"),
    ("emotion-svc", "queue"),
    ("emotion-svc", "decode"),
    ("emotion-svc", "detect"),
    ("emotion-svc", "classify"),
    ("emotion-svc", "sql"),
];

fn portrait() -> Value {
    json!({"image": frame(&fixture("portrait.jpg")), "record": true})
}

async fn metrics_at(address: &str) -> String {
    let answer = Client::at(address).get("/metrics").await.expect(200);
    answer.as_str().unwrap().to_owned()
}

#[track_caller]
fn assert_lines(text: &str, lines: &[&str]) {
    for line in lines {
        assert!(text.contains(line), "{line} is not in\n{text}");
    }
}

#[tokio::test]
async fn one_port_shows_every_part_of_the_one_process() {
    let attune = Attune::start().await;
    let ada = attune.consenting_person("ada").await;
    ada.post("/predict", portrait()).await.expect(200);
    ada.post("/predict", json!({"image": frame(b"no image")}))
        .await
        .expect(400);
    ada.get("/songs?mood=happy").await.expect(200);
    let text = metrics_at(&attune.metrics).await;
    assert_lines(
        &text,
        &[
            r#"attune_gateway_requests_total{method="POST",route="/predict",status="200"} 1"#,
            r#"service="attune.emotion.v1.Emotion",method="Predict",outcome="ok"} 1"#,
            r#"service="attune.emotion.v1.Emotion",method="Predict",outcome="invalid_input"} 1"#,
            r#"attune_rpc_call_duration_seconds_count{service="attune.music.v1.Music""#,
            r#"attune_emotion_frames_total{outcome="mood"} 1"#,
            r#"attune_emotion_frames_total{outcome="image_not_supported"} 1"#,
            r#"attune_emotion_stage_duration_seconds_count{stage="queue"} 1"#,
            r#"attune_emotion_stage_duration_seconds_count{stage="classify"} 1"#,
            "attune_emotion_queue_depth 0",
            r#"attune_music_source_ready{source="builtin"} 1"#,
            r#"attune_music_answers_total{source="builtin",outcome="ok"} 1"#,
            r#"attune_store_wait_seconds_count{owner="auth",work="write"}"#,
            r#"attune_store_run_seconds_count{owner="chat",work="read"}"#,
            "process_resident_memory_bytes ",
        ],
    );
    for personal in [ada.id.as_str(), "ada@", "\"ada\"", "happy"] {
        assert!(!text.contains(personal), "{personal} is in\n{text}");
    }
    let types: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with("# TYPE "))
        .collect();
    let once: BTreeSet<&str> = types.iter().copied().collect();
    assert_eq!(types.len(), once.len(), "each metric is described once");
}

/// Five processes that write JSON and send their traces to a collector, and one that shows metrics.
async fn watched(collector: &Collector) -> (Topology, String) {
    let metrics = format!("127.0.0.1:{}", steady_port());
    let topology = Topology::start_with(BTreeMap::from([
        (
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            format!("http://{}", collector.address),
        ),
        ("OTEL_BSP_SCHEDULE_DELAY", "50".into()),
        ("ATTUNE_LOG_FORMAT", "json".into()),
        ("ATTUNE_EMOTION_METRICS_ADDR", metrics.clone()),
    ]))
    .await;
    (topology, format!("http://{metrics}"))
}

#[tokio::test]
async fn one_request_is_one_trace_from_the_gateway_to_the_sql() {
    let collector = Collector::start().await;
    let (topology, metrics) = watched(&collector).await;
    let someone = Person::register(topology.client(), NAME).await;
    someone.consent().await;
    let request = someone
        .request(Method::POST, "/predict")
        .header("traceparent", format!("00-{TRACE}-b7ad6b7169203331-01"))
        .header("x-request-id", REQUEST)
        .json(&portrait());
    someone.send(request).await.expect(200);

    let spans = eventually("the spans of the request arrive", || async {
        let spans = collector.trace(TRACE);
        let came = |(program, name): &(&str, &str)| {
            let is_it = |span: &SeenSpan| span.program == *program && span.name == *name;
            spans.iter().any(is_it)
        };
        WAY.iter().all(came).then_some(spans)
    })
    .await;
    assert_one_tree(&spans);
    assert_nothing_personal(&collector.spans(), &someone);
    assert_log_names_the_trace(&topology.log("gateway"));
    assert_lines(
        &metrics_at(&metrics).await,
        &[r#"attune_emotion_frames_total{outcome="mood"} 1"#],
    );
}

/// Every span hangs under another of the trace, and only the gateway's under the client's.
fn assert_one_tree(spans: &[SeenSpan]) {
    let known: BTreeSet<&str> = spans.iter().map(|span| span.span_id.as_str()).collect();
    for span in spans {
        let is_root = span.name == "POST /predict";
        let parent = span.parent_id.as_str();
        assert_eq!(parent == "b7ad6b7169203331", is_root, "{span:?}");
        assert!(is_root || known.contains(parent), "{span:?} in {spans:?}");
    }
}

fn assert_nothing_personal(spans: &[SeenSpan], someone: &Person) {
    assert!(!spans.is_empty());
    for span in spans {
        let Person { id, token, .. } = someone;
        for personal in [id, token, &*someone.refresh_token, NAME, "happy"] {
            assert!(!span.all.contains(personal), "{personal} is in {span:?}");
        }
    }
}

/// The line of the request carries its id and its trace.
fn assert_log_names_the_trace(log: &str) {
    let line = log.lines().find(|line| line.contains(REQUEST));
    let line: Value = serde_json::from_str(line.unwrap_or_else(|| panic!("{log}"))).unwrap();
    assert_eq!(line["span"]["request_id"], REQUEST, "{line}");
    assert_eq!(line["span"]["trace_id"], TRACE, "{line}");
    assert_eq!(line["fields"]["route"], "/predict", "{line}");
}
