//! Single rows in and out of a SQLite ledger.
//!
//! Owns: the statements that insert, change and fetch rows. In: a connection, usually inside a transaction. Out: rows
//! of the seam. Refuses: to begin or end a transaction.

use super::failed;
use crate::entry::{Entry, EntryKind, Head};
use crate::error::{Error, Result};
use crate::keys;
use crate::store::{
    ArticleRow, DecisionRow, Fresh, Key, Reader, ReportRow, ReportRows, Writer, names, written,
};
use claimbook_records::report::EngineInfo;
use rusqlite::{Connection, Params, Row, params};
use std::collections::HashSet;

/// A connection seen as rows.
pub(super) struct Rows<'c>(pub(super) &'c Connection);

impl Rows<'_> {
    pub(super) fn run(&self, sql: &str, params: impl Params) -> Result<()> {
        let mut statement = self.0.prepare_cached(sql).map_err(failed("preparing a change"))?;
        statement.execute(params).map(|_| ()).map_err(failed("writing"))
    }

    fn insert(&self, sql: &str, params: impl Params) -> Result<i64> {
        let mut statement = self.0.prepare_cached(sql).map_err(failed("preparing a change"))?;
        statement.insert(params).map_err(failed("writing"))
    }

    pub(super) fn list<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        let mut statement = self.0.prepare_cached(sql).map_err(failed("preparing a query"))?;
        let rows = statement.query_map(params, read).map_err(failed("querying"))?;
        rows.collect::<rusqlite::Result<_>>().map_err(failed("querying"))
    }

    pub(super) fn one<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>> {
        Ok(self.list(sql, params, read)?.into_iter().next())
    }

    fn insert_report(&self, r: &ReportRow, current: bool) -> Result<()> {
        self.run(
            "INSERT INTO reports (id, seq, article, engine_version, codebook, model, current, withdrawn)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            params![
                r.id,
                r.seq,
                r.article,
                r.engine.version,
                r.engine.codebook,
                r.engine.model,
                current,
                r.withdrawn
            ],
        )
    }

    /// Fills what lists read of a report that is the current one.
    fn put_rows<'r>(&self, report: &ReportRow, rows: &'r ReportRows, keys: &mut Keys<'r>) -> Result<()> {
        for i in &rows.incidents {
            let row = self.insert(
                "INSERT INTO incident_reports (incident, report, position, article, sort_day, day_from, day_to,
                     open_start, open_end, long_range, type, stage, standing, review, aggregate, background, confidence,
                     lat, lon, place, level)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                params![
                    i.incident,
                    report.seq,
                    i.position as i64,
                    report.article,
                    i.sort_day,
                    i.day_from,
                    i.day_to,
                    i.open_start,
                    i.open_end,
                    i.long_range,
                    i.kind,
                    i.stage,
                    i.standing,
                    i.review,
                    i.aggregate,
                    i.background,
                    i.confidence,
                    i.point.as_ref().map(|p| p.lat),
                    i.point.as_ref().map(|p| p.lon),
                    i.point.as_ref().map(|p| &p.place),
                    i.point.as_ref().map(|p| p.level)
                ],
            )?;
            keys.add(PLACE_KEYS, row, &i.places);
            keys.add(PARTY_KEYS, row, &i.parties);
            self.run(
                "INSERT INTO incident_words (rowid, words) VALUES (?, ?)",
                params![row, i.words.join(" ")],
            )?;
        }
        for c in &rows.claims {
            self.run(
                "INSERT INTO claims (report, position, article, incident, sort_day, act, property, firmness,
                     speaker_kind, speaker, speaker_name) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                params![
                    report.seq,
                    c.position as i64,
                    report.article,
                    c.incident,
                    c.sort_day,
                    c.act,
                    c.property,
                    c.firmness,
                    c.speaker_kind,
                    c.speaker,
                    c.speaker_name
                ],
            )?;
        }
        for t in &rows.tallies {
            let row = self.insert(
                "INSERT INTO tallies (report, position, article, sort_day, what) VALUES (?, ?, ?, ?, ?)",
                params![report.seq, t.position as i64, report.article, t.sort_day, t.what],
            )?;
            keys.add(TALLY_KEYS, row, &t.parties);
        }
        for r in &rows.relations {
            self.run(
                "INSERT INTO relations (report, position, article, sort_day, kind, subject, object)
                 VALUES (?, ?, ?, ?, ?, ?, ?)",
                params![
                    report.seq,
                    r.position as i64,
                    report.article,
                    r.sort_day,
                    r.kind,
                    r.subject,
                    r.object
                ],
            )?;
        }
        for a in &rows.actors {
            let row = self.insert(
                "INSERT INTO actors (report, article, key, register, name, kind) VALUES (?, ?, ?, ?, ?, ?)",
                params![report.seq, report.article, a.key, a.register, a.name, a.kind],
            )?;
            keys.0.extend(a.names.iter().map(|(value, name)| (NAMES, value.as_str(), row, name.as_str())));
        }
        Ok(())
    }
}

/// Columns seq, at, kind, payload, prev_hash, hash.
pub(super) fn entry_of(row: &Row<'_>) -> rusqlite::Result<Result<Entry>> {
    let seq = row.get(0)?;
    let word: String = row.get(2)?;
    let Some(kind) = EntryKind::parse(&word) else {
        return Ok(Err(Error::BadEntry { seq, problem: format!("'{word}' is no kind of entry") }));
    };
    Ok(Ok(Entry {
        seq,
        at: row.get(1)?,
        kind,
        payload: row.get(3)?,
        prev_hash: row.get(4)?,
        hash: row.get(5)?,
    }))
}

/// What rows are found under: a statement, then the value, the row, and a role or name.
#[derive(Default)]
struct Keys<'r>(Vec<(&'static str, &'r str, i64, &'r str)>);

impl<'r> Keys<'r> {
    fn add(&mut self, sql: &'static str, row: i64, keys: &'r [Key]) {
        self.0.extend(keys.iter().map(|key| (sql, key.value.as_str(), row, key.role)));
    }

    /// Puts them in, in the order in which they will stand.
    fn put(mut self, rows: &Rows<'_>) -> Result<()> {
        self.0.sort_unstable();
        self.0.into_iter().try_for_each(|(sql, value, row, told)| rows.run(sql, params![value, row, told]))
    }
}

/// So many articles at once touch pages of every index, more than are kept otherwise: pages that do not fit are written and
/// read again in the midst of the transaction. Whoever puts in so many will put in more, so the room is kept.
const MANY: usize = 1_000;
const ROOM: &str = "PRAGMA cache_size = -262144; PRAGMA wal_autocheckpoint = 8192;";

const PLACE_KEYS: &str = "INSERT INTO place_keys (value, row, role) VALUES (?, ?, ?)";
const PARTY_KEYS: &str = "INSERT INTO party_keys (value, row, role) VALUES (?, ?, ?)";
const NAMES: &str = "INSERT INTO actor_names (value, row, name) VALUES (?, ?, ?)";
const TALLY_KEYS: &str = "INSERT INTO tally_keys (value, row, role) VALUES (?, ?, ?)";

/// Has an article wait to be linked.
const WAITS: &str = "INSERT OR IGNORE INTO link_unlinked (article) VALUES (?)";

const REPORT: &str =
    "SELECT id, seq, article, engine_version, codebook, model, current, withdrawn FROM reports";

fn report_of(row: &Row<'_>) -> rusqlite::Result<ReportRow> {
    Ok(ReportRow {
        id: row.get(0)?,
        seq: row.get(1)?,
        article: row.get(2)?,
        engine: EngineInfo { version: row.get(3)?, codebook: row.get(4)?, model: row.get(5)? },
        current: row.get(6)?,
        withdrawn: row.get(7)?,
    })
}

impl Reader for Rows<'_> {
    fn head(&self) -> Result<Head> {
        let sql = "SELECT seq, hash FROM entries ORDER BY seq DESC LIMIT 1";
        let head = self.one(sql, [], |row| Ok(Head { seq: row.get(0)?, hash: row.get(1)? }))?;
        Ok(head.unwrap_or_default())
    }

    fn last_at(&self) -> Result<Option<String>> {
        self.one("SELECT at FROM entries ORDER BY seq DESC LIMIT 1", [], |row| row.get(0))
    }

    fn entry(&self, seq: i64) -> Result<Option<Entry>> {
        let sql = "SELECT seq, at, kind, payload, prev_hash, hash FROM entries WHERE seq = ?";
        self.one(sql, [seq], entry_of)?.transpose()
    }

    fn article(&self, id: &str) -> Result<Option<ArticleRow>> {
        let sql =
            "SELECT id, seq, input, publisher, domain, url, headline, published, language, capture, withdrawn, also
                   FROM articles WHERE id = ?";
        self.one(sql, [id], |row| {
            Ok(ArticleRow {
                id: row.get(0)?,
                seq: row.get(1)?,
                input: row.get(2)?,
                publisher: row.get(3)?,
                domain: row.get(4)?,
                url: row.get(5)?,
                headline: row.get(6)?,
                published: row.get(7)?,
                language: row.get(8)?,
                capture: row.get(9)?,
                withdrawn: row.get(10)?,
                also: names(&row.get::<_, String>(11)?),
            })
        })
    }

    fn reports(&self, article: &str) -> Result<Vec<ReportRow>> {
        self.list(&format!("{REPORT} WHERE article = ? ORDER BY seq"), [article], report_of)
    }

    fn known(&self, articles: &[&str]) -> Result<HashSet<String>> {
        let sql = "SELECT value FROM json_each(?) WHERE EXISTS (SELECT 1 FROM articles WHERE id = value)
                       OR EXISTS (SELECT 1 FROM decisions WHERE article = value)";
        let known = self.list(sql, [serde_json::json!(articles).to_string()], |row| row.get(0))?;
        Ok(known.into_iter().collect())
    }

    fn report(&self, id: &str) -> Result<Option<ReportRow>> {
        self.one(&format!("{REPORT} WHERE id = ?"), [id], report_of)
    }

    fn decisions(&self, article: Option<&str>) -> Result<Vec<DecisionRow>> {
        let read = |row: &Row<'_>| {
            let article: String = row.get(1)?;
            let article = Some(article).filter(|a| !a.is_empty());
            Ok(DecisionRow { seq: row.get(0)?, article, undone: row.get(2)? })
        };
        let sql = "SELECT seq, article, undone FROM decisions";
        match article {
            Some(article) => self.list(&format!("{sql} WHERE article = ? ORDER BY seq"), [article], read),
            None => self.list(&format!("{sql} ORDER BY seq, article"), [], read),
        }
    }
}

impl Writer for Rows<'_> {
    fn append(&mut self, e: &Entry) -> Result<()> {
        self.run(
            "INSERT INTO entries (seq, at, kind, payload, prev_hash, hash) VALUES (?, ?, ?, ?, ?, ?)",
            params![e.seq, e.at, e.kind.as_str(), e.payload, e.prev_hash, e.hash],
        )
    }

    fn put_article(&mut self, a: &ArticleRow) -> Result<()> {
        self.run(
            "INSERT INTO articles (id, seq, input, publisher, domain, url, headline, published, language, capture,
                                   withdrawn, also, words) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            params![
                a.id,
                a.seq,
                a.input,
                a.publisher,
                a.domain,
                a.url,
                a.headline,
                a.published,
                a.language,
                a.capture,
                a.withdrawn,
                written(&a.also),
                keys::headline(a.headline.as_deref())
            ],
        )
    }

    fn put_inputs(&mut self, article: &str, also: &[String]) -> Result<()> {
        self.run("UPDATE articles SET also = ? WHERE id = ?", params![written(also), article])
    }

    fn put_report(&mut self, report: &ReportRow) -> Result<()> {
        self.insert_report(report, report.current)
    }

    fn withdraw_article(&mut self, id: &str, by: Option<i64>) -> Result<()> {
        self.run("UPDATE articles SET withdrawn = ? WHERE id = ?", params![by, id])
    }

    fn withdraw_report(&mut self, id: &str, by: i64) -> Result<()> {
        self.run("UPDATE reports SET withdrawn = ? WHERE id = ?", params![by, id])
    }

    fn activate(&mut self, report: &ReportRow, rows: &ReportRows) -> Result<()> {
        self.run("UPDATE reports SET current = 1 WHERE seq = ?", [report.seq])?;
        self.run(WAITS, [&report.article])?;
        let mut keys = Keys::default();
        self.put_rows(report, rows, &mut keys)?;
        keys.put(self)
    }

    // One table after the other, and rows that stand in the order of their ids in that order: what one row needs of a page,
    // the next one finds there.
    fn put_fresh(&mut self, fresh: &[Fresh<'_>]) -> Result<()> {
        if fresh.len() >= MANY {
            self.0.execute_batch(ROOM).map_err(failed("making room"))?;
        }
        fresh.iter().flat_map(|f| &f.entries).try_for_each(|entry| self.append(entry))?;
        let mut by_id: Vec<&Fresh<'_>> = fresh.iter().collect();
        by_id.sort_unstable_by(|a, b| a.article.id.cmp(&b.article.id));
        for f in by_id {
            self.put_article(&f.article)?;
            self.insert_report(&f.report, true)?;
            self.run(WAITS, [&f.article.id])?;
        }
        let mut keys = Keys::default();
        fresh.iter().try_for_each(|f| self.put_rows(&f.report, f.rows, &mut keys))?;
        keys.put(self)
    }

    fn retire(&mut self, report: &ReportRow) -> Result<()> {
        self.run(WAITS, [&report.article])?;
        // Keys and names go with their rows (ON DELETE CASCADE); the word index knows no foreign keys.
        for sql in [
            "UPDATE reports SET current = 0 WHERE seq = ?",
            "INSERT OR IGNORE INTO former_incidents (incident, report)
                 SELECT incident, report FROM incident_reports WHERE report = ?",
            "DELETE FROM incident_words WHERE rowid IN (SELECT row FROM incident_reports WHERE report = ?)",
            "DELETE FROM incident_reports WHERE report = ?",
            "DELETE FROM claims WHERE report = ?",
            "DELETE FROM tallies WHERE report = ?",
            "DELETE FROM actors WHERE report = ?",
            "DELETE FROM relations WHERE report = ?",
        ] {
            self.run(sql, [report.seq])?;
        }
        Ok(())
    }

    fn put_decision(&mut self, decision: &DecisionRow) -> Result<()> {
        self.run(
            "INSERT INTO decisions (seq, article, undone) VALUES (?, ?, ?)",
            params![decision.seq, decision.article.as_deref().unwrap_or(""), decision.undone],
        )
    }

    fn undo_decision(&mut self, seq: i64, by: i64) -> Result<()> {
        self.run("UPDATE decisions SET undone = ? WHERE seq = ?", params![by, seq])
    }

    fn clear(&mut self, rules: i64) -> Result<()> {
        self.0
            .execute_batch(
                "DELETE FROM decisions; DELETE FROM former_incidents; DELETE FROM actor_names; DELETE FROM tally_keys;
                 DELETE FROM party_keys; DELETE FROM place_keys; DELETE FROM actors; DELETE FROM relations; DELETE FROM tallies;
                 DELETE FROM claims; DELETE FROM incident_reports; DELETE FROM reports; DELETE FROM articles;
                 DELETE FROM link_made; DELETE FROM link_unlinked; DELETE FROM link_accounts; DELETE FROM link_keys;
                 DELETE FROM link_pairs;
                 INSERT INTO incident_words (incident_words) VALUES ('delete-all');",
            )
            .map_err(failed("clearing derived tables"))?;
        self.run("INSERT OR REPLACE INTO meta (key, value) VALUES ('rules', CAST(? AS TEXT))", [rules])
    }
}
