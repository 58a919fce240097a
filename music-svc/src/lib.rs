//! The music service: a mood in, songs out; what was recommended, done with it and learned.

mod builtin;
mod catalog;
mod clock;
pub mod config;
mod cooldown;
mod dice;
mod error;
mod folder;
mod grpc;
mod http;
mod library;
mod media;
mod metrics;
mod mood_map;
mod ranking;
mod reason;
mod recommender;
mod secret;
mod selection;
mod server;
pub mod simulation;
mod song;
mod sources;
mod spotify;
mod store;
mod subsonic;
mod tags;
mod taste;

pub use config::Config;
pub use error::Error;
pub use reason::recomputed_score;
pub use secret::Secret;
pub use server::{Bound, bind};
