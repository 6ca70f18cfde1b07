//! What people decided, and what waits for them.
//!
//! Owns: the shape of these answers. In: requests. Out: answers. Refuses: deciding (see [`super::decide`]).

use super::Request;
use crate::answer::{Answer, Form, Page};
use crate::problem::Problem;
use claimbook_ledger::{Act, QueueKind};
use serde_json::json;

/// Seconds a decision takes.
const PACE: usize = 5;

pub(super) fn judgements(request: &Request<'_>) -> Result<Answer, Problem> {
    let (limit, offset) = request.cut()?;
    request.asked.done()?;
    let pairs = request.ledger.unsure(request.app.book.settings())?;
    request.page(&Page::of_all(pairs, limit, offset))
}

pub(super) fn queue(request: &Request<'_>) -> Result<Answer, Problem> {
    let (limit, offset) = request.cut()?;
    let kinds: Vec<QueueKind> = request.asked.values("kind")?;
    let filter = request.filter()?;
    request.asked.done()?;
    let items = request.ledger.queue(&kinds, &filter, request.app.book.settings())?;
    let minutes = (items.len() * PACE).div_ceil(60);
    let mut page = Page::of_all(items, limit, offset);
    page.more.push(("minutes", json!(minutes)));
    request.page(&page)
}

pub(super) fn decisions(request: &Request<'_>) -> Result<Answer, Problem> {
    let ((limit, offset), asked) = (request.cut()?, request.asked);
    let (incident, article) = (asked.one("incident")?, asked.one("article")?);
    let (by, acts) = (asked.all("by"), asked.all("act"));
    let newest = newest_first(request, false)?;
    let holding = asked.flag("holding")?;
    asked.done()?;
    let mut all = match (incident, article) {
        (Some(id), _) => request.ledger.decisions_about(&id)?,
        (None, Some(id)) => request.ledger.decisions(Some(&request.ledger.article(&id)?.row.id))?,
        (None, None) => request.ledger.decisions(None)?,
    };
    all.retain(|d| by.is_empty() || by.contains(&d.decision.by));
    all.retain(|d| acts.is_empty() || acts.iter().any(|a| super::decide::is_word(&d.decision.act, a)));
    all.retain(|d| !holding || (d.undone.is_none() && !matches!(d.decision.act, Act::Undo { .. })));
    if newest {
        all.reverse();
    }
    request.page(&Page::of_all(all, limit, offset))
}

pub(super) fn adrift(request: &Request<'_>) -> Result<Answer, Problem> {
    let (limit, offset) = request.cut()?;
    request.asked.done()?;
    request.page(&Page::of_all(request.ledger.adrift()?, limit, offset))
}

/// The order of a list that grows at its end. Lines go as the command prints them.
pub(super) fn newest_first(request: &Request<'_>, usual: bool) -> Result<bool, Problem> {
    match request.asked.one("order")?.as_deref() {
        None => Ok(usual && request.form == Form::Json),
        Some("newest") => Ok(true),
        Some("oldest") => Ok(false),
        Some(other) => Err(Problem::bad(format!("order: '{other}' is none of: newest, oldest"))),
    }
}
