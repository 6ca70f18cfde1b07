//! The folder of an archive.
//!
//! Owns: where tables are, and that months change whole: files are written aside, a mark says that all are there, then they are moved. In:
//! an address. Out: addresses of tables. Refuses: to touch a file that is not one of a table.

use crate::failure::Failure;
use crate::rows::Table;
use datafusion::prelude::SessionContext;
use futures::TryStreamExt;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};
use serde::{Deserialize, Serialize};
use std::fs::{File, TryLockError};
use std::path::PathBuf;
use std::sync::Arc;

/// Folder of files that are not yet in their place; hidden, so that nobody takes them for finished.
const STAGING: &str = ".new";
/// Folder in it of reports that are not yet put together with the others.
const ASIDE: &str = "aside";
/// The file that a run holds.
const LOCK: &str = ".lock";
/// The file in it that says that they are complete.
const MARK: &str = "complete.json";

/// What the mark says.
#[derive(Serialize, Deserialize)]
struct Mark {
    /// Files to move, by their path inside the folder.
    files: Vec<String>,
    /// Files to take away.
    gone: Vec<String>,
}

/// An archive's folder, on this machine or in an object store.
#[derive(Debug, Clone)]
pub struct Place {
    address: String,
    folder: Path,
    store: Arc<dyn ObjectStore>,
    /// The folder, where it is on this machine.
    here: Option<PathBuf>,
}

impl Place {
    /// The folder at a path or address; `make` makes one on this machine.
    ///
    /// # Errors
    /// The address is of no storage that is known, or there is no such folder.
    pub fn at(context: &SessionContext, named: &str, make: bool) -> Result<Self, Failure> {
        let mut here = None;
        if !named.contains("://") {
            let io = |error| Failure::Io { what: format!("archive {named}"), error };
            if make {
                std::fs::create_dir_all(named).map_err(io)?;
            }
            here = Some(std::fs::canonicalize(named).map_err(io)?);
        }
        let url = crate::stores::folder(named)?;
        let store = context.runtime_env().object_store(&url)?;
        Ok(Self { address: url.as_str().to_owned(), folder: url.prefix().clone(), store, here })
    }

    /// Holds the archive for one run, for as long as what it gives lives. In an object store nobody can: there it is for who runs it to see
    /// that one run at a time writes.
    pub(super) fn lock(&self) -> Result<Option<File>, Failure> {
        let Some(here) = &self.here else { return Ok(None) };
        let path = here.join(LOCK);
        let io = |error| Failure::Io { what: path.display().to_string(), error };
        let file = File::create(&path).map_err(io)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Err(Failure::Usage(format!(
                "{}: another run writes this archive; wait for its end",
                here.display()
            ))),
            Err(TryLockError::Error(error)) => Err(io(error)),
        }
    }

    /// Address of a table.
    pub fn table(&self, table: &str) -> String {
        format!("{}{table}/", self.address)
    }

    pub(super) fn staging(&self) -> String {
        self.table(STAGING)
    }

    /// Where new reports wait to be put together with what the archive has.
    pub(super) fn aside(&self) -> String {
        format!("{}{STAGING}/{ASIDE}/", self.address)
    }

    pub(super) fn staged(&self, table: &str) -> String {
        format!("{}{STAGING}/{table}/", self.address)
    }

    /// Whether the archive has any file of a table.
    ///
    /// # Errors
    /// The storage fails.
    pub async fn has(&self, table: &str) -> Result<bool, Failure> {
        Ok(!self.list(&self.folder.clone().join(table)).await?.is_empty())
    }

    /// Whether the archive has any of some months of a table.
    pub(super) async fn has_any(&self, table: &str, months: &[&str]) -> Result<bool, Failure> {
        for month in months {
            if !self.list(&self.folder.clone().join(table).join(format!("month={month}"))).await?.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn list(&self, under: &Path) -> Result<Vec<Path>, Failure> {
        let mut found: Vec<Path> =
            self.store.list(Some(under)).map_ok(|meta| meta.location).try_collect().await?;
        found.sort();
        Ok(found)
    }

    /// Finishes or takes back what an earlier run left when it was stopped.
    ///
    /// # Errors
    /// The storage fails.
    pub async fn settle(&self) -> Result<(), Failure> {
        let staging = self.folder.clone().join(STAGING);
        match self.store.get(&staging.clone().join(MARK)).await {
            Ok(mark) => {
                let mark: Mark = serde_json::from_slice(&mark.bytes().await?)
                    .map_err(|error| Failure::Usage(format!("{MARK} in {}: {error}", self.staging())))?;
                self.put_in_place(&mark).await
            }
            Err(object_store::Error::NotFound { .. }) => self.clear().await,
            Err(error) => Err(error.into()),
        }
    }

    /// Puts the staged files of some months in their place, and takes away those of tables that have no row in a month any more.
    pub(super) async fn commit(&self, months: &[&str]) -> Result<(), Failure> {
        let staging = self.folder.clone().join(STAGING);
        let inside = |file: &Path| {
            file.as_ref().strip_prefix(staging.as_ref()).map(|name| name.trim_start_matches('/').to_owned())
        };
        let all = self.list(&staging).await?;
        let files: Vec<String> =
            all.iter().filter_map(inside).filter(|file| !file.starts_with(ASIDE)).collect();
        let of = |table: &str, month: &str| format!("{table}/month={month}/{table}.parquet");
        let all = Table::ALL.iter().flat_map(|table| months.iter().map(|month| of(table.name(), month)));
        let gone = all.filter(|file| !files.contains(file)).collect();
        let mark = Mark { files, gone };
        let text = serde_json::to_vec(&mark).map_err(|error| Failure::Usage(error.to_string()))?;
        self.store.put(&staging.join(MARK), PutPayload::from(text)).await?;
        self.put_in_place(&mark).await
    }

    /// May be stopped anywhere and done again: a file that was moved is no longer staged.
    async fn put_in_place(&self, mark: &Mark) -> Result<(), Failure> {
        let under =
            |root: &Path, file: &str| file.split('/').fold(root.clone(), |path, part| path.join(part));
        let staging = self.folder.clone().join(STAGING);
        for file in &mark.gone {
            match self.store.delete(&under(&self.folder, file)).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        let staged = self.list(&staging).await?;
        for file in &mark.files {
            let from = under(&staging, file);
            if staged.contains(&from) {
                self.store.rename(&from, &under(&self.folder, file)).await?;
            }
        }
        self.store.delete(&staging.join(MARK)).await?;
        self.clear().await
    }

    /// Takes away what is staged, on this machine with its folders.
    async fn clear(&self) -> Result<(), Failure> {
        for left in self.list(&self.folder.clone().join(STAGING)).await? {
            self.store.delete(&left).await?;
        }
        let folder = self.here.as_ref().map(|here| here.join(STAGING)).filter(|folder| folder.exists());
        match folder {
            Some(folder) => std::fs::remove_dir_all(&folder)
                .map_err(|error| Failure::Io { what: folder.display().to_string(), error }),
            None => Ok(()),
        }
    }
}
