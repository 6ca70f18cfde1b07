//! Where a book is: a file, or a schema on a server.
//!
//! Owns: telling the two apart, and what it may be opened for. In: what a person typed. Out: an open store, and the place
//! as it may be shown. Refuses: nothing; what is no URL of a server is a path.

use super::{PostgresStore, SqliteStore, Store, postgres};
use crate::error::Result;
use std::path::Path;

/// What a book is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Nothing can be changed through it; a book of an older schema is [`crate::Error::Outdated`].
    Read,
    Write,
    /// To write, and made when there is none.
    Create,
}

/// Opens the store at a path or URL.
pub(crate) fn open(at: &Path, access: Access) -> Result<Box<dyn Store>> {
    Ok(match url(at) {
        Some(url) => Box::new(PostgresStore::open(url, access)?),
        None => Box::new(SqliteStore::open(at, access)?),
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
