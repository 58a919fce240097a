//! What handlers take out of a request: a JSON body or a query string, with errors that name the
//! field.

mod json;
mod query;

pub use json::{Body, read, read_if_any};
pub use query::{Query, within};
