//! Digests of the derived tables.
//!
//! Owns: what it means for two ledgers to hold the same derived rows. In: a connection. Out: a SHA-256 a table.
//! Refuses: to leave a derived table out; a test holds the list against the schema.

use super::failed;
use crate::error::Result;
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use sha2::{Digest, Sha256};

/// Derived tables and the order of their rows. The word index is read as its list of (word, row, place).
pub(super) const TABLES: [(&str, &str); 14] = [
    ("meta", "SELECT * FROM meta ORDER BY key"),
    ("articles", "SELECT * FROM articles ORDER BY id"),
    ("reports", "SELECT * FROM reports ORDER BY id"),
    ("incident_reports", "SELECT * FROM incident_reports ORDER BY row"),
    ("place_keys", "SELECT * FROM place_keys ORDER BY value, row, role"),
    ("party_keys", "SELECT * FROM party_keys ORDER BY value, row, role"),
    ("incident_words", "SELECT term, doc, offset FROM temp.incident_word_list ORDER BY term, doc, offset"),
    ("claims", "SELECT * FROM claims ORDER BY row"),
    ("tallies", "SELECT * FROM tallies ORDER BY row"),
    ("tally_keys", "SELECT * FROM tally_keys ORDER BY value, row, role"),
    ("actors", "SELECT * FROM actors ORDER BY row"),
    ("actor_names", "SELECT * FROM actor_names ORDER BY value, row, name"),
    ("decisions", "SELECT * FROM decisions ORDER BY seq, article"),
    ("former_incidents", "SELECT * FROM former_incidents ORDER BY incident, report"),
];

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
    let mut hasher = Sha256::new();
    let mut statement = connection.prepare(sql)?;
    let columns = statement.column_count();
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        for column in 0..columns {
            // Kind and length go in with each value, so that no two different rows give the same bytes.
            match row.get_ref(column)? {
                ValueRef::Null => hasher.update([0]),
                ValueRef::Integer(n) => {
                    hasher.update([1]);
                    hasher.update(n.to_be_bytes());
                }
                ValueRef::Real(x) => {
                    hasher.update([2]);
                    hasher.update(x.to_bits().to_be_bytes());
                }
                ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
                    hasher.update([3]);
                    hasher.update((bytes.len() as u64).to_be_bytes());
                    hasher.update(bytes);
                }
            }
        }
    }
    Ok(hasher.finalize().iter().map(|b| format!("{b:02x}")).collect())
}
