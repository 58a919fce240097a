//! Who is asked: Attune with its accounts, or a peer that knows none.

use std::{
    net::{SocketAddr, ToSocketAddrs},
    sync::Arc,
};

use anyhow::{Context, ensure};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::json;

use crate::{
    accounts::{self, Account, ask, bytes},
    frames::{Format, Size, frame},
    http::{Call, Connection},
};

/// A server and the accounts whose turn it is; a peer has none.
pub struct Target {
    /// Where it listens.
    pub server: SocketAddr,
    accounts: Vec<Account>,
}

impl Target {
    /// Attune behind its gateway, with new accounts.
    ///
    /// # Errors
    /// When it does not answer.
    pub fn attune(server: SocketAddr, accounts: usize) -> anyhow::Result<Self> {
        let accounts = accounts::register(server, accounts)?;
        Ok(Self { server, accounts })
    }

    /// A server that takes the same frames without asking who sends them.
    pub fn peer(server: SocketAddr) -> Self {
        let accounts = Vec::new();
        Self { server, accounts }
    }

    /// The accounts.
    pub fn accounts(&self) -> &[Account] {
        &self.accounts
    }

    /// The portrait for `/predict`, from each account in turn. The first is sent and must show a mood.
    ///
    /// # Errors
    /// When it is not answered with a mood.
    pub fn predict(&self, size: Size, format: Format) -> anyhow::Result<Vec<Call>> {
        let calls = self.calls("POST", "/predict", &predict_body(&frame(size, format)?));
        let answer = ask(&mut Connection::to(self.server), &calls[0])?;
        ensure!(answer["outcome"] == "mood", "{size}: {answer}");
        Ok(calls)
    }

    /// These frames for `/predict`, each from the next account.
    pub fn predict_each(&self, frames: &[Vec<u8>]) -> Vec<Call> {
        let accounts = self.accounts.len().max(1);
        let calls = frames.iter().enumerate().map(|(index, frame)| {
            let token = self.accounts.get(index % accounts);
            let token = token.map(|account| account.token.as_str());
            Call::new("POST", "/predict", token, &predict_body(frame))
        });
        calls.collect()
    }

    /// The same call from each account in turn.
    pub fn calls(&self, method: &str, path: &str, body: &Arc<[u8]>) -> Vec<Call> {
        if self.accounts.is_empty() {
            return vec![Call::new(method, path, None, body)];
        }
        let tokens = self.accounts.iter().map(|account| account.token.as_str());
        tokens
            .map(|token| Call::new(method, path, Some(token), body))
            .collect()
    }
}

/// Without the token of the frame before, each frame begins a stream, and the first of a stream is
/// written into the history. Frames of a real stream seldom are, so none is recorded.
fn predict_body(frame: &[u8]) -> Arc<[u8]> {
    bytes(&json!({"image": STANDARD.encode(frame), "record": false}))
}

/// The address in a base such as `http://127.0.0.1:8080`.
///
/// # Errors
/// When it is none.
pub fn address(base: &str) -> anyhow::Result<SocketAddr> {
    let host = base.trim_start_matches("http://").trim_end_matches('/');
    let mut found = host
        .to_socket_addrs()
        .with_context(|| format!("{base} is no http://host:port"))?;
    found.next().with_context(|| format!("{base} is nowhere"))
}
