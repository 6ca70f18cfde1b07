//! Single rows in and out of a PostgreSQL ledger.
//!
//! Owns: the statements that insert, change and fetch rows. In: a connection, usually inside a transaction. Out: rows
//! of the seam. Refuses: to begin or end a transaction.

use super::session::{Params, Session};
use crate::entry::{Entry, EntryKind, Head};
use crate::error::{Error, Result};
use crate::keys;
use crate::store::{
    ArticleRow, DecisionRow, Fresh, Key, Reader, ReportRow, ReportRows, Writer, names, written,
};
use claimbook_records::report::EngineInfo;
use postgres::Row;
use std::collections::HashSet;

/// A connection seen as rows.
pub(super) struct Rows<'c>(pub(super) &'c Session);

impl Rows<'_> {
    pub(super) fn run(&self, sql: &str, params: Params<'_>) -> Result<()> {
        self.0.run(sql, params).map(|_| ())
    }

    /// Inserts a row of a table that numbers its rows; gives the number. Writers exclude each other, so none is taken
    /// twice.
    fn insert(&self, table: &str, columns: &str, params: Params<'_>) -> Result<i64> {
        let marks: Vec<String> = (1..=params.len()).map(|n| format!("${n}")).collect();
        let sql = format!(
            "INSERT INTO {table} (row, {columns})
             VALUES ((SELECT coalesce(max(row), 0) + 1 FROM {table}), {}) RETURNING row",
            marks.join(", ")
        );
        Ok(self.0.one(&sql, params, |row| row.try_get(0))?.unwrap_or_default())
    }

    /// The highest number of a table that numbers its rows.
    pub(super) fn last_row(&self, table: &str) -> Result<i64> {
        let sql = format!("SELECT coalesce(max(row), 0) FROM {table}");
        Ok(self.0.one(&sql, &[], |row| row.try_get(0))?.unwrap_or_default())
    }

    fn put_keys(&self, table: &str, row: i64, keys: &[Key]) -> Result<()> {
        if keys.is_empty() {
            return Ok(());
        }
        let (values, roles): (Vec<&str>, Vec<&str>) = keys.iter().map(|k| (k.value.as_str(), k.role)).unzip();
        let sql = format!(
            "INSERT INTO {table} (value, row, role)
             SELECT value, $1, role FROM unnest($2::text[], $3::text[]) AS k (value, role)"
        );
        self.run(&sql, &[&row, &values, &roles])
    }
}

/// Columns seq, at, kind, payload, prev_hash, hash.
pub(super) fn entry_of(row: &Row) -> Result<Result<Entry>, postgres::Error> {
    let seq: i64 = row.try_get(0)?;
    let word: String = row.try_get(2)?;
    let Some(kind) = EntryKind::parse(&word) else {
        return Ok(Err(Error::BadEntry { seq, problem: format!("'{word}' is no kind of entry") }));
    };
    Ok(Ok(Entry {
        seq,
        at: row.try_get(1)?,
        kind,
        payload: row.try_get(3)?,
        prev_hash: row.try_get(4)?,
        hash: row.try_get(5)?,
    }))
}

/// Has an article wait to be linked.
const WAITS: &str = "INSERT INTO link_unlinked (article) VALUES ($1) ON CONFLICT DO NOTHING";

/// The same of many.
pub(super) const WAITS_ALL: &str =
    "INSERT INTO link_unlinked (article) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING";

const REPORT: &str =
    "SELECT id, seq, article, engine_version, codebook, model, current, withdrawn FROM reports";

fn report_of(row: &Row) -> Result<ReportRow, postgres::Error> {
    Ok(ReportRow {
        id: row.try_get(0)?,
        seq: row.try_get(1)?,
        article: row.try_get(2)?,
        engine: EngineInfo { version: row.try_get(3)?, codebook: row.try_get(4)?, model: row.try_get(5)? },
        current: row.try_get::<_, i16>(6)? == 1,
        withdrawn: row.try_get(7)?,
    })
}

impl Reader for Rows<'_> {
    fn head(&self) -> Result<Head> {
        let sql = "SELECT seq, hash FROM entries ORDER BY seq DESC LIMIT 1";
        let head = self.0.one(sql, &[], |row| Ok(Head { seq: row.try_get(0)?, hash: row.try_get(1)? }))?;
        Ok(head.unwrap_or_default())
    }

    fn last_at(&self) -> Result<Option<String>> {
        self.0.one("SELECT at FROM entries ORDER BY seq DESC LIMIT 1", &[], |row| row.try_get(0))
    }

    fn entry(&self, seq: i64) -> Result<Option<Entry>> {
        let sql = "SELECT seq, at, kind, payload, prev_hash, hash FROM entries WHERE seq = $1";
        self.0.one(sql, &[&seq], entry_of)?.transpose()
    }

    fn article(&self, id: &str) -> Result<Option<ArticleRow>> {
        let sql =
            "SELECT id, seq, input, publisher, domain, url, headline, published, language, capture, withdrawn, also
                   FROM articles WHERE id = $1";
        self.0.one(sql, &[&id], |row| {
            Ok(ArticleRow {
                id: row.try_get(0)?,
                seq: row.try_get(1)?,
                input: row.try_get(2)?,
                publisher: row.try_get(3)?,
                domain: row.try_get(4)?,
                url: row.try_get(5)?,
                headline: row.try_get(6)?,
                published: row.try_get(7)?,
                language: row.try_get(8)?,
                capture: row.try_get(9)?,
                withdrawn: row.try_get(10)?,
                also: names(row.try_get(11)?),
            })
        })
    }

    fn reports(&self, article: &str) -> Result<Vec<ReportRow>> {
        self.0.list(&format!("{REPORT} WHERE article = $1 ORDER BY seq"), &[&article], report_of)
    }

    fn known(&self, articles: &[&str]) -> Result<HashSet<String>> {
        let sql = "SELECT a.id FROM unnest($1::text[]) AS a (id)
                   WHERE EXISTS (SELECT 1 FROM articles WHERE id = a.id)
                      OR EXISTS (SELECT 1 FROM decisions WHERE article = a.id)";
        Ok(self.0.list(sql, &[&articles], |row| row.try_get(0))?.into_iter().collect())
    }

    fn report(&self, id: &str) -> Result<Option<ReportRow>> {
        self.0.one(&format!("{REPORT} WHERE id = $1"), &[&id], report_of)
    }

    fn decisions(&self, article: Option<&str>) -> Result<Vec<DecisionRow>> {
        let read = |row: &Row| {
            let article: String = row.try_get(1)?;
            let article = Some(article).filter(|a| !a.is_empty());
            Ok(DecisionRow { seq: row.try_get(0)?, article, undone: row.try_get(2)? })
        };
        let sql = "SELECT seq, article, undone FROM decisions";
        match article {
            Some(article) => {
                self.0.list(&format!("{sql} WHERE article = $1 ORDER BY seq"), &[&article], read)
            }
            None => self.0.list(&format!("{sql} ORDER BY seq, article"), &[], read),
        }
    }
}

impl Writer for Rows<'_> {
    fn append(&mut self, e: &Entry) -> Result<()> {
        self.run(
            "INSERT INTO entries (seq, at, kind, payload, prev_hash, hash) VALUES ($1, $2, $3, $4, $5, $6)",
            &[&e.seq, &e.at, &e.kind.as_str(), &e.payload, &e.prev_hash, &e.hash],
        )
    }

    fn put_article(&mut self, a: &ArticleRow) -> Result<()> {
        self.run(
            "INSERT INTO articles (id, seq, input, publisher, domain, url, headline, published, language, capture,
                                   withdrawn, also, words)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
            &[
                &a.id,
                &a.seq,
                &a.input,
                &a.publisher,
                &a.domain,
                &a.url,
                &a.headline,
                &a.published,
                &a.language,
                &a.capture,
                &a.withdrawn,
                &written(&a.also),
                &keys::headline(a.headline.as_deref()),
            ],
        )
    }

    fn put_inputs(&mut self, article: &str, also: &[String]) -> Result<()> {
        self.run("UPDATE articles SET also = $1 WHERE id = $2", &[&written(also), &article])
    }

    fn put_report(&mut self, r: &ReportRow) -> Result<()> {
        self.run(
            "INSERT INTO reports (id, seq, article, engine_version, codebook, model, current, withdrawn)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            &[
                &r.id,
                &r.seq,
                &r.article,
                &r.engine.version,
                &r.engine.codebook,
                &r.engine.model,
                &flag(r.current),
                &r.withdrawn,
            ],
        )
    }

    fn withdraw_article(&mut self, id: &str, by: Option<i64>) -> Result<()> {
        self.run("UPDATE articles SET withdrawn = $1 WHERE id = $2", &[&by, &id])
    }

    fn withdraw_report(&mut self, id: &str, by: i64) -> Result<()> {
        self.run("UPDATE reports SET withdrawn = $1 WHERE id = $2", &[&by, &id])
    }

    fn activate(&mut self, report: &ReportRow, rows: &ReportRows) -> Result<()> {
        self.run("UPDATE reports SET current = 1 WHERE seq = $1", &[&report.seq])?;
        self.run(WAITS, &[&report.article])?;
        for i in &rows.incidents {
            let row = self.insert(
                "incident_reports",
                "incident, report, position, article, sort_day, day_from, day_to, open_start, open_end, long_range,
                 type, stage, standing, aggregate, background, confidence, review,
                 lat, lon, place, level",
                &[
                    &i.incident,
                    &report.seq,
                    &place(i.position),
                    &report.article,
                    &i.sort_day,
                    &i.day_from,
                    &i.day_to,
                    &flag(i.open_start),
                    &flag(i.open_end),
                    &flag(i.long_range),
                    &i.kind,
                    &i.stage,
                    &i.standing,
                    &flag(i.aggregate),
                    &flag(i.background),
                    &i.confidence,
                    &i.review,
                    &i.point.as_ref().map(|p| p.lat),
                    &i.point.as_ref().map(|p| p.lon),
                    &i.point.as_ref().map(|p| p.place.as_str()),
                    &i.point.as_ref().map(|p| p.level),
                ],
            )?;
            self.put_keys("place_keys", row, &i.places)?;
            self.put_keys("party_keys", row, &i.parties)?;
            self.run("INSERT INTO incident_words (row, words) VALUES ($1, $2)", &[&row, &i.words])?;
        }
        for c in &rows.claims {
            self.insert(
                "claims",
                "report, position, article, incident, sort_day, act, property, firmness, speaker_kind, speaker,
                 speaker_name",
                &[
                    &report.seq,
                    &place(c.position),
                    &report.article,
                    &c.incident,
                    &c.sort_day,
                    &c.act,
                    &c.property,
                    &c.firmness,
                    &c.speaker_kind,
                    &c.speaker,
                    &c.speaker_name,
                ],
            )?;
        }
        for t in &rows.tallies {
            let row = self.insert(
                "tallies",
                "report, position, article, sort_day, what",
                &[&report.seq, &place(t.position), &report.article, &t.sort_day, &t.what],
            )?;
            self.put_keys("tally_keys", row, &t.parties)?;
        }
        for r in &rows.relations {
            self.insert(
                "relations",
                "report, position, article, sort_day, kind, subject, object",
                &[
                    &report.seq,
                    &place(r.position),
                    &report.article,
                    &r.sort_day,
                    &r.kind,
                    &r.subject,
                    &r.object,
                ],
            )?;
        }
        for a in &rows.actors {
            let row = self.insert(
                "actors",
                "report, article, key, register, name, kind",
                &[&report.seq, &report.article, &a.key, &a.register, &a.name, &a.kind],
            )?;
            let (values, names): (Vec<&str>, Vec<&str>) =
                a.names.iter().map(|(value, name)| (value.as_str(), name.as_str())).unzip();
            self.run(
                "INSERT INTO actor_names (value, row, name)
                 SELECT value, $1, name FROM unnest($2::text[], $3::text[]) AS n (value, name)",
                &[&row, &values, &names],
            )?;
        }
        Ok(())
    }

    fn put_fresh(&mut self, fresh: &[Fresh<'_>]) -> Result<()> {
        super::fresh::put(self, fresh)
    }

    fn retire(&mut self, report: &ReportRow) -> Result<()> {
        self.run(WAITS, &[&report.article])?;
        // Words go with their rows (ON DELETE CASCADE).
        for sql in [
            "UPDATE reports SET current = 0 WHERE seq = $1",
            "INSERT INTO former_incidents (incident, report)
                 SELECT incident, report FROM incident_reports WHERE report = $1 ON CONFLICT DO NOTHING",
            "DELETE FROM place_keys WHERE row IN (SELECT row FROM incident_reports WHERE report = $1)",
            "DELETE FROM party_keys WHERE row IN (SELECT row FROM incident_reports WHERE report = $1)",
            "DELETE FROM tally_keys WHERE row IN (SELECT row FROM tallies WHERE report = $1)",
            "DELETE FROM actor_names WHERE row IN (SELECT row FROM actors WHERE report = $1)",
            "DELETE FROM incident_reports WHERE report = $1",
            "DELETE FROM claims WHERE report = $1",
            "DELETE FROM tallies WHERE report = $1",
            "DELETE FROM actors WHERE report = $1",
            "DELETE FROM relations WHERE report = $1",
        ] {
            self.run(sql, &[&report.seq])?;
        }
        Ok(())
    }

    fn put_decision(&mut self, decision: &DecisionRow) -> Result<()> {
        self.run(
            "INSERT INTO decisions (seq, article, undone) VALUES ($1, $2, $3)",
            &[&decision.seq, &decision.article.as_deref().unwrap_or(""), &decision.undone],
        )
    }

    fn undo_decision(&mut self, seq: i64, by: i64) -> Result<()> {
        self.run("UPDATE decisions SET undone = $1 WHERE seq = $2", &[&by, &seq])
    }

    fn clear(&mut self, rules: i64) -> Result<()> {
        // Not DELETE, which asks for every row whether another one refers to it.
        self.0.batch(
            "TRUNCATE former_incidents, actor_names, tally_keys, party_keys, place_keys, incident_words, actors, relations, tallies,
                 claims, incident_reports, reports, articles, decisions, link_made, link_unlinked, link_accounts,
                 link_keys, link_pairs",
            "clearing derived tables",
        )?;
        self.run(
            "INSERT INTO meta (key, value) VALUES ('rules', $1)
             ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            &[&rules.to_string()],
        )
    }
}

/// A flag as its column holds it.
pub(super) fn flag(set: bool) -> i16 {
    i16::from(set)
}

/// A place in a report as its column holds it; no report comes near the end of the numbers.
pub(super) fn place(position: usize) -> i32 {
    i32::try_from(position).unwrap_or(i32::MAX)
}
