//! The real binaries as processes of their own.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

/// Builds the workspace's binaries, in the profile of the tests, and returns the folder they are
/// in. The tests are named as well, so that every dependency has the features it has in
/// `cargo test --workspace` and is not built a second time.
///
/// # Panics
/// When the build fails.
pub fn workspace_binaries() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the workspace");
    let mut build = Command::new(env!("CARGO"));
    // What cargo tells this test about its own package would make build scripts that ask for it
    // (ring's) run again, and all that depends on them.
    for (name, _) in std::env::vars_os() {
        let told = name.to_str().is_some_and(|name| {
            name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")
        });
        if told {
            build.env_remove(name);
        }
    }
    build
        .current_dir(root)
        .args(["build", "--quiet", "--workspace", "--bins", "--tests"]);
    assert!(
        build.status().expect("cargo runs").success(),
        "the binaries do not build"
    );
    let test_binary = std::env::current_exe().expect("the test's own path");
    let profile = test_binary
        .ancestors()
        .nth(2)
        .expect("target/PROFILE/deps/TEST");
    profile.to_owned()
}

/// A running process; dropping it kills it with SIGKILL.
pub struct Process(Child);

impl Process {
    /// Starts a binary with this environment and no other.
    ///
    /// # Panics
    /// When it cannot be started.
    pub fn start(binary: &Path, environment: &BTreeMap<&str, String>) -> Self {
        Self::start_logged(binary, environment, Stdio::null())
    }

    /// The same, and its log goes somewhere.
    ///
    /// # Panics
    /// When it cannot be started.
    pub fn start_logged(
        binary: &Path,
        environment: &BTreeMap<&str, String>,
        log: impl Into<Stdio>,
    ) -> Self {
        let child = Command::new(binary)
            .env_clear()
            .envs(environment)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn();
        Self(child.unwrap_or_else(|error| panic!("{}: {error}", binary.display())))
    }

    /// Kills it with SIGKILL and waits until it is gone.
    ///
    /// # Panics
    /// When it cannot be killed.
    pub fn kill(mut self) {
        self.0.kill().expect("the process can be killed");
        self.0.wait().expect("the process can be awaited");
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
