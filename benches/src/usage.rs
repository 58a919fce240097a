//! What processes have used so far, as Linux tells it under `/proc`.

use std::{collections::BTreeSet, fs, path::Path};

use anyhow::{Context, ensure};
use serde::Serialize;

/// Linux counts in hundredths of a second wherever programs can see it.
const TICKS_PER_SECOND: f64 = 100.0;

/// What some processes and their children have used.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Usage {
    /// Resident memory in MiB; pages that processes share are counted for each.
    pub rss_mib: f64,
    /// Resident memory in MiB; of a shared page each process has its share.
    pub pss_mib: f64,
    /// Seconds of processor time since they started.
    pub cpu_s: f64,
    /// The part of it that the threads spent that read frames.
    pub reading_s: f64,
}

impl Usage {
    /// What these processes and their children have used.
    ///
    /// # Errors
    /// When one of them is gone, or this is not Linux.
    pub fn of(pids: &[u32]) -> anyhow::Result<Self> {
        let mut whole = Self::default();
        for pid in with_children(pids)? {
            let process = Path::new("/proc").join(pid.to_string());
            let memory = fs::read_to_string(process.join("smaps_rollup"))
                .with_context(|| format!("process {pid}"))?;
            whole.rss_mib += kib(&memory, "Rss:") / 1024.0;
            whole.pss_mib += kib(&memory, "Pss:") / 1024.0;
            whole.cpu_s += Stat::read(&process)?.cpu_s;
            whole.reading_s += reading_s(&process)?;
        }
        Ok(whole)
    }

    /// The share of the processor time since `before` that went into anything but reading frames:
    /// HTTP, JSON, base64, gRPC, accounts, SQLite.
    pub fn share_beside_reading(&self, before: &Self) -> f64 {
        1.0 - (self.reading_s - before.reading_s) / (self.cpu_s - before.cpu_s)
    }
}

fn with_children(pids: &[u32]) -> anyhow::Result<BTreeSet<u32>> {
    let mut parents = Vec::new();
    for entry in fs::read_dir("/proc")? {
        let path = entry?.path();
        let pid = path
            .file_name()
            .and_then(|name| name.to_str()?.parse::<u32>().ok());
        // One that ends meanwhile is no child any more.
        if let (Some(pid), Ok(stat)) = (pid, Stat::read(&path)) {
            parents.push((pid, stat.parent));
        }
    }
    let mut found: BTreeSet<u32> = pids.iter().copied().collect();
    loop {
        let before = found.len();
        let children = parents.iter().filter(|(_, parent)| found.contains(parent));
        found.extend(children.map(|(pid, _)| *pid).collect::<Vec<_>>());
        if found.len() == before {
            return Ok(found);
        }
    }
}

/// The threads that emotion-svc calls `emotion-0`, `emotion-1` and so on.
fn reading_s(process: &Path) -> anyhow::Result<f64> {
    let mut sum = 0.0;
    for entry in fs::read_dir(process.join("task"))? {
        // A thread may end meanwhile; those that read frames do not.
        let Ok(stat) = Stat::read(&entry?.path()) else {
            continue;
        };
        let index = stat.name.strip_prefix("emotion-").unwrap_or_default();
        if index.parse::<u32>().is_ok() {
            sum += stat.cpu_s;
        }
    }
    Ok(sum)
}

/// Some of `/proc/…/stat` (proc(5)).
struct Stat {
    name: String,
    parent: u32,
    cpu_s: f64,
}

impl Stat {
    fn read(folder: &Path) -> anyhow::Result<Self> {
        let text = fs::read_to_string(folder.join("stat"))?;
        let (before, after) = text.rsplit_once(") ").context("a name in brackets")?;
        let name = before.split_once('(').map(|(_, name)| name.to_owned());
        // From the third field on: state, parent, …, utime (14th), stime (15th).
        let fields: Vec<&str> = after.split(' ').collect();
        ensure!(fields.len() > 12, "too few fields in stat");
        let ticks = fields[11].parse::<f64>()? + fields[12].parse::<f64>()?;
        Ok(Self {
            name: name.context("a name in brackets")?,
            parent: fields[1].parse()?,
            cpu_s: ticks / TICKS_PER_SECOND,
        })
    }
}

fn kib(text: &str, name: &str) -> f64 {
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    number.unwrap_or_default()
}
