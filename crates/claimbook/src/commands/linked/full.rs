//! One linked incident with all its accounts, as text.
//!
//! Owns: the layout of `claimbook linked ID`. In: an incident with the life of its claim and its links. Out: text. Refuses: choosing between accounts that contradict each other; all stand beside each other.

use crate::phrase;
use claimbook_ledger::{
    Attribution, FullIncident, Link, LinkedIncident, State, Step, Told, Turn, TurnKind, View, short,
};
use claimbook_link::{Row, Settings};
use claimbook_records::report::Property;
use std::fmt::Write;

/// One incident with all its accounts.
pub fn text(full: &FullIncident, settings: &Settings) -> String {
    let FullIncident { incident, life, links } = full;
    // Writing to a string cannot fail.
    let mut text = String::new();
    let standing = incident.standing.standing.as_str().replace('_', " ");
    let _ = writeln!(text, "{}  {standing}: {}", incident.id, incident.standing.reason);
    let _ = writeln!(text, "{}", life.sentence);
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
        incident.ladder.iter().zip(&life.turns).for_each(|(s, turn)| step(&mut text, s, turn));
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
    if !links.is_empty() {
        let _ = writeln!(text, "\nlinks");
        links.iter().for_each(|l| link(&mut text, incident, l));
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
                reason.judgement.told()
            );
        }
    }
    text
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

fn step(text: &mut String, step: &Step, turn: &Turn) {
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
    let turn = said(turn);
    let _ = writeln!(
        text,
        "  {day:<10} {act}{about}: {}{via} {accounts}{turn}\n             “{words}”",
        step.speaker
    );
}

/// What a step is to those before it, where that is more than what is said.
fn said(turn: &Turn) -> String {
    let of = turn.of.as_deref();
    let what = match (turn.turn, of) {
        (
            TurnKind::Claimed
            | TurnKind::Denied
            | TurnKind::DeniedInPart
            | TurnKind::Confirmed
            | TurnKind::ConfirmedInPart
            | TurnKind::Repeated
            | TurnKind::Threatened
            | TurnKind::Reported,
            _,
        ) => return String::new(),
        (TurnKind::Withdrawn, Some(of)) => format!("the claim of {of} is withdrawn"),
        (TurnKind::DeniedAsFake, Some(of)) => format!("the claim of {of} is called fake"),
        (TurnKind::AttributedByOtherSide | TurnKind::Attributed, Some(of)) => {
            format!("{} to {of}", turn.turn.as_str())
        }
        (other, Some(of)) => format!("{} {of}", other.as_str()),
        (other, None) => other.as_str().to_owned(),
    };
    let register = turn.rests_on.as_ref().is_some_and(|kin| kin.words.is_none());
    format!("  — {what}{}", if register { " (register of actors)" } else { "" })
}

/// A link with the words it rests on; accounts of this incident by their numbers.
fn link(text: &mut String, incident: &LinkedIncident, link: &Link) {
    let place = |report: &str| incident.accounts.iter().position(|a| a.report == report);
    let end = |end: &claimbook_ledger::End| match place(&end.report) {
        Some(n) => format!("[{}]", n + 1),
        None => short(&end.incident).to_owned(),
    };
    let decided = link.decided.map(|entry| format!(" (entry {entry})")).unwrap_or_default();
    let _ = writeln!(
        text,
        "  {} {} {}: {}{decided}",
        end(&link.from),
        link.kind.as_str(),
        end(&link.to),
        link.reason
    );
    for said in &link.words {
        let _ = writeln!(text, "             “{}”", phrase::clipped(&said.text, 240));
    }
}

/// "[1] [3]"
fn numbers(accounts: &[usize]) -> String {
    accounts.iter().map(|n| format!("[{}]", n + 1)).collect::<Vec<_>>().join(" ")
}
