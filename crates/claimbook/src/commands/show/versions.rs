//! The versions of an article that was fetched.
//!
//! Owns: the lines that tell them, and their difference. In: an article. Out: text or JSON. Refuses: to compare articles of different
//! addresses.

use crate::failure::Failure;
use crate::table;
use claimbook_ledger::{ArticleView, FetchedEntry, Ledger, short};
use serde_json::json;
use similar::TextDiff;

/// What each visit of the article's address found that was news, a line each.
pub(super) fn told(own: &str, fetched: &[FetchedEntry]) -> Vec<String> {
    let line = |entry: &FetchedEntry| {
        let fetched = &entry.fetched;
        let what = match (&fetched.article, &fetched.replaces) {
            (None, _) => format!("gone (the server answers {})", fetched.status),
            (Some(id), _) if *id == own => "this version".to_owned(),
            (Some(id), Some(_)) => format!("edited: {}", short(id)),
            (Some(id), None) => format!("version {}", short(id)),
        };
        format!("{}  {what}  {}", fetched.answered, fetched.url)
    };
    fetched.iter().map(line).collect()
}

/// Prints how an article differs from the version before.
pub(super) fn differ(ledger: &Ledger, id: &str, json: bool) -> Result<(), Failure> {
    let now = ledger.article(id)?;
    let id = now.row.id.as_str();
    let fetched = ledger.fetched_of(id)?;
    let own = fetched.iter().rposition(|entry| entry.fetched.article.as_deref() == Some(id));
    let before = own.and_then(|at| fetched.get(at)?.fetched.replaces.clone());
    let Some(before) = before else {
        let next = fetched.iter().find(|entry| entry.fetched.replaces.as_deref() == Some(id));
        let later = next.and_then(|entry| entry.fetched.article.as_deref());
        return Err(Failure::Usage(match later {
            Some(later) => format!(
                "{id} is the first version; a later one is shown with: claimbook show {} --diff",
                short(later)
            ),
            None => format!(
                "{id} has no version before; only what is fetched again from its address has (claimbook watch)"
            ),
        }));
    };
    let old = ledger.article(&before)?;
    let (was, is) = (page(&old), page(&now));
    let diff = TextDiff::from_lines(&was, &is);
    let diff = diff.unified_diff().context_radius(2).header(short(&before), short(id)).to_string();
    if json {
        table::json([json!({ "before": before, "now": id, "diff": diff })])
    } else {
        table::text(&diff)
    }
}

/// What an article says, a line a paragraph.
fn page(view: &ArticleView) -> String {
    let record = &view.record;
    let published = record.published.as_ref().map_or("not given", |p| p.value.as_str());
    let headline = record.headline.as_deref().unwrap_or("none");
    format!("headline: {headline}\npublished: {published}\n\n{}\n", record.body.trim_end())
}
