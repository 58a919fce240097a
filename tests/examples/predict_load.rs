//! Times `/predict` through the gateway of a running Attune, closed loop.
//!
//! ```sh
//! cargo run --release &
//! cargo run --release -p attune-tests --example predict_load -- http://127.0.0.1:8080 2000
//! ```
//!
//! Prints one line for each number of clients: requests, requests a second, p50 and p99 in
//! milliseconds, and how many answered "busy" (429), which are not counted in the times.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, ensure};
use attune_tests::{Client, Person, fixture, frame};
use serde_json::{Value, json};

const CLIENTS: [usize; 2] = [1, 8];
const WARM_UP: usize = 50;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let base = arguments
        .next()
        .context("first argument: the gateway, http://127.0.0.1:8080")?;
    let total: usize = arguments.next().map_or(Ok(1000), |count| count.parse())?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_nanos();
    let person = Arc::new(Person::register(Client::at(&base), &format!("load-{now}")).await);
    person.consent().await;
    let body = Arc::new(json!({"image": frame(&fixture("portrait.jpg")), "record": false}));
    load(&person, &body, 1, WARM_UP).await?;
    for clients in CLIENTS {
        report(clients, load(&person, &body, clients, total).await?);
    }
    Ok(())
}

/// The times of the answered requests, how many were refused as busy, and the whole time.
struct Load {
    times: Vec<Duration>,
    busy: usize,
    whole: Duration,
}

async fn load(
    person: &Arc<Person>,
    body: &Arc<Value>,
    clients: usize,
    total: usize,
) -> anyhow::Result<Load> {
    let (left, began) = (Arc::new(AtomicUsize::new(total)), Instant::now());
    let tasks: Vec<_> = (0..clients)
        .map(|_| {
            tokio::spawn(client(
                Arc::clone(person),
                Arc::clone(body),
                Arc::clone(&left),
            ))
        })
        .collect();
    let mut load = Load {
        times: Vec::new(),
        busy: 0,
        whole: Duration::ZERO,
    };
    for task in tasks {
        let (times, busy) = task.await??;
        load.times.extend(times);
        load.busy += busy;
    }
    load.whole = began.elapsed();
    load.times.sort();
    Ok(load)
}

async fn client(
    person: Arc<Person>,
    body: Arc<Value>,
    left: Arc<AtomicUsize>,
) -> anyhow::Result<(Vec<Duration>, usize)> {
    let (mut times, mut busy) = (Vec::new(), 0);
    let take = |left: usize| left.checked_sub(1);
    while left
        .fetch_update(Ordering::Relaxed, Ordering::Relaxed, take)
        .is_ok()
    {
        let began = Instant::now();
        let answer = person.post("/predict", (*body).clone()).await;
        if answer.status == 429 {
            busy += 1;
            continue;
        }
        ensure!(answer.status == 200, "{answer:?}");
        times.push(began.elapsed());
    }
    Ok((times, busy))
}

#[expect(
    clippy::print_stdout,
    reason = "the report is what this program is for"
)]
fn report(clients: usize, load: Load) {
    let at = |share: f64| {
        let index = (load.times.len() as f64 * share) as usize;
        load.times
            .get(index.min(load.times.len().saturating_sub(1)))
            .copied()
            .unwrap_or_default()
    };
    println!(
        "{clients} clients: {} requests, {:.0}/s, p50 {:.1} ms, p99 {:.1} ms, {} busy",
        load.times.len(),
        load.times.len() as f64 / load.whole.as_secs_f64(),
        at(0.5).as_secs_f64() * 1e3,
        at(0.99).as_secs_f64() * 1e3,
        load.busy,
    );
}
