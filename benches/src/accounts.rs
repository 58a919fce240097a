//! Accounts for the driver. The gateway allows one user 20 requests a second in the long run, so
//! that many of them take turns.

use std::{
    net::SocketAddr,
    sync::Arc,
    thread,
    time::{SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, ensure};
use serde_json::{Value, json};

use crate::http::{Call, Connection};

/// The password of every account that the driver makes.
pub const PASSWORD: &str = "correct horse battery";
const AT_ONCE: usize = 2;

/// Somebody who is logged in and has agreed to the camera.
#[derive(Clone)]
pub struct Account {
    /// The name.
    pub username: String,
    /// Valid for ten minutes.
    pub token: String,
}

/// Registers so many accounts.
///
/// # Errors
/// When the gateway does not answer or refuses.
pub fn register(gateway: SocketAddr, count: usize) -> anyhow::Result<Vec<Account>> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis();
    let names: Vec<_> = (0..count)
        .map(|index| format!("bench-{now}-{index}"))
        .collect();
    thread::scope(|scope| {
        let parts = names.chunks(count.div_ceil(AT_ONCE).max(1));
        let threads: Vec<_> = parts
            .map(|part| scope.spawn(move || part.iter().map(|name| one(gateway, name)).collect()))
            .collect();
        let mut accounts = Vec::new();
        for thread in threads {
            let part: anyhow::Result<Vec<_>> = thread.join().expect("no panic while registering");
            accounts.extend(part?);
        }
        Ok(accounts)
    })
}

fn one(gateway: SocketAddr, name: &str) -> anyhow::Result<Account> {
    let mut connection = Connection::to(gateway);
    let person = json!({
        "username": name, "email": format!("{name}@example.org"), "password": PASSWORD,
    });
    let session = ask(
        &mut connection,
        &Call::new("POST", "/auth/register", None, &bytes(&person)),
    )?;
    let token = session["access_token"]
        .as_str()
        .context("no access token")?
        .to_owned();
    let notice = ask(&mut connection, &Call::get("/consent", None))?;
    let consent = bytes(&json!({"version": notice["version"]}));
    ask(
        &mut connection,
        &Call::new("PUT", "/me/consent", Some(&token), &consent),
    )?;
    Ok(Account {
        username: name.to_owned(),
        token,
    })
}

/// A JSON body.
pub fn bytes(body: &Value) -> Arc<[u8]> {
    body.to_string().into_bytes().into()
}

/// Sends a call that must be answered well, and reads the JSON.
///
/// # Errors
/// When there is no answer, or it is a refusal; its words are told.
pub fn ask(connection: &mut Connection, call: &Call) -> anyhow::Result<Value> {
    let status = connection.exchange(call)?;
    let body = String::from_utf8_lossy(connection.body()).into_owned();
    ensure!((200..300).contains(&status), "{status}: {body}");
    Ok(serde_json::from_str(&body).unwrap_or_default())
}
