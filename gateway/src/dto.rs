//! The JSON of the API, and how it maps to and from the services' messages.

pub mod account;
pub mod chat;
pub mod emotion;
pub mod music;
pub mod operations;
pub mod session;
pub mod time;
