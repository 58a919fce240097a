//! The end-to-end tests, one binary: the whole stack is linked once.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod auth;
mod browser;
mod chat;
mod emotion;
mod errors;
mod layering;
mod music;
mod own_music;
mod probes;
mod restart;
mod seeing;
mod topology;
