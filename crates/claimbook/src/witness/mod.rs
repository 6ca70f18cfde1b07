//! What vouches for a head outside of a ledger: signatures of people, and time stamps of authorities.
//!
//! Owns: the line about a head that is signed and stamped, and whether those that were given hold. In: files of
//! signatures and time stamps. Out: what each of them says. Refuses: to reach the network; requests are files to send.

pub mod signature;
pub mod stamp;

mod authority;
mod elements;

use crate::failure::Failure;
use crate::noted;
use claimbook_ledger::{Error, Head, Ledger};
use serde::Serialize;
use signature::{Signature, public_key};
use stamp::Stamp;
use std::fs;
use std::path::{Path, PathBuf};

/// What a line about a head begins with, so that it is no line about anything else.
const STATED: &str = "claimbook head ";

/// The line about a head: `claimbook head SEQ:HASH` and a line feed. Signatures and time stamps are over these bytes.
pub fn line_of(head: &Head) -> String {
    format!("{STATED}{}:{}\n", head.seq, head.hash)
}

/// The head that a line, without its line feed, is about.
fn stated(line: &str) -> Result<Head, String> {
    let head =
        line.strip_prefix(STATED).ok_or_else(|| format!("its first line does not begin with '{STATED}'"))?;
    noted::parse(head)
}

/// What a signature or a time stamp says of a ledger.
#[derive(Debug, Clone, Serialize)]
pub struct Vouched {
    pub what: What,
    pub file: PathBuf,
    /// The last entry it covers.
    pub entry: Option<i64>,
    /// File of the public key, or of the authorities, by which it holds; none for a time stamp whose authority was not checked.
    pub by: Option<PathBuf>,
    /// When the authority saw the head.
    pub at: Option<jiff::Timestamp>,
    /// Why it does not vouch for this ledger.
    pub problem: Option<String>,
}

/// What vouches for a head.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    Signature,
    TimeStamp,
}

impl Vouched {
    fn new(what: What, file: &Path) -> Self {
        Self { what, file: file.to_owned(), entry: None, by: None, at: None, problem: None }
    }

    /// In a line.
    pub fn told(&self) -> String {
        let what = match self.what {
            What::Signature => "signature",
            What::TimeStamp => "time stamp",
        };
        let file = self.file.display();
        if let Some(problem) = &self.problem {
            return format!("BAD {what} {file}: {problem}");
        }
        let entry = self.entry.map(|seq| format!("the entries up to {seq}")).unwrap_or_default();
        let at = self.at.map(|at| format!(" were there at {at}")).unwrap_or_default();
        let by = match (&self.by, self.what) {
            (Some(by), What::Signature) => format!(" with the key of {}", by.display()),
            (Some(by), What::TimeStamp) => format!(", says an authority of {}", by.display()),
            (None, _) => "; who says so was not checked, which takes --authority FILE".to_owned(),
        };
        format!("{what} {file}: {entry}{at}{by}")
    }
}

/// Whether a file of a signature is one of a head of this ledger, by one of some public keys.
pub fn signed(ledger: &Ledger, file: &Path, keys: &[PathBuf]) -> Result<Vouched, Failure> {
    let mut vouched = Vouched::new(What::Signature, file);
    let text = fs::read_to_string(file).map_err(Failure::io(file.display().to_string()))?;
    let signature = match Signature::read(&text) {
        Ok(signature) => signature,
        Err(problem) => return Ok(Vouched { problem: Some(problem), ..vouched }),
    };
    vouched.entry = Some(signature.head.seq);
    for key in keys {
        if signature.is_by(&public_key(key)?) {
            vouched.by = Some(key.clone());
        }
    }
    vouched.problem = if vouched.by.is_none() {
        Some("it was not made with the key of any --public-key, or what it is over was changed".to_owned())
    } else {
        lost(ledger.holds(&signature.head))?
    };
    Ok(vouched)
}

/// Whether a file of a time stamp is one over a head of this ledger; with authorities, whether one of them vouches for it.
pub fn stamped(ledger: &Ledger, file: &Path, authorities: Option<&Path>) -> Result<Vouched, Failure> {
    let mut vouched = Vouched::new(What::TimeStamp, file);
    let bytes = fs::read(file).map_err(Failure::io(file.display().to_string()))?;
    let stamp = match Stamp::read(&bytes) {
        Ok(stamp) => stamp,
        Err(problem) => return Ok(Vouched { problem: Some(problem), ..vouched }),
    };
    vouched.at = Some(stamp.at);
    if let Some(authorities) = authorities {
        match authority::check(&stamp, &authority::roots(authorities)?) {
            Ok(()) => vouched.by = Some(authorities.to_owned()),
            Err(problem) => return Ok(Vouched { problem: Some(problem), ..vouched }),
        }
    }
    let head = ledger.head_where(&|head| stamp.is_over(&line_of(head)));
    vouched.entry = head.as_ref().ok().and_then(|head| Some(head.as_ref()?.seq));
    vouched.problem = lost(head.map(|head| head.is_some()))?;
    Ok(vouched)
}

/// What is to be said where a ledger does not hold a head. One that cannot be read holds nothing; what is wrong with it is said
/// elsewhere.
fn lost(held: claimbook_ledger::Result<bool>) -> Result<Option<String>, Failure> {
    match held {
        Ok(true) => Ok(None),
        Ok(false) | Err(Error::BadEntry { .. } | Error::Database { .. }) => Ok(Some(
            "it is over a head that this ledger does not hold: the ledger was cut short or replaced, or is another one"
                .to_owned(),
        )),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_about_a_head_is_read_back() {
        let head = Head { seq: 7, hash: "0f".repeat(32) };
        assert_eq!(stated(line_of(&head).trim_end()).unwrap(), head);
        for line in ["", "7:0f", "claimbook head 7:0f", &format!("claimbook head {}", "0f".repeat(32))] {
            assert!(stated(line).is_err(), "{line}");
        }
    }
}
