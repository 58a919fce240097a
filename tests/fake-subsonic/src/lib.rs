//! A music server on loopback that speaks OpenSubsonic as its schema is published, checks every
//! login, and fails on command.

mod answer;
mod content;
mod login;
mod server;

use std::time::Duration;

pub use content::{SONGS, sound};
pub use server::{FakeSubsonic, Recorded};

/// The only user.
pub const USER: &str = "fake-user";
/// The user's password.
pub const PASSWORD: &str = "fake-password-77aa";
/// The user's key, for servers with `apiKeyAuthentication`.
pub const API_KEY: &str = "fake-api-key-31c9";

/// One way of behaving.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scenario {
    /// Everything works, keys included.
    Fine,
    /// A classic Subsonic: no lists in songs, no extensions, and a search wants a word.
    Classic,
    /// Every login is refused with this code of the protocol.
    Refuses(i64),
    /// Answers only after this long.
    Slow(Duration),
    /// 503 with an HTML page.
    Broken,
    /// A 200 whose JSON ends in the middle.
    Truncated,
    /// A body of about eight megabytes.
    Huge,
    /// Arrays hold nulls and nonsense between good songs.
    Nulls,
    /// Sends everybody to another address.
    Redirects,
    /// Streams end after half of what they promised.
    BreaksOff,
    /// What should be sound is a page with a script.
    Page,
}
