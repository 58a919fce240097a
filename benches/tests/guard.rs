//! Guards against getting slower: what a stage costs in instructions, which valgrind counts the
//! same on a busy machine as on an idle one.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    thread,
};

use attune_benches::stages::STAGES;

/// How far a figure may be off, up or down: what is faster is written down too.
const TOLERANCE: f64 = 0.05;
/// Fetches in the shorter and in the longer run; their difference has no start-up in it.
const FETCHES: [u32; 2] = [5, 25];

type Figures = BTreeMap<String, u64>;

#[test]
fn every_stage_takes_the_instructions_that_are_written_down() {
    if !cfg!(target_arch = "x86_64") || Command::new("valgrind").arg("--version").output().is_err()
    {
        assert!(
            env::var_os("CI").is_none(),
            "the guard of speed needs valgrind on x86-64"
        );
        eprintln!("skipped: the guard of speed needs valgrind on x86-64");
        return;
    }
    let counted = count();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("instructions.json");
    if env::var("ATTUNE_GUARD").is_ok_and(|wish| wish == "update") {
        fs::write(file, serde_json::to_string_pretty(&counted).unwrap() + "\n").unwrap();
        return;
    }
    let written: Figures = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    let changed = changed(&written, &counted);
    assert!(
        changed.is_empty(),
        "{}\nIf that is meant, write it down: ATTUNE_GUARD=update cargo test --workspace --test guard",
        changed.join("\n")
    );
}

#[test]
fn a_tenth_more_or_less_is_a_change_and_a_hundredth_is_not() {
    let figures = |count| Figures::from([("decode".to_owned(), count)]);
    assert_eq!(changed(&figures(1000), &figures(1100)).len(), 1);
    assert_eq!(changed(&figures(1000), &figures(900)).len(), 1);
    assert_eq!(changed(&figures(1000), &figures(1010)).len(), 0);
    assert_eq!(changed(&Figures::new(), &figures(1)).len(), 1);
    assert_eq!(changed(&figures(1), &Figures::new()).len(), 1);
}

/// A sentence for every figure that is off, missing or left over.
fn changed(written: &Figures, counted: &Figures) -> Vec<String> {
    let names: std::collections::BTreeSet<_> = written.keys().chain(counted.keys()).collect();
    let figure = |of: &Figures, name: &str| of.get(name).copied().unwrap_or(0) as f64;
    let lines = names.into_iter().filter_map(|name| {
        let (was, is) = (figure(written, name), figure(counted, name));
        let change = if was == 0.0 {
            f64::INFINITY
        } else {
            is / was - 1.0
        };
        (change.abs() > TOLERANCE).then(|| {
            format!(
                "{name}: {is} instructions, {was} written down ({:+.1} %)",
                change * 100.0
            )
        })
    });
    lines.collect()
}

fn count() -> Figures {
    thread::scope(|scope| {
        let chat = scope.spawn(chat_fetch);
        let mut figures = frame();
        figures.insert("chat fetch".to_owned(), chat.join().unwrap());
        figures
    })
}

/// Callgrind writes a file after each call of `counted`, which are the stages in their order.
fn frame() -> Figures {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("frame");
    valgrind(
        &[
            "--tool=callgrind",
            "--toggle-collect=count::counted",
            "--dump-after=count::counted",
        ],
        &format!("--callgrind-out-file={}", out.display()),
        &["frame"],
    );
    let figure = |(index, (name, _)): (usize, &(&str, _))| {
        let dump = PathBuf::from(format!("{}.{}", out.display(), index + 1));
        let text = fs::read_to_string(&dump).unwrap();
        ((*name).to_owned(), number_after(&text, "\ntotals:"))
    };
    STAGES.iter().enumerate().map(figure).collect()
}

/// SQLite works on a thread of its own, so that all of the process is counted, twice.
fn chat_fetch() -> u64 {
    let [few, many] = FETCHES.map(|times| {
        let options = ["--tool=cachegrind", "--cache-sim=no"];
        let report = valgrind(
            &options,
            "--cachegrind-out-file=/dev/null",
            &["chat", &times.to_string()],
        );
        number_after(&report, "refs:")
    });
    (many - few) / u64::from(FETCHES[1] - FETCHES[0])
}

/// Runs `count` under valgrind and gives its report.
fn valgrind(options: &[&str], out: &str, arguments: &[&str]) -> String {
    let mut command = Command::new("valgrind");
    command
        .args(options)
        .arg(out)
        .arg(env!("CARGO_BIN_EXE_count"))
        .args(arguments);
    let output = command.output().unwrap();
    let report = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{report}");
    report
}

/// The number after a label; thousands may be parted by commas.
fn number_after(text: &str, label: &str) -> u64 {
    let (_, rest) = text
        .split_once(label)
        .expect("valgrind's report has its label");
    let digits = rest.split_whitespace().next().unwrap().replace(',', "");
    digits.parse().unwrap()
}
