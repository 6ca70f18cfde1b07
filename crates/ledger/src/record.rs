//! How readings become entries.
//!
//! Owns: what of a reading can be made before its transaction, what is new and what is already there, and the entries that
//! follow. In: articles with their reports. Out: entries and rows through a [`Writer`]; what became of each reading.
//! Refuses: what [`crate::check`] refuses, and to bring withdrawn things back.
//!
//! Articles that are new to the book go in together, as one lot; everything else goes in one by one. The entries, their
//! order and what follows from them are the same either way.

use crate::check;
use crate::clock::is_set_back;
use crate::derive;
use crate::entry::{Entry, EntryKind, Head, Payload, Received};
use crate::error::Result;
use crate::ledger::{Added, Outcome};
use crate::store::{ArticleRow, Fresh, ReportRow, ReportRows, Writer};
use claimbook_records::{Article, Report};
use std::collections::HashSet;

/// A reading that may be recorded, with all that follows from it alone: made outside of a transaction, on any thread.
#[derive(Debug)]
pub struct Ready {
    article: Piece,
    report: Piece,
    article_row: ArticleRow,
    report_row: ReportRow,
    rows: ReportRows,
}

/// What an entry is to carry, as canonical text: all that most of them need, in half the memory.
#[derive(Debug)]
struct Piece {
    kind: EntryKind,
    text: String,
}

impl Piece {
    fn of(payload: &Payload) -> Result<Self> {
        Ok(Self { kind: payload.kind(), text: payload.text()? })
    }
}

impl Ready {
    /// Checks a reading and prepares its entries.
    pub fn of(article: &Article, report: &Report) -> Result<Self> {
        check::reading(article, report)?;
        let record = article.record();
        let article_row = derive::article_row(0, &record);
        let report = stored(report);
        let report_row = derive::report_row(0, &report);
        let rows = derive::report_rows(&report, &[]);
        Ok(Self {
            article: Piece::of(&Payload::Article(Box::new(record)))?,
            report: Piece::of(&Payload::Report(Box::new(report)))?,
            article_row,
            report_row,
            rows,
        })
    }

    /// The article's id.
    pub fn article(&self) -> &str {
        &self.article_row.id
    }

    /// The name it came under.
    pub fn input(&self) -> &str {
        &self.article_row.input
    }

    /// About as many as it takes up.
    pub fn bytes(&self) -> usize {
        self.article.text.len() + self.report.text.len()
    }

    fn done(&self, outcome: Outcome) -> Added {
        Added { article: self.article_row.id.clone(), report: self.report_row.id.clone(), outcome }
    }
}

/// Records readings in their order.
pub(crate) fn all(writer: &mut dyn Writer, at: &str, readings: &[Ready]) -> Result<Vec<Added>> {
    let ids: Vec<&str> = readings.iter().map(Ready::article).collect();
    let known = writer.known(&ids)?;
    let mut added = Vec::with_capacity(readings.len());
    let mut lot = Lot::new(writer, at)?;
    for ready in readings {
        if !known.contains(ready.article()) && lot.take(ready)? {
            added.push(ready.done(Outcome::New));
            continue;
        }
        // An article of this lot may still wait to be written, and would not be found.
        if !lot.met.contains(ready.article())
            && let Some(outcome) = settled(&*lot.writer, ready)?
        {
            added.push(ready.done(outcome));
            continue;
        }
        lot.write()?;
        added.push(record(lot.writer, at, ready)?);
        lot.go_on()?;
    }
    lot.write()?;
    Ok(added)
}

/// Articles that are new to the book and wait to be written together.
struct Lot<'w, 'r> {
    writer: &'w mut dyn Writer,
    at: &'w str,
    waiting: Vec<Fresh<'r>>,
    /// Articles that were new in this transaction.
    met: HashSet<&'r str>,
    head: Head,
    /// The next entry has to say that the clock was set back.
    set_back: bool,
}

impl<'w, 'r> Lot<'w, 'r> {
    fn new(writer: &'w mut dyn Writer, at: &'w str) -> Result<Self> {
        let mut lot = Self {
            writer,
            at,
            waiting: Vec::new(),
            met: HashSet::new(),
            head: Head::default(),
            set_back: false,
        };
        lot.go_on()?;
        Ok(lot)
    }

    /// Goes on after what the book now holds.
    fn go_on(&mut self) -> Result<()> {
        self.head = self.writer.head()?;
        self.set_back = self.writer.last_at()?.is_some_and(|before| is_set_back(&before, self.at));
        Ok(())
    }

    /// Takes a reading whose article is not in the book; false where it has to go in by itself.
    fn take(&mut self, ready: &'r Ready) -> Result<bool> {
        if !self.met.insert(ready.article()) || self.set_back {
            return Ok(false);
        }
        let mut seal = |piece: &Piece| {
            let entry = Entry::sealed(&self.head, self.at, piece.kind, piece.text.clone());
            self.head = entry.head();
            entry
        };
        let entries = [seal(&ready.article), seal(&ready.report)];
        let article = ArticleRow { seq: entries[0].seq, ..ready.article_row.clone() };
        let report = ReportRow { seq: entries[1].seq, ..ready.report_row.clone() };
        self.waiting.push(Fresh { entries, article, report, rows: &ready.rows });
        Ok(true)
    }

    fn write(&mut self) -> Result<()> {
        if !self.waiting.is_empty() {
            self.writer.put_fresh(&self.waiting)?;
            self.waiting.clear();
        }
        Ok(())
    }
}

/// What becomes of a reading for which nothing has to be written; none where something has.
fn settled(writer: &dyn Writer, ready: &Ready) -> Result<Option<Outcome>> {
    let Some(article) = writer.article(ready.article())? else { return Ok(None) };
    if article.withdrawn.is_some() {
        return Ok(Some(Outcome::Withdrawn));
    }
    if article.input != ready.article_row.input && !article.also.contains(&ready.article_row.input) {
        return Ok(None);
    }
    Ok(writer.report(&ready.report_row.id)?.map(|report| match report.withdrawn {
        Some(_) => Outcome::Withdrawn,
        None => Outcome::Unchanged,
    }))
}

/// Records one reading.
pub(crate) fn record(writer: &mut dyn Writer, at: &str, ready: &Ready) -> Result<Added> {
    match writer.article(ready.article())? {
        Some(row) if row.withdrawn.is_some() => return Ok(ready.done(Outcome::Withdrawn)),
        Some(row) => {
            let input = ready.article_row.input.clone();
            if row.input != input && !row.also.contains(&input) {
                append(writer, at, &Payload::Received(Received { article: row.id, input }))?;
            }
        }
        None => {
            append_piece(writer, at, &ready.article)?;
        }
    }
    let reports = writer.reports(ready.article())?;
    match reports.iter().find(|r| r.id == ready.report_row.id) {
        Some(row) if row.withdrawn.is_some() => return Ok(ready.done(Outcome::Withdrawn)),
        Some(_) => return Ok(ready.done(Outcome::Unchanged)),
        None => {}
    }
    append_piece(writer, at, &ready.report)?;
    Ok(ready.done(if reports.is_empty() { Outcome::New } else { Outcome::NewVersion }))
}

/// Appends an entry and writes what follows from it.
pub(crate) fn append(writer: &mut dyn Writer, at: &str, payload: &Payload) -> Result<Entry> {
    let before = writer.last_at()?.filter(|before| is_set_back(before, at));
    let entry = Entry::after(&writer.head()?, at, payload, before.as_deref())?;
    writer.append(&entry)?;
    derive::apply(writer, &entry, payload)?;
    Ok(entry)
}

/// The same of a piece, whose text is there already.
fn append_piece(writer: &mut dyn Writer, at: &str, piece: &Piece) -> Result<Entry> {
    let entry = Entry::sealed(&writer.head()?, at, piece.kind, piece.text.clone());
    let payload = entry.read()?;
    if writer.last_at()?.is_some_and(|before| is_set_back(&before, at)) {
        return append(writer, at, &payload);
    }
    writer.append(&entry)?;
    derive::apply(writer, &entry, &payload)?;
    Ok(entry)
}

/// A report as its entry keeps it, see [`Payload::Report`].
fn stored(report: &Report) -> Report {
    let mut report = report.clone();
    report.article.body.clear();
    report.mentions = None;
    report
}
