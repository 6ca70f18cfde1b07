//! `claimbook linked`: incidents over all articles that tell them.
//!
//! Owns: arguments and layout. In: an id, or nothing for the list. Out: text or JSON. Refuses: choosing between accounts
//! that contradict each other; all stand beside each other.

use crate::book::BookArguments;
use crate::failure::Failure;
use crate::table::Column::{Number, Words};
use crate::{phrase, table};
use claimbook_ledger::{Attribution, LinkReason, LinkedIncident, State, Step, Told, View, short};
use claimbook_link::{Judgement, Row, Settings};
use claimbook_records::report::Property;
use std::fmt::Write;

/// List incidents over all articles that tell them, or show one with its accounts
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  claimbook linked --several           # told by more than one article
  claimbook linked inc_1f0c22ab        # who says what, where accounts agree and conflict, why they are one
  claimbook linked --unsure            # pairs that may yet be one, with what speaks for and against")]
pub struct Arguments {
    /// Id of an incident report (inc_…) of the incident; its beginning is enough
    id: Option<String>,
    /// Only incidents that more than one article tells
    #[arg(long)]
    several: bool,
    /// Only incidents whose accounts exclude each other in some property
    #[arg(long)]
    conflicts: bool,
    /// Pairs of incident reports that may tell one incident, the least sure first; `claimbook review --queue links` asks about them
    #[arg(long, conflicts_with_all = ["id", "several", "conflicts"])]
    unsure: bool,
    #[command(flatten)]
    book: BookArguments,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let ledger = arguments.book.read_linked()?;
    let settings = Settings::embedded();
    if arguments.unsure {
        return unsure(ledger.unsure(&settings)?, arguments.json);
    }
    if let Some(id) = &arguments.id {
        let incident = ledger.linked_with(id, &settings)?;
        return if arguments.json {
            table::json([incident])
        } else {
            table::text(&full(&incident, &settings))
        };
    }
    let mut all = ledger.linked(&settings)?;
    all.retain(|i| !arguments.several || i.accounts.len() > 1);
    all.retain(|i| !arguments.conflicts || i.matrix.iter().any(|r| r.conflict));
    if arguments.json {
        return table::json(all);
    }
    let columns = [
        Words("incident"),
        Words("when"),
        Words("where"),
        Number("killed"),
        Number("injured"),
        Words("standing"),
        Number("accounts"),
        Number("independent"),
        Words("conflict"),
    ];
    table::print(&columns, all.iter().map(row).collect(), "no incidents")
}

fn unsure(pairs: Vec<LinkReason>, json: bool) -> Result<(), Failure> {
    if json {
        return table::json(pairs);
    }
    let row = |pair: &LinkReason| {
        let (a, b) = &pair.between;
        vec![short(a).to_owned(), short(b).to_owned(), reasons(&pair.judgement)]
    };
    let columns =
        [Words("one report"), Words("another"), Words("probability that they are one: for and against")];
    table::print(&columns, pairs.iter().map(row).collect(), "no unsure pairs")
}

fn row(incident: &LinkedIncident) -> Vec<String> {
    let merged = &incident.merged;
    let when = merged.date.map(|(a, b)| match (a, b) {
        (Some(a), Some(b)) if a == b => a.to_string(),
        (a, b) => {
            let day = |d: Option<jiff::civil::Date>| d.map_or_else(|| "…".to_owned(), |d| d.to_string());
            format!("{} to {}", day(a), day(b))
        }
    });
    let conflicts: Vec<&str> = incident.matrix.iter().filter(|r| r.conflict).map(|r| r.property).collect();
    vec![
        short(&incident.id).to_owned(),
        when.unwrap_or_default(),
        merged.places.first().cloned().unwrap_or_default(),
        merged.killed.as_ref().map(phrase::count).unwrap_or_default(),
        merged.injured.as_ref().map(phrase::count).unwrap_or_default(),
        incident.standing.standing.as_str().replace('_', " "),
        incident.accounts.len().to_string(),
        incident.independent.to_string(),
        conflicts.join(", "),
    ]
}

/// One incident with all its accounts.
pub fn full(incident: &LinkedIncident, settings: &Settings) -> String {
    // Writing to a string cannot fail.
    let mut text = String::new();
    let standing = incident.standing.standing.as_str().replace('_', " ");
    let _ = writeln!(text, "{}  {standing}: {}", incident.id, incident.standing.reason);
    let _ = writeln!(text, "\naccounts: {}, independent {}", incident.accounts.len(), incident.independent);
    for (n, account) in incident.accounts.iter().enumerate() {
        let publisher = account.publisher.as_deref().unwrap_or("publisher unknown");
        let published = account.published.as_deref().unwrap_or("undated");
        let _ = writeln!(
            text,
            "  [{}] {}  {publisher}, {published}, {}{}",
            n + 1,
            short(&account.report),
            account.input,
            notes(account)
        );
    }
    let _ = writeln!(text, "\nwhat they say");
    incident.matrix.iter().for_each(|r| matrix(&mut text, r));
    if !incident.ladder.is_empty() {
        let _ = writeln!(text, "\nthe claim");
        incident.ladder.iter().for_each(|s| step(&mut text, s));
    }
    if !incident.attributions.is_empty() {
        let _ = writeln!(text, "\nwho did it");
        incident.attributions.iter().for_each(|a| attribution(&mut text, a));
        for tie in &incident.ties {
            let kind = tie.kind.as_str().replace('_', " ");
            let since = tie.since.as_ref().map(|d| format!(" since {d}")).unwrap_or_default();
            let told = tie.told.as_ref().map(|d| format!(", told {d}")).unwrap_or_default();
            let words = phrase::clipped(&tie.words, 140);
            let accounts = numbers(&tie.accounts);
            let _ = writeln!(
                text,
                "  {} {kind} {}{since}{told} {accounts}\n             “{words}”",
                tie.subject, tie.object
            );
        }
    }
    for (label, others) in [("part of", &incident.part_of), ("may hold", &incident.parts)] {
        if !others.is_empty() {
            let ids: Vec<&str> = others.iter().map(|id| short(id)).collect();
            let _ = writeln!(text, "\n{label}   {}", ids.join(" "));
        }
    }
    if !incident.decisions.is_empty() {
        let _ = writeln!(text, "\nwhat people decided ({})", incident.state);
        for decided in &incident.decisions {
            let decision = &decided.decision;
            let reason = decision.reason.as_ref().map(|r| format!(": {r}")).unwrap_or_default();
            let day = decided.at.get(..10).unwrap_or_default();
            let said = decision.act.told();
            let _ = writeln!(text, "  entry {}  {day} {}: {said}{reason}", decided.entry, decision.by);
        }
    }
    if !incident.judgements.is_empty() {
        let _ = writeln!(text, "\nwhy they are one (rules {})", settings.version);
        for reason in &incident.judgements {
            let number =
                |id: &str| incident.accounts.iter().position(|a| a.report == id).map_or(0, |n| n + 1);
            let _ = writeln!(
                text,
                "  [{}] [{}] {}",
                number(&reason.between.0),
                number(&reason.between.1),
                reasons(&reason.judgement)
            );
        }
    }
    text
}

/// "0.93: same day and place +2.1, place +0.9"
pub fn reasons(judgement: &Judgement) -> String {
    let said: Vec<String> = judgement
        .reasons
        .iter()
        .filter(|r| r.weight.abs() >= 0.05)
        .map(|r| format!("{} {:+.1}", r.feature.replace('_', " "), r.weight))
        .collect();
    format!("{:.2}: {}", judgement.probability, said.join(", "))
}

/// What else there is to say of an account.
fn notes(account: &Told) -> String {
    let mut notes: Vec<String> = Vec::new();
    notes.extend(account.copy_of.map(|n| format!("copy of [{}]", n + 1)));
    notes.extend(account.follow_up.then(|| "told for context".to_owned()));
    let grade: String = account.reliability.map(String::from).unwrap_or_default()
        + &account.credibility.map(|n| n.to_string()).unwrap_or_default();
    notes.extend(Some(grade).filter(|g| !g.is_empty()).map(|g| format!("graded {g}")));
    notes.extend((account.state != State::Unreviewed).then(|| account.state.to_string()));
    if notes.is_empty() { String::new() } else { format!("  ({})", notes.join("; ")) }
}

fn attribution(text: &mut String, attribution: &Attribution) {
    let by =
        if attribution.by.is_empty() { String::new() } else { format!(" by {}", attribution.by.join(", ")) };
    let view = match attribution.view {
        View::Accepted => "as accepted by us".to_owned(),
        View::Claimed => "as claimed".to_owned(),
        View::Accused => format!("as accused{by}"),
        View::Told => "as the articles say".to_owned(),
        View::Denied => "denied".to_owned(),
    };
    let _ = writeln!(text, "  {view}: {} {}", attribution.name, numbers(&attribution.accounts));
}

fn matrix(text: &mut String, row: &Row) {
    let values: Vec<String> =
        row.values.iter().map(|v| format!("{} {}", v.text, numbers(&v.accounts))).collect();
    let mark = if row.conflict { "   CONFLICT" } else { "" };
    let _ = writeln!(text, "  {:<8} {}{mark}", row.property, values.join(" | "));
}

fn step(text: &mut String, step: &Step) {
    let day = step.day.as_deref().unwrap_or("undated");
    let via = if step.via.is_empty() { String::new() } else { format!(", via {}", step.via.join(", ")) };
    let words = phrase::clipped(&step.words, 140);
    let act = phrase::act(step.act);
    let about = step
        .property
        .filter(|p| *p != Property::Whole)
        .map(|p| format!(" ({})", p.as_str()))
        .unwrap_or_default();
    let accounts = numbers(&step.accounts);
    let _ =
        writeln!(text, "  {day:<10} {act}{about}: {}{via} {accounts}\n             “{words}”", step.speaker);
}

/// "[1] [3]"
fn numbers(accounts: &[usize]) -> String {
    accounts.iter().map(|n| format!("[{}]", n + 1)).collect::<Vec<_>>().join(" ")
}
