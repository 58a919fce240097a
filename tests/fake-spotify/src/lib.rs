//! A Spotify on loopback that enforces the real one's rules of 2026 and fails on command.

mod answer;
mod content;
mod rules;
mod scenario;
mod server;

pub use scenario::{RetryAfter, Scenario};
pub use server::{FakeSpotify, Recorded};

/// The only client id that the fake knows.
pub const CLIENT_ID: &str = "fake-client-id";
/// The secret that belongs to [`CLIENT_ID`].
pub const CLIENT_SECRET: &str = "fake-client-secret-5e1f";
/// What every access token starts with, so that a test can look for it in logs.
pub const TOKEN_PREFIX: &str = "fake-access-token-";
