//! The service as a client sees it: a real channel, a temporary database, generated images and
//! photos from `tests/fixtures`.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod calibration;
mod harness;
mod history;
mod pages;
mod predict;
mod server;
mod stream;
mod summary;
