//! The service as its clients see it: over a real channel, on a database of its own.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod harness;
mod listener;
mod lists;
mod own_music;
mod spotify;
