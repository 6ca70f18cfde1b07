//! Many new articles at once into a PostgreSQL ledger.
//!
//! Owns: the order of tables and how their rows are numbered when a lot is copied in. In: a lot, inside a transaction. Out:
//! the same rows as one by one. Refuses: articles that the book knows.
//!
//! A statement a row costs the server a round trip each; `COPY` streams a table's rows, and their keys are checked as ever.

use super::rows::{Rows, WAITS_ALL, flag, place};
use super::session::Params;
use crate::error::Result;
use crate::keys;
use crate::store::{Fresh, Key, written};
use postgres::types::Type;

/// Names and types of a table's columns, in the order in which rows are written.
type Columns = &'static [(&'static str, Type)];

const ENTRIES: Columns = &[
    ("seq", Type::INT8),
    ("at", Type::TEXT),
    ("kind", Type::TEXT),
    ("payload", Type::TEXT),
    ("prev_hash", Type::TEXT),
    ("hash", Type::TEXT),
];
const ARTICLES: Columns = &[
    ("id", Type::TEXT),
    ("seq", Type::INT8),
    ("input", Type::TEXT),
    ("publisher", Type::TEXT),
    ("domain", Type::TEXT),
    ("url", Type::TEXT),
    ("headline", Type::TEXT),
    ("published", Type::TEXT),
    ("language", Type::TEXT),
    ("capture", Type::TEXT),
    ("withdrawn", Type::INT8),
    ("also", Type::TEXT),
    ("words", Type::TEXT),
];
const REPORTS: Columns = &[
    ("id", Type::TEXT),
    ("seq", Type::INT8),
    ("article", Type::TEXT),
    ("engine_version", Type::TEXT),
    ("codebook", Type::TEXT),
    ("model", Type::TEXT),
    ("current", Type::INT2),
    ("withdrawn", Type::INT8),
];
const INCIDENTS: Columns = &[
    ("row", Type::INT8),
    ("incident", Type::TEXT),
    ("report", Type::INT8),
    ("position", Type::INT4),
    ("article", Type::TEXT),
    ("sort_day", Type::TEXT),
    ("day_from", Type::TEXT),
    ("day_to", Type::TEXT),
    ("open_start", Type::INT2),
    ("open_end", Type::INT2),
    ("long_range", Type::INT2),
    ("type", Type::TEXT),
    ("stage", Type::TEXT),
    ("standing", Type::TEXT),
    ("aggregate", Type::INT2),
    ("background", Type::INT2),
    ("confidence", Type::FLOAT8),
    ("review", Type::TEXT),
    ("lat", Type::FLOAT8),
    ("lon", Type::FLOAT8),
    ("place", Type::TEXT),
    ("level", Type::TEXT),
];
const CLAIMS: Columns = &[
    ("row", Type::INT8),
    ("report", Type::INT8),
    ("position", Type::INT4),
    ("article", Type::TEXT),
    ("incident", Type::TEXT),
    ("sort_day", Type::TEXT),
    ("act", Type::TEXT),
    ("property", Type::TEXT),
    ("firmness", Type::TEXT),
    ("speaker_kind", Type::TEXT),
    ("speaker", Type::TEXT),
    ("speaker_name", Type::TEXT),
];
const TALLIES: Columns = &[
    ("row", Type::INT8),
    ("report", Type::INT8),
    ("position", Type::INT4),
    ("article", Type::TEXT),
    ("sort_day", Type::TEXT),
    ("what", Type::TEXT),
];
const RELATIONS: Columns = &[
    ("row", Type::INT8),
    ("report", Type::INT8),
    ("position", Type::INT4),
    ("article", Type::TEXT),
    ("sort_day", Type::TEXT),
    ("kind", Type::TEXT),
    ("subject", Type::TEXT),
    ("object", Type::TEXT),
];
const ACTORS: Columns = &[
    ("row", Type::INT8),
    ("report", Type::INT8),
    ("article", Type::TEXT),
    ("key", Type::TEXT),
    ("register", Type::TEXT),
    ("name", Type::TEXT),
    ("kind", Type::TEXT),
];
const KEYS: Columns = &[("value", Type::TEXT), ("row", Type::INT8), ("role", Type::TEXT)];
const WORDS: Columns = &[("row", Type::INT8), ("words", Type::TEXT_ARRAY)];
const NAMES: Columns = &[("value", Type::TEXT), ("row", Type::INT8), ("name", Type::TEXT)];

/// Copies a lot in.
pub(super) fn put(rows: &Rows<'_>, lot: &[Fresh<'_>]) -> Result<()> {
    each(rows, "entries", ENTRIES, lot.iter().flat_map(|f| &f.entries), |e, write| {
        write(&[&e.seq, &e.at, &e.kind.as_str(), &e.payload, &e.prev_hash, &e.hash])
    })?;
    each(rows, "articles", ARTICLES, lot.iter().map(|f| &f.article), |a, write| {
        write(&[
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
        ])
    })?;
    each(rows, "reports", REPORTS, lot.iter().map(|f| &f.report), |r, write| {
        let engine = &r.engine;
        write(&[
            &r.id,
            &r.seq,
            &r.article,
            &engine.version,
            &engine.codebook,
            &engine.model,
            &flag(true),
            &r.withdrawn,
        ])
    })?;
    let ids: Vec<&str> = lot.iter().map(|f| f.article.id.as_str()).collect();
    rows.run(WAITS_ALL, &[&ids])?;
    incidents(rows, lot)?;
    let claims = numbered(rows, "claims", lot, |f| f.rows.claims.iter())?;
    each(rows, "claims", CLAIMS, claims.iter(), |(row, of, c), write| {
        write(&[
            row,
            &of.report.seq,
            &place(c.position),
            &of.article.id,
            &c.incident,
            &c.sort_day,
            &c.act,
            &c.property,
            &c.firmness,
            &c.speaker_kind,
            &c.speaker,
            &c.speaker_name,
        ])
    })?;
    let tallies = numbered(rows, "tallies", lot, |f| f.rows.tallies.iter())?;
    each(rows, "tallies", TALLIES, tallies.iter(), |(row, of, t), write| {
        write(&[row, &of.report.seq, &place(t.position), &of.article.id, &t.sort_day, &t.what])
    })?;
    keys_of(rows, "tally_keys", tallies.iter().map(|(row, _, t)| (*row, t.parties.as_slice())))?;
    let relations = numbered(rows, "relations", lot, |f| f.rows.relations.iter())?;
    each(rows, "relations", RELATIONS, relations.iter(), |(row, of, r), write| {
        let position = place(r.position);
        write(&[row, &of.report.seq, &position, &of.article.id, &r.sort_day, &r.kind, &r.subject, &r.object])
    })?;
    let actors = numbered(rows, "actors", lot, |f| f.rows.actors.iter())?;
    each(rows, "actors", ACTORS, actors.iter(), |(row, of, a), write| {
        write(&[row, &of.report.seq, &of.article.id, &a.key, &a.register, &a.name, &a.kind])
    })?;
    let names = actors.iter().flat_map(|(row, _, a)| a.names.iter().map(move |name| (row, name)));
    each(rows, "actor_names", NAMES, names, |(row, (value, name)), write| write(&[value, row, name]))
}

fn incidents(rows: &Rows<'_>, lot: &[Fresh<'_>]) -> Result<()> {
    let incidents = numbered(rows, "incident_reports", lot, |f| f.rows.incidents.iter())?;
    each(rows, "incident_reports", INCIDENTS, incidents.iter(), |(row, of, i), write| {
        let point = i.point.as_ref();
        write(&[
            row,
            &i.incident,
            &of.report.seq,
            &place(i.position),
            &of.article.id,
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
            &point.map(|p| p.lat),
            &point.map(|p| p.lon),
            &point.map(|p| p.place.as_str()),
            &point.map(|p| p.level),
        ])
    })?;
    keys_of(rows, "place_keys", incidents.iter().map(|(row, _, i)| (*row, i.places.as_slice())))?;
    keys_of(rows, "party_keys", incidents.iter().map(|(row, _, i)| (*row, i.parties.as_slice())))?;
    each(rows, "incident_words", WORDS, incidents.iter(), |(row, _, i), write| write(&[row, &i.words]))
}

fn keys_of<'k>(rows: &Rows<'_>, table: &str, keys: impl Iterator<Item = (i64, &'k [Key])>) -> Result<()> {
    let all = keys.flat_map(|(row, keys)| keys.iter().map(move |key| (row, key)));
    each(rows, table, KEYS, all, |(row, key), write| write(&[&key.value, &row, &key.role]))
}

/// What the lot gives to a table that numbers its rows, each with its number and the article it is of.
fn numbered<'l, T: 'l, I: Iterator<Item = &'l T>>(
    rows: &Rows<'_>,
    table: &str,
    lot: &'l [Fresh<'l>],
    of: impl Fn(&'l Fresh<'l>) -> I,
) -> Result<Vec<(i64, &'l Fresh<'l>, &'l T)>> {
    let all = lot.iter().flat_map(|fresh| of(fresh).map(move |item| (fresh, item)));
    let mut all: Vec<_> = all.map(|(fresh, item)| (0, fresh, item)).collect();
    if !all.is_empty() {
        let mut last = rows.last_row(table)?;
        for (row, ..) in &mut all {
            last += 1;
            *row = last;
        }
    }
    Ok(all)
}

/// Copies what `row` makes of each item into a table.
fn each<T>(
    rows: &Rows<'_>,
    table: &str,
    columns: Columns,
    items: impl Iterator<Item = T>,
    row: impl Fn(T, &mut dyn FnMut(Params<'_>) -> Result<()>) -> Result<()>,
) -> Result<()> {
    let mut items = items.peekable();
    if items.peek().is_none() {
        return Ok(());
    }
    rows.0.copy(table, columns, |write| items.try_for_each(|item| row(item, write)))
}
