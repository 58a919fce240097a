//! The emotion service: an image in, a mood out, and the history of moods.

pub mod calibration;
pub mod classifier;
pub mod clock;
pub mod config;
pub mod detector;
pub mod error;
mod grpc;
pub mod history;
mod metrics;
pub mod model;
pub mod mood;
mod prediction;
pub mod preprocess;
pub mod recogniser;
mod server;
pub mod smoothing;
mod store;
mod worker;

pub use server::{Bound, bind};
