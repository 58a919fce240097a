//! `side_by_side`: Attune and the Python peer on the same frames, in turns, and their ratios.

use std::{path::PathBuf, time::Duration};

use attune_benches::{
    frames::{Format, Size, frames_of, photos_in},
    http::Call,
    load::{Until, closed},
    servers::{Peer, Server},
    table,
    tally::Summary,
    target::Target,
    usage::Usage,
};
use clap::Parser;
use serde::Serialize;

const SIZES: [Size; 2] = [Size(640, 480), Size(320, 240)];
const CLIENTS: [usize; 2] = [1, 8];
const WARM_UP: Duration = Duration::from_secs(2);

/// Drives Attune and the Python peer in turns, A B A B, with the same frames and the same driver.
#[derive(Parser)]
#[command(name = "side_by_side")]
struct Arguments {
    /// Attune's program, of a release build
    #[arg(long, default_value = "target/release/attune")]
    attune: PathBuf,
    /// A Python with benches/peer/requirements.txt installed
    #[arg(long, default_value = "python3")]
    python: PathBuf,
    /// YuNet as ONNX, for the peer (face_detection_yunet in OpenCV's model zoo)
    #[arg(long)]
    detector: PathBuf,
    /// A folder of photos that are sent in turn, instead of a clear smile
    #[arg(long, value_name = "DIR")]
    photos: Option<PathBuf>,
    /// Processes of the peer
    #[arg(long, default_value_t = 2)]
    workers: usize,
    /// How often each is driven in each scenario
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// How long a turn lasts
    #[arg(long, default_value_t = 10.0)]
    seconds: f64,
    /// Requests after which the memory is looked at; 0 for none
    #[arg(long, default_value_t = 10_000)]
    soak: u64,
    /// Writes the figures to a file as well
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// One turn of each, and how many times as many frames Attune answered.
#[derive(Serialize)]
struct Pair {
    size: String,
    clients: usize,
    attune: Summary,
    peer: Summary,
    ratio: f64,
}

#[derive(Serialize)]
struct Soak {
    server: &'static str,
    before: Usage,
    after: Usage,
    beside_reading: Option<f64>,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let photos = arguments.photos.as_deref().map(photos_in).transpose()?;
    let photos = photos.as_deref();
    let attune = Server::attune(&arguments.attune)?;
    let peer = Server::peer(&Peer {
        python: &arguments.python,
        detector: &arguments.detector,
        workers: arguments.workers,
    })?;
    let mut pairs = Vec::new();
    print_head();
    for size in SIZES {
        for clients in CLIENTS {
            pairs.extend(turns(&arguments, photos, [&attune, &peer], size, clients)?);
        }
    }
    let soaks = soak(&arguments, photos, [&attune, &peer])?;
    let report = serde_json::json!({"pairs": pairs, "soak": soaks});
    table::write_json(arguments.json.as_deref(), &report)
}

fn turns(
    arguments: &Arguments,
    photos: Option<&[PathBuf]>,
    servers: [&Server; 2],
    size: Size,
    clients: usize,
) -> anyhow::Result<Vec<Pair>> {
    // Tokens last ten minutes, so each scenario has accounts of its own.
    let targets = targets(servers)?;
    let calls = [
        frames(photos, &targets[0], size)?,
        frames(photos, &targets[1], size)?,
    ];
    let drive = |index: usize, duration| {
        let server = targets[index].server;
        closed(server, &calls[index], clients, Until::After(duration)).summary()
    };
    let mut pairs = Vec::new();
    for index in 0..2 {
        drive(index, WARM_UP);
    }
    for _ in 0..arguments.rounds {
        let duration = Duration::from_secs_f64(arguments.seconds);
        let (attune, peer) = (drive(0, duration), drive(1, duration));
        let ratio = attune.per_second / peer.per_second;
        let size = size.to_string();
        let pair = Pair {
            size,
            clients,
            attune,
            peer,
            ratio,
        };
        print_pair(&pair);
        pairs.push(pair);
    }
    let median = median(pairs.iter().map(|pair| pair.ratio).collect());
    table::say(&format!(
        "| {size} | {clients} | median | | **{median:.2}** |"
    ));
    Ok(pairs)
}

fn targets([attune, peer]: [&Server; 2]) -> anyhow::Result<[Target; 2]> {
    Ok([
        Target::attune(attune.address, 64)?,
        Target::peer(peer.address),
    ])
}

fn frames(photos: Option<&[PathBuf]>, target: &Target, size: Size) -> anyhow::Result<Vec<Call>> {
    match photos {
        None => target.predict(size, Format::Jpeg),
        Some(photos) => Ok(target.predict_each(&frames_of(photos, size, Format::Jpeg)?)),
    }
}

/// What each uses before and after many frames from eight clients.
fn soak(
    arguments: &Arguments,
    photos: Option<&[PathBuf]>,
    servers: [&Server; 2],
) -> anyhow::Result<Vec<Soak>> {
    if arguments.soak == 0 {
        return Ok(Vec::new());
    }
    let targets = targets(servers)?;
    let mut soaks = Vec::new();
    for (index, server) in ["attune", "peer"].into_iter().enumerate() {
        let calls = frames(photos, &targets[index], SIZES[0])?;
        let pid = [servers[index].pid()];
        let before = Usage::of(&pid)?;
        closed(
            targets[index].server,
            &calls,
            8,
            Until::Requests(arguments.soak),
        );
        let after = Usage::of(&pid)?;
        let beside_reading = (index == 0).then(|| after.share_beside_reading(&before));
        let soak = Soak {
            server,
            before,
            after,
            beside_reading,
        };
        print_soak(&soak, arguments.soak);
        soaks.push(soak);
    }
    Ok(soaks)
}

fn print_head() {
    table::print_cells(&[
        "frame",
        "clients",
        "Attune /s (p50, p99 ms)",
        "peer /s (p50, p99 ms)",
        "Attune / peer",
    ]);
    table::print_cells(&["---", "--:", "--:", "--:", "--:"]);
}

fn print_pair(pair: &Pair) {
    let figures = |of: &Summary| {
        let failed = of.refused as u64 + of.errors;
        let failed = if failed == 0 {
            String::new()
        } else {
            format!(", {failed} failed")
        };
        format!(
            "{:.1} ({:.1}, {:.1}{failed})",
            of.per_second, of.p50_ms, of.p99_ms
        )
    };
    let (attune, peer) = (figures(&pair.attune), figures(&pair.peer));
    let ratio = format!("{:.2}", pair.ratio);
    table::print_cells(&[
        &pair.size,
        &pair.clients.to_string(),
        &attune,
        &peer,
        &ratio,
    ]);
}

fn print_soak(soak: &Soak, requests: u64) {
    let (before, after) = (&soak.before, &soak.after);
    let beside = soak.beside_reading.map_or(String::new(), |share| {
        format!(
            "; {:.1} % of its processor time beside reading frames",
            share * 100.0
        )
    });
    table::say(&format!(
        "{}: resident {:.0} MiB before, {:.0} MiB after {requests} requests (proportional {:.0}, {:.0}){beside}",
        soak.server, before.rss_mib, after.rss_mib, before.pss_mib, after.pss_mib,
    ));
}

fn median(mut ratios: Vec<f64>) -> f64 {
    ratios.sort_by(f64::total_cmp);
    ratios.get(ratios.len() / 2).copied().unwrap_or_default()
}
