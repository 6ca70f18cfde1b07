//! The seam between the book and the database that keeps it.
//!
//! Owns: what a store must be able to do ([`Store`], [`Writer`], [`Reader`]) and the rows that cross the seam. In:
//! entries and rows already derived. Out: the same, found again. Refuses: any rule of the book; hashing, versions,
//! standing and the reading of payloads live above the seam, once for every database.
//!
//! Everything is synchronous: a command does one thing after the other, and the SQLite library is synchronous itself.
//! `rusqlite` was chosen over `sqlx` for that: no runtime to own, no thread hand-over for each row, a smaller build.
//! The PostgreSQL store uses the `postgres` crate, which is synchronous too. A web server calls from blocking tasks.
//! Every store passes the contract suite in `contract.rs`.

mod conditions;
#[cfg(test)]
pub(crate) mod contract;
mod digest;
mod links;
mod location;
mod postgres;
mod question;
mod select;
mod sqlite;

pub use self::postgres::PostgresStore;
pub use links::{Held, LinkRow, LinkWriter, Links};
pub(crate) use location::open;
pub use location::{Access, is_server, shown};
pub use question::{By, Cell, Question};
pub use sqlite::SqliteStore;

use crate::entry::{Entry, EntryKind, Head, LARGEST};
use crate::error::{Error, Result};
use crate::filter::{ActorFilter, ClaimFilter, IncidentFilter, TallyFilter};
use claimbook_records::report::EngineInfo;
use std::collections::HashSet;

/// An article as the book lists it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ArticleRow {
    pub id: String,
    /// Entry that recorded it.
    pub seq: i64,
    pub input: String,
    pub publisher: Option<String>,
    pub domain: Option<String>,
    pub url: Option<String>,
    pub headline: Option<String>,
    pub published: Option<String>,
    pub language: String,
    /// SHA-256 of the bytes as received.
    pub capture: Option<String>,
    /// Entry that withdrew it.
    pub withdrawn: Option<i64>,
    /// Further inputs that held the same article, in the order they came.
    pub also: Vec<String>,
}

impl ArticleRow {
    /// Every input that held the article, to be changed for those who must not see it.
    pub(crate) fn inputs_mut(&mut self) -> impl Iterator<Item = &mut String> {
        std::iter::once(&mut self.input).chain(&mut self.also)
    }
}

/// One version of an article's report.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ReportRow {
    pub id: String,
    /// Entry that recorded it.
    pub seq: i64,
    pub article: String,
    pub engine: EngineInfo,
    pub current: bool,
    /// Entry that withdrew it.
    pub withdrawn: Option<i64>,
}

/// A decision and one of the articles it is about (none for a publisher's grade).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionRow {
    /// Entry that holds it.
    pub seq: i64,
    pub article: Option<String>,
    /// Entry that took it back.
    pub undone: Option<i64>,
}

/// A key something answers to, and in which role.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    pub value: String,
    pub role: &'static str,
}

/// What queries need of one incident report.
#[derive(Debug, Clone, PartialEq)]
pub struct IncidentRow {
    pub incident: String,
    pub position: usize,
    pub sort_day: String,
    pub day_from: Option<String>,
    pub day_to: Option<String>,
    pub open_start: bool,
    pub open_end: bool,
    /// More than a month from `day_from` to `day_to`.
    pub long_range: bool,
    pub kind: &'static str,
    pub stage: &'static str,
    pub standing: &'static str,
    /// What people decided about it.
    pub review: &'static str,
    pub aggregate: bool,
    pub background: bool,
    pub confidence: f64,
    /// Where it lies on a map.
    pub point: Option<Point>,
    pub places: Vec<Key>,
    pub parties: Vec<Key>,
    /// The words that tell it, folded, in their order; a store neither splits nor folds them further.
    pub words: Vec<String>,
}

/// A place with coordinates.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    pub lat: f64,
    pub lon: f64,
    pub place: String,
    pub level: &'static str,
}

/// What queries need of one claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimRow {
    pub position: usize,
    pub incident: Option<String>,
    pub sort_day: String,
    pub act: &'static str,
    pub property: Option<&'static str>,
    pub firmness: &'static str,
    pub speaker_kind: &'static str,
    pub speaker: String,
    pub speaker_name: String,
}

/// What queries need of one tally.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TallyRow {
    pub position: usize,
    pub sort_day: String,
    pub what: &'static str,
    pub parties: Vec<Key>,
}

/// What queries need of one actor of one article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActorRow {
    pub key: String,
    pub register: Option<String>,
    pub name: String,
    pub kind: &'static str,
    /// Key and spelling of every name.
    pub names: Vec<(String, String)>,
}

/// What queries need of one relation between actors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelationRow {
    pub position: usize,
    pub sort_day: String,
    pub kind: &'static str,
    pub subject: String,
    pub object: String,
}

/// Everything derived from one report.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReportRows {
    pub incidents: Vec<IncidentRow>,
    pub claims: Vec<ClaimRow>,
    pub tallies: Vec<TallyRow>,
    pub actors: Vec<ActorRow>,
    pub relations: Vec<RelationRow>,
}

/// An article that is new to a book, with its first report, which becomes the current one: their entries and rows.
#[derive(Debug)]
pub struct Fresh<'r> {
    /// The article's, then the report's.
    pub entries: [Entry; 2],
    pub article: ArticleRow,
    pub report: ReportRow,
    pub rows: &'r ReportRows,
}

/// Where the record of a listed thing stands: `position` in the report of entry `report`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub article: String,
    pub report: i64,
    pub position: usize,
    /// Id of the incident it is, or is about.
    pub incident: Option<String>,
}

/// An actor over the whole book.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ActorView {
    /// `id:` and the register id, else `name:` and the folded name.
    pub key: String,
    pub register_id: Option<String>,
    /// The name most articles use; the first in order among equals.
    pub name: String,
    pub kind: String,
    /// Every spelling met, in order.
    pub names: Vec<String>,
    /// Articles that name it.
    pub articles: u64,
    /// Incidents it is named in, by role.
    pub as_perpetrator: u64,
    pub as_target: u64,
    pub as_speaker: u64,
}

/// What an incident id stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// In the current report of its article.
    Current(Found),
    /// Only in an older or withdrawn report (its entry and article).
    Former { report: i64, article: String },
}

/// How many there are of each.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    pub entries: u64,
    pub articles: u64,
    /// Every version.
    pub reports: u64,
    pub incidents: u64,
    pub claims: u64,
    pub tallies: u64,
    /// Different actors.
    pub actors: u64,
}

/// What can be read inside and outside a transaction.
pub trait Reader {
    /// The last entry.
    fn head(&self) -> Result<Head>;
    /// When the last entry was recorded.
    fn last_at(&self) -> Result<Option<String>>;
    /// One entry.
    fn entry(&self, seq: i64) -> Result<Option<Entry>>;
    /// An article.
    fn article(&self, id: &str) -> Result<Option<ArticleRow>>;
    /// Every version of an article's report, in the order recorded.
    fn reports(&self, article: &str) -> Result<Vec<ReportRow>>;
    /// The version of an article's report that lists show.
    fn current(&self, article: &str) -> Result<Option<ReportRow>> {
        Ok(self.reports(article)?.into_iter().find(|r| r.current))
    }
    /// Those of some articles that the book knows anything of, be it a decision alone.
    fn known(&self, articles: &[&str]) -> Result<HashSet<String>>;
    /// A report by its id.
    fn report(&self, id: &str) -> Result<Option<ReportRow>>;
    /// Decisions about an article (about none for an empty id), or all of them (one row an article), by entry, then
    /// article; undone ones too.
    fn decisions(&self, article: Option<&str>) -> Result<Vec<DecisionRow>>;
}

/// Most bytes of payloads read together.
const LOT: u64 = 16 << 20;

/// The last of some entries, given as number and bytes, that are read together.
fn lot(sizes: &[(i64, i64)]) -> Result<Option<i64>> {
    let mut last = None;
    let mut bytes = 0;
    for (seq, size) in sizes {
        let size = size.unsigned_abs();
        if size > LARGEST as u64 {
            return match last {
                Some(last) => Ok(Some(last)),
                None => Err(Error::BadEntry { seq: *seq, problem: format!("its {size} bytes are too many") }),
            };
        }
        bytes += size;
        if last.is_some() && bytes > LOT {
            break;
        }
        last = Some(*seq);
    }
    Ok(last)
}

/// Entries after a number as a query gave them. A damaged table gives them in another order, and whoever went on after the
/// last of them would never come to an end.
fn in_order(after: i64, entries: Vec<Entry>) -> Result<Vec<Entry>> {
    let mut last = after;
    for entry in &entries {
        if entry.seq <= last {
            return Err(Error::BadEntry {
                seq: last + 1,
                problem: "the entries are out of order".to_owned(),
            });
        }
        last = entry.seq;
    }
    Ok(entries)
}

/// Names as a column keeps them.
fn written(names: &[String]) -> String {
    serde_json::json!(names).to_string()
}

/// What [`written`] gave; none where the column holds anything else, which `verify` reports.
fn names(column: &str) -> Vec<String> {
    serde_json::from_str(column).unwrap_or_default()
}

/// What one transaction can do. Nothing is kept when it ends with an error.
pub trait Writer: Reader + LinkWriter {
    /// Appends an entry; it must follow [`Reader::head`].
    fn append(&mut self, entry: &Entry) -> Result<()>;
    /// Adds an article.
    fn put_article(&mut self, article: &ArticleRow) -> Result<()>;
    /// Replaces the further inputs of an article.
    fn put_inputs(&mut self, article: &str, also: &[String]) -> Result<()>;
    /// Adds a version of a report.
    fn put_report(&mut self, report: &ReportRow) -> Result<()>;
    /// Marks an article as withdrawn by an entry, or as not withdrawn any more.
    fn withdraw_article(&mut self, id: &str, by: Option<i64>) -> Result<()>;
    /// Marks a report as withdrawn by an entry.
    fn withdraw_report(&mut self, id: &str, by: i64) -> Result<()>;
    /// Makes a report the current one of its article, with its rows. The article waits to be linked again.
    fn activate(&mut self, report: &ReportRow, rows: &ReportRows) -> Result<()>;
    /// Puts in articles that the book knows nothing of, in the order of their entries: the same as one by one, and quicker.
    fn put_fresh(&mut self, fresh: &[Fresh<'_>]) -> Result<()> {
        for Fresh { entries: [of_article, of_report], article, report, rows } in fresh {
            self.append(of_article)?;
            self.put_article(article)?;
            self.append(of_report)?;
            self.put_report(report)?;
            self.activate(report, rows)?;
        }
        Ok(())
    }
    /// Takes back [`Writer::activate`], and has the article wait as well; the ids of its incidents stay known as former ones.
    fn retire(&mut self, report: &ReportRow) -> Result<()>;
    /// Adds a decision about an article, or about none.
    fn put_decision(&mut self, decision: &DecisionRow) -> Result<()>;
    /// Marks a decision as taken back by an entry.
    fn undo_decision(&mut self, seq: i64, by: i64) -> Result<()>;
    /// Empties every derived table and notes the rules that will fill them.
    fn clear(&mut self, rules: i64) -> Result<()>;
}

/// A database that keeps a book.
pub trait Store: Reader + Send {
    /// Runs `work` in one transaction that excludes other writers; committed and on disk when this returns `Ok`.
    fn transact(&mut self, work: &mut dyn FnMut(&mut dyn Writer) -> Result<()>) -> Result<()>;
    /// Runs `work` so that everything it reads through this store is of one moment, whoever writes meanwhile.
    fn at_one_moment(&self, work: &mut dyn FnMut() -> Result<()>) -> Result<()>;
    /// Number of the rules that filled the derived tables; 0 when they were never filled.
    fn rules(&self) -> Result<i64>;
    /// Entries after `seq`, in order, at most `limit`; of large ones fewer, so that a lot of them fits into memory, but
    /// one where there is one.
    fn entries(&self, after: i64, limit: usize) -> Result<Vec<Entry>>;
    /// Numbers of the entries of a kind after `seq`, in order.
    fn entries_of(&self, kind: EntryKind, after: i64) -> Result<Vec<i64>>;
    /// How many there are of each.
    fn counts(&self) -> Result<Counts>;
    /// Ids of articles that begin with `prefix`, at most `limit`.
    fn article_ids(&self, prefix: &str, limit: usize) -> Result<Vec<String>>;
    /// Ids of incidents that begin with `prefix`, with what they stand for, at most `limit`; current ones first.
    fn incident_ids(&self, prefix: &str, limit: usize) -> Result<Vec<(String, Known)>>;
    /// Incidents by day, article, id.
    fn incidents(&self, filter: &IncidentFilter) -> Result<Vec<Found>>;
    /// How many incidents a filter finds, whatever its limit.
    fn count_incidents(&self, filter: &IncidentFilter) -> Result<u64>;
    /// Claims by day, article, place in the report.
    fn claims(&self, filter: &ClaimFilter) -> Result<Vec<Found>>;
    /// Tallies by as-of day, article, place in the report.
    fn tallies(&self, filter: &TallyFilter) -> Result<Vec<Found>>;
    /// Actors by number of articles, most first, then key.
    fn actors(&self, filter: &ActorFilter) -> Result<Vec<ActorView>>;
    /// The rows that answer a question about many at once, in its columns.
    fn ask(&self, question: &Question<'_>) -> Result<Vec<Vec<Cell>>>;
    /// What linking found.
    fn links(&self) -> Box<dyn Links + '_>;
    /// For each derived table its name and a digest of its rows: equal for equal books, whatever keeps them.
    fn digests(&self) -> Result<Vec<(&'static str, String)>>;
    /// The same for the tables of linking, which say something only where nothing waits to be linked.
    fn link_digests(&self) -> Result<Vec<(&'static str, String)>>;
    /// What the database itself finds wrong with its pages and indexes, a sentence each; as far as it can tell. Asked at
    /// one moment.
    fn damage(&self) -> Result<Vec<String>>;
    /// Tables, indexes and triggers that are not as this program makes them.
    fn schema_changes(&self) -> Result<Vec<String>>;
    /// Makes everything but the entries anew, whatever state it is in; `fill` fills the derived tables. Nobody else can
    /// write meanwhile.
    fn remake(&mut self, fill: &mut dyn FnMut(&mut dyn Writer) -> Result<()>) -> Result<()>;
    /// An empty store that leaves nothing behind, to replay a book into and compare digests; it may be of another kind,
    /// since digests do not tell kinds apart.
    fn scratch(&self) -> Result<Box<dyn Store>>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_out_of_order_are_refused() {
        let with = |seqs: &[i64]| {
            let entry = |seq: &i64| Entry {
                seq: *seq,
                at: String::new(),
                kind: crate::EntryKind::Received,
                payload: String::new(),
                prev_hash: String::new(),
                hash: String::new(),
            };
            in_order(4, seqs.iter().map(entry).collect())
        };
        assert!(with(&[]).is_ok() && with(&[5, 6, 8]).is_ok());
        for wrong in [&[4][..], &[5, 5], &[6, 5]] {
            assert!(matches!(with(wrong), Err(Error::BadEntry { .. })), "{wrong:?}");
        }
    }

    #[test]
    fn entries_are_read_in_lots_that_fit_into_memory() {
        let big = LOT as i64;
        for (sizes, last) in [
            (vec![], None),
            (vec![(1, 10), (2, 20)], Some(2)),
            (vec![(1, big), (2, 1)], Some(1)),
            (vec![(1, big + 1), (2, 1)], Some(1)),
            (vec![(1, 1), (2, big - 1), (3, 1)], Some(2)),
            (vec![(1, 1), (2, LARGEST as i64 + 1)], Some(1)),
        ] {
            assert_eq!(lot(&sizes).unwrap(), last, "{sizes:?}");
        }
        assert!(matches!(lot(&[(7, LARGEST as i64 + 1)]), Err(Error::BadEntry { seq: 7, .. })));
    }
}
