//! How a ledger file is opened.
//!
//! Owns: who may read a new file, and what opening for reading leaves behind: nothing. In: a path. Out: a connection.
//! Refuses: to change anything through a connection that reads.

use super::{PREPARED, WAIT, digest, failed, migrations, patiently};
use crate::error::{Error, Result};
use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::fs::OpenOptions;
use std::path::{Path, PathBuf};

/// Makes an empty file, unless there is a file, that its owner alone may read; SQLite gives its other files the same rights.
pub(super) fn make(path: &Path) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
            Err(Error::Database { doing: "making its file", cause: Box::new(error) })
        }
        _ => Ok(()),
    }
}

/// A connection that can write.
pub(super) fn to_write(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let read_only = || Error::ReadOnly { path: path.to_owned() };
    let connection = Connection::open_with_flags(path, flags).map_err(failed("opening it"))?;
    connection.busy_timeout(WAIT).map_err(failed("opening it"))?;
    // SQLite opens what cannot be written for reading.
    if connection.is_readonly("main").map_err(failed("opening it"))? {
        return Err(read_only());
    }
    // In a folder that cannot be written the file can, but not its write-ahead log.
    match connection.query_row("PRAGMA schema_version", [], |_| Ok(())) {
        Err(error) if cannot_open(&error) => Err(read_only()),
        _ => Ok(connection),
    }
}

/// A connection that reads a ledger of the newest schema. SQLite needs files of its own beside the ledger for that; they
/// go when it is closed. Where they cannot be made nobody writes, and it does without.
pub(super) fn to_read(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(failed("opening it"))?;
    connection.busy_timeout(WAIT).map_err(failed("opening it"))?;
    let connection = match connection.query_row("PRAGMA schema_version", [], |_| Ok(())) {
        Err(error) if cannot_open(&error) => unchanging(path)?,
        _ => connection,
    };
    connection.set_prepared_statement_cache_capacity(PREPARED);
    match patiently(|| migrations::version(&connection, path))? {
        0 => return Err(Error::Empty { path: path.to_owned() }),
        version if version < migrations::STEPS.len() as i64 => return Err(Error::Outdated),
        _ => {}
    }
    // Before nothing can be made any more, not even what is temporary.
    digest::word_list(&connection)?;
    connection
        .execute_batch("PRAGMA trusted_schema = OFF; PRAGMA cache_size = -32768; PRAGMA query_only = ON;")
        .map_err(failed("opening it"))?;
    Ok(connection)
}

/// A connection to a file that nobody changes.
fn unchanging(path: &Path) -> Result<Connection> {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    if PathBuf::from(log).metadata().is_ok_and(|log| log.len() > 0) {
        return Err(Error::LogWaiting { path: path.to_owned() });
    }
    let uri =
        format!("file:{}?immutable=1", percent_encode(path.as_os_str().as_encoded_bytes(), NON_ALPHANUMERIC));
    let flags =
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    Connection::open_with_flags(uri, flags).map_err(failed("opening it"))
}

fn cannot_open(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly))
}
