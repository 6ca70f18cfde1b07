//! The file of accounts.
//!
//! Owns: its tables, and how it is opened. In: a path. Out: a connection. Refuses: files of another kind, and to leave what
//! was deleted in the file.

use super::error::{AccountsError, Result};
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};
use std::fs::OpenOptions;
use std::path::Path;
use std::time::Duration;

/// `application_id`: the bytes "CLBU".
const APPLICATION: i64 = 0x434c_4255;
/// `user_version`: which tables there are.
const VERSION: i64 = 1;
/// How long another process is waited for.
const WAIT: Duration = Duration::from_secs(5);

/// `id` of a token is never given again, so that a number names one token for ever.
const TABLES: &str = "
    CREATE TABLE accounts (
        id INTEGER PRIMARY KEY, name TEXT NOT NULL, folded TEXT NOT NULL UNIQUE, role TEXT NOT NULL,
        password TEXT NOT NULL, created INTEGER NOT NULL, disabled INTEGER
    ) STRICT;
    CREATE TABLE sessions (
        secret TEXT PRIMARY KEY, account INTEGER NOT NULL REFERENCES accounts, created INTEGER NOT NULL,
        seen INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE tokens (
        id INTEGER PRIMARY KEY AUTOINCREMENT, secret TEXT NOT NULL UNIQUE,
        account INTEGER NOT NULL REFERENCES accounts, role TEXT NOT NULL, created INTEGER NOT NULL,
        expires INTEGER NOT NULL, used INTEGER
    ) STRICT;
    CREATE INDEX sessions_account ON sessions (account);
    CREATE INDEX tokens_account ON tokens (account);";

/// The file, which must exist.
pub(super) fn open(path: &Path) -> Result<Connection> {
    if !path.exists() {
        return Err(AccountsError::Missing(path.to_owned()));
    }
    let opened = || {
        let mut connection = connect(path)?;
        known(&mut connection, path)?;
        Ok(connection)
    };
    opened().map_err(|error| match error {
        AccountsError::File(e) if e.sqlite_error_code() == Some(ErrorCode::NotADatabase) => {
            AccountsError::NotAccounts(path.to_owned())
        }
        error => error,
    })
}

/// The file; a new one is its owner's alone, and so are the files SQLite makes beside it.
pub(super) fn create_or_open(path: &Path) -> Result<Connection> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
            Err(AccountsError::Make { path: path.to_owned(), error })
        }
        _ => open(path),
    }
}

fn connect(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(WAIT)?;
    connection.execute_batch(
        "PRAGMA trusted_schema = OFF; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA synchronous = FULL;",
    )?;
    Ok(connection)
}

/// Makes the tables in an empty file; of another one sees that they are there.
fn known(connection: &mut Connection, path: &Path) -> Result<()> {
    // Two processes may begin with one empty file.
    let all = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let number = |name: &str| all.query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, i64>(0));
    let (application, version) = (number("application_id")?, number("user_version")?);
    let tables: i64 = all.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    match (application, version, tables) {
        (APPLICATION, VERSION, _) => {}
        (0, 0, 0) => {
            all.execute_batch(TABLES)?;
            all.execute_batch(&format!(
                "PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {VERSION};"
            ))?;
        }
        _ => return Err(AccountsError::NotAccounts(path.to_owned())),
    }
    Ok(all.commit()?)
}
