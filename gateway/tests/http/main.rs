//! The gateway as a client sees it: a real one on a free port, before fakes of the four services
//! that are real servers on loopback.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod access;
mod account;
mod bodies;
mod chat;
mod client;
mod fakes;
mod media;
mod mood_and_music;
mod operations;
mod pages;
mod sessions;
mod stage;
