//! Where the ledger is.
//!
//! Owns: `--db`, and the captures folder beside it. In: an argument or `CLAIMBOOK_DB`. Out: an open ledger. Refuses:
//! creating a ledger for a command that only reads.

use crate::failure::Failure;
use claimbook_acquire::FolderStore;
use claimbook_ledger::Ledger;
use std::path::{Path, PathBuf};

/// Which ledger.
#[derive(Debug, Clone, clap::Args)]
pub struct BookArguments {
    /// The ledger; its captures lie beside it
    #[arg(long, env = "CLAIMBOOK_DB", default_value = "claimbook.ledger", value_name = "FILE")]
    pub db: PathBuf,
}

impl BookArguments {
    /// The ledger, which must exist.
    pub fn open(&self) -> Result<Ledger, Failure> {
        Ok(Ledger::open(&self.db)?)
    }

    /// The ledger, made when there is none.
    pub fn create_or_open(&self) -> Result<Ledger, Failure> {
        Ok(Ledger::create_or_open(&self.db)?)
    }

    /// The bytes as received: `claimbook.captures/` beside `claimbook.ledger`.
    pub fn captures(&self) -> FolderStore {
        FolderStore::new(captures_folder(&self.db))
    }
}

fn captures_folder(db: &Path) -> PathBuf {
    db.with_extension("captures")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn captures_lie_beside_the_ledger() {
        assert_eq!(captures_folder(Path::new("out/demo.ledger")), Path::new("out/demo.captures"));
        assert_eq!(captures_folder(Path::new("book")), Path::new("book.captures"));
    }
}
