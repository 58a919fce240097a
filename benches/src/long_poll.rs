//! How long a message takes from its sending to the long poll that waits for it.

use std::{
    net::SocketAddr,
    thread,
    time::{Duration, Instant},
};

use anyhow::Context;
use serde_json::{Value, json};

use crate::{
    accounts::{Account, ask, bytes},
    http::{Call, Connection},
    tally::Tally,
};

/// One sender may send thirty messages at once.
pub const MOST_ROUNDS: usize = 25;
/// Enough for the poll to reach the chat service and wait there.
const HEAD_START: Duration = Duration::from_millis(30);

/// Somebody who writes, and somebody who waits for it, on a connection each.
struct Pair<'a> {
    writer: (&'a Account, Connection),
    reader: (&'a Account, Connection),
}

/// So many messages, each sent while its reader waits. Times count from before the sending to the
/// end of the poll.
///
/// # Errors
/// When a call is refused.
pub fn rounds(server: SocketAddr, pair: [&Account; 2], count: usize) -> anyhow::Result<Tally> {
    let [writer, reader] = pair.map(|account| (account, Connection::to(server)));
    let (mut pair, mut tally) = (Pair { writer, reader }, Tally::default());
    let began = Instant::now();
    pair.say(0)?;
    let mut cursor = pair.fetch("/chat/fetch")?;
    for round in 1..=count {
        let took;
        (took, cursor) = pair.round(round, &cursor)?;
        tally.count(Some(200), took);
    }
    Ok(tally.within(began.elapsed()))
}

impl Pair<'_> {
    fn say(&mut self, round: usize) -> anyhow::Result<()> {
        say(&mut self.writer, &self.reader.0.username, round)
    }

    fn fetch(&mut self, path: &str) -> anyhow::Result<String> {
        fetch(&mut self.reader, path)
    }

    /// One message: how long it took, and where the reader is now.
    fn round(&mut self, round: usize, cursor: &str) -> anyhow::Result<(Duration, String)> {
        let path = format!("/chat/fetch?wait=25&after={cursor}");
        let to = self.reader.0.username.clone();
        let Self { writer, reader } = self;
        thread::scope(|scope| {
            let poll = scope.spawn(|| (fetch(reader, &path), Instant::now()));
            thread::sleep(HEAD_START);
            let sent = Instant::now();
            say(writer, &to, round)?;
            let (cursor, arrived) = poll.join().expect("no panic in a poll");
            Ok((arrived - sent, cursor?))
        })
    }
}

fn say(
    (from, connection): &mut (&Account, Connection),
    to: &str,
    round: usize,
) -> anyhow::Result<()> {
    let id = format!("round-{round}");
    let message = json!({"to": to, "body": "hello", "client_txn_id": id});
    let call = Call::new("POST", "/chat/send", Some(&from.token), &bytes(&message));
    ask(connection, &call).map(drop)
}

fn fetch((who, connection): &mut (&Account, Connection), path: &str) -> anyhow::Result<String> {
    let page: Value = ask(connection, &Call::get(path, Some(&who.token)))?;
    let cursor = page["cursor"].as_str().context("no cursor")?;
    Ok(cursor.to_owned())
}
