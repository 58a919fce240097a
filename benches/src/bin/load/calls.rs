//! `load calls`: everything but frames that a page asks for often.

use std::{path::PathBuf, sync::Arc, time::Instant};

use attune_benches::{
    accounts::{PASSWORD, bytes},
    http::Call,
    load::{Until, closed},
    long_poll::{MOST_ROUNDS, rounds},
    table::{self, Row},
    tally::{Summary, Tally},
    target::{Target, address},
};
use clap::Args;
use serde_json::json;

/// Pairs of people who write to each other, one pair after the other.
const PAIRS: usize = 4;
/// Moods in the history that is asked for.
const HISTORY: u64 = 8;
const LOGIN: &str = "login";

#[derive(Args)]
pub struct Arguments {
    /// The gateway
    #[arg(long, default_value = "http://127.0.0.1:8080")]
    base: String,
    /// Numbers of clients
    #[arg(long, value_delimiter = ',', default_value = "1,8")]
    clients: Vec<usize>,
    /// Requests of each load; a twentieth of it where passwords are hashed
    #[arg(long, default_value_t = 2000)]
    requests: u64,
    /// Accounts that take turns
    #[arg(long, default_value_t = 64)]
    accounts: usize,
    /// Writes the figures to a file as well
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let accounts = arguments.accounts.max(2 * PAIRS);
    let target = Target::attune(address(&arguments.base)?, accounts)?;
    let mut rows = Vec::new();
    table::print_head();
    for (load, calls) in loads(&target)? {
        let part = if load == LOGIN { 20 } else { 1 };
        let until = Until::Requests(arguments.requests / part);
        for &clients in &arguments.clients {
            let summary = closed(target.server, &calls, clients, until).summary();
            rows.push(row(load, clients, summary));
        }
    }
    rows.push(row(
        "chat: send to long poll",
        2,
        waiting(&target)?.summary(),
    ));
    table::write_json(arguments.json.as_deref(), &rows)
}

fn row(load: &str, clients: usize, summary: Summary) -> Row {
    let load = load.to_owned();
    let row = Row {
        load,
        clients,
        summary,
    };
    table::print_row(&row);
    row
}

fn loads(target: &Target) -> anyhow::Result<Vec<(&'static str, Vec<Call>)>> {
    let nothing: Arc<[u8]> = Arc::from([]);
    let told = target.calls("POST", "/moods", &bytes(&json!({"mood": "happy"})));
    let count = told.len() as u64 * HISTORY;
    closed(target.server, &told, 2, Until::Requests(count));
    let get = |path| target.calls("GET", path, &nothing);
    Ok(vec![
        (LOGIN, logins(target)),
        ("songs", get("/songs?mood=happy&limit=20")),
        ("history of moods", get("/moods?limit=50")),
        ("history of songs", get("/songs/history?limit=20")),
        ("chat: fetch, nothing new", get("/chat/fetch")),
    ])
}

fn logins(target: &Target) -> Vec<Call> {
    let login = |name: &str| bytes(&json!({"login": name, "password": PASSWORD}));
    let names = target
        .accounts()
        .iter()
        .map(|account| account.username.as_str());
    names
        .map(|name| Call::new("POST", "/auth/login", None, &login(name)))
        .collect()
}

fn waiting(target: &Target) -> anyhow::Result<Tally> {
    let began = Instant::now();
    let mut whole = Tally::default();
    for pair in target.accounts().chunks_exact(2).take(PAIRS) {
        let pair = [&pair[0], &pair[1]];
        whole.merge(rounds(target.server, pair, MOST_ROUNDS)?);
    }
    Ok(whole.within(began.elapsed()))
}
