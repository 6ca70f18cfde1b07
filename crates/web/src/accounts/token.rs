//! Tokens: programs that ask in somebody's name.
//!
//! Owns: their making, their end, and what one may do: what its role may, and never more than the account may on that day. In: an
//! account. Out: a secret, once. Refuses: tokens without an end.

use super::error::{AccountsError, Result};
use super::{Accounts, Known, Role, find, role, secret, time};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;

/// Most days a token holds.
const MOST_DAYS: u32 = 366;
const DAY: i64 = 24 * 3_600;
/// How exactly is kept when a token was used last, in seconds.
const USED: i64 = 60;
/// What every token begins with, so that people and programs that look for lost secrets know it.
const MARK: &str = "claimbook_";

const PURPOSE: &str = "token";

/// A token, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Token {
    pub id: i64,
    pub role: Role,
    pub created: Timestamp,
    pub expires: Timestamp,
    /// When it was used last.
    pub used: Option<Timestamp>,
}

impl Accounts {
    /// Makes a token of an account; gives its secret, which is kept nowhere, and the token.
    pub fn issue(&self, name: &str, role: Role, days: u32, now: Timestamp) -> Result<(String, Token)> {
        if !(1..=MOST_DAYS).contains(&days) {
            return Err(AccountsError::Days(MOST_DAYS));
        }
        let file = self.file();
        let id = find(&file, name)?;
        let (own, disabled): (Role, bool) =
            file.query_row("SELECT role, disabled IS NOT NULL FROM accounts WHERE id = ?1", [id], |row| {
                Ok((super::role(row, 0)?, row.get(1)?))
            })?;
        if disabled {
            return Err(AccountsError::Disabled(name.to_owned()));
        }
        if role > own {
            return Err(AccountsError::TooMuch { name: name.to_owned(), own });
        }
        let (secret, created) = (secret::new()?, now.as_second());
        let expires = created + i64::from(days) * DAY;
        file.execute(
            "INSERT INTO tokens (secret, account, role, created, expires) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![secret::digest(PURPOSE, &secret), id, role.as_str(), created, expires],
        )?;
        let number = file.last_insert_rowid();
        let mut tokens = of(&file, id, now)?.into_iter();
        let token = tokens.find(|t| t.id == number).ok_or(AccountsError::NoToken(number))?;
        Ok((format!("{MARK}{secret}"), token))
    }

    /// Ends a token of an account.
    pub fn revoke(&self, name: &str, token: i64) -> Result<()> {
        let file = self.file();
        let id = find(&file, name)?;
        match file.execute("DELETE FROM tokens WHERE id = ?1 AND account = ?2", params![token, id])? {
            0 => Err(AccountsError::NoToken(token)),
            _ => Ok(()),
        }
    }

    /// In whose name a token speaks. `used`: whether it is used by this.
    pub fn token(&self, text: &str, used: bool, now: Timestamp) -> Result<Option<Known>> {
        let Some(secret) = text.strip_prefix(MARK).filter(|s| secret::is_one(s)) else { return Ok(None) };
        let now = now.as_second();
        let file = self.file();
        let found = file
            .prepare_cached(
                "SELECT a.name, a.role, t.role, t.id, t.used FROM tokens t JOIN accounts a ON a.id = t.account
                 WHERE t.secret = ?1 AND t.expires > ?2 AND a.disabled IS NULL",
            )?
            .query_row(params![secret::digest(PURPOSE, secret), now], |row| {
                let least = role(row, 1)?.min(role(row, 2)?);
                Ok((Known { name: row.get(0)?, role: least }, row.get::<_, i64>(3)?, row.get::<_, Option<i64>>(4)?))
            })
            .optional()?;
        let Some((known, id, last)) = found else { return Ok(None) };
        if used && last.is_none_or(|last| now - last >= USED) {
            // Where it cannot be written the list says less, and nothing worse.
            let _ = file.execute("UPDATE tokens SET used = ?2 WHERE id = ?1", params![id, now]);
        }
        Ok(Some(known))
    }
}

/// The tokens of an account that hold, oldest first.
pub(super) fn of(file: &Connection, account: i64, now: Timestamp) -> Result<Vec<Token>> {
    let mut asked = file.prepare_cached(
        "SELECT id, role, created, expires, used FROM tokens WHERE account = ?1 AND expires > ?2 ORDER BY id",
    )?;
    let tokens = asked.query_map(params![account, now.as_second()], |row| {
        Ok(Token {
            id: row.get(0)?,
            role: role(row, 1)?,
            created: time(row, 2)?,
            expires: time(row, 3)?,
            used: row.get::<_, Option<i64>>(4)?.map(|_| time(row, 4)).transpose()?,
        })
    })?;
    Ok(tokens.collect::<rusqlite::Result<_>>()?)
}
