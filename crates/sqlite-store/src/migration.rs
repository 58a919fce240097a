//! The ledger of applied migrations, kept for each owner of tables.

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use crate::StoreError;

const LEDGER: &str = "CREATE TABLE IF NOT EXISTS schema_ledger (
    owner TEXT NOT NULL,
    version INTEGER NOT NULL,
    applied_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    PRIMARY KEY (owner, version)
) STRICT";

/// One step of an owner's schema. Versions count from 1 without a gap.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// The step's number.
    pub version: u32,
    /// Its statements.
    pub sql: &'static str,
}

/// Applies what the file lacks. Several owners may do this at once: each step runs under the
/// write lock and looks at the ledger again.
pub(crate) fn apply(
    connection: &mut Connection,
    owner: &'static str,
    migrations: &[Migration],
) -> Result<(), StoreError> {
    let known = migrations
        .iter()
        .map(|step| step.version)
        .max()
        .unwrap_or(0);
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute_batch(LEDGER)?;
    let found = newest(&transaction, owner)?;
    if found > known {
        return Err(StoreError::FromTheFuture {
            owner,
            found,
            known,
        });
    }
    for step in migrations.iter().filter(|step| step.version > found) {
        transaction.execute_batch(step.sql)?;
        transaction.execute(
            "INSERT INTO schema_ledger (owner, version) VALUES (?1, ?2)",
            params![owner, step.version],
        )?;
    }
    transaction.commit()?;
    Ok(())
}

fn newest(transaction: &Transaction<'_>, owner: &str) -> rusqlite::Result<u32> {
    let newest = transaction
        .query_row(
            "SELECT max(version) FROM schema_ledger WHERE owner = ?1",
            [owner],
            |row| row.get::<_, Option<u32>>(0),
        )
        .optional()?;
    Ok(newest.flatten().unwrap_or(0))
}
