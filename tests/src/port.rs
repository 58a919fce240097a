//! Ports for processes that die and come back on the same one.

use std::{
    net::TcpListener,
    process,
    sync::atomic::{AtomicU16, Ordering},
};

/// Below the ports that Linux hands out by itself (from 32768 on), so that nobody is given it while
/// the process that listens there is away.
const FIRST: u16 = 10_000;
const COUNT: u16 = 20_000;

/// A free port of this machine; each is given once.
///
/// # Panics
/// When no port is free.
pub fn steady_port() -> u16 {
    static GIVEN: AtomicU16 = AtomicU16::new(0);
    let own = (process::id() % u32::from(COUNT)) as u16;
    (0..COUNT)
        .map(|_| FIRST + (own + GIVEN.fetch_add(1, Ordering::Relaxed)) % COUNT)
        .find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .expect("a port is free")
}
