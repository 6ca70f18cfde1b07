//! Secrets that the server makes.
//!
//! Owns: their making and their hashes. In: random bits of the machine. Out: text for a cookie or a header, and what is kept of
//! it. Refuses: to keep the text.
//!
//! 256 random bits cannot be guessed, so a plain hash keeps them as well as a slow one would, and can be looked up.

use super::error::{AccountsError, Result};
use claimbook_records::ids::{hex, sha256};

/// Digits of a secret.
const DIGITS: usize = 64;

/// A new secret.
pub(crate) fn new() -> Result<String> {
    let mut random = [0; DIGITS / 2];
    getrandom::fill(&mut random).map_err(|e| AccountsError::Secret(e.to_string()))?;
    Ok(hex(&random))
}

/// What is kept of a secret; another value for each purpose, so that what one shows is of no use for another.
pub(crate) fn digest(purpose: &str, secret: &str) -> String {
    sha256(format!("claimbook {purpose} {secret}").as_bytes())
}

/// Whether text can be a secret at all.
pub(super) fn is_one(text: &str) -> bool {
    text.len() == DIGITS && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}
