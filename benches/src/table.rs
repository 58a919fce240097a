//! Reports: Markdown tables on the standard output, the same rows as JSON in a file.

use std::{fs, path::Path};

use anyhow::Context;
use serde::Serialize;

use crate::tally::Summary;

/// One load and its figures.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// What was asked.
    pub load: String,
    /// By how many clients at once.
    pub clients: usize,
    /// What came of it.
    #[serde(flatten)]
    pub summary: Summary,
}

/// Prints the head of a table of rows.
pub fn print_head() {
    print_cells(&[
        "load", "clients", "answered", "per s", "p50 ms", "p90 ms", "p99 ms", "refused", "errors",
    ]);
    print_cells(&[
        "---", "--:", "--:", "--:", "--:", "--:", "--:", "--:", "--:",
    ]);
}

/// Prints a row.
pub fn print_row(row: &Row) {
    let figures = &row.summary;
    print_cells(&[
        &row.load,
        &row.clients.to_string(),
        &figures.answered.to_string(),
        &format!("{:.1}", figures.per_second),
        &format!("{:.1}", figures.p50_ms),
        &format!("{:.1}", figures.p90_ms),
        &format!("{:.1}", figures.p99_ms),
        &figures.refused.to_string(),
        &figures.errors.to_string(),
    ]);
}

/// Prints one line of a table.
#[expect(
    clippy::print_stdout,
    reason = "the report is what these programs are for"
)]
pub fn print_cells(cells: &[&str]) {
    println!("| {} |", cells.join(" | "));
}

/// Prints a sentence.
#[expect(
    clippy::print_stdout,
    reason = "the report is what these programs are for"
)]
pub fn say(sentence: &str) {
    println!("{sentence}");
}

/// Writes the report as JSON, if a file is wanted.
///
/// # Errors
/// When the file cannot be written.
pub fn write_json(file: Option<&Path>, report: &impl Serialize) -> anyhow::Result<()> {
    let Some(file) = file else { return Ok(()) };
    let text = serde_json::to_string_pretty(report)?;
    fs::write(file, text + "\n").with_context(|| file.display().to_string())
}
