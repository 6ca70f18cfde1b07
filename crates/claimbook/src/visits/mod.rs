//! What is known of addresses that were fetched before.
//!
//! Owns: the file beside a ledger that says which article each address gave, when it is to be asked again and with which words; and
//! the visit of one address. In: the entries of the ledger, and answers. Out: what became of an address. Refuses: to be the only
//! place that knows; what matters stands in the ledger, from which a lost file is filled again.

pub mod feeds;
pub mod visitor;

use crate::book::BookArguments;
use crate::failure::Failure;
use crate::output::{folder_of, keep};
use claimbook_fetch::{Kept, Known};
use claimbook_ledger::Ledger;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long an address that no feed lists any more is remembered here.
const REMEMBERED: Duration = Duration::from_secs(30 * 86_400);

/// What is known of addresses.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Visits {
    /// Last entry of the ledger that was looked at.
    entry: i64,
    #[serde(default)]
    pub pages: BTreeMap<String, Page>,
    #[serde(default)]
    pub feeds: BTreeMap<String, Feed>,
    #[serde(default)]
    pub robots: BTreeMap<String, Kept>,
    #[serde(skip)]
    path: PathBuf,
    /// Held as long as this run may write the file.
    #[serde(skip)]
    _lock: Option<File>,
}

/// What is known of one page.
#[derive(Debug, Default, Clone, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// The version of its article that was read last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub gone: bool,
    /// The feed that lists it; pages without one are asked only when the user names them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feed: Option<String>,
    /// The publisher that the list of feeds gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// The day of publication that the feed gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    /// When it was seen first.
    #[serde(default)]
    pub first: Timestamp,
    /// When a feed listed it last.
    #[serde(default)]
    pub listed: Timestamp,
    /// When it is to be asked again; never, where there is no such time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Timestamp>,
    #[serde(default)]
    pub known: Known,
    /// Requests in a row that gave nothing.
    #[serde(default)]
    pub failures: u32,
    /// Why, as it was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

/// What is known of one feed.
#[derive(Debug, Default, Clone, PartialEq, Serialize, Deserialize)]
pub struct Feed {
    #[serde(default)]
    pub known: Known,
    #[serde(default)]
    pub next: Timestamp,
    #[serde(default)]
    pub failures: u32,
}

impl Visits {
    /// What is known beside a ledger, and in it. One run at a time may hold it: two would ask the same addresses, each of them at a pace
    /// that is meant for both.
    pub fn of(book: &BookArguments, ledger: &Ledger) -> Result<Self, Failure> {
        let path = file(book);
        let _lock = Some(locked(&path)?);
        let known = match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice::<Self>(&bytes).map_err(|error| {
                let path = path.display();
                Failure::Usage(format!(
                    "{path}: it is damaged ({error}); remove it, and it is made again from the ledger"
                ))
            })?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Self::default(),
            Err(error) => return Err(Failure::io(path.display().to_string())(error)),
        };
        // A ledger that is shorter is another one.
        let same = known.entry <= ledger.head()?.seq;
        let mut visits = Self { path, _lock, ..if same { known } else { Self::default() } };
        visits.catch_up(ledger)?;
        Ok(visits)
    }

    /// Takes in what the ledger holds since.
    pub fn catch_up(&mut self, ledger: &Ledger) -> Result<(), Failure> {
        let head = ledger.head()?.seq;
        for entry in ledger.fetched(self.entry)? {
            let fetched = entry.fetched;
            let answered = fetched.answered.parse().unwrap_or_default();
            // A page of a feed that this file does not know is looked at again soon.
            let next = fetched.feed.is_some().then_some(answered);
            let new = Page { first: answered, listed: answered, next, ..Page::default() };
            let page = self.pages.entry(fetched.url).or_insert(new);
            page.gone = fetched.article.is_none();
            page.article = fetched.article.or(page.article.take());
            page.feed = fetched.feed.or(page.feed.take());
        }
        self.entry = head;
        Ok(())
    }

    /// Writes the file, whole at any moment. What is of no use any more is left out.
    pub fn save(&mut self, now: Timestamp) -> Result<(), Failure> {
        let old = now.checked_sub(REMEMBERED).unwrap_or_default();
        self.pages.retain(|_, page| page.next.is_some() || page.listed > old);
        let written = || {
            let mut file = tempfile::Builder::new().prefix(".visits-").tempfile_in(folder_of(&self.path))?;
            let mut out = BufWriter::new(&mut file);
            serde_json::to_writer(&mut out, self)?;
            out.flush()?;
            drop(out);
            keep(file, &self.path)
        };
        written().map_err(Failure::io(self.path.display().to_string()))
    }
}

/// The lock of a file of visits: a hidden file beside it, since the file itself is written anew each time. It ends with the process.
fn locked(path: &Path) -> Result<File, Failure> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let path = folder_of(path).join(format!(".{name}.lock"));
    let failed = |error| Failure::io(path.display().to_string())(error);
    let lock = File::options().create(true).append(true).open(&path).map_err(failed)?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(failed(io::Error::new(
            io::ErrorKind::WouldBlock,
            "another command fetches addresses for this ledger; wait until it ends",
        ))),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

/// The file beside a ledger; for a ledger on a server, in the working directory, as its head is.
pub fn file(book: &BookArguments) -> PathBuf {
    book.noted().path().with_extension("visits")
}
