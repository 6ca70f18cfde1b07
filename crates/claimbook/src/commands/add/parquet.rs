//! Reports that an archive reader wrote as Parquet, for `claimbook add --from-parquet`.
//!
//! Owns: how rows are read on several threads ahead of the transaction that records them, and what is said of those that
//! are not recorded. In: the files of an archive. Out: entries of the ledger, captures where the rows keep them. Refuses:
//! to read an article again; a row that was recorded before adds nothing, so that a run that was cut short can be begun anew.

use super::{Arguments, Sums, summary};
use crate::book::link;
use crate::failure::Failure;
use crate::pipeline::{self, Done};
use crate::progress::Steps;
use crate::{phrase, table};
use claimbook_acquire::{CaptureStore, FolderStore};
use claimbook_ledger::Ready;
use claimbook_ledger::archive::{self, ArchiveFile, Row};
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// Reports and bytes recorded in one transaction, whichever comes first. An index has its pages all over; the more reports,
/// the more of them share a page that is written.
const LOT: usize = 8192;
const LOT_BYTES: usize = 96 << 20;

/// What came of one row.
enum Item {
    Ready {
        ready: Box<Ready>,
        incidents: usize,
        mended: bool,
        /// It names bytes that are not kept here.
        lacks_capture: bool,
    },
    /// The article told nothing.
    Quiet,
    /// A row, or what is left of a file.
    Failed(String),
}

impl Item {
    fn bytes(&self) -> usize {
        if let Self::Ready { ready, .. } = self { ready.bytes() } else { 0 }
    }
}

/// What is recorded in one transaction, or why the whole cannot go on.
type Lot = Result<Vec<Item>, Failure>;

/// Runs the command over an archive.
pub(super) fn add(arguments: &Arguments, at: &Path) -> Result<(), Failure> {
    let files = archive::files(at).map_err(Failure::io(at.display().to_string()))?;
    if files.is_empty() {
        return Err(Failure::Usage(format!(
            "{}: no reports of an archive are there; they are files such as reports/month=2024-05/reports.parquet",
            at.display()
        )));
    }
    let captures = arguments.captures.of(&arguments.book);
    let pool = pipeline::pool(arguments.reading.threads)?;
    let mut ledger = arguments.book.create_or_open()?;
    let rows = files.iter().filter_map(|file| ArchiveFile::open(file).ok()).map(|file| file.rows()).sum();
    let bar = Steps::of("loading", rows);
    // One lot is made ready while the one before is recorded; more would only take memory.
    let (sender, receiver) = sync_channel(0);
    let (mut sums, mut seen) = (Sums::default(), Seen::default());
    std::thread::scope(|scope| {
        scope.spawn(move || {
            let ahead = Ahead { captures: &captures, sender, waiting: Vec::new(), bytes: 0 };
            // Where nobody takes what is read any more, the other side has a failure of its own.
            let _ = pool.install(|| ahead.read(&files));
        });
        record(arguments, receiver, &mut ledger, &bar, &mut sums, &mut seen)
    })?;
    drop(bar);
    link(&mut ledger)?;
    if !arguments.json {
        table::text(&summary(&sums, &arguments.book.shown()))?;
    }
    seen.tell();
    Done { articles: seen.loaded, failed: seen.failed }.all_read()
}

/// What was met besides what the summary tells.
#[derive(Default)]
struct Seen {
    rows: usize,
    loaded: usize,
    failed: usize,
    quiet: usize,
    lacking: usize,
}

impl Seen {
    fn tell(&self) {
        if self.quiet > 0 {
            table::tell(&format!(
                "{} that {} nothing {} passed over",
                phrase::of(self.quiet, "article"),
                if self.quiet == 1 { "tells" } else { "tell" },
                if self.quiet == 1 { "was" } else { "were" }
            ));
        }
        if self.lacking > 0 {
            table::tell(&format!(
                "{} came without the bytes that were received, which `claimbook verify` will miss; where the original files \
                 are, `claimbook verify --repair --from FILES` puts them in place",
                phrase::of(self.lacking, "article")
            ));
        }
    }
}

/// Nobody takes what is read any more.
struct Gone;

/// What is read ahead of the transaction that records it, from one file to the next.
struct Ahead<'a> {
    captures: &'a FolderStore,
    sender: SyncSender<Lot>,
    waiting: Vec<Item>,
    bytes: usize,
}

impl Ahead<'_> {
    /// Reads the files, a few rows at a time. A file that cannot be read, or no further, is told and the next one goes on.
    fn read(mut self, files: &[PathBuf]) -> Result<(), Gone> {
        for path in files {
            let mut gone = false;
            let whole = ArchiveFile::open(path).and_then(|file| {
                file.read(&mut |rows| {
                    let read = rows.into_par_iter().map(|row| item(path, row, self.captures)).collect();
                    gone = self.take(read).is_err();
                    !gone
                })
            });
            if gone {
                return Err(Gone);
            }
            if let Err(error) = whole {
                self.waiting.push(Item::Failed(error.to_string()));
            }
        }
        self.send()
    }

    fn take(&mut self, read: Lot) -> Result<(), Gone> {
        match read {
            Ok(items) => self.waiting.extend(items.into_iter().inspect(|item| self.bytes += item.bytes())),
            Err(failure) => return self.sender.send(Err(failure)).map_err(|_| Gone).and(Err(Gone)),
        }
        if self.waiting.len() < LOT && self.bytes < LOT_BYTES {
            return Ok(());
        }
        self.send()
    }

    fn send(&mut self) -> Result<(), Gone> {
        self.bytes = 0;
        self.sender.send(Ok(std::mem::take(&mut self.waiting))).map_err(|_| Gone)
    }
}

fn item(path: &Path, row: Row, captures: &FolderStore) -> Result<Item, Failure> {
    let number = row.number;
    let failed = |problem: &dyn std::fmt::Display| {
        Ok(Item::Failed(format!("{}, row {number}: {problem}", path.display())))
    };
    let told = match row.read() {
        Ok(Some(told)) => told,
        Ok(None) => return Ok(Item::Quiet),
        Err(error) => return failed(&error),
    };
    let ready = match Ready::of(&told.article, &told.report) {
        Ok(ready) => ready,
        Err(error) => return failed(&error),
    };
    // Captures first: an entry must never name bytes that a power cut took.
    let mended = match &told.captured {
        Some(bytes) => captures.put(bytes.data())?.mended,
        None => false,
    };
    let lacks_capture = told.article.capture.as_ref().is_some_and(|address| !captures.contains(address));
    Ok(Item::Ready { ready: Box::new(ready), incidents: told.report.incidents.len(), mended, lacks_capture })
}

/// Records what comes, each lot in a transaction of its own.
fn record(
    arguments: &Arguments,
    receiver: Receiver<Lot>,
    ledger: &mut claimbook_ledger::Ledger,
    bar: &Steps,
    sums: &mut Sums,
    seen: &mut Seen,
) -> Result<(), Failure> {
    for items in receiver {
        let items = items?;
        seen.rows += items.len();
        let (mut lot, mut incidents_of) = (Vec::with_capacity(items.len()), Vec::new());
        for item in items {
            match item {
                Item::Quiet => seen.quiet += 1,
                Item::Failed(problem) => {
                    seen.failed += 1;
                    table::tell(&problem);
                }
                Item::Ready { ready, incidents, mended, lacks_capture } => {
                    sums.mended += usize::from(mended);
                    seen.lacking += usize::from(lacks_capture);
                    lot.push(*ready);
                    incidents_of.push(incidents);
                }
            }
        }
        seen.loaded += lot.len();
        let added = ledger.add_ready(&lot)?;
        for ((ready, incidents), added) in lot.iter().zip(incidents_of).zip(added) {
            let line = sums.line(ready.input(), incidents, added);
            if arguments.json {
                table::json([line])?;
            }
        }
        arguments.book.note(ledger)?;
        bar.reached(seen.rows);
    }
    Ok(())
}
