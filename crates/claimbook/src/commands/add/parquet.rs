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
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

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
    Failed(String),
}

/// What the reading thread hands over.
enum Message {
    Lot(Vec<Item>),
    /// A file that cannot be read, or no further.
    Problem(String),
    /// The whole cannot go on.
    End(Failure),
}

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
        scope.spawn(|| {
            // Where nobody takes what is read any more, the other side has a failure of its own.
            let _ = pool.install(|| files.iter().try_for_each(|file| read(file, &captures, &sender)));
            drop(sender);
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

/// The reader went away.
struct Gone;

/// Reads a file, a lot at a time; a failure goes the same way as what was read.
fn read(path: &Path, captures: &FolderStore, sender: &SyncSender<Message>) -> Result<(), Gone> {
    let send = |message| sender.send(message).map_err(|_| Gone);
    let file = match ArchiveFile::open(path) {
        Ok(file) => file,
        Err(error) => return send(Message::Problem(error.to_string())),
    };
    let mut gone = false;
    let whole = file.read(&mut |rows| {
        let items: Result<Vec<Item>, Failure> =
            rows.into_par_iter().map(|row| item(path, row, captures)).collect();
        let sent = match items {
            Ok(items) => send(Message::Lot(items)),
            Err(failure) => send(Message::End(failure)).and(Err(Gone)),
        };
        gone = sent.is_err();
        !gone
    });
    match whole {
        _ if gone => Err(Gone),
        Ok(()) => Ok(()),
        Err(error) => send(Message::Problem(error.to_string())),
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
    receiver: Receiver<Message>,
    ledger: &mut claimbook_ledger::Ledger,
    bar: &Steps,
    sums: &mut Sums,
    seen: &mut Seen,
) -> Result<(), Failure> {
    for message in receiver {
        let items = match message {
            Message::Lot(items) => items,
            Message::Problem(problem) => {
                seen.failed += 1;
                table::tell(&problem);
                continue;
            }
            Message::End(failure) => return Err(failure),
        };
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
