//! The gateway: HTTP in, gRPC out, and the only part of Attune that a browser reaches.

mod access_log;
mod assistant;
mod bounded;
mod call;
mod clients;
pub mod config;
mod cookie;
mod dto;
mod envelope;
mod error;
mod extract;
mod frontend;
mod gateway;
mod healthcheck;
mod identity;
mod image;
mod keys;
mod listener;
mod metrics;
mod offload;
mod openapi;
mod origin;
mod profile;
mod range;
mod revocation;
mod routes;
mod security_headers;
mod server;
mod throttle;
mod ticket;

pub use config::{Config, Limits};
pub use healthcheck::{HealthcheckError, healthcheck};
pub use server::{Bound, ServerError, bind};
