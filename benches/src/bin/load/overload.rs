//! `load overload`: what is left of the service when more is asked of it than it can do.

use std::{path::PathBuf, thread, time::Duration};

use attune_benches::{
    frames::{Format, Size},
    load::{Arrivals, Until, closed, open},
    table::{self, Row},
    tally::Summary,
    target::{Target, address},
};
use clap::Args;
use serde::Serialize;

/// Frames a second of the polite one, as the page sends them.
const POLITE_RATE: f64 = 2.0;
/// Connections of the one who floods.
const FLOOD: usize = 32;

#[derive(Args)]
pub struct Arguments {
    /// The gateway
    #[arg(long, default_value = "http://127.0.0.1:8080")]
    base: String,
    /// The size of the frames
    #[arg(long, default_value = "640x480")]
    size: Size,
    /// How long each load lasts
    #[arg(long, default_value_t = 15.0)]
    seconds: f64,
    /// Clients that it takes to find what the server can do
    #[arg(long, default_value_t = 6)]
    clients: usize,
    /// How many requests may be under way when there are too many
    #[arg(long, default_value_t = 128)]
    connections: usize,
    /// Accounts that take turns
    #[arg(long, default_value_t = 64)]
    accounts: usize,
    /// Writes the figures to a file as well
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

#[derive(Serialize)]
struct Report {
    peak: Summary,
    overload: Summary,
    /// What is still answered, as a share of the peak.
    goodput: f64,
    flood: Summary,
    polite: Summary,
    /// The share of the polite one's frames that were answered.
    polite_answered: f64,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let target = Target::attune(address(&arguments.base)?, arguments.accounts)?;
    table::print_head();
    let [peak, overload] = twice_the_peak(arguments, &target)?;
    let [flood, polite] = beside_a_flood(arguments, &target)?;
    let asked = polite.answered + polite.refused + polite.errors as usize;
    let report = Report {
        goodput: overload.per_second / peak.per_second,
        polite_answered: polite.answered as f64 / asked.max(1) as f64,
        peak,
        overload,
        flood,
        polite,
    };
    table::say(&format!(
        "goodput {:.0} % of the peak, refusals within {:.1} ms (p50) and {:.1} ms (p99)",
        report.goodput * 100.0,
        report.overload.refused_p50_ms,
        report.overload.refused_p99_ms,
    ));
    table::say(&format!(
        "polite account: {:.1} % answered, p99 {:.1} ms",
        report.polite_answered * 100.0,
        report.polite.p99_ms,
    ));
    table::write_json(arguments.json.as_deref(), &report)
}

fn twice_the_peak(arguments: &Arguments, target: &Target) -> anyhow::Result<[Summary; 2]> {
    let duration = Duration::from_secs_f64(arguments.seconds);
    let calls = target.predict(arguments.size, Format::Jpeg)?;
    let until = Until::After(duration);
    let peak = closed(target.server, &calls, arguments.clients, until).summary();
    print("peak", arguments.clients, &peak);
    let arrivals = Arrivals {
        rate: 2.0 * peak.per_second,
        duration,
        connections: arguments.connections,
    };
    let overload = open(target.server, &calls, arrivals).summary();
    print("twice the peak", arguments.connections, &overload);
    Ok([peak, overload])
}

/// One account on many connections, as fast as it can, beside one at two frames a second.
fn beside_a_flood(arguments: &Arguments, target: &Target) -> anyhow::Result<[Summary; 2]> {
    let duration = Duration::from_secs_f64(arguments.seconds);
    let calls = target.predict(arguments.size, Format::Jpeg)?;
    let [flooding, polite, ..] = &calls[..] else {
        anyhow::bail!("it takes two accounts");
    };
    let arrivals = Arrivals {
        rate: POLITE_RATE,
        duration,
        connections: 4,
    };
    let (flooding, polite) = (std::slice::from_ref(flooding), std::slice::from_ref(polite));
    let until = Until::After(duration);
    let summaries = thread::scope(|scope| {
        let flood = scope.spawn(|| closed(target.server, flooding, FLOOD, until));
        let polite = open(target.server, polite, arrivals).summary();
        [
            flood.join().expect("no panic in the flood").summary(),
            polite,
        ]
    });
    print("one account floods", FLOOD, &summaries[0]);
    print("another is polite", 1, &summaries[1]);
    Ok(summaries)
}

fn print(load: &str, clients: usize, summary: &Summary) {
    let (load, summary) = (load.to_owned(), summary.clone());
    table::print_row(&Row {
        load,
        clients,
        summary,
    });
}
