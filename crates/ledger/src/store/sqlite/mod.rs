//! The book in one SQLite file.
//!
//! Owns: how the file is opened, what it promises on disk, and the queries. In: a path. Out: a [`Store`]. Refuses:
//! files of other programs, empty files and ledgers of a newer schema; it never changes a file before it knows what it is.
//!
//! Write-ahead log with `synchronous = FULL`: a transaction is on disk when it is acknowledged, and a crash leaves
//! either all of it or nothing. Pages of 8 KiB: an entry of a few kilobytes leaves half of a smaller page empty.

mod digest;
mod health;
mod links;
mod migrations;
mod open;
mod rows;
#[cfg(test)]
mod tests;

use super::question::{self, Cell, Question};
use super::select::{self, Dialect, Value};
use super::{
    Access, ActorView, Counts, DecisionRow, Found, Known, Links, ReportRow, Store, Writer, in_order, lot,
};
use crate::entry::{Entry, EntryKind, Head};
use crate::error::{Error, Result};
use crate::filter::{ActorFilter, ClaimFilter, IncidentFilter, TallyFilter};
use crate::store::digest::{LINKS, TABLES};
use crate::store::{ArticleRow, Reader};
use rows::{Rows, entry_of};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, Row, ToSql, TransactionBehavior, params_from_iter};
use std::collections::HashSet;
use std::path::Path;
use std::time::{Duration, Instant};

/// Bytes of a page of a new ledger.
const PAGE: i64 = 8192;
/// How long a writer waits for another one.
const WAIT: Duration = Duration::from_secs(20);
/// Looking up and sorting so many rows takes some milliseconds.
const COMMON: usize = 4_000;
/// Different statements kept prepared.
const PREPARED: usize = 64;

const DIALECT: Dialect = Dialect {
    words: ("rowid", "incident_words MATCH ?"),
    no_limit: "-1",
    sorts_branches: true,
    whole: |number| format!("CAST({number} AS INTEGER)"),
};

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match self {
            Self::Text(text) => text.to_sql(),
            Self::Integer(number) => number.to_sql(),
            Self::Real(number) => number.to_sql(),
            // Quoted, so that none of them is an operator.
            Self::Words(words) => Ok(format!("\"{}\"", words.join("\" \"")).into()),
        }
    }
}

/// A book in a SQLite file.
#[derive(Debug)]
pub struct SqliteStore {
    connection: Connection,
    /// From so many rows on, a name or word is common, see [`select`].
    common: usize,
}

impl SqliteStore {
    /// Opens the ledger at `path`; with [`Access::Create`], makes it first when there is none, for its owner alone.
    pub fn open(path: &Path, access: Access) -> Result<Self> {
        if access == Access::Create {
            open::make(path)?;
        } else {
            let missing = || Error::Missing { path: path.to_owned() };
            if path.metadata().map_err(|_| missing())?.len() == 0 {
                return Err(Error::Empty { path: path.to_owned() });
            }
        }
        if access == Access::Read {
            return Ok(Self { connection: open::to_read(path)?, common: COMMON });
        }
        let connection = open::to_write(path)?;
        if access == Access::Write && patiently(|| migrations::version(&connection, path))? == 0 {
            return Err(Error::Empty { path: path.to_owned() });
        }
        Self::prepare(connection, path, PAGE)
    }

    /// A ledger that is gone when it is dropped. SQLite keeps it in memory and spills to a temporary file.
    pub fn temporary() -> Result<Self> {
        Self::temporary_with(PAGE)
    }

    fn temporary_with(page: i64) -> Result<Self> {
        let connection = Connection::open("").map_err(failed("opening a temporary one"))?;
        Self::prepare(connection, Path::new("temporary"), page)
    }

    /// A connection that writes, with the newest schema.
    fn prepare(mut connection: Connection, path: &Path, page: i64) -> Result<Self> {
        connection.set_prepared_statement_cache_capacity(PREPARED);
        let known = migrations::STEPS.len();
        let found = patiently(|| {
            let found = migrations::version(&connection, path)?;
            connection
                .execute_batch(&format!(
                    "PRAGMA page_size = {page}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
                     PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA cache_size = -32768;",
                ))
                .map_err(failed("opening it"))?;
            Ok(found)
        })?;
        if found < known as i64 {
            let tx = connection
                .transaction_with_behavior(TransactionBehavior::Immediate)
                .map_err(failed("bringing its schema up to date"))?;
            // Another process may have done it while this one waited.
            let found = migrations::version(&tx, path)?;
            migrations::apply(&tx, found, known)?;
            tx.commit().map_err(failed("bringing its schema up to date"))?;
        }
        Ok(Self { connection, common: COMMON })
    }

    fn list<T>(
        &self,
        sql: &str,
        values: Vec<Value>,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        let mut statement = self.connection.prepare_cached(sql).map_err(failed("preparing a query"))?;
        let rows = statement.query_map(params_from_iter(values), read).map_err(failed("querying"))?;
        rows.collect::<rusqlite::Result<_>>().map_err(failed("querying"))
    }

    fn number(&self, sql: &str, values: Vec<Value>) -> Result<u64> {
        let mut statement = self.connection.prepare_cached(sql).map_err(failed("preparing a query"))?;
        let n: i64 =
            statement.query_row(params_from_iter(values), |row| row.get(0)).map_err(failed("querying"))?;
        Ok(n.unsigned_abs())
    }

    /// Whether a query finds so many rows that walking beats sorting, see [`select`].
    fn is_common(&self, sql: &str, values: Vec<Value>) -> Result<bool> {
        let found = self.number(&format!("SELECT count(*) FROM ({sql} LIMIT {})", self.common), values)?;
        Ok(found >= self.common as u64)
    }

    fn actor(&self, key: String, articles: u64) -> Result<ActorView> {
        let told = self.list(
            "SELECT name, kind, register, count(*) AS n FROM actors WHERE key = ?
             GROUP BY name, kind, register ORDER BY n DESC, name, kind LIMIT 1",
            vec![key.clone().into()],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )?;
        let (name, kind, register_id) = told.into_iter().next().unwrap_or_default();
        let names = self.list(
            "SELECT DISTINCT n.name FROM actor_names AS n JOIN actors AS a ON a.row = n.row WHERE a.key = ? ORDER BY 1",
            vec![key.clone().into()],
            |row| row.get(0),
        )?;
        let as_role = |role: &str| {
            self.number(
                "SELECT count(*) FROM party_keys WHERE value = ? AND role = ?",
                vec![key.clone().into(), role.to_owned().into()],
            )
        };
        Ok(ActorView {
            register_id,
            name,
            kind,
            names,
            articles,
            as_perpetrator: as_role("perpetrator")?,
            as_target: as_role("target")?,
            as_speaker: as_role("speaker")?,
            key,
        })
    }
}

/// Once in its life a file changes to a write-ahead log. Then SQLite answers that it is busy without waiting, so several
/// that make one ledger at once have to ask again.
fn patiently<T>(mut work: impl FnMut() -> Result<T>) -> Result<T> {
    let until = Instant::now() + WAIT;
    loop {
        match work() {
            Err(Error::Busy) if Instant::now() < until => std::thread::sleep(Duration::from_millis(5)),
            done => return done,
        }
    }
}

/// How a failure of the library becomes one of ours.
fn failed(doing: &'static str) -> impl Fn(rusqlite::Error) -> Error {
    move |cause| match cause.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Error::Busy,
        _ => Error::Database { doing, cause: Box::new(cause) },
    }
}

fn cell(value: ValueRef<'_>) -> Cell {
    match value {
        ValueRef::Integer(number) => Cell::Integer(number),
        ValueRef::Real(number) => Cell::Real(number),
        ValueRef::Text(bytes) => Cell::Text(String::from_utf8_lossy(bytes).into_owned()),
        ValueRef::Null | ValueRef::Blob(_) => Cell::Null,
    }
}

/// Columns article, report, position, incident.
fn found(row: &Row<'_>) -> rusqlite::Result<Found> {
    Ok(Found {
        article: row.get(0)?,
        report: row.get(1)?,
        position: row.get::<_, u32>(2)? as usize,
        incident: row.get(3)?,
    })
}

impl Reader for SqliteStore {
    fn head(&self) -> Result<Head> {
        Rows(&self.connection).head()
    }

    fn last_at(&self) -> Result<Option<String>> {
        Rows(&self.connection).last_at()
    }

    fn entry(&self, seq: i64) -> Result<Option<Entry>> {
        Rows(&self.connection).entry(seq)
    }

    fn article(&self, id: &str) -> Result<Option<ArticleRow>> {
        Rows(&self.connection).article(id)
    }

    fn reports(&self, article: &str) -> Result<Vec<ReportRow>> {
        Rows(&self.connection).reports(article)
    }

    fn known(&self, articles: &[&str]) -> Result<HashSet<String>> {
        Rows(&self.connection).known(articles)
    }

    fn report(&self, id: &str) -> Result<Option<ReportRow>> {
        Rows(&self.connection).report(id)
    }

    fn decisions(&self, article: Option<&str>) -> Result<Vec<DecisionRow>> {
        Rows(&self.connection).decisions(article)
    }
}

impl Store for SqliteStore {
    fn transact(&mut self, work: &mut dyn FnMut(&mut dyn Writer) -> Result<()>) -> Result<()> {
        let tx = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(failed("beginning a transaction"))?;
        work(&mut Rows(&tx))?;
        tx.commit().map_err(failed("committing"))
    }

    fn at_one_moment(&self, work: &mut dyn FnMut() -> Result<()>) -> Result<()> {
        // Ends when it is dropped.
        let _reading = self.connection.unchecked_transaction().map_err(failed("beginning to read"))?;
        work()
    }

    fn rules(&self) -> Result<i64> {
        let sql = "SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'rules'";
        let found: Vec<i64> = self.list(sql, Vec::new(), |row| row.get(0))?;
        Ok(found.first().copied().unwrap_or(0))
    }

    fn entries(&self, after: i64, limit: usize) -> Result<Vec<Entry>> {
        let sql = "SELECT seq, octet_length(payload) FROM entries WHERE seq > ? ORDER BY seq LIMIT ?";
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let sizes = self.list(sql, vec![after.into(), limit.into()], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let Some(last) = lot(&sizes)? else { return Ok(Vec::new()) };
        let sql = "SELECT seq, at, kind, payload, prev_hash, hash FROM entries WHERE seq > ? AND seq <= ? ORDER BY seq";
        let entries: Result<_> =
            self.list(sql, vec![after.into(), last.into()], entry_of)?.into_iter().collect();
        in_order(after, entries?)
    }

    fn entries_of(&self, kind: EntryKind, after: i64) -> Result<Vec<i64>> {
        let sql = "SELECT seq FROM entries WHERE kind = ? AND seq > ? ORDER BY seq";
        self.list(sql, vec![kind.as_str().to_owned().into(), after.into()], |row| row.get(0))
    }

    fn counts(&self) -> Result<Counts> {
        let count = |what: &str| self.number(&format!("SELECT count(*) FROM {what}"), Vec::new());
        Ok(Counts {
            entries: count("entries")?,
            articles: count("articles")?,
            reports: count("reports")?,
            incidents: count("incident_reports")?,
            claims: count("claims")?,
            tallies: count("tallies")?,
            actors: count("(SELECT DISTINCT key FROM actors)")?,
        })
    }

    fn article_ids(&self, prefix: &str, limit: usize) -> Result<Vec<String>> {
        self.list(
            "SELECT id FROM articles WHERE id >= ? AND id < ? ORDER BY id LIMIT ?",
            vec![prefix.to_owned().into(), select::above(prefix).into(), (limit as i64).into()],
            |row| row.get(0),
        )
    }

    fn incident_ids(&self, prefix: &str, limit: usize) -> Result<Vec<(String, Known)>> {
        let values = vec![prefix.to_owned().into(), select::above(prefix).into(), (limit as i64).into()];
        let mut ids = self.list(
            "SELECT article, report, position, incident FROM incident_reports
             WHERE incident >= ? AND incident < ? ORDER BY incident LIMIT ?",
            values.clone(),
            |row| Ok((row.get(3)?, Known::Current(found(row)?))),
        )?;
        if ids.len() < limit {
            let former = self.list(
                "SELECT f.incident, max(f.report), r.article FROM former_incidents AS f JOIN reports AS r ON r.seq = f.report
                 WHERE f.incident >= ? AND f.incident < ?
                   AND NOT EXISTS (SELECT 1 FROM incident_reports AS i WHERE i.incident = f.incident)
                 GROUP BY f.incident ORDER BY f.incident LIMIT ?",
                values,
                |row| Ok((row.get(0)?, Known::Former { report: row.get(1)?, article: row.get(2)? })),
            )?;
            ids.extend(former);
            ids.truncate(limit);
        }
        Ok(ids)
    }

    fn incidents(&self, filter: &IncidentFilter) -> Result<Vec<Found>> {
        let query = select::incidents(filter, &DIALECT, &|sql, values| self.is_common(sql, values))?;
        self.list(&query.text, query.values, found)
    }

    fn count_incidents(&self, filter: &IncidentFilter) -> Result<u64> {
        let query = select::count_incidents(filter, &DIALECT)?;
        self.number(&query.text, query.values)
    }

    fn claims(&self, filter: &ClaimFilter) -> Result<Vec<Found>> {
        let query = select::claims(filter, &DIALECT)?;
        self.list(&query.text, query.values, found)
    }

    fn tallies(&self, filter: &TallyFilter) -> Result<Vec<Found>> {
        let query = select::tallies(filter, &DIALECT, &|sql, values| self.is_common(sql, values))?;
        self.list(&query.text, query.values, found)
    }

    fn actors(&self, filter: &ActorFilter) -> Result<Vec<ActorView>> {
        let query = select::actors(filter, &DIALECT)?;
        let keys: Vec<(String, u64)> = self
            .list(&query.text, query.values, |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs())))?;
        keys.into_iter().map(|(key, articles)| self.actor(key, articles)).collect()
    }

    fn ask(&self, question: &Question<'_>) -> Result<Vec<Vec<Cell>>> {
        let query = question::statement(question, &DIALECT)?;
        self.list(&query.text, query.values, |row| {
            (0..row.as_ref().column_count()).map(|at| Ok(cell(row.get_ref(at)?))).collect()
        })
    }

    fn links(&self) -> Box<dyn Links + '_> {
        Box::new(Rows(&self.connection))
    }

    fn digests(&self) -> Result<Vec<(&'static str, String)>> {
        digest::tables(&self.connection, &TABLES)
    }

    fn link_digests(&self) -> Result<Vec<(&'static str, String)>> {
        digest::tables(&self.connection, &LINKS)
    }

    fn damage(&self) -> Result<Vec<String>> {
        health::damage(&self.connection)
    }

    fn schema_changes(&self) -> Result<Vec<String>> {
        health::schema_changes(&self.connection)
    }

    fn remake(&mut self, fill: &mut dyn FnMut(&mut dyn Writer) -> Result<()>) -> Result<()> {
        health::remake(self, fill)
    }

    fn scratch(&self) -> Result<Box<dyn Store>> {
        Ok(Box::new(Self::temporary()?))
    }
}
