//! Sessions: somebody who signed in with a password.
//!
//! Owns: their beginning and their end. In: name and password, or the secret that was given for them. Out: [`Session`], [`Known`].
//! Refuses: secrets that it did not make itself: whoever signs in gets a new one.

use super::error::{AccountsError, Result};
use super::{Accounts, Known, password, role, secret};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};
use std::sync::PoisonError;

/// Seconds without a request after which a session ends, and after which it ends whatever comes.
const IDLE: i64 = 12 * 3_600;
const WHOLE: i64 = 7 * 24 * 3_600;
/// How exactly is kept when somebody was seen last, in seconds.
const SEEN: i64 = 60;

const PURPOSE: &str = "session";

/// What somebody who signed in brings from then on.
pub struct Session {
    /// Shown once; its hash is kept.
    pub secret: String,
    pub known: Known,
}

impl Accounts {
    /// Signs in. The work of a password is done before it is known whether there is an account, and not at all while the
    /// name has to wait.
    pub fn sign_in(&self, name: &str, password: &str, now: Timestamp) -> Result<Session> {
        let folded = claimbook_records::spelling::fold(name);
        let second = now.as_second();
        let throttle = || self.throttle.lock().unwrap_or_else(PoisonError::into_inner);
        // However long a name somebody tries, it takes no more room than another.
        let tried = secret::digest("name", &folded);
        throttle().begin(&tried, second).map_err(AccountsError::Wait)?;
        let found = self.file().query_row(
            "SELECT id, name, role, password FROM accounts WHERE folded = ?1 AND disabled IS NULL",
            [&folded],
            |row| {
                let known = Known { name: row.get(1)?, role: role(row, 2)? };
                Ok((row.get::<_, i64>(0)?, known, row.get::<_, String>(3)?))
            },
        );
        let found = found.optional()?;
        let fits = password::fits(password, found.as_ref().map(|(_, _, hash)| hash.as_str()));
        let Some((id, known, hash)) = found.filter(|_| fits) else { return Err(AccountsError::Wrong) };
        let secret = secret::new()?;
        let mut file = self.file();
        let all = file.transaction()?;
        all.execute(
            "DELETE FROM sessions WHERE created < ?1 OR seen < ?2",
            params![second - WHOLE, second - IDLE],
        )?;
        all.execute("DELETE FROM tokens WHERE expires <= ?1", [second])?;
        // The account as it was when the password was compared, or none.
        let begun = all.execute(
            "INSERT INTO sessions (secret, account, created, seen)
             SELECT ?1, id, ?3, ?3 FROM accounts WHERE id = ?2 AND disabled IS NULL AND password = ?4",
            params![secret::digest(PURPOSE, &secret), id, second, hash],
        )?;
        all.commit()?;
        if begun == 0 {
            return Err(AccountsError::Wrong);
        }
        throttle().succeeded(&tried);
        Ok(Session { secret, known })
    }

    /// Whose session a secret is. `seen`: whether this is a sign of life.
    pub fn session(&self, secret: &str, seen: bool, now: Timestamp) -> Result<Option<Known>> {
        if !secret::is_one(secret) {
            return Ok(None);
        }
        let (kept, now) = (secret::digest(PURPOSE, secret), now.as_second());
        let file = self.file();
        let found = file
            .prepare_cached(
                "SELECT a.name, a.role, s.seen FROM sessions s JOIN accounts a ON a.id = s.account
                 WHERE s.secret = ?1 AND s.created >= ?2 AND s.seen >= ?3 AND a.disabled IS NULL",
            )?
            .query_row(params![kept, now - WHOLE, now - IDLE], |row| {
                Ok((Known { name: row.get(0)?, role: role(row, 1)? }, row.get::<_, i64>(2)?))
            })
            .optional()?;
        let Some((known, last)) = found else { return Ok(None) };
        if seen && now - last >= SEEN {
            // Where it cannot be written the session ends sooner, and nothing worse.
            let _ = file.execute("UPDATE sessions SET seen = ?2 WHERE secret = ?1", params![kept, now]);
        }
        Ok(Some(known))
    }

    /// Ends a session.
    pub fn sign_out(&self, secret: &str) -> Result<()> {
        let sql = "DELETE FROM sessions WHERE secret = ?1";
        self.file().execute(sql, [secret::digest(PURPOSE, secret)])?;
        Ok(())
    }
}
