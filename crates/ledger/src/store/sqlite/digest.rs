//! The derived tables of a SQLite ledger, as digests.
//!
//! Owns: reading the rows. In: a connection. Out: a digest a table. Refuses: to know which tables there are, see
//! [`crate::store::digest`].

use super::failed;
use crate::error::Result;
use crate::store::digest::{Sum, TABLES};
use rusqlite::Connection;
use rusqlite::types::ValueRef;

/// Every derived table's digest.
pub(super) fn tables(connection: &Connection) -> Result<Vec<(&'static str, String)>> {
    connection
        .execute_batch(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.incident_word_list
             USING fts5vocab('main', 'incident_words', 'instance')",
        )
        .map_err(failed("listing the words"))?;
    TABLES
        .iter()
        .map(|(table, sql)| Ok((*table, rows(connection, sql).map_err(failed("reading derived tables"))?)))
        .collect()
}

fn rows(connection: &Connection, sql: &str) -> rusqlite::Result<String> {
    let mut sum = Sum::default();
    let mut statement = connection.prepare(sql)?;
    let columns = statement.column_count();
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        for column in 0..columns {
            match row.get_ref(column)? {
                ValueRef::Null => sum.null(),
                ValueRef::Integer(number) => sum.integer(number),
                ValueRef::Real(number) => sum.real(number),
                ValueRef::Text(bytes) | ValueRef::Blob(bytes) => sum.text(bytes),
            }
        }
    }
    Ok(sum.finish())
}
