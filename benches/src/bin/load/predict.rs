//! `load predict`: frames of several sizes, formats and numbers of clients.

use std::{path::PathBuf, time::Duration};

use attune_benches::{
    frames::{Format, Size},
    http::Call,
    load::{Arrivals, Until, closed, open},
    table::{self, Row},
    target::{Target, address},
    usage::Usage,
};
use clap::Args;
use serde::Serialize;

#[derive(Args)]
pub struct Arguments {
    /// The server
    #[arg(long, default_value = "http://127.0.0.1:8080")]
    base: String,
    /// It is the Python peer: no accounts
    #[arg(long)]
    peer: bool,
    /// Sizes of frames
    #[arg(
        long,
        value_delimiter = ',',
        default_value = "320x240,640x480,1280x720"
    )]
    size: Vec<Size>,
    /// Formats of frames
    #[arg(long, value_enum, value_delimiter = ',', default_value = "jpeg")]
    format: Vec<Format>,
    /// Numbers of clients; at a fixed rate, how many requests may be under way
    #[arg(long, value_delimiter = ',', default_value = "1,8,64")]
    clients: Vec<usize>,
    /// How long each load lasts
    #[arg(long, default_value_t = 10.0)]
    seconds: f64,
    /// How many requests each load has, instead of how long it lasts
    #[arg(long)]
    requests: Option<u64>,
    /// Frames a second, whether they are answered or not, instead of one after the other
    #[arg(long, conflicts_with = "requests")]
    rate: Option<f64>,
    /// Accounts that take turns; each may send 20 requests a second in the long run
    #[arg(long, default_value_t = 64)]
    accounts: usize,
    /// Processes of the server: tells their memory and processor time
    #[arg(long, value_delimiter = ',')]
    pid: Vec<u32>,
    /// Writes the figures to a file as well
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

#[derive(Serialize)]
struct Report {
    rows: Vec<Row>,
    before: Option<Usage>,
    after: Option<Usage>,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let server = address(&arguments.base)?;
    let target = match arguments.peer {
        true => Target::peer(server),
        false => Target::attune(server, arguments.accounts)?,
    };
    let pids = &arguments.pid;
    let used = || (!pids.is_empty()).then(|| Usage::of(pids)).transpose();
    let before = used()?;
    let rows = rows(arguments, &target)?;
    let after = used()?;
    if let (Some(before), Some(after)) = (before, after) {
        print_usage(&before, &after);
    }
    let file = arguments.json.as_deref();
    table::write_json(
        file,
        &Report {
            rows,
            before,
            after,
        },
    )
}

fn rows(arguments: &Arguments, target: &Target) -> anyhow::Result<Vec<Row>> {
    let mut rows = Vec::new();
    table::print_head();
    for &format in &arguments.format {
        for &size in &arguments.size {
            let calls = target.predict(size, format)?;
            for &clients in &arguments.clients {
                let load = format!("{size} {format:?}").to_lowercase();
                let row = measure(arguments, target, &calls, (load, clients));
                table::print_row(&row);
                rows.push(row);
            }
        }
    }
    Ok(rows)
}

fn measure(
    arguments: &Arguments,
    target: &Target,
    calls: &[Call],
    (load, clients): (String, usize),
) -> Row {
    let duration = Duration::from_secs_f64(arguments.seconds);
    let tally = match (arguments.rate, arguments.requests) {
        (Some(rate), _) => {
            let connections = clients;
            let arrivals = Arrivals {
                rate,
                duration,
                connections,
            };
            open(target.server, calls, arrivals)
        }
        (None, Some(count)) => closed(target.server, calls, clients, Until::Requests(count)),
        (None, None) => closed(target.server, calls, clients, Until::After(duration)),
    };
    let summary = tally.summary();
    Row {
        load,
        clients,
        summary,
    }
}

fn print_usage(before: &Usage, after: &Usage) {
    table::say(&format!(
        "resident memory {:.0} MiB before, {:.0} MiB after (proportional share {:.0} and {:.0})",
        before.rss_mib, after.rss_mib, before.pss_mib, after.pss_mib,
    ));
    let share = after.share_beside_reading(before) * 100.0;
    let spent = after.cpu_s - before.cpu_s;
    table::say(&format!(
        "{spent:.1} s of processor time, {share:.1} % of it beside reading frames"
    ));
}
