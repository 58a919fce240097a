//! What measures Attune: a load driver over HTTP, and the stages of a frame by themselves.

pub mod accounts;
pub mod chat;
pub mod frames;
pub mod http;
pub mod load;
pub mod long_poll;
pub mod servers;
pub mod stages;
pub mod table;
pub mod tally;
pub mod target;
pub mod usage;
