//! What became of linked incidents, as text or JSON.
//!
//! Owns: the layout of `claimbook linked --changed`. In: a ledger and an entry. Out: one paragraph, or one line of JSON, for
//! the incidents that changed together. Refuses: telling a change without the accounts that moved.

use crate::failure::Failure;
use crate::table;
use claimbook_ledger::{Cause, Changed, EntryKind, Ledger, Moved, short};
use claimbook_link::Settings;
use std::fmt::Write;

/// Prints what changed since an entry was the last.
pub(super) fn print(ledger: &Ledger, since: i64, json: bool) -> Result<(), Failure> {
    let all = ledger.changed(since, &Settings::embedded())?;
    if json {
        return table::json(all);
    }
    if all.is_empty() {
        return table::text(&format!("nothing changed since entry {since}\n"));
    }
    table::text(&all.iter().map(paragraph).collect::<Vec<_>>().join("\n"))
}

fn paragraph(changed: &Changed) -> String {
    let words: Vec<&str> = changed.changes.iter().map(|c| c.as_str()).collect();
    let ids = |ids: &[String]| ids.iter().map(|id| short(id)).collect::<Vec<_>>().join(" ");
    let (before, now) = (ids(&changed.before), ids(&changed.now));
    let path = [before, now].into_iter().filter(|ids| !ids.is_empty()).collect::<Vec<_>>().join(" → ");
    // Writing to a string cannot fail.
    let mut text = String::new();
    let _ = writeln!(text, "{}: {path}", words.join(", "));
    for gone in changed.gone.iter().filter(|_| !changed.now.is_empty()) {
        let leads = if gone.now.is_empty() { "no account".to_owned() } else { ids(&gone.now) };
        let _ = writeln!(text, "  {} leads to {leads}", short(&gone.id));
    }
    for moved in &changed.moved {
        let _ = writeln!(text, "  {}  {}  {}", short(&moved.report), way(moved), moved.input);
    }
    for cause in &changed.because {
        let _ = writeln!(text, "  entry {}  {}", cause.entry, why(cause));
    }
    text
}

/// "came", "went", "from inc_1f0c22ab to inc_90ab12cd".
fn way(moved: &Moved) -> String {
    let was = moved.was.as_ref().map(|was| format!("{} until then, ", short(was))).unwrap_or_default();
    match (&moved.from, &moved.to) {
        (None, Some(to)) => format!("came to {}", short(to)),
        (Some(from), None) => format!("left {}", short(from)),
        (Some(from), Some(to)) => format!("{was}from {} to {}", short(from), short(to)),
        (None, None) => String::new(),
    }
}

fn why(cause: &Cause) -> String {
    let day = cause.at.get(..10).unwrap_or_default();
    let input = cause.input.as_deref().unwrap_or_default();
    let reason = cause.reason.as_ref().map(|r| format!(": {r}")).unwrap_or_default();
    match (&cause.by, cause.act, cause.kind) {
        (Some(by), Some(act), _) => format!("{day} {by} decided: {act}{reason}"),
        (.., EntryKind::Withdrawn) => format!("{day} withdrawn{reason} {input}"),
        (.., EntryKind::ReportRecorded) => format!("{day} report {input}"),
        _ => format!("{day} article {input}"),
    }
}
