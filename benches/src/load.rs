//! Sends calls: in a closed loop, or at a fixed rate.

use std::{
    net::SocketAddr,
    sync::atomic::{AtomicU64, Ordering},
    thread,
    time::{Duration, Instant},
};

use crate::{
    http::{Call, Connection},
    tally::Tally,
};

/// When a closed loop ends.
#[derive(Debug, Clone, Copy)]
pub enum Until {
    /// After so many requests.
    Requests(u64),
    /// After this time.
    After(Duration),
}

/// Calls that arrive evenly, whether those before them are answered or not.
#[derive(Debug, Clone, Copy)]
pub struct Arrivals {
    /// Calls a second.
    pub rate: f64,
    /// For how long they come.
    pub duration: Duration,
    /// How many may be under way at once. One that finds none free waits, and its wait counts.
    pub connections: usize,
}

/// So many clients, each sending its next call as soon as the one before is answered.
pub fn closed(server: SocketAddr, calls: &[Call], clients: usize, until: Until) -> Tally {
    let (taken, began) = (AtomicU64::new(0), Instant::now());
    let next = || {
        let ticket = taken.fetch_add(1, Ordering::Relaxed);
        let goes_on = match until {
            Until::Requests(count) => ticket < count,
            Until::After(duration) => began.elapsed() < duration,
        };
        goes_on.then(|| (ticket, Instant::now()))
    };
    on_threads(server, calls, clients, &next).within(began.elapsed())
}

/// Calls at a fixed rate. Times count from when a call was due, not from when it was sent, so that
/// a server that stalls is charged with everything that had to wait.
pub fn open(server: SocketAddr, calls: &[Call], arrivals: Arrivals) -> Tally {
    let (taken, began) = (AtomicU64::new(0), Instant::now());
    let next = || {
        let ticket = taken.fetch_add(1, Ordering::Relaxed);
        let due = Duration::from_secs_f64(ticket as f64 / arrivals.rate);
        if due >= arrivals.duration {
            return None;
        }
        thread::sleep((began + due).saturating_duration_since(Instant::now()));
        Some((ticket, began + due))
    };
    on_threads(server, calls, arrivals.connections, &next).within(began.elapsed())
}

/// A thread for each connection; `next` says which call to send and since when it counts.
fn on_threads(
    server: SocketAddr,
    calls: &[Call],
    count: usize,
    next: &(impl Fn() -> Option<(u64, Instant)> + Sync),
) -> Tally {
    let client = || {
        let (mut connection, mut tally) = (Connection::to(server), Tally::default());
        while let Some((ticket, since)) = next() {
            let call = &calls[ticket as usize % calls.len()];
            let status = connection.exchange(call).ok();
            tally.count(status, since.elapsed());
        }
        tally
    };
    thread::scope(|scope| {
        let clients: Vec<_> = (0..count).map(|_| scope.spawn(client)).collect();
        let mut whole = Tally::default();
        for client in clients {
            whole.merge(client.join().expect("no panic in a client"));
        }
        whole
    })
}
