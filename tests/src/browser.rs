//! Headless Chromium with a camera that shows a fixture image.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use fantoccini::{Client, ClientBuilder, Locator, elements::Element};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::fixture;

const PATIENCE: Duration = Duration::from_secs(30);

/// A browser of one test; dropping it ends its driver.
pub struct Browser {
    /// The WebDriver client.
    pub page: Client,
    driver: Child,
    _dir: TempDir,
}

impl Browser {
    /// Opens one whose camera shows `image` for ever. Nothing where Chromium or its driver is
    /// missing, with a word about it.
    ///
    /// # Panics
    /// When they are missing although `CI=true`, or do not start.
    pub async fn open(image: &str) -> Option<Self> {
        if !["chromium", "chromedriver"]
            .iter()
            .all(|name| on_path(name))
        {
            let in_ci = std::env::var("CI").is_ok_and(|value| value == "true");
            assert!(!in_ci, "chromium and chromedriver must be there in CI");
            skipped();
            return None;
        }
        let dir = tempfile::tempdir().expect("a temporary directory");
        let film = dir.path().join("camera.mjpeg");
        std::fs::write(&film, fixture(image).repeat(4)).expect("the film can be written");
        let (driver, port) = start_driver();
        let capabilities = capabilities(&film, dir.path());
        let page = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities.as_object().expect("an object").clone())
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .expect("chromium starts");
        Some(Self {
            page,
            driver,
            _dir: dir,
        })
    }

    /// The element with this `data-testid`, awaited for at most thirty seconds.
    ///
    /// # Panics
    /// When it does not appear.
    pub async fn find(&self, testid: &str) -> Element {
        let css = format!("[data-testid='{testid}']");
        let found = self
            .page
            .wait()
            .at_most(PATIENCE)
            .for_element(Locator::Css(&css))
            .await;
        found.unwrap_or_else(|error| panic!("{testid}: {error}"))
    }

    /// Clicks the element with this `data-testid`, as soon as it can be clicked: a page that is
    /// drawn anew meanwhile may take the first one away.
    ///
    /// # Panics
    /// When it does not appear or cannot be clicked.
    pub async fn click(&self, testid: &str) {
        let click = || async { self.find(testid).await.click().await.ok() };
        crate::eventually(&format!("{testid} can be clicked"), click).await;
    }

    /// Waits until the text of the element with this `data-testid` contains `wanted`.
    ///
    /// # Panics
    /// When it does not.
    pub async fn until_text(&self, testid: &str, wanted: &str) {
        crate::eventually(&format!("{testid} says {wanted}"), || async {
            let text = self.find(testid).await.text().await.ok()?;
            text.contains(wanted).then_some(())
        })
        .await;
    }

    /// Types into the field of this name inside the element with this `data-testid`.
    ///
    /// # Panics
    /// When there is no such field.
    pub async fn type_into(&self, testid: &str, name: &str, text: &str) {
        let field = self
            .find(testid)
            .await
            .find(Locator::Css(&format!("[name='{name}']")))
            .await;
        let field = field.unwrap_or_else(|error| panic!("{testid} {name}: {error}"));
        field
            .send_keys(text)
            .await
            .unwrap_or_else(|error| panic!("{name}: {error}"));
    }

    /// Closes the browser.
    ///
    /// # Panics
    /// When the driver does not answer.
    pub async fn close(self) {
        self.page.clone().close().await.expect("the browser closes");
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

#[expect(clippy::print_stdout, reason = "a skipped test says so")]
fn skipped() {
    println!("skipped: chromium or chromedriver is missing (Debian: chromium chromium-driver)");
}

fn on_path(name: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|dir| dir.join(name).is_file())
}

/// Starts chromedriver on a free port, which it prints. Several that start at once may choose the
/// same one; the later one then ends without a word of its port, and another is started.
fn start_driver() -> (Child, u16) {
    (0..10)
        .find_map(|_| try_start_driver())
        .expect("chromedriver says its port")
}

fn try_start_driver() -> Option<(Child, u16)> {
    let mut driver = Command::new("chromedriver")
        .arg("--port=0")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("chromedriver starts");
    let lines = BufReader::new(driver.stdout.take().expect("a pipe")).lines();
    let port = lines.map_while(Result::ok).find_map(|line| {
        line.split_once("successfully on port ")?
            .1
            .trim_end_matches('.')
            .parse()
            .ok()
    });
    if port.is_none() {
        // It has closed its output, so it is gone or about to go.
        let _ = driver.kill();
        let _ = driver.wait();
    }
    Some((driver, port?))
}

fn capabilities(film: &Path, profile: &Path) -> Value {
    json!({
        "goog:chromeOptions": {
            "args": [
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--mute-audio",
                "--window-size=1280,900",
                "--use-fake-ui-for-media-stream",
                "--use-fake-device-for-media-stream",
                format!("--use-file-for-fake-video-capture={}", film.display()),
                format!("--user-data-dir={}", profile.join("profile").display()),
            ],
        },
        "goog:loggingPrefs": {"browser": "ALL"},
    })
}
