//! Where the ledger is.
//!
//! Owns: `--db` and `--captures`. In: arguments, or `CLAIMBOOK_DB` and `CLAIMBOOK_CAPTURES`. Out: an open ledger, and the
//! folder of the bytes as received. Refuses: creating a ledger for a command that only reads, and printing a password.

use crate::failure::Failure;
use crate::progress::Steps;
use claimbook_acquire::FolderStore;
use claimbook_ledger::{Ledger, store};
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
    /// The ledger, which must exist.
    pub fn open(&self) -> Result<Ledger, Failure> {
        Ok(Ledger::open(&self.db)?)
    }

    /// The ledger, which must exist, with everything in it linked.
    pub fn open_linked(&self) -> Result<Ledger, Failure> {
        let mut ledger = self.open()?;
        link(&mut ledger)?;
        Ok(ledger)
    }

    /// The ledger, made when there is none.
    pub fn create_or_open(&self) -> Result<Ledger, Failure> {
        Ok(Ledger::create_or_open(&self.db)?)
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
}
