//! The derived tables of a PostgreSQL ledger, as digests.
//!
//! Owns: reading the rows. In: a connection. Out: a digest a table. Refuses: to know which tables there are, see
//! [`crate::store::digest`].

use super::session::Session;
use crate::error::Result;
use crate::store::digest::{Sum, Table};
use postgres::Row;
use postgres::types::Type;

/// The digest of each of some tables.
pub(super) fn tables(session: &Session, of: &[Table]) -> Result<Vec<(&'static str, String)>> {
    of.iter()
        .map(|(table, sql)| {
            let mut sum = Sum::default();
            session.each(sql, |row| add(&mut sum, row))?;
            Ok((*table, sum.finish()))
        })
        .collect()
}

fn add(sum: &mut Sum, row: &Row) -> Result<(), postgres::Error> {
    for (at, column) in row.columns().iter().enumerate() {
        match *column.type_() {
            Type::INT2 => integer(sum, row.try_get::<_, Option<i16>>(at)?),
            Type::INT4 => integer(sum, row.try_get::<_, Option<i32>>(at)?),
            Type::INT8 => integer(sum, row.try_get::<_, Option<i64>>(at)?),
            Type::FLOAT8 => match row.try_get::<_, Option<f64>>(at)? {
                Some(number) => sum.real(number),
                None => sum.null(),
            },
            Type::BYTEA => match row.try_get::<_, Option<&[u8]>>(at)? {
                Some(bytes) => sum.text(bytes),
                None => sum.null(),
            },
            _ => match row.try_get::<_, Option<&str>>(at)? {
                Some(text) => sum.text(text.as_bytes()),
                None => sum.null(),
            },
        }
    }
    Ok(())
}

fn integer(sum: &mut Sum, number: Option<impl Into<i64>>) {
    match number {
        Some(number) => sum.integer(number.into()),
        None => sum.null(),
    }
}
