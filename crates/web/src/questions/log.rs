//! Everything that was recorded, entry by entry.
//!
//! Owns: the shape of these answers. In: requests. Out: answers. Refuses: the bodies of entries in the list.

use super::Request;
use crate::answer::{Answer, Page};
use crate::asked::cursor;
use crate::problem::Problem;
use claimbook_ledger::{Entry, EntryKind, Payload};
use serde_json::{Value, json};

/// Entries read at a time where a list is narrowed, and lots looked through for one page.
const AT_A_TIME: i64 = 200;
const LOTS: usize = 50;

pub(super) fn list(request: &Request<'_>) -> Result<Answer, Problem> {
    let limit = request.limit()?.unwrap_or(usize::MAX);
    let from = request.asked.offset()?;
    let kinds: Vec<EntryKind> = request
        .asked
        .all("kind")
        .iter()
        .map(|word| {
            EntryKind::parse(word).ok_or_else(|| Problem::bad(format!("kind: '{word}' is no kind of entry")))
        })
        .collect::<Result<_, _>>()?;
    let newest = super::review::newest_first(request, true)?;
    request.asked.done()?;
    // The cursor is the number of the entry before the next one, or after it where the newest come first; 0 is the end.
    let last = request.head.seq;
    let mut at = i64::try_from(from).unwrap_or(i64::MAX).min(last + 1);
    if from == 0 && newest {
        at = last + 1;
    }
    let (mut items, mut next) = (Vec::new(), None);
    for lot in 0.. {
        let entries = if newest {
            let first = (at - 1 - AT_A_TIME).max(0);
            let mut lot = between(request, first, at - 1)?;
            lot.reverse();
            lot
        } else {
            between(request, at, (at + AT_A_TIME).min(last))?
        };
        let Some(end) = entries.last().map(|e| e.seq) else { break };
        for entry in &entries {
            if items.len() >= limit {
                break;
            }
            at = entry.seq;
            if kinds.is_empty() || kinds.contains(&entry.kind) {
                items.push(told(entry)?);
            }
        }
        let ended = if newest { at <= 1 } else { at >= last };
        let full = items.len() >= limit || (lot >= LOTS && limit != usize::MAX && at == end);
        if full && !ended {
            next = Some(cursor(usize::try_from(at).unwrap_or(0)));
        }
        if full || ended {
            break;
        }
    }
    let total = kinds.is_empty().then_some(last.unsigned_abs());
    request.page(&Page { items, total, next, more: Vec::new() })
}

/// Entries after one number up to another, in order.
fn between(request: &Request<'_>, after: i64, upto: i64) -> Result<Vec<Entry>, Problem> {
    let mut all: Vec<Entry> = Vec::new();
    let mut at = after;
    while at < upto {
        let wanted = usize::try_from(upto - at).unwrap_or(0);
        let lot = request.ledger.entries(at, wanted)?;
        let Some(last) = lot.last() else { break };
        at = last.seq;
        all.extend(lot.into_iter().filter(|e| e.seq <= upto));
    }
    Ok(all)
}

pub(super) fn one(request: &Request<'_>) -> Result<Answer, Problem> {
    request.asked.done()?;
    let name = request.name();
    let missing = || Problem::new("not_found", format!("there is no entry '{name}'"));
    let seq: i64 = name.parse().ok().filter(|n| *n >= 1).ok_or_else(missing)?;
    let entry = between(request, seq - 1, seq)?.pop().ok_or_else(missing)?;
    let mut value = told(&entry)?;
    value["payload"] = serde_json::from_str(&entry.payload)
        .map_err(|e| Problem::new("internal", format!("entry {seq} is damaged: {e}")))?;
    Answer::json(&value)
}

/// An entry without what it carries.
fn told(entry: &Entry) -> Result<Value, Problem> {
    let (summary, article) = match entry.read()? {
        Payload::Article(article) => {
            let name = article.headline.clone().unwrap_or_else(|| article.input.clone());
            (format!("article: {name}"), Some(article.id))
        }
        Payload::Report(report) => {
            let (incidents, claims) = (report.incidents.len(), report.claims.len());
            let engine = &report.engine.version;
            (
                format!("report by engine {engine}: {incidents} incidents, {claims} claims"),
                Some(report.article.id),
            )
        }
        Payload::Withdrawn(withdrawal) => {
            let article = Some(withdrawal.subject.clone()).filter(|s| s.starts_with("art_"));
            (format!("withdrawn: {}", withdrawal.reason), article)
        }
        Payload::Decision(decision) => {
            let article = decision.subjects.first().map(|s| s.article.clone());
            (format!("{}: {}", decision.by, decision.act.told()), article)
        }
        Payload::Received(received) => (format!("came again as {}", received.input), Some(received.article)),
        Payload::Fetched(fetched) => (fetched.told(), fetched.article),
    };
    Ok(json!({
        "seq": entry.seq, "at": entry.at, "kind": entry.kind.as_str(), "summary": summary, "article": article,
        "bytes": entry.payload.len(), "prev_hash": entry.prev_hash, "hash": entry.hash,
    }))
}
