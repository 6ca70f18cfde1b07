//! The book in one schema of a PostgreSQL database.
//!
//! Owns: how the schema is opened, what it promises on disk, and the queries. In: a URL. Out: a [`Store`]. Refuses:
//! schemas of other programs and ledgers of a newer schema; it makes a schema only where it is told to.
//!
//! A transaction locks `entries` against other writers, not against readers, and commits with `synchronous_commit`: it
//! is on disk when it is acknowledged, as far as the server's own `fsync` goes.

mod address;
mod digest;
mod fresh;
mod health;
mod links;
mod migrations;
mod rows;
mod session;
#[cfg(test)]
mod tests;
mod tls;

use super::conditions::never_common;
use super::question::{self, Cell, Question};
use super::select::{self, Dialect, Query};
use super::{
    Access, ActorView, ArticleRow, Counts, DecisionRow, Found, Known, Links, Reader, ReportRow, SqliteStore,
    Store, Writer, in_order, lot,
};
use crate::entry::{Entry, EntryKind, Head};
use crate::error::{Error, Result};
use crate::filter::{ActorFilter, ClaimFilter, IncidentFilter, TallyFilter};
use crate::store::digest::{LINKS, TABLES};
use address::Address;
pub(super) use address::{is_url, shown};
use postgres::Row;
use postgres::types::{ToSql, Type};
use rows::{Rows, entry_of};
use session::Session;
use std::collections::HashSet;

const DIALECT: Dialect = Dialect {
    words: ("row", "words @> ?"),
    no_limit: "ALL",
    sorts_branches: false,
    whole: |number| format!("CAST(floor({number}) AS bigint)"),
};

/// A book in a schema of a PostgreSQL database.
pub struct PostgresStore {
    session: Session,
    shown: String,
}

impl std::fmt::Debug for PostgresStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PostgresStore").field("at", &self.shown).finish_non_exhaustive()
    }
}

impl PostgresStore {
    /// Opens the ledger at `url` (`postgres://user@host/database?schema=name`, schema `claimbook` without one); with
    /// [`Access::Create`], makes schema and tables first when there are none. The database must exist.
    pub fn open(url: &str, access: Access) -> Result<Self> {
        let address = Address::parse(url)?;
        let session = Session::open(&address, access == Access::Read)?;
        match migrations::version(&session, &address)? {
            None if access != Access::Create => return Err(Error::Missing { path: address.shown.into() }),
            Some(found) if found == migrations::STEPS.len() as i64 => {}
            _ if access == Access::Read => return Err(Error::Outdated),
            _ => migrations::apply(&session, &address, migrations::STEPS.len())?,
        }
        Ok(Self { session, shown: address.shown })
    }

    fn list<T>(&self, query: Query, read: impl FnMut(&Row) -> Result<T, postgres::Error>) -> Result<Vec<T>> {
        let values: Vec<&(dyn ToSql + Sync)> = query.values.iter().map(|v| v as _).collect();
        self.session.list(&numbered(&query.text), &values, read)
    }

    fn number(&self, query: Query) -> Result<u64> {
        let found = self.list(query, |row| row.try_get::<_, i64>(0))?;
        Ok(found.first().map_or(0, |n| n.unsigned_abs()))
    }

    fn actor(&self, key: String, articles: u64) -> Result<ActorView> {
        let told = self.session.one(
            "SELECT name, kind, register, count(*) AS n FROM actors WHERE key = $1
             GROUP BY name, kind, register ORDER BY n DESC, name, kind LIMIT 1",
            &[&key],
            |row| Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?)),
        )?;
        let (name, kind, register_id) = told.unwrap_or_default();
        let names = self.session.list(
            "SELECT DISTINCT n.name FROM actor_names AS n JOIN actors AS a ON a.row = n.row WHERE a.key = $1 ORDER BY 1",
            &[&key],
            |row| row.try_get(0),
        )?;
        let as_role = |role: &str| {
            let text = "SELECT count(*) FROM party_keys WHERE value = ? AND role = ?".to_owned();
            self.number(Query { text, values: vec![key.clone().into(), role.to_owned().into()] })
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

/// `?` as PostgreSQL numbers them. No statement holds one as a letter.
fn numbered(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len());
    for (n, part) in sql.split('?').enumerate() {
        if n > 0 {
            out.push_str(&format!("${n}"));
        }
        out.push_str(part);
    }
    out
}

fn cell(row: &Row, at: usize) -> Result<Cell, postgres::Error> {
    fn of<T>(value: Option<T>, cell: impl Fn(T) -> Cell) -> Cell {
        value.map_or(Cell::Null, cell)
    }
    Ok(match *row.columns()[at].type_() {
        Type::INT2 => of(row.try_get::<_, Option<i16>>(at)?, |n| Cell::Integer(n.into())),
        Type::INT4 => of(row.try_get::<_, Option<i32>>(at)?, |n| Cell::Integer(n.into())),
        Type::INT8 => of(row.try_get::<_, Option<i64>>(at)?, Cell::Integer),
        Type::FLOAT8 => of(row.try_get::<_, Option<f64>>(at)?, Cell::Real),
        _ => of(row.try_get::<_, Option<String>>(at)?, Cell::Text),
    })
}

/// Columns article, report, position, incident.
fn found(row: &Row) -> Result<Found, postgres::Error> {
    Ok(Found {
        article: row.try_get(0)?,
        report: row.try_get(1)?,
        position: row.try_get::<_, i32>(2)?.unsigned_abs() as usize,
        incident: row.try_get(3)?,
    })
}

/// As many as a list may have.
fn most(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

impl Reader for PostgresStore {
    fn head(&self) -> Result<Head> {
        Rows(&self.session).head()
    }

    fn last_at(&self) -> Result<Option<String>> {
        Rows(&self.session).last_at()
    }

    fn entry(&self, seq: i64) -> Result<Option<Entry>> {
        Rows(&self.session).entry(seq)
    }

    fn article(&self, id: &str) -> Result<Option<ArticleRow>> {
        Rows(&self.session).article(id)
    }

    fn reports(&self, article: &str) -> Result<Vec<ReportRow>> {
        Rows(&self.session).reports(article)
    }

    fn known(&self, articles: &[&str]) -> Result<HashSet<String>> {
        Rows(&self.session).known(articles)
    }

    fn report(&self, id: &str) -> Result<Option<ReportRow>> {
        Rows(&self.session).report(id)
    }

    fn decisions(&self, article: Option<&str>) -> Result<Vec<DecisionRow>> {
        Rows(&self.session).decisions(article)
    }
}

impl Store for PostgresStore {
    fn transact(&mut self, work: &mut dyn FnMut(&mut dyn Writer) -> Result<()>) -> Result<()> {
        let transaction = self.session.begin("READ COMMITTED")?;
        // Against writers of every kind, also those that are not Claimbook; what is read after it is what they left.
        // Its statements are many and alike, and need no plan each.
        self.session.batch(
            "SET LOCAL plan_cache_mode = auto; LOCK TABLE entries IN EXCLUSIVE MODE",
            "waiting for other writers",
        )?;
        work(&mut Rows(&self.session))?;
        transaction.commit()
    }

    fn at_one_moment(&self, work: &mut dyn FnMut() -> Result<()>) -> Result<()> {
        let _reading = self.session.begin("REPEATABLE READ READ ONLY")?;
        work()
    }

    fn rules(&self) -> Result<i64> {
        let sql = "SELECT CAST(value AS bigint) FROM meta WHERE key = 'rules'";
        Ok(self.session.one(sql, &[], |row| row.try_get(0))?.unwrap_or(0))
    }

    fn entries(&self, after: i64, limit: usize) -> Result<Vec<Entry>> {
        let sql =
            "SELECT seq, octet_length(payload)::bigint FROM entries WHERE seq > $1 ORDER BY seq LIMIT $2";
        let sizes =
            self.session.list(sql, &[&after, &most(limit)], |row| Ok((row.try_get(0)?, row.try_get(1)?)))?;
        let Some(last) = lot(&sizes)? else { return Ok(Vec::new()) };
        let sql = "SELECT seq, at, kind, payload, prev_hash, hash FROM entries WHERE seq > $1 AND seq <= $2 ORDER BY seq";
        let entries: Result<_> = self.session.list(sql, &[&after, &last], entry_of)?.into_iter().collect();
        in_order(after, entries?)
    }

    fn entries_of(&self, kind: EntryKind, after: i64) -> Result<Vec<i64>> {
        let sql = "SELECT seq FROM entries WHERE kind = $1 AND seq > $2 ORDER BY seq";
        self.session.list(sql, &[&kind.as_str(), &after], |row| row.try_get(0))
    }

    fn counts(&self) -> Result<Counts> {
        let count = |what: &str| {
            self.number(Query { text: format!("SELECT count(*) FROM {what}"), values: Vec::new() })
        };
        Ok(Counts {
            entries: count("entries")?,
            articles: count("articles")?,
            reports: count("reports")?,
            incidents: count("incident_reports")?,
            claims: count("claims")?,
            tallies: count("tallies")?,
            actors: count("(SELECT DISTINCT key FROM actors) AS k")?,
        })
    }

    fn article_ids(&self, prefix: &str, limit: usize) -> Result<Vec<String>> {
        self.session.list(
            "SELECT id FROM articles WHERE id >= $1 AND id < $2 ORDER BY id LIMIT $3",
            &[&prefix, &select::above(prefix), &most(limit)],
            |row| row.try_get(0),
        )
    }

    fn incident_ids(&self, prefix: &str, limit: usize) -> Result<Vec<(String, Known)>> {
        let (above, most) = (select::above(prefix), most(limit));
        let mut ids = self.session.list(
            "SELECT article, report, position, incident FROM incident_reports
             WHERE incident >= $1 AND incident < $2 ORDER BY incident LIMIT $3",
            &[&prefix, &above, &most],
            |row| Ok((row.try_get(3)?, Known::Current(found(row)?))),
        )?;
        if ids.len() < limit {
            let former = self.session.list(
                "SELECT DISTINCT ON (f.incident) f.incident, f.report, r.article
                 FROM former_incidents AS f JOIN reports AS r ON r.seq = f.report
                 WHERE f.incident >= $1 AND f.incident < $2
                   AND NOT EXISTS (SELECT 1 FROM incident_reports AS i WHERE i.incident = f.incident)
                 ORDER BY f.incident, f.report DESC LIMIT $3",
                &[&prefix, &above, &most],
                |row| {
                    let known = Known::Former { report: row.try_get(1)?, article: row.try_get(2)? };
                    Ok((row.try_get(0)?, known))
                },
            )?;
            ids.extend(former);
            ids.truncate(limit);
        }
        Ok(ids)
    }

    // The server's planner knows how common a word is; it needs no probe.
    fn incidents(&self, filter: &IncidentFilter) -> Result<Vec<Found>> {
        self.list(select::incidents(filter, &DIALECT, &never_common)?, found)
    }

    fn count_incidents(&self, filter: &IncidentFilter) -> Result<u64> {
        self.number(select::count_incidents(filter, &DIALECT)?)
    }

    fn claims(&self, filter: &ClaimFilter) -> Result<Vec<Found>> {
        self.list(select::claims(filter, &DIALECT)?, found)
    }

    fn tallies(&self, filter: &TallyFilter) -> Result<Vec<Found>> {
        self.list(select::tallies(filter, &DIALECT, &never_common)?, found)
    }

    fn actors(&self, filter: &ActorFilter) -> Result<Vec<ActorView>> {
        let keys: Vec<(String, i64)> =
            self.list(select::actors(filter, &DIALECT)?, |row| Ok((row.try_get(0)?, row.try_get(1)?)))?;
        keys.into_iter().map(|(key, articles)| self.actor(key, articles.unsigned_abs())).collect()
    }

    fn ask(&self, question: &Question<'_>) -> Result<Vec<Vec<Cell>>> {
        let query = question::statement(question, &DIALECT)?;
        self.list(query, |row| (0..row.len()).map(|at| cell(row, at)).collect())
    }

    fn links(&self) -> Box<dyn Links + '_> {
        Box::new(Rows(&self.session))
    }

    fn digests(&self) -> Result<Vec<(&'static str, String)>> {
        digest::tables(&self.session, &TABLES)
    }

    fn link_digests(&self) -> Result<Vec<(&'static str, String)>> {
        digest::tables(&self.session, &LINKS)
    }

    fn damage(&self) -> Result<Vec<String>> {
        health::damage(&self.session)
    }

    fn schema_changes(&self) -> Result<Vec<String>> {
        health::schema_changes(&self.session)
    }

    fn remake(&mut self, fill: &mut dyn FnMut(&mut dyn Writer) -> Result<()>) -> Result<()> {
        self.transact(fill)
    }

    /// Digests are the same in every database, so the copy need not burden the server.
    fn scratch(&self) -> Result<Box<dyn Store>> {
        Ok(Box::new(SqliteStore::temporary()?))
    }
}
