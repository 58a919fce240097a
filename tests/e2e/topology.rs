//! The five binaries as processes of their own: each can die and come back.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    path::PathBuf,
    process::Command,
};

use attune_tests::{Client, Person, Process, eventually, steady_port, workspace_binaries};
use serde_json::json;
use tempfile::TempDir;

const PARTS: [&str; 5] = [
    "auth-svc",
    "emotion-svc",
    "music-svc",
    "chat-svc",
    "gateway",
];

/// Five processes that know each other by environment variables only.
pub struct Topology {
    binaries: PathBuf,
    environment: BTreeMap<&'static str, String>,
    running: BTreeMap<&'static str, Process>,
    data: TempDir,
}

impl Topology {
    async fn start() -> Self {
        Self::start_with(BTreeMap::new()).await
    }

    /// Starts them with some settings of the test's own.
    pub async fn start_with(settings: BTreeMap<&'static str, String>) -> Self {
        let data = tempfile::tempdir().unwrap();
        let mut environment =
            BTreeMap::from([("ATTUNE_DATA_DIR", data.path().display().to_string())]);
        environment.insert("ATTUNE_METRICS_ADDR", "127.0.0.1:0".into());
        environment.insert("ATTUNE_LISTEN", steady_address());
        for (listen, url) in [
            ("ATTUNE_AUTH_LISTEN", "ATTUNE_AUTH_URL"),
            ("ATTUNE_EMOTION_LISTEN", "ATTUNE_EMOTION_URL"),
            ("ATTUNE_MUSIC_LISTEN", "ATTUNE_MUSIC_URL"),
            ("ATTUNE_CHAT_LISTEN", "ATTUNE_CHAT_URL"),
        ] {
            let address = steady_address();
            environment.insert(url, format!("http://{address}"));
            environment.insert(listen, address);
        }
        environment.extend(settings);
        let binaries = workspace_binaries();
        let mut topology = Self {
            binaries,
            environment,
            running: BTreeMap::new(),
            data,
        };
        for part in PARTS {
            topology.start_part(part);
        }
        topology.until_ready().await;
        topology
    }

    fn start_part(&mut self, part: &'static str) {
        let log = File::options()
            .create(true)
            .append(true)
            .open(self.log_path(part));
        let binary = self.binaries.join(part);
        let process = Process::start_logged(&binary, &self.environment, log.unwrap());
        self.running.insert(part, process);
    }

    /// What a part has logged so far.
    pub fn log(&self, part: &str) -> String {
        fs::read_to_string(self.log_path(part)).unwrap()
    }

    fn log_path(&self, part: &str) -> PathBuf {
        self.data.path().join(part).with_extension("log")
    }

    fn kill(&mut self, part: &str) {
        self.running.remove(part).unwrap().kill();
    }

    pub fn client(&self) -> Client {
        Client::at(&format!("http://{}", self.environment["ATTUNE_LISTEN"]))
    }

    async fn until_ready(&self) {
        let client = self.client();
        eventually("every process answers", || async {
            client
                .try_get("/readyz")
                .await
                .is_some_and(|a| a.status.is_success())
                .then_some(())
        })
        .await;
    }
}

/// Processes that must know each other before they start cannot all take port 0.
fn steady_address() -> String {
    format!("127.0.0.1:{}", steady_port())
}

#[tokio::test]
async fn each_service_can_die_and_come_back() {
    let mut topology = Topology::start().await;
    let ada = Person::register(topology.client(), "ada").await;
    ada.consent().await;
    let frame = json!({"image": attune_tests::frame(&attune_tests::fixture("portrait.jpg"))});

    topology.kill("emotion-svc");
    let answer = ada.post("/predict", frame.clone()).await;
    assert!(answer.headers.contains_key("retry-after"), "{answer:?}");
    answer.expect_error(503, "unavailable");
    ada.get("/songs?mood=happy").await.expect(200);
    assert_eq!(
        ada.get("/readyz").await.expect(503)["services"]["emotion"],
        "unreachable"
    );

    topology.start_part("emotion-svc");
    topology.until_ready().await;
    assert_eq!(
        ada.post("/predict", frame).await.expect(200)["mood"],
        "happy"
    );

    for (part, path) in [
        ("music-svc", "/songs?mood=sad"),
        ("chat-svc", "/chat/conversations"),
        ("auth-svc", "/me"),
    ] {
        topology.kill(part);
        ada.get(path).await.expect_error(503, "unavailable");
        topology.start_part(part);
        topology.until_ready().await;
        ada.get(path).await.expect(200);
    }
}

#[tokio::test]
async fn the_gateway_can_die_and_ended_sessions_stay_dead() {
    let mut topology = Topology::start().await;
    let ada = Person::register(topology.client(), "ada").await;
    let elsewhere = ada.log_in_again().await;
    ada.post("/auth/logout", json!({})).await.expect(204);
    topology.kill("gateway");
    topology.start_part("gateway");
    topology.until_ready().await;
    ada.get("/me").await.expect(401);
    elsewhere.get("/me").await.expect(200);
}

#[test]
fn each_binary_refuses_an_argument_that_it_does_not_know() {
    for part in PARTS {
        let refused = Command::new(workspace_binaries().join(part))
            .arg("--prot=80")
            .output()
            .unwrap();
        let told = String::from_utf8(refused.stderr).unwrap();
        assert_eq!(refused.status.code(), Some(2), "{part}: {told}");
        assert!(told.contains("--prot"), "{part}: {told}");
    }
}
