//! Decisions read back from the book.
//!
//! Owns: the list of decisions, whole or of one article. In: a store. Out: [`Decided`]s, oldest first. Refuses: nothing.

use super::{Act, Decided, Decision};
use crate::entry::Payload;
use crate::error::{Error, Result};
use crate::store::Reader;
use std::collections::BTreeMap;

/// The decisions about an article, or all of them.
pub(crate) fn decided<R: Reader + ?Sized>(reader: &R, article: Option<&str>) -> Result<Vec<Decided>> {
    let mut rows: BTreeMap<i64, Option<i64>> = BTreeMap::new();
    for row in reader.decisions(article)? {
        rows.insert(row.seq, row.undone);
    }
    rows.into_iter().map(|(seq, undone)| read(reader, seq, undone)).collect()
}

/// Those that hold: not taken back, and no undo themselves.
pub(crate) fn holding<R: Reader + ?Sized>(reader: &R, article: Option<&str>) -> Result<Vec<Decided>> {
    let mut all = decided(reader, article)?;
    all.retain(|d| d.undone.is_none() && !matches!(d.decision.act, Act::Undo { .. }));
    Ok(all)
}

/// Those that hold about any of some articles (about none for an empty id), each once, oldest first.
pub(crate) fn holding_any<'a, R: Reader + ?Sized>(
    reader: &R,
    articles: impl Iterator<Item = &'a str>,
) -> Result<Vec<Decided>> {
    let mut all: BTreeMap<i64, Decided> = BTreeMap::new();
    for article in articles {
        all.extend(holding(reader, Some(article))?.into_iter().map(|d| (d.entry, d)));
    }
    Ok(all.into_values().collect())
}

/// The decision of an entry.
pub(crate) fn decision<R: Reader + ?Sized>(reader: &R, seq: i64) -> Result<(String, Decision)> {
    let bad = |problem: &str| Error::BadEntry { seq, problem: problem.to_owned() };
    let entry = reader.entry(seq)?.ok_or_else(|| bad("it is missing"))?;
    match entry.read()? {
        Payload::Decision(decision) => Ok((entry.at, *decision)),
        _ => Err(bad("no decision stands here")),
    }
}

fn read<R: Reader + ?Sized>(reader: &R, seq: i64, undone: Option<i64>) -> Result<Decided> {
    let (at, decision) = decision(reader, seq)?;
    Ok(Decided { entry: seq, at, decision, undone, others: 0 })
}
