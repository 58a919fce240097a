//! Conversations between two people, and of a person with the assistant, read by polling.

mod arrivals;
mod assistant;
pub mod config;
mod conversation;
mod cursor;
mod error;
mod grpc;
mod message;
mod poll;
mod privacy;
mod rate_limit;
mod safety;
mod server;
mod store;

pub use error::ChatError;
pub use server::{Bound, bind};
