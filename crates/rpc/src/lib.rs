//! What every gRPC server and client of Attune shares: assembly, channels, errors and the caller.

mod caller;
mod channel;
mod failure;
mod healthcheck;
mod kind;
mod server;
mod signal;

pub use caller::{Caller, REQUEST_ID, request, request_id};
pub use channel::{InvalidUrl, channel};
pub use failure::{CODE, Failure, RETRY_AFTER_MS, status};
pub use healthcheck::{HealthcheckError, healthcheck};
pub use kind::Kind;
pub use server::{ServeError, Served, listen, serve};
pub use signal::stop_on_signal;
