//! Passwords.
//!
//! Owns: what a password must be, and how it is kept: argon2id with 19 MiB and two passes, as OWASP advises. In: what
//! somebody typed. Out: a hash with its salt and parameters. Refuses: short and endless ones, and the name of the account.

use super::error::{AccountsError, Result};
use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use std::borrow::Cow;
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// Fewest and most characters.
const LEAST: usize = 12;
const MOST: usize = 256;

/// A hash that no password is known to have, with the parameters of every other.
const NOBODYS: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGlzIGhlcmU$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// The hash that is kept.
pub(super) fn hash(password: &str, name: &str) -> Result<String> {
    let characters = password.chars().count();
    if characters < LEAST {
        return Err(AccountsError::Password("needs at least 12 characters"));
    }
    if characters > MOST {
        return Err(AccountsError::Password("has more than 256 characters"));
    }
    if claimbook_records::spelling::fold(password) == claimbook_records::spelling::fold(name) {
        return Err(AccountsError::Password("is the name of the account"));
    }
    made(password)
}

/// Whether a password is the one that was hashed. Without a hash the same work is done, so that time does not tell
/// whether there is an account.
pub(super) fn fits(password: &str, hash: Option<&str>) -> bool {
    let known = hash.unwrap_or(NOBODYS);
    let fits = Argon2::default().verify_password(normal(password).as_bytes(), known).is_ok();
    fits && hash.is_some()
}

fn made(password: &str) -> Result<String> {
    let hash = Argon2::default().hash_password(normal(password).as_bytes());
    Ok(hash.map_err(|e| AccountsError::Secret(e.to_string()))?.to_string())
}

/// One form for letters that keyboards write in several.
fn normal(password: &str) -> Cow<'_, str> {
    if is_nfc(password) { Cow::Borrowed(password) } else { Cow::Owned(password.nfc().collect()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobodys_hash_is_worked_on_as_every_other_and_fits_nothing() {
        use argon2::password_hash::Error;
        let tried = Argon2::default().verify_password(b"", NOBODYS);
        assert_eq!(tried, Err(Error::PasswordInvalid), "no mistake in its form, which would cost no work");
        let parameters = |hash: &str| hash.split('$').take(4).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(parameters(NOBODYS), parameters(&made("a password").unwrap()));
        assert!(!fits("a password", None) && fits("a password", Some(&made("a password").unwrap())));
    }
}
