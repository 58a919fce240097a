//! The service as its clients see it: over a real channel, with a database of its own.

#![expect(
    clippy::unwrap_used,
    reason = "a step that fails fails its test, in helpers too"
)]

#[path = "grpc/consent.rs"]
mod consent;
#[path = "grpc/erasure.rs"]
mod erasure;
#[path = "grpc/invite.rs"]
mod invite;
#[path = "grpc/login.rs"]
mod login;
#[path = "grpc/password.rs"]
mod password;
#[path = "grpc/people.rs"]
mod people;
#[path = "grpc/profile.rs"]
mod profile;
#[path = "grpc/refresh.rs"]
mod refresh;
#[path = "grpc/register.rs"]
mod register;
#[path = "grpc/reset.rs"]
mod reset;
#[path = "grpc/running.rs"]
mod running;
#[path = "grpc/server.rs"]
mod server;
#[path = "grpc/session.rs"]
mod session;
