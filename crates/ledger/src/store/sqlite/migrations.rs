//! The schema of a SQLite ledger, step by step.
//!
//! Owns: the order of the migration files and the check of the version. In: an open connection inside a transaction.
//! Out: the newest schema. Refuses: a database that is not a ledger, and a ledger of a newer schema.

use super::failed;
use crate::error::{Error, Result};
use rusqlite::Connection;
use std::path::Path;

/// `application_id` of a ledger file: the bytes "CLBK".
const APPLICATION: i64 = 0x434C_424B;

/// Every step; step `n` brings the schema to version `n`.
pub(super) const STEPS: [&str; 7] = [
    include_str!("../../../migrations/0001_entries.sql"),
    include_str!("../../../migrations/0002_views.sql"),
    include_str!("../../../migrations/0003_decisions.sql"),
    include_str!("../../../migrations/0004_words.sql"),
    include_str!("../../../migrations/0005_links.sql"),
    include_str!("../../../migrations/0006_inputs.sql"),
    include_str!("../../../migrations/0007_pages.sql"),
];

/// The version a connection has; 0 for an empty database.
pub(super) fn version(connection: &Connection, path: &Path) -> Result<i64> {
    let pragma = |name: &'static str| {
        connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, i64>(0)).map_err(|e| {
            match e.sqlite_error_code() {
                Some(rusqlite::ErrorCode::NotADatabase) => Error::NotALedger { path: path.to_owned() },
                _ => failed("opening it")(e),
            }
        })
    };
    let known = STEPS.len() as i64;
    let ledger = |version: i64| match version {
        version if version > known => Err(Error::Newer { what: "schema", found: version, known }),
        version => Ok(version),
    };
    let (application, version) = (pragma("application_id")?, pragma("user_version")?);
    if application == APPLICATION {
        return ledger(version);
    }
    let tables: i64 = connection
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        .map_err(failed("opening it"))?;
    if application == 0 && version == 0 && tables == 0 {
        return Ok(0);
    }
    // Another process may have made the ledger between the questions.
    if pragma("application_id")? == APPLICATION {
        return ledger(pragma("user_version")?);
    }
    Err(Error::NotALedger { path: path.to_owned() })
}

/// Applies the steps after `from` up to `to`.
pub(super) fn apply(connection: &Connection, from: i64, to: usize) -> Result<()> {
    for (step, sql) in STEPS.iter().enumerate().take(to) {
        let number = step as i64 + 1;
        if number > from {
            connection
                .execute_batch(&format!("{sql};\nPRAGMA user_version = {number};"))
                .map_err(failed("bringing its schema up to date"))?;
        }
    }
    // New tables are empty and changed ones may be stale: without a number of rules the book is replayed when opened.
    let stale = if to == STEPS.len() { "DELETE FROM meta WHERE key = 'rules';" } else { "" };
    connection
        .execute_batch(&format!("{stale} PRAGMA application_id = {APPLICATION};"))
        .map_err(failed("bringing its schema up to date"))
}
