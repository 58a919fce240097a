//! The harness of the end-to-end tests: a whole Attune on free ports, and people who use it.

mod answer;
mod attune;
mod binaries;
mod browser;
mod fixtures;
mod person;
mod port;
mod wait;

pub use answer::Answer;
pub use attune::Attune;
pub use binaries::{Process, workspace_binaries};
pub use browser::Browser;
pub use fixtures::{fixture, frame};
pub use person::{Client, PASSWORD, Person};
pub use port::steady_port;
pub use wait::eventually;
