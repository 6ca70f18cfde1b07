//! Accounts: who people are, how they show it, and what their role is.
//!
//! Owns: a small file of its own (SQLite) with accounts, sessions and tokens, the same beside a ledger in a file and one on a
//! server. In: names, passwords, secrets, and the time, handed in. Out: [`Known`] people. Refuses: to keep a secret
//! otherwise than hashed, to delete an account (its name stands in decisions, and must never be another person's), and to be part of
//! the log or of an export.
//!
//! A password is kept as argon2id makes it; sessions and tokens are 256 random bits, of which the SHA-256 is kept. Everything
//! is looked up at each request, so that a role that is changed and an account that is disabled hold at once, whichever process did it.

mod error;
mod file;
mod password;
mod role;
pub(crate) mod secret;
mod session;
mod throttle;
mod token;

pub use error::AccountsError;
pub use role::Role;
pub use session::Session;
pub use token::Token;

pub(crate) use role::{decided_words, least, word};
pub(crate) use secret::digest;

use error::Result;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use throttle::Throttle;

/// Longest name, in characters.
const LONGEST: usize = 64;

/// The accounts of a book.
pub struct Accounts {
    file: Mutex<Connection>,
    throttle: Mutex<Throttle>,
}

/// An account, without its password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Account {
    pub name: String,
    pub role: Role,
    /// When it was made.
    pub created: Timestamp,
    /// Since when nobody may use it.
    pub disabled: Option<Timestamp>,
    /// Tokens that hold, without their secrets.
    pub tokens: Vec<Token>,
}

/// Somebody who showed who they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    pub name: String,
    pub role: Role,
}

impl std::fmt::Debug for Accounts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Accounts").finish_non_exhaustive()
    }
}

impl Accounts {
    /// The accounts in a file, which must exist.
    pub fn open(path: &Path) -> Result<Self> {
        Ok(Self::of(file::open(path)?))
    }

    /// The same; an empty file that its owner alone may read where there is none.
    pub fn create_or_open(path: &Path) -> Result<Self> {
        Ok(Self::of(file::create_or_open(path)?))
    }

    fn of(connection: Connection) -> Self {
        Self { file: Mutex::new(connection), throttle: Mutex::default() }
    }

    /// Makes an account. Names are compared without case, accents and punctuation.
    pub fn add(&self, name: &str, role: Role, password: &str, now: Timestamp) -> Result<()> {
        let name = name.trim();
        let folded = checked(name)?;
        let hash = password::hash(password, name)?;
        let added = self.file().execute(
            "INSERT INTO accounts (name, folded, role, password, created) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (folded) DO NOTHING",
            params![name, folded, role.as_str(), hash, now.as_second()],
        )?;
        if added == 0 { Err(AccountsError::Taken(name.to_owned())) } else { Ok(()) }
    }

    /// Every account, by name.
    pub fn list(&self, now: Timestamp) -> Result<Vec<Account>> {
        let file = self.file();
        let mut asked =
            file.prepare("SELECT name, role, created, disabled, id FROM accounts ORDER BY name")?;
        let rows = asked.query_map([], |row| {
            let account = Account {
                name: row.get(0)?,
                role: role(row, 1)?,
                created: time(row, 2)?,
                disabled: row.get::<_, Option<i64>>(3)?.map(|_| time(row, 3)).transpose()?,
                tokens: Vec::new(),
            };
            Ok((account, row.get::<_, i64>(4)?))
        })?;
        rows.map(|row| {
            let (account, id) = row?;
            Ok(Account { tokens: token::of(&file, id, now)?, ..account })
        })
        .collect()
    }

    /// Gives an account another role; it holds from the next request on.
    pub fn set_role(&self, name: &str, role: Role) -> Result<()> {
        let file = self.file();
        let id = find(&file, name)?;
        file.execute("UPDATE accounts SET role = ?2 WHERE id = ?1", params![id, role.as_str()])?;
        Ok(())
    }

    /// Gives an account another password; its sessions end.
    pub fn set_password(&self, name: &str, password: &str) -> Result<()> {
        let hash = password::hash(password, name)?;
        let mut file = self.file();
        let id = find(&file, name)?;
        let all = file.transaction()?;
        all.execute("UPDATE accounts SET password = ?2 WHERE id = ?1", params![id, hash])?;
        all.execute("DELETE FROM sessions WHERE account = ?1", [id])?;
        Ok(all.commit()?)
    }

    /// Nobody may use an account any more: its sessions and tokens end. Its name stays taken.
    pub fn disable(&self, name: &str, now: Timestamp) -> Result<()> {
        let mut file = self.file();
        let id = find(&file, name)?;
        let all = file.transaction()?;
        let sql = "UPDATE accounts SET disabled = coalesce(disabled, ?2) WHERE id = ?1";
        all.execute(sql, params![id, now.as_second()])?;
        all.execute("DELETE FROM sessions WHERE account = ?1", [id])?;
        all.execute("DELETE FROM tokens WHERE account = ?1", [id])?;
        Ok(all.commit()?)
    }

    /// A disabled account may be used again.
    pub fn enable(&self, name: &str) -> Result<()> {
        let file = self.file();
        let id = find(&file, name)?;
        file.execute("UPDATE accounts SET disabled = NULL WHERE id = ?1", [id])?;
        Ok(())
    }

    fn file(&self) -> MutexGuard<'_, Connection> {
        // A transaction that a panic broke off is rolled back.
        self.file.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A name folded, where it can be one.
fn checked(name: &str) -> Result<String> {
    let folded = claimbook_records::spelling::fold(name);
    let bad = |why: &str| Err(AccountsError::Name { name: name.to_owned(), why: why.to_owned() });
    if folded.is_empty() {
        return bad("it has no letter and no digit");
    }
    if name.chars().count() > LONGEST {
        return bad("it is longer than 64 characters");
    }
    if name.chars().any(|c| c.is_control() || claimbook_ledger::printable::commands(c)) {
        return bad("it holds characters that cannot be seen");
    }
    Ok(folded)
}

/// The number of an account.
fn find(file: &Connection, name: &str) -> Result<i64> {
    let folded = claimbook_records::spelling::fold(name);
    let found = file.query_row("SELECT id FROM accounts WHERE folded = ?1", [folded], |row| row.get(0));
    found.optional()?.ok_or_else(|| AccountsError::Unknown(name.to_owned()))
}

/// A role as the file keeps it; one that is none is damage, and no right follows from it.
fn role(row: &Row<'_>, at: usize) -> rusqlite::Result<Role> {
    let word: String = row.get(at)?;
    word.parse().map_err(|e: String| {
        rusqlite::Error::FromSqlConversionFailure(at, rusqlite::types::Type::Text, e.into())
    })
}

/// A moment as the file keeps it: seconds since 1970.
fn time(row: &Row<'_>, at: usize) -> rusqlite::Result<Timestamp> {
    let seconds: i64 = row.get(at)?;
    Timestamp::from_second(seconds)
        .map_err(|e| rusqlite::Error::FromSqlConversionFailure(at, rusqlite::types::Type::Integer, e.into()))
}

#[cfg(test)]
mod tests;
