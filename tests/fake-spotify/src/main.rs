//! Runs the fake by hand: `cargo run -p fake-spotify -- [scenario] [address]`.

use std::net::SocketAddr;

use anyhow::{Context, anyhow};
use fake_spotify::{CLIENT_ID, CLIENT_SECRET, FakeSpotify, Scenario};

const DEFAULT_ADDRESS: &str = "127.0.0.1:8089";

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let word = arguments.next().unwrap_or_else(|| "fine".to_owned());
    if matches!(word.as_str(), "-h" | "--help") {
        help();
        return Ok(());
    }
    let scenario: Scenario = word.parse().map_err(|words: String| anyhow!(words))?;
    let address = arguments
        .next()
        .unwrap_or_else(|| DEFAULT_ADDRESS.to_owned());
    let address: SocketAddr = address.parse().context("the address is an IP and port")?;
    let fake = FakeSpotify::start_on(address, scenario).await?;
    say(&fake, &word);
    tokio::signal::ctrl_c().await?;
    Ok(())
}

#[expect(clippy::print_stdout, reason = "this is what the program is for")]
fn say(fake: &FakeSpotify, scenario: &str) {
    println!("a fake Spotify ({scenario}); start Attune with");
    println!("SPOTIFY_CLIENT_ID={CLIENT_ID}");
    println!("SPOTIFY_CLIENT_SECRET={CLIENT_SECRET}");
    println!("SPOTIFY_API_BASE={}", fake.api_base());
    println!("SPOTIFY_AUTH_BASE={}", fake.auth_base());
}

#[expect(clippy::print_stdout, reason = "this is what the program is for")]
fn help() {
    println!("A Spotify on loopback that enforces the real one's rules and fails as you say.\n");
    println!("fake-spotify [scenario] [address]        fine on {DEFAULT_ADDRESS} by default\n");
    println!("It prints the settings with which Attune uses it. Scenarios:");
    for word in Scenario::words() {
        println!("  {word}");
    }
}
