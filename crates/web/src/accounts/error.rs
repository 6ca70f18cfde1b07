//! Why something about accounts could not be done.
//!
//! Owns: the errors of this room. In: what went wrong. Out: sentences for people. Refuses: to tell whether it was the name or
//! the password that was wrong.

use super::Role;
use std::path::PathBuf;

/// What went wrong with accounts.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AccountsError {
    /// There is no file.
    #[error("there are no accounts at {}; make the first with: claimbook user add NAME --role admin", .0.display())]
    Missing(PathBuf),
    /// The file is of another kind.
    #[error("{} holds no accounts of claimbook, or those of a newer one", .0.display())]
    NotAccounts(PathBuf),
    /// The file cannot be made.
    #[error("cannot make {}", path.display())]
    Make {
        path: PathBuf,
        #[source]
        error: std::io::Error,
    },
    /// The file cannot be read or written.
    #[error("the file of accounts does not answer")]
    File(#[from] rusqlite::Error),
    /// A name that cannot be one.
    #[error("'{name}' cannot be a name: {why}")]
    Name { name: String, why: String },
    /// Another account has the name, or one that reads like it.
    #[error("there is an account '{0}' already, or one whose name reads alike; names are never given again")]
    Taken(String),
    /// Nobody has the name.
    #[error("there is no account '{0}'")]
    Unknown(String),
    /// A password that is too easy to guess, or none.
    #[error("the password {0}")]
    Password(&'static str),
    /// A disabled account has no tokens.
    #[error("the account '{0}' is disabled")]
    Disabled(String),
    /// A token may not do more than its account.
    #[error("'{name}' is {own}; a token may not do more than its account")]
    TooMuch { name: String, own: Role },
    /// How long a token may hold.
    #[error("a token holds for 1 to {0} days")]
    Days(u32),
    /// There is no such token.
    #[error("there is no token {0}")]
    NoToken(i64),
    /// Name or password is wrong.
    #[error("name or password is wrong")]
    Wrong,
    /// Too many wrong passwords.
    #[error("too many attempts; wait {0} seconds")]
    Wait(u64),
    /// The machine gives no random bits, or argon2 no hash.
    #[error("cannot make a secret: {0}")]
    Secret(String),
}

pub(super) type Result<T> = std::result::Result<T, AccountsError>;
