//! The head of a ledger, noted outside of it.
//!
//! Owns: the file beside a ledger, and beside each export, that says which entry was the last. In: a ledger's place and
//! head. Out: the head noted there. Refuses: to forget a head that the ledger does not hold; it is the only trace of
//! entries that were lost.

use crate::failure::Failure;
use crate::output::{folder_of, keep};
use claimbook_ledger::{Head, Ledger, store};
use claimbook_records::ids::sha256;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The file that notes a ledger's head.
#[derive(Debug, Clone)]
pub struct Noted(PathBuf);

impl Noted {
    /// Beside the ledger's file; for a ledger on a server, in the working directory, as its captures are.
    pub fn of(db: &Path) -> Self {
        if store::is_server(db) {
            let place = sha256(store::shown(db).as_bytes());
            return Self(PathBuf::from(format!("claimbook.{}.head", place.get(..12).unwrap_or(&place))));
        }
        Self::beside(db)
    }

    /// Beside a file or folder of another kind.
    pub fn beside(path: &Path) -> Self {
        // Without a slash at its end.
        let mut name = path.components().collect::<PathBuf>().into_os_string();
        name.push(".head");
        Self(PathBuf::from(name))
    }

    /// Notes beside what was written which state of the ledger it shows; a stream has nothing beside it.
    pub fn beside_output(out: Option<&Path>, head: &Head) -> Result<(), Failure> {
        match out {
            Some(out) if out.is_file() || out.is_dir() => Self::beside(out).write(head),
            _ => Ok(()),
        }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// A file beside it, by its ending.
    pub fn with(&self, ending: &str) -> PathBuf {
        let mut name = self.0.clone().into_os_string();
        name.push(ending);
        PathBuf::from(name)
    }

    /// The head that is noted.
    pub fn read(&self) -> Result<Option<Head>, Failure> {
        match fs::read_to_string(&self.0) {
            Ok(text) => parse(text.trim_end()).map(Some).map_err(|e| {
                Failure::Check(format!("{}: this is no head of a ledger: {e}", self.0.display()))
            }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Failure::io(self.0.display().to_string())(error)),
        }
    }

    /// Notes a head; the file is its owner's alone, and whole at any moment.
    pub fn write(&self, head: &Head) -> Result<(), Failure> {
        let written = || {
            let mut file = tempfile::Builder::new().prefix(".head-").tempfile_in(folder_of(&self.0))?;
            writeln!(file, "{}:{}", head.seq, head.hash)?;
            keep(file, &self.0)
        };
        written().map_err(Failure::io(self.0.display().to_string()))
    }

    /// Notes the head of a ledger, unless the one that is noted is not in it.
    pub fn note(&self, ledger: &Ledger) -> Result<(), Failure> {
        match self.read() {
            Ok(None) => self.write(&ledger.head()?),
            Ok(Some(old)) if ledger.holds(&old)? => self.write(&ledger.head()?),
            _ => Ok(()),
        }
    }

    /// What is to be said where the ledger does not hold the head that is noted.
    pub fn warning(&self, ledger: &Ledger) -> Result<Option<String>, Failure> {
        let file = self.0.display();
        Ok(match self.read() {
            Ok(None) => None,
            Ok(Some(noted)) if ledger.holds(&noted)? => None,
            Ok(Some(noted)) => Some(format!(
                "{file} says that entry {} was {}…, which this ledger does not hold: it was cut short or replaced; \
                 see claimbook verify, and remove {file} if that was meant",
                noted.seq,
                noted.hash.get(..12).unwrap_or(&noted.hash)
            )),
            Err(failure) => Some(failure.to_string()),
        })
    }

    /// Sets the note of a ledger that is no more aside, so that a new one can begin; gives where to.
    pub fn set_aside(&self) -> Result<Option<PathBuf>, Failure> {
        let old = self.with(".old");
        match fs::rename(&self.0, &old) {
            Ok(()) => Ok(Some(old)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Failure::io(self.0.display().to_string())(error)),
        }
    }
}

/// Reads `SEQ:HASH`.
pub(crate) fn parse(text: &str) -> Result<Head, String> {
    let (seq, hash) = text.split_once(':').ok_or("write it as SEQ:HASH")?;
    let number: i64 = seq.parse().map_err(|e| format!("'{seq}': {e}"))?;
    if number < 0 || hash.len() != 64 || !hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
        return Err("a number and a hash of 64 digits are wanted".to_owned());
    }
    Ok(Head { seq: number, hash: hash.to_owned() })
}

/// Reads `SEQ:HASH`, or the name of a file that holds it.
pub fn parse_or_read(text: &str) -> Result<Head, String> {
    parse(text).or_else(|problem| {
        let head = fs::read_to_string(text).map_err(|_| problem)?;
        parse(head.trim_end())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(seq: i64) -> Head {
        Head { seq, hash: "0f".repeat(32) }
    }

    #[test]
    fn a_head_is_noted_beside_what_it_is_of() {
        let folder = tempfile::tempdir().unwrap();
        let noted = Noted::of(&folder.path().join("book.ledger"));
        assert!(noted.path().ends_with("book.ledger.head"));
        assert_eq!(Noted::beside(Path::new("out/tables/")).path(), Path::new("out/tables.head"));
        assert!(noted.read().unwrap().is_none());
        for seq in [7, 9] {
            noted.write(&head(seq)).unwrap();
            assert_eq!(noted.read().unwrap(), Some(head(seq)));
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        let old = noted.set_aside().unwrap().unwrap();
        assert!(old.exists() && noted.read().unwrap().is_none() && noted.set_aside().unwrap().is_none());
        let server = |url: &str| Noted::of(Path::new(url)).0;
        assert_ne!(server("postgres://a/b?schema=c"), server("postgres://a/b?schema=d"));
        assert_eq!(server("postgres://u:secret@a/b"), server("postgres://u@a/b"), "whatever the password");
    }

    #[test]
    fn what_is_no_head_is_refused() {
        for text in ["", "7", "7:0f", "x:0f", "-1:0f", "7:", "7:0F"] {
            let text = text.replace("0f", &"0f".repeat(32)).replace("0F", &"0F".repeat(32));
            let wanted = text.starts_with("7:0f");
            assert_eq!(parse(&text).is_ok(), wanted, "{text}");
        }
        assert!(parse("7:0f").is_err());
    }
}
