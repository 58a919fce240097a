//! The chat service over a real channel, on a database of its own for each test.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod grpc {
    mod assistant;
    mod harness;
    mod polling;
    mod privacy;
    mod process;
    mod reading;
    mod safety;
    mod sending;
}
