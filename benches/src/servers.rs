//! Servers as processes of their own, on free ports, with their data in a folder that goes away.

use std::{
    env, fs, io,
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{self, Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, bail};

use crate::http::{Call, Connection};

const START_WITHIN: Duration = Duration::from_secs(60);
const END_WITHIN: Duration = Duration::from_secs(15);

/// A running server; dropping it ends it and removes its folder.
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    process: Child,
    dir: PathBuf,
}

/// What the Python peer needs.
pub struct Peer<'a> {
    /// A Python with `benches/peer/requirements.txt` installed.
    pub python: &'a Path,
    /// The YuNet network that OpenCV finds faces with.
    pub detector: &'a Path,
    /// How many processes answer.
    pub workers: usize,
}

impl Server {
    /// The program `attune` with an empty database; waits until it is ready.
    ///
    /// # Errors
    /// When it does not start.
    pub fn attune(program: &Path) -> anyhow::Result<Self> {
        let (dir, address) = (folder("attune")?, free()?);
        let mut command = Command::new(program);
        command
            .env("ATTUNE_DATA_DIR", &dir)
            .env("ATTUNE_LISTEN", address.to_string());
        command
            .env("ATTUNE_METRICS_ADDR", "off")
            .env("ATTUNE_LOG", "warn");
        for service in ["AUTH", "EMOTION", "MUSIC", "CHAT"] {
            command.env(format!("ATTUNE_{service}_LISTEN"), "127.0.0.1:0");
        }
        Self::start(command, address, dir, "/readyz")
    }

    /// The peer in `benches/peer`; waits until it is ready.
    ///
    /// # Errors
    /// When it does not start.
    pub fn peer(peer: &Peer<'_>) -> anyhow::Result<Self> {
        let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("peer");
        let (dir, address) = (folder("peer")?, free()?);
        let classifier = dir.join("classifier.onnx");
        let mut made = Command::new(peer.python);
        made.arg(sources.join("classifier.py"))
            .arg(&classifier)
            .stdout(Stdio::null());
        if !made.status()?.success() {
            bail!("classifier.py failed: are benches/peer/requirements.txt installed?");
        }
        let mut command = Command::new(peer.python);
        let port = address.port().to_string();
        command
            .args([
                "-m",
                "uvicorn",
                "server:app",
                "--log-level",
                "warning",
                "--port",
                &port,
            ])
            .args(["--workers", &peer.workers.to_string()])
            .current_dir(sources)
            .env("OPENCV_LOG_LEVEL", "ERROR")
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("PEER_CLASSIFIER", classifier)
            .env("PEER_DETECTOR", fs::canonicalize(peer.detector)?);
        Self::start(command, address, dir, "/openapi.json")
    }

    /// The process.
    pub fn pid(&self) -> u32 {
        self.process.id()
    }

    fn start(
        mut command: Command,
        address: SocketAddr,
        dir: PathBuf,
        ready: &str,
    ) -> anyhow::Result<Self> {
        let name = command.get_program().to_owned();
        let process = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn();
        let process = process.with_context(|| name.display().to_string())?;
        let server = Self {
            address,
            process,
            dir,
        };
        let (mut connection, since) = (Connection::to(address), Instant::now());
        while connection.exchange(&Call::get(ready, None)).ok() != Some(200) {
            if since.elapsed() > START_WITHIN {
                bail!("{} is not ready after {START_WITHIN:?}", name.display());
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Asked kindly: a killed uvicorn would leave its workers behind.
        let pid = self.process.id().to_string();
        let _ = Command::new("kill").args(["-TERM", &pid]).status();
        let since = Instant::now();
        while matches!(self.process.try_wait(), Ok(None)) && since.elapsed() < END_WITHIN {
            thread::sleep(Duration::from_millis(20));
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.dir);
    }
}

fn folder(name: &str) -> io::Result<PathBuf> {
    let dir = env::temp_dir().join(format!("attune-bench-{}-{name}", process::id()));
    fs::create_dir_all(&dir)?;
    Ok(dir)
}

/// A port that is free now.
fn free() -> io::Result<SocketAddr> {
    TcpListener::bind("127.0.0.1:0")?.local_addr()
}
