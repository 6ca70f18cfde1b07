//! The schema of a PostgreSQL ledger, step by step.
//!
//! Owns: the order of the migration files and the check of the version. In: a connection. Out: the newest schema.
//! Refuses: a schema that holds other tables, a ledger of a newer schema, and a database that cannot hold every letter.

use super::address::Address;
use super::session::Session;
use crate::error::{Error, Result};

/// Every step; step `n` brings the schema to version `n`.
pub(super) const STEPS: [&str; 6] = [
    include_str!("../../../migrations/postgres/0001_entries.sql"),
    include_str!("../../../migrations/postgres/0002_views.sql"),
    include_str!("../../../migrations/postgres/0003_links.sql"),
    include_str!("../../../migrations/postgres/0004_inputs.sql"),
    include_str!("../../../migrations/postgres/0005_pages.sql"),
    include_str!("../../../migrations/postgres/0006_lots.sql"),
];

/// The version a schema has; none where no ledger is.
pub(super) fn version(session: &Session, address: &Address) -> Result<Option<i64>> {
    let exists = |sql: &str| Ok::<_, Error>(session.one(sql, &[&address.schema], |_| Ok(()))?.is_some());
    let relations =
        "SELECT 1 FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE n.nspname = $1";
    if !exists(&format!("{relations} AND c.relname = 'claimbook_schema'"))? {
        if exists(&format!("{relations} LIMIT 1"))? {
            return Err(Error::NotALedger { path: address.shown.clone().into() });
        }
        return Ok(None);
    }
    let found = session.one("SELECT version FROM claimbook_schema", &[], |row| row.try_get::<_, i32>(0))?;
    let (found, known) = (i64::from(found.unwrap_or(0)), STEPS.len() as i64);
    if found > known {
        return Err(Error::Newer { what: "schema", found, known });
    }
    Ok(Some(found))
}

/// Makes what is missing, unless another process did it while this one waited.
pub(super) fn apply(session: &Session, address: &Address, to: usize) -> Result<()> {
    let doing = "bringing its schema up to date";
    let transaction = session.begin("READ COMMITTED")?;
    let lock = "SELECT pg_advisory_xact_lock(hashtextextended('claimbook ' || $1, 0))";
    session.list(lock, &[&address.schema], |_| Ok(()))?;
    let from = version(session, address)?;
    if from.is_none() {
        let encoding = session.one("SHOW server_encoding", &[], |row| row.try_get::<_, String>(0))?;
        if encoding.as_deref() != Some("UTF8") {
            let shown = &address.shown;
            return Err(Error::BadRequest(format!("{shown}: a ledger needs a database in UTF8")));
        }
        let there = "SELECT 1 FROM pg_namespace WHERE nspname = $1";
        if session.one(there, &[&address.schema], |_| Ok(()))?.is_none() {
            // Not IF NOT EXISTS, which wants the right to create schemas even where there is nothing to create.
            session.batch(&format!("CREATE SCHEMA {}", quoted(&address.schema)), doing)?;
        }
    }
    let from = from.unwrap_or(0);
    for (step, sql) in STEPS.iter().enumerate().take(to) {
        let number = step as i64 + 1;
        if number > from {
            session.batch(sql, doing)?;
            session.batch(
                &format!("DELETE FROM claimbook_schema; INSERT INTO claimbook_schema VALUES ({number})"),
                doing,
            )?;
        }
    }
    if to == STEPS.len() && from < to as i64 {
        // New tables are empty and changed ones may be stale: without a number of rules the book is replayed when opened.
        session.batch("DELETE FROM meta WHERE key = 'rules'", doing)?;
    }
    transaction.commit()
}

/// A name as it stands in a statement.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
