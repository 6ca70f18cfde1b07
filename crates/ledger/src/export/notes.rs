//! A neutral summary of a linked incident in one paragraph.
//!
//! Owns: its sentences: what is reported, who claims, confirms and denies it, and where accounts differ. In: a case and its
//! facts. Out: text. Refuses: loaded words, and to choose between accounts that differ.

use super::cases::Case;
use super::facts::Facts;
use crate::dates::long;
use claimbook_records::report::SpeechAct;

/// The paragraph. Begins "On D Month YYYY, ..." as ACLED's notes do.
pub(super) fn notes(case: &Case, facts: &Facts) -> String {
    let mut out = vec![first(facts)];
    let actors = &facts.actors;
    for (n, doer) in actors.claimants.iter().enumerate() {
        let also = if n > 0 { "also " } else { "" };
        let day = doer.day.as_deref().and_then(|d| d.parse().ok()).map(|d| format!(" on {}", long(d)));
        let back = if doer.retracted { "; the claim was retracted" } else { "" };
        out.push(format!("{} {also}claimed it{}{back}.", doer.name, day.unwrap_or_default()));
    }
    for doer in &actors.named {
        out.push(format!("{} is named: {}.", doer.name, doer.basis.as_str().replace('_', " ")));
    }
    said(case, SpeechAct::Confirms, "Confirmed by", &mut out);
    if !facts.intercepted.is_empty() {
        out.push(format!("Told as intercepted by {}.", facts.intercepted.join(", ")));
    }
    said(case, SpeechAct::Denies, "Denied, as a whole or in part, by", &mut out);
    out.extend(differ(case));
    out.push(format!(
        "{} accounts, {} independent.",
        case.incident.accounts.len(),
        case.incident.independent
    ));
    out.join(" ")
}

fn first(facts: &Facts) -> String {
    let day = match (facts.from, facts.to) {
        (Some(a), Some(b)) if a == b => format!("On {}", long(a)),
        (Some(a), Some(b)) => format!("Between {} and {}", long(a), long(b)),
        (Some(a), None) => format!("After {}", long(a)),
        (None, Some(b)) => format!("On or before {}", long(b)),
        (None, None) => "On a day that is not told".to_owned(),
    };
    let what = facts.kinds.first().map_or_else(|| "incident".to_owned(), |k| k.as_str().replace('_', " "));
    let what = if what == "other" { "attack".to_owned() } else { what };
    let article = if what.starts_with(['a', 'i', 'o']) { "an" } else { "a" };
    let target = facts.targets.first().map(|t| format!(" (target: {})", t.target.text)).unwrap_or_default();
    let near = if facts.near { "near" } else { "in" };
    let place = facts.where_().map(|p| format!(" {near} {p}")).unwrap_or_default();
    format!("{day}, {article} {what}{place} was reported{target}.")
}

fn said(case: &Case, act: SpeechAct, how: &str, out: &mut Vec<String>) {
    let mut names: Vec<&str> = Vec::new();
    for step in case.incident.ladder.iter().filter(|s| s.act == act) {
        if !names.contains(&step.speaker.as_str()) {
            names.push(&step.speaker);
        }
    }
    if !names.is_empty() {
        out.push(format!("{how} {}.", names.join(", ")));
    }
}

/// Properties in which accounts exclude each other, with their values.
pub(super) fn differ(case: &Case) -> Option<String> {
    let rows = case.incident.matrix.iter().filter(|r| r.conflict);
    let told: Vec<String> = rows
        .map(|r| {
            let values = r.values.iter().map(|v| format!("{} ({})", v.text, v.accounts.len()));
            format!("{}: {}", r.property, values.collect::<Vec<_>>().join(", "))
        })
        .collect();
    (!told.is_empty()).then(|| format!("Accounts differ (number of accounts): {}.", told.join("; ")))
}
