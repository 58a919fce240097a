//! The store over real files.

use super::*;

const ONE: Migration = Migration {
    version: 1,
    sql: "CREATE TABLE a_things (name TEXT) STRICT",
};
const TWO: Migration = Migration {
    version: 2,
    sql: "ALTER TABLE a_things ADD COLUMN size INTEGER",
};

async fn names(store: &Store) -> u32 {
    let count = |connection: &Connection| -> Result<u32, StoreError> {
        Ok(connection.query_row("SELECT count(*) FROM a_things", [], |row| row.get(0))?)
    };
    store.run(count).await.unwrap()
}

#[test]
fn bundled_sqlite_is_recent_enough() {
    assert!(
        rusqlite::version_number() >= 3_051_003,
        "{}",
        rusqlite::version()
    );
}

#[tokio::test]
async fn owners_migrate_the_same_file_apart() {
    let dir = tempfile::tempdir().unwrap();
    Store::open(dir.path(), "a", &[ONE]).unwrap();
    let other = Migration {
        version: 1,
        sql: "CREATE TABLE b_things (name TEXT) STRICT",
    };
    Store::open(dir.path(), "b", &[other]).unwrap();
    let store = Store::open(dir.path(), "a", &[ONE, TWO]).unwrap();
    store.ping().await.unwrap();
    assert_eq!(names(&store).await, 0);
}

#[test]
fn a_file_from_a_newer_program_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    Store::open(dir.path(), "a", &[ONE, TWO]).unwrap();
    let error = Store::open(dir.path(), "a", &[ONE]).err().unwrap();
    assert!(matches!(
        error,
        StoreError::FromTheFuture {
            owner: "a",
            found: 2,
            known: 1
        }
    ));
}

#[test]
fn an_unwritable_directory_names_the_variable() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let error = Store::open(file.path(), "a", &[ONE]).err().unwrap();
    assert!(
        error.to_string().starts_with("ATTUNE_DATA_DIR: "),
        "{error}"
    );
}

/// The locks of this process on a file, as Linux lists them.
#[cfg(target_os = "linux")]
fn locks(path: &Path) -> usize {
    let metadata = std::fs::metadata(path).unwrap();
    let inode = std::os::unix::fs::MetadataExt::ino(&metadata);
    let ours = format!(" {} ", std::process::id());
    let all = std::fs::read_to_string("/proc/locks").unwrap();
    let is_ours = |line: &&str| line.contains(&ours) && line.contains(&format!(":{inode} "));
    all.lines().filter(is_ours).count()
}

#[cfg(target_os = "linux")]
#[test]
fn a_second_owner_in_the_process_leaves_the_locks_of_the_first() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(FILE_NAME);
    let _first = Store::open(dir.path(), "a", &[ONE]).unwrap();
    assert_eq!(locks(&path), 1);
    let _second = Store::open(dir.path(), "b", &[]).unwrap();
    assert_eq!(locks(&path), 1);
}

#[tokio::test]
async fn what_was_erased_is_in_no_file() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), "a", &[ONE]).unwrap();
    let change = |sql: &'static str| {
        move |transaction: &Transaction<'_>| -> Result<(), StoreError> {
            transaction.execute_batch(sql)?;
            Ok(())
        }
    };
    let is_somewhere = || {
        let mut files = dir.path().read_dir().unwrap();
        files.any(|file| {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            bytes.windows(6).any(|six| six == b"secret")
        })
    };
    let insert = change("INSERT INTO a_things VALUES ('secret')");
    store.write(insert).await.unwrap();
    assert!(is_somewhere());
    store.erase(change("DELETE FROM a_things")).await.unwrap();
    assert!(!is_somewhere());
}

#[test]
fn nobody_else_can_read_the_file() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(FILE_NAME);
    std::fs::write(&path, []).unwrap();
    std::fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
    let _store = Store::open(dir.path(), "a", &[ONE]).unwrap();
    for entry in dir.path().read_dir().unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, PRIVATE, "{}", entry.path().display());
    }
}

#[tokio::test]
async fn a_failed_write_leaves_nothing_behind() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), "a", &[ONE]).unwrap();
    let answer: Result<(), StoreError> = store
        .write(|transaction| {
            transaction.execute("INSERT INTO a_things VALUES ('x')", [])?;
            Err(StoreError::Task)
        })
        .await;
    assert!(answer.is_err());
    assert_eq!(names(&store).await, 0);
}

fn measured(dir: &Path) -> (Store, prometheus_client::registry::Registry) {
    let mut registry = prometheus_client::registry::Registry::default();
    let metrics = StoreMetrics::register(&mut registry);
    let store = Store::open(dir, "a", &[ONE]).unwrap().measured(metrics);
    (store, registry)
}

fn text(registry: &prometheus_client::registry::Registry) -> String {
    let mut text = String::new();
    prometheus_client::encoding::text::encode(&mut text, registry).unwrap();
    text
}

#[tokio::test]
async fn a_visit_is_measured_under_its_owner() {
    let dir = tempfile::tempdir().unwrap();
    let (store, registry) = measured(dir.path());
    names(&store).await;
    let written: Result<(), StoreError> = store.write(|_| Ok(())).await;
    written.unwrap();
    let text = text(&registry);
    for line in [
        r#"attune_store_wait_seconds_count{owner="a",work="read"} 1"#,
        r#"attune_store_run_seconds_count{owner="a",work="read"} 1"#,
        r#"attune_store_run_seconds_count{owner="a",work="write"} 1"#,
    ] {
        assert!(text.contains(line), "{line} is not in {text}");
    }
}

#[tokio::test]
async fn a_visit_that_found_the_file_locked_is_counted_as_refused() {
    let dir = tempfile::tempdir().unwrap();
    let (store, registry) = measured(dir.path());
    let other = Connection::open(dir.path().join(FILE_NAME)).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let written: Result<(), StoreError> = store.write(|_| Ok(())).await;
    written.unwrap_err();
    let text = text(&registry);
    let line = r#"attune_store_refusals_total{owner="a",cause="locked"} 1"#;
    assert!(text.contains(line), "{text}");
    assert!(!text.contains("run_seconds_count"), "{text}");
}
