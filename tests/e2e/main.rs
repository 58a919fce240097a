//! The end-to-end tests, one binary: the whole stack is linked once.

mod auth;
mod browser;
mod chat;
mod emotion;
mod errors;
mod layering;
mod music;
mod probes;
mod restart;
mod topology;
