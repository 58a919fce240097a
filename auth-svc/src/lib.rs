//! Accounts, passwords, sessions, profile and consent; the only service that mints access tokens.

pub mod account;
pub mod clock;
pub mod config;
pub mod consent;
pub mod error;
pub mod invite;
pub mod password;
pub mod preferences;
pub mod session;

mod export;
mod grpc;
mod people;
mod secret;
mod server;
mod service;
mod store;

pub use server::{Bound, bind};
