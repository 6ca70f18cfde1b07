//! The derived tables of a SQLite ledger, as digests.
//!
//! Owns: reading the rows. In: a connection. Out: a digest a table. Refuses: to know which tables there are, see
//! [`crate::store::digest`].

use super::failed;
use crate::error::Result;
use crate::store::digest::{Sum, Table};
use rusqlite::Connection;
use rusqlite::types::ValueRef;

/// The digest of each of some tables.
pub(super) fn tables(connection: &Connection, of: &[Table]) -> Result<Vec<(&'static str, String)>> {
    word_list(connection)?;
    of.iter()
        .map(|(table, sql)| Ok((*table, rows(connection, sql).map_err(failed("reading derived tables"))?)))
        .collect()
}

/// Has the word index read as a list, as the digests do.
pub(super) fn word_list(connection: &Connection) -> Result<()> {
    let there = "SELECT 1 FROM temp.sqlite_schema WHERE name = 'incident_word_sums'";
    if connection.prepare(there).and_then(|mut s| s.exists([])).map_err(failed("listing the words"))? {
        return Ok(());
    }
    connection
        .execute_batch(
            "CREATE VIRTUAL TABLE temp.incident_word_list USING fts5vocab('main', 'incident_words', 'instance');
             CREATE VIRTUAL TABLE temp.incident_word_sums USING fts5vocab('main', 'incident_words', 'row');",
        )
        .map_err(failed("listing the words"))
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
