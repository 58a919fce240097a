//! Who may import whom, as a table over `cargo metadata`, and where SQL may stand.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use cargo_metadata::{DependencyKind, MetadataCommand};

const SERVICE: &[&str] = &["env-config", "proto", "rpc", "sqlite-store", "telemetry"];

/// Every workspace crate and the workspace crates that it may import outside its tests.
fn allowed() -> BTreeMap<&'static str, Vec<&'static str>> {
    let with = |extra: &[&'static str]| [SERVICE, extra].concat();
    BTreeMap::from([
        ("proto", vec![]),
        ("env-config", vec![]),
        ("rpc", vec![]),
        ("sqlite-store", vec![]),
        ("token", vec![]),
        ("telemetry", vec!["env-config"]),
        ("auth-svc", with(&["token"])),
        ("emotion-svc", with(&[])),
        ("music-svc", with(&[])),
        ("chat-svc", with(&[])),
        (
            "gateway",
            vec!["env-config", "proto", "rpc", "telemetry", "token"],
        ),
        (
            "stack",
            vec![
                "auth-svc",
                "chat-svc",
                "emotion-svc",
                "env-config",
                "gateway",
                "music-svc",
                "rpc",
                "telemetry",
            ],
        ),
        ("fake-spotify", vec![]),
        ("fake-subsonic", vec![]),
        ("tagged-audio", vec![]),
        (
            "attune-benches",
            vec!["chat-svc", "emotion-svc", "proto", "rpc", "telemetry"],
        ),
        ("attune-tests", vec!["env-config", "fake-spotify", "stack"]),
    ])
}

#[test]
fn crates_import_only_what_the_table_allows() {
    let metadata = MetadataCommand::new().no_deps().exec().unwrap();
    let members: BTreeSet<&str> = metadata.packages.iter().map(|p| p.name.as_str()).collect();
    let allowed = allowed();
    assert_eq!(
        members,
        allowed.keys().copied().collect(),
        "the table names every crate"
    );
    for package in &metadata.packages {
        let ours = package.dependencies.iter().filter(|dependency| {
            dependency.kind == DependencyKind::Normal && members.contains(dependency.name.as_str())
        });
        for dependency in ours {
            let edge = allowed[package.name.as_str()].contains(&dependency.name.as_str());
            assert!(edge, "{} must not import {}", package.name, dependency.name);
        }
    }
}

#[test]
fn only_token_knows_jsonwebtoken_and_only_emotion_knows_tract() {
    let metadata = MetadataCommand::new().no_deps().exec().unwrap();
    for (library, owner) in [("jsonwebtoken", "token"), ("tract-onnx", "emotion-svc")] {
        for package in &metadata.packages {
            let uses = package
                .dependencies
                .iter()
                .any(|dependency| dependency.name == library);
            assert!(
                !uses || package.name.as_str() == owner,
                "{} uses {library}",
                package.name
            );
        }
    }
}

#[test]
fn sql_stands_only_in_the_stores() {
    let sql = ["SELECT ", "INSERT INTO", "UPDATE ", "DELETE FROM"];
    for service in [
        "auth-svc",
        "emotion-svc",
        "music-svc",
        "chat-svc",
        "gateway",
        "stack",
    ] {
        for file in rust_files(&workspace().join(service).join("src")) {
            let path = file.display().to_string();
            if path.contains("/store") {
                continue;
            }
            let text = fs::read_to_string(&file).unwrap();
            for statement in sql {
                assert!(
                    !text.contains(statement),
                    "{path} holds the SQL {statement:?}"
                );
            }
        }
    }
}

#[test]
fn statuses_stay_in_the_files_that_speak_the_protocol() {
    for service in ["auth-svc", "emotion-svc", "music-svc", "chat-svc"] {
        for file in rust_files(&workspace().join(service).join("src")) {
            let path = file.display().to_string();
            let text = fs::read_to_string(&file).unwrap();
            let speaks = path.contains("/grpc");
            assert!(
                speaks || !text.contains("Status::"),
                "{path} makes a gRPC status"
            );
            let calls_others = path.contains("/spotify") || path.contains("/subsonic");
            assert!(
                calls_others || !text.contains("StatusCode"),
                "{path} knows HTTP"
            );
        }
    }
}

fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn rust_files(dir: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}
