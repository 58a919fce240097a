//! `attune` on the command line.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::process::{Command, Output};

/// Runs `attune` where it could not serve, so that it ends in any case.
fn attune(argument: &str) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_attune"));
    program.env("ATTUNE_LISTEN", "nowhere");
    program.arg(argument).output().unwrap()
}

#[test]
fn it_tells_its_version_and_how_it_is_set_without_serving() {
    let version = attune("--version");
    let text = format!("attune {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(String::from_utf8(version.stdout).unwrap(), text);
    let help = String::from_utf8(attune("--help").stdout).unwrap();
    assert!(help.contains(".env.example"), "{help}");
}

#[test]
fn an_argument_that_it_does_not_know_is_refused() {
    let refused = attune("--prot=80");
    assert!(!refused.status.success());
    let told = String::from_utf8(refused.stderr).unwrap();
    assert!(told.contains("--prot"), "{told}");
}
