//! The ledger: what a caller opens, adds to and asks.
//!
//! Owns: the rules of recording: what is new, what is already there, and that entry and views are written together.
//! In: articles with their reports. Out: what became of each, once it is on disk. Refuses: what [`crate::check`]
//! refuses, and to bring withdrawn things back.

use crate::check;
use crate::clock::{Clock, SystemClock, stamp};
use crate::derive;
use crate::entry::{Entry, Head, Payload, Withdrawal};
use crate::error::{Error, Result};
use crate::keys;
use crate::record::{self, Ready, append};
use crate::review::Decision;
use crate::store::{self, Access, Counts, Store};
use crate::verify;
use claimbook_records::report::EngineInfo;
use claimbook_records::{Article, Report};
use rayon::prelude::*;
use std::path::Path;

/// Entries read at a time.
const AT_A_TIME: usize = 256;

/// A book of articles, reports and what follows from them.
pub struct Ledger {
    pub(crate) store: Box<dyn Store>,
    pub(crate) clock: Box<dyn Clock>,
}

/// An article and what an engine read in it.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    pub article: &'a Article,
    pub report: &'a Report,
}

/// What became of one reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The first report of this article.
    New,
    /// A further version of its report, by another engine.
    NewVersion,
    /// This engine's report of this article is already there; nothing was added but the name it came under, where that
    /// is new.
    Unchanged,
    /// The article or this report was withdrawn; nothing was added.
    Withdrawn,
}

/// An acknowledged reading: it is on disk.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Added {
    pub article: String,
    pub report: String,
    pub outcome: Outcome,
}

impl std::fmt::Debug for Ledger {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ledger").finish_non_exhaustive()
    }
}

impl Ledger {
    /// Opens the ledger in the file or at the URL (`postgres://user@host/database?schema=name`), creating it when there
    /// is none.
    pub fn create_or_open(at: impl AsRef<Path>) -> Result<Self> {
        Self::over(store::open(at.as_ref(), Access::Create)?, Box::new(SystemClock))
    }

    /// Opens a ledger that must exist, see [`Ledger::create_or_open`].
    pub fn open(at: impl AsRef<Path>) -> Result<Self> {
        Self::over(store::open(at.as_ref(), Access::Write)?, Box::new(SystemClock))
    }

    /// The same, but nothing can be changed through it, and its folder need not be writable. A ledger that an older
    /// Claimbook wrote is brought up to date first, which needs writing once.
    pub fn open_to_read(at: impl AsRef<Path>) -> Result<Self> {
        let store = match store::open(at.as_ref(), Access::Read) {
            Ok(store) if store.rules()? >= derive::RULES => store,
            Ok(_) | Err(Error::Outdated) => match Self::open(at) {
                Err(Error::ReadOnly { .. }) => return Err(Error::Outdated),
                opened => return opened,
            },
            Err(error) => return Err(error),
        };
        Self::over(store, Box::new(SystemClock))
    }

    /// A ledger over any store and clock. Views filled by older rules are filled anew, which takes a while on a large
    /// book; a book filled by newer rules is refused.
    pub fn over(mut store: Box<dyn Store>, clock: Box<dyn Clock>) -> Result<Self> {
        let rules = store.rules()?;
        if rules > derive::RULES {
            return Err(Error::Newer { what: "rules", found: rules, known: derive::RULES });
        }
        if rules < derive::RULES {
            store.transact(&mut derive::replay)?;
        }
        Ok(Self { store, clock })
    }

    /// Records readings in one transaction: all of them, or on error none. They are on disk when this returns.
    pub fn add(&mut self, readings: &[Reading<'_>]) -> Result<Vec<Added>> {
        let ready: Vec<Result<Ready>> =
            readings.par_iter().map(|reading| Ready::of(reading.article, reading.report)).collect();
        self.add_ready(&ready.into_iter().collect::<Result<Vec<_>>>()?)
    }

    /// The same of readings that were made ready before, on other threads for instance.
    pub fn add_ready(&mut self, readings: &[Ready]) -> Result<Vec<Added>> {
        let at = stamp(self.clock.as_ref());
        let mut added = Vec::new();
        self.store.transact(&mut |writer| {
            added = record::all(writer, &at, readings)?;
            Ok(())
        })?;
        Ok(added)
    }

    /// Records readings in batches of `size`, each batch one transaction. Larger batches are quicker; what is not yet
    /// acknowledged when the machine stops has to be added again.
    pub fn batch(&mut self, size: usize) -> Batch<'_> {
        Batch { ledger: self, size: size.max(1), waiting: Vec::new() }
    }

    /// Whether this engine's report of an article is recorded (or withdrawn), so that reading it again can be spared.
    pub fn has(&self, article: &str, engine: &EngineInfo) -> Result<bool> {
        Ok(self.store.report(&keys::report_id(article, engine))?.is_some())
    }

    /// Withdraws an article (`art_…`, a prefix is enough) or one version of a report (`rpt_…`, whole). Its incidents
    /// leave every view; the entries stay. False when it was withdrawn before.
    pub fn withdraw(&mut self, subject: &str, reason: &str) -> Result<bool> {
        if reason.trim().is_empty() {
            return Err(Error::BadRequest("a withdrawal needs a reason".to_owned()));
        }
        let is_report = subject.starts_with("rpt_");
        let subject = if is_report { subject.to_owned() } else { self.article_id(subject)? };
        let at = stamp(self.clock.as_ref());
        let mut fresh = false;
        self.store.transact(&mut |writer| {
            let withdrawn = if is_report {
                writer.report(&subject)?.map(|r| r.withdrawn)
            } else {
                writer.article(&subject)?.map(|a| a.withdrawn)
            };
            let kind = if is_report { "report" } else { "article" };
            let by = withdrawn.ok_or_else(|| Error::NotFound { kind, wanted: subject.clone() })?;
            fresh = by.is_none();
            if !fresh {
                return Ok(());
            }
            let withdrawal = Withdrawal { subject: subject.clone(), reason: reason.trim().to_owned() };
            append(writer, &at, &Payload::Withdrawn(withdrawal)).map(|_| ())
        })?;
        Ok(fresh)
    }

    /// Appends a decision that was checked.
    pub(crate) fn append_decision(&mut self, decision: Decision) -> Result<Entry> {
        let at = stamp(self.clock.as_ref());
        let payload = Payload::Decision(Box::new(decision));
        let mut written = None;
        self.store.transact(&mut |writer| {
            written = Some(append(writer, &at, &payload)?);
            Ok(())
        })?;
        written.ok_or_else(|| Error::BadRequest("nothing was decided".to_owned()))
    }

    /// Empties the views and fills them again from the entries.
    pub fn rebuild(&mut self) -> Result<()> {
        self.store.transact(&mut derive::replay)
    }

    /// Makes anew all that follows from the entries, also what [`Ledger::rebuild`] cannot reach because it is damaged; a
    /// file is written whole. Refuses a book whose entries are damaged.
    pub fn repair(&mut self) -> Result<()> {
        let (mut head, mut last) = (Head::default(), 0);
        loop {
            let entries = self.store.entries(last, AT_A_TIME)?;
            for entry in &entries {
                verify::sealed(&head, entry)
                    .map_err(|flaw| Error::BadEntry { seq: flaw.seq, problem: flaw.problem })?;
                head = entry.head();
            }
            match entries.last() {
                Some(entry) => last = entry.seq,
                None => break,
            }
        }
        self.store.remake(&mut derive::replay)
    }

    /// Runs `work` so that everything it reads through this ledger is of one moment, whoever writes meanwhile.
    pub fn at_one_moment<T>(&self, work: impl FnOnce() -> T) -> Result<T> {
        let (mut work, mut done) = (Some(work), None);
        self.store.at_one_moment(&mut || {
            done = work.take().map(|work| work());
            Ok(())
        })?;
        done.ok_or_else(|| Error::BadRequest("nothing was asked".to_owned()))
    }

    /// How many there are of each.
    pub fn counts(&self) -> Result<Counts> {
        self.store.counts()
    }

    /// The last entry: kept elsewhere, it proves later that nothing before it was changed or cut off.
    pub fn head(&self) -> Result<Head> {
        self.store.head()
    }

    /// Whether an entry is in this book. A head noted elsewhere that is not shows a book cut short, or another one.
    pub fn holds(&self, head: &Head) -> Result<bool> {
        if head.seq == 0 {
            return Ok(*head == Head::default());
        }
        Ok(self.store.entry(head.seq)?.is_some_and(|entry| entry.hash == head.hash))
    }

    /// The first head that meets a condition, of all that this book had.
    pub fn head_where(&self, meets: &dyn Fn(&Head) -> bool) -> Result<Option<Head>> {
        let mut found = None;
        self.each_entry(0, &mut |entry| {
            found = Some(entry.head()).filter(|head| meets(head));
            Ok(found.is_none())
        })?;
        Ok(found)
    }

    /// Every entry after number `after`, as long as `each` wants more.
    pub(crate) fn each_entry(&self, after: i64, each: &mut dyn FnMut(&Entry) -> Result<bool>) -> Result<()> {
        let mut last = after;
        loop {
            let entries = self.entries(last, AT_A_TIME)?;
            let Some(end) = entries.last() else { return Ok(()) };
            last = end.seq;
            for entry in &entries {
                if !each(entry)? {
                    return Ok(());
                }
            }
        }
    }

    /// Entries after number `seq`, in order, at most `limit`, and fewer where they are large; none only at the end.
    pub fn entries(&self, seq: i64, limit: usize) -> Result<Vec<Entry>> {
        self.store.entries(seq, limit)
    }
}

/// Readings waiting for their transaction; see [`Ledger::batch`].
#[derive(Debug)]
pub struct Batch<'l> {
    ledger: &'l mut Ledger,
    size: usize,
    waiting: Vec<(Article, Report)>,
}

impl Batch<'_> {
    /// Takes a reading; gives what is acknowledged by now, which is nothing until the batch is full. A reading that
    /// is refused is an error of its own and leaves the others waiting.
    pub fn push(&mut self, article: Article, report: Report) -> Result<Vec<Added>> {
        check::reading(&article, &report)?;
        self.waiting.push((article, report));
        if self.waiting.len() < self.size { Ok(Vec::new()) } else { self.commit() }
    }

    /// Records what is waiting. Dropping a batch without this forgets it.
    pub fn finish(mut self) -> Result<Vec<Added>> {
        self.commit()
    }

    fn commit(&mut self) -> Result<Vec<Added>> {
        let readings: Vec<Reading<'_>> =
            self.waiting.iter().map(|(article, report)| Reading { article, report }).collect();
        let added = if readings.is_empty() { Vec::new() } else { self.ledger.add(&readings)? };
        self.waiting.clear();
        Ok(added)
    }
}
