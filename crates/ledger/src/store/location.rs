//! Where a book is: a file, or a schema on a server.
//!
//! Owns: telling the two apart. In: what a person typed. Out: an open store, and the place as it may be shown. Refuses:
//! nothing; what is no URL of a server is a path.

use super::{PostgresStore, SqliteStore, Store, postgres};
use crate::error::Result;
use std::path::Path;

/// Opens the store at a path or URL; with `create`, makes it when there is none.
pub(crate) fn open(at: &Path, create: bool) -> Result<Box<dyn Store>> {
    Ok(match url(at) {
        Some(url) => Box::new(PostgresStore::open(url, create)?),
        None => Box::new(SqliteStore::open(at, create)?),
    })
}

/// Whether a ledger's place is the URL of a PostgreSQL server (`postgres://…`) and not a path.
pub fn is_server(at: &Path) -> bool {
    url(at).is_some()
}

/// A ledger's place as it may be printed: a URL without its password, a path as it is.
pub fn shown(at: &Path) -> String {
    url(at).map_or_else(|| at.display().to_string(), postgres::shown)
}

fn url(at: &Path) -> Option<&str> {
    at.to_str().filter(|text| postgres::is_url(text))
}
