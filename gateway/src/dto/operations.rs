//! The JSON of errors, health and invitations.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

/// The body of every failure.
#[derive(Serialize, ToSchema)]
pub struct ErrorBody {
    /// What went wrong.
    pub error: Problem,
}

/// What went wrong.
#[derive(Serialize, ToSchema)]
pub struct Problem {
    /// A word for programs, in snake case.
    #[schema(examples("invalid_field"))]
    pub code: String,
    /// Words for people: what to do.
    pub message: String,
    /// The id under which the request is logged.
    pub request_id: String,
}

/// Whether the gateway is alive.
#[derive(Serialize, ToSchema)]
pub struct Alive {
    /// Always `ok`.
    pub status: &'static str,
}

/// Whether every service can do its work.
#[derive(Serialize, ToSchema)]
pub struct Readiness {
    /// `ready` or `not_ready`.
    pub status: &'static str,
    /// For each service `serving`, `not_serving` or `unreachable`.
    pub services: BTreeMap<&'static str, &'static str>,
}
