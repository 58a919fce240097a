//! What every gRPC server and client of Attune shares: assembly, channels, errors, the caller and the trace.

mod caller;
mod calls;
mod channel;
mod failure;
mod healthcheck;
mod kind;
mod methods;
mod observed;
mod server;
mod signal;
mod trace;

pub use caller::{Caller, REQUEST_ID, request, request_id};
pub use calls::Calls;
pub use channel::{InvalidUrl, channel};
pub use failure::{CODE, Failure, RETRY_AFTER_MS, status};
pub use healthcheck::{HealthcheckError, healthcheck};
pub use kind::Kind;
pub use server::{ServeError, Served, listen, serve};
pub use signal::stop_on_signal;
pub use trace::{TRACEPARENT, follow, rename};
