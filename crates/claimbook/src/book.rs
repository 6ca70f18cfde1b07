//! Where the ledger is.
//!
//! Owns: `--db` and `--captures`, and what a command may do with the ledger. In: arguments, or `CLAIMBOOK_DB` and
//! `CLAIMBOOK_CAPTURES`. Out: an open ledger, and the folder of the bytes as received. Refuses: creating or changing a
//! ledger for a command that only reads, and printing a password.

use crate::failure::Failure;
use crate::noted::Noted;
use crate::progress::Steps;
use crate::visits;
use claimbook_acquire::FolderStore;
use claimbook_ledger::{Error, Ledger, store};
use claimbook_link::Settings;
use std::path::{Path, PathBuf};

/// Which ledger.
#[derive(Debug, Clone, clap::Args)]
pub struct BookArguments {
    /// The ledger: a file, or postgres://USER@HOST/DATABASE?schema=NAME
    // The value may hold a password, which help would print.
    #[arg(
        long,
        env = "CLAIMBOOK_DB",
        hide_env_values = true,
        default_value = "claimbook.ledger",
        value_name = "FILE|URL"
    )]
    pub db: PathBuf,
}

/// Where the bytes as received lie.
#[derive(Debug, Clone, clap::Args)]
pub struct CaptureArguments {
    /// Folder of the bytes as received [default: beside a ledger file; claimbook.captures for a server]
    #[arg(long, env = "CLAIMBOOK_CAPTURES", value_name = "DIR")]
    captures: Option<PathBuf>,
}

impl BookArguments {
    /// The ledger, which must exist, for reading alone.
    pub fn read(&self) -> Result<Ledger, Failure> {
        Ok(Ledger::open_to_read(&self.db)?)
    }

    /// The same with everything in it linked; in a copy, where something waits and the ledger cannot be written.
    pub fn read_linked(&self) -> Result<Ledger, Failure> {
        let ledger = self.read()?;
        if ledger.unlinked(&Settings::embedded())? == 0 {
            return Ok(ledger);
        }
        let mut linked = match Ledger::open(&self.db) {
            Err(Error::ReadOnly { .. }) => ledger.at(ledger.head()?.seq)?,
            opened => opened?,
        };
        link(&mut linked)?;
        Ok(linked)
    }

    /// The ledger, which must exist, for writing.
    pub fn open(&self) -> Result<Ledger, Failure> {
        self.known(Ledger::open(&self.db)?)
    }

    /// The same with everything in it linked.
    pub fn open_linked(&self) -> Result<Ledger, Failure> {
        let mut ledger = self.open()?;
        link(&mut ledger)?;
        Ok(ledger)
    }

    /// The ledger, made when there is none.
    pub fn create_or_open(&self) -> Result<Ledger, Failure> {
        if !store::is_server(&self.db)
            && !self.db.exists()
            && let Some(old) = self.noted().set_aside()?
        {
            eprintln!(
                "claimbook: {} is gone and begun anew; what was noted of it is kept in {}",
                self.shown(),
                old.display()
            );
        }
        self.known(Ledger::create_or_open(&self.db)?)
    }

    /// Where the ledger's head is noted.
    pub fn noted(&self) -> Noted {
        Noted::of(&self.db)
    }

    /// Notes the ledger's head, after something was written.
    pub fn note(&self, ledger: &Ledger) -> Result<(), Failure> {
        self.noted().note(ledger)
    }

    /// Files and folders of the ledger itself.
    pub fn files(&self) -> Vec<PathBuf> {
        let users = self.users();
        let accounts = [with(&users, "-journal"), users, visits::file(self)];
        if store::is_server(&self.db) {
            return [self.noted().path().to_owned()].into_iter().chain(accounts).collect();
        }
        let beside =
            ["", "-wal", "-shm", "-journal", ".head", ".head.old", ".head.sig", ".head.tsq", ".head.tsr"];
        beside.into_iter().map(|ending| with(&self.db, ending)).chain(accounts).collect()
    }

    /// Where accounts of the server are, unless another file is named: beside a ledger file; for a ledger on a server, in the
    /// working directory, as its head is.
    pub fn users(&self) -> PathBuf {
        if store::is_server(&self.db) {
            self.noted().path().with_extension("users")
        } else {
            with(&self.db, ".users")
        }
    }

    /// A ledger, after saying where it is not the one that was noted.
    fn known(&self, ledger: Ledger) -> Result<Ledger, Failure> {
        if let Some(warning) = self.noted().warning(&ledger)? {
            eprintln!("claimbook: {warning}");
        }
        Ok(ledger)
    }

    /// The ledger's place as messages name it, without a password.
    pub fn shown(&self) -> String {
        store::shown(&self.db)
    }
}

/// Links what waits to be linked; a bar shows how far it is where that takes a while.
pub fn link(ledger: &mut Ledger) -> Result<(), Failure> {
    let settings = Settings::embedded();
    let bar = Steps::of("linking", ledger.unlinked(&settings)?);
    Ok(ledger.link(&settings, &|done, _| bar.reached(done))?)
}

impl CaptureArguments {
    /// The captures of a ledger.
    pub fn of(&self, book: &BookArguments) -> FolderStore {
        FolderStore::new(self.captures.clone().unwrap_or_else(|| captures_folder(&book.db)))
    }
}

/// A path with something behind its name.
fn with(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

fn captures_folder(db: &Path) -> PathBuf {
    if store::is_server(db) { PathBuf::from("claimbook.captures") } else { db.with_extension("captures") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn captures_lie_beside_the_ledger_or_in_the_working_directory() {
        assert_eq!(captures_folder(Path::new("out/demo.ledger")), Path::new("out/demo.captures"));
        assert_eq!(captures_folder(Path::new("book")), Path::new("book.captures"));
        assert_eq!(captures_folder(Path::new("postgres://db/news")), Path::new("claimbook.captures"));
    }

    #[test]
    fn accounts_lie_beside_the_ledger_and_are_no_input() {
        let of = |db: &str| BookArguments { db: PathBuf::from(db) };
        assert_eq!(of("out/demo.ledger").users(), Path::new("out/demo.ledger.users"));
        let (one, other) = (of("postgres://a/b?schema=c").users(), of("postgres://a/b?schema=d").users());
        assert!(one != other && one.extension().is_some_and(|e| e == "users"), "{}", one.display());
        for book in [of("demo.ledger"), of("postgres://a/b?schema=c")] {
            assert!(book.files().contains(&book.users()));
        }
    }
}
