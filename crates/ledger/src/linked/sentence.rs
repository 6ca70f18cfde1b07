//! The standing of an incident in one sentence.
//!
//! Owns: its clauses and their order: who claims it, on whom it is put, who denies and who confirms it. In: a linked incident
//! and what its steps are to each other. Out: one sentence. Refuses: what the accounts do not say; a day that is only the day
//! of print is told as such.

use super::life::{Basis, Claimant, First, Turn, TurnKind};
use super::{LinkedIncident, Step, View, ladder};
use crate::dates::long;
use crate::keys::fold;
use crate::standing::list;
use claimbook_records::report::{PerpetratorBasis, SpeechAct};

/// One sentence that holds of the accounts of an incident.
pub(super) fn sentence(
    incident: &LinkedIncident,
    claimants: &[Claimant],
    turns: &[Turn],
    first: Option<&First>,
) -> String {
    let steps = &incident.ladder;
    let of = |kind: TurnKind| -> Vec<&Step> {
        turns.iter().filter(|t| t.turn == kind).map(|t| &steps[t.step]).collect()
    };
    let mut clauses: Vec<String> = Vec::new();
    for (n, claimant) in claimants.iter().enumerate() {
        clauses.push(claimed(steps, turns, claimant, n > 0));
    }
    if claimants.len() > 1 {
        match first.map(|f| (&f.speaker, f.basis)) {
            Some((_, Basis::Known)) => {}
            Some((speaker, Basis::Told)) => {
                clauses.push(format!(
                    "the claim of {speaker} was told first, which was made first is not known"
                ));
            }
            None => clauses.push("which claim was first is not known".to_owned()),
        }
    }
    let known = |name: &str| claimants.iter().any(|c| fold(&steps[c.steps[0]].speaker) == fold(name));
    let viewed = |view: View| -> Vec<&str> {
        let own = incident.attributions.iter().filter(|a| a.view == view);
        own.map(|a| a.name.as_str()).filter(|name| !known(name)).collect()
    };
    let grounds = viewed(View::Claimed);
    if !grounds.is_empty() {
        clauses.push(format!("said to be claimed by {}", list(&grounds)));
    } else if claimants.is_empty() {
        clauses.push("nobody is told to have claimed it".to_owned());
    }
    let others: Vec<&Step> = of(TurnKind::DeniedAsFake)
        .into_iter()
        .filter(|s| !claimants.iter().any(|c| steps[c.steps[0]].named().is(s.named())))
        .collect();
    push(&mut clauses, "the claim is called fake by", &others);
    attributed(
        incident,
        &viewed(View::Accused),
        &of(TurnKind::AttributedByOtherSide),
        &of(TurnKind::Attributed),
        &mut clauses,
    );
    let told = viewed(View::Told);
    if !told.is_empty() {
        clauses.push(format!("articles name {} in their own words", list(&told)));
    }
    push(&mut clauses, "that it happened is denied by", &of(TurnKind::Denied));
    let denying = of(TurnKind::ResponsibilityDenied);
    push(&mut clauses, "responsibility is denied by", &denying);
    grounds_of_denial(incident, &denying, &mut clauses);
    let part = of(TurnKind::ConfirmedInPart);
    clauses.push(confirmed(incident, claimants, &of(TurnKind::Confirmed), &part));
    let text = clauses.join("; ") + ".";
    let mut letters = text.chars();
    letters.next().map(|c| c.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// "claimed by X on 3 May 2024 (via Y), withdrawn on 4 May 2024".
fn claimed(steps: &[Step], turns: &[Turn], claimant: &Claimant, again: bool) -> String {
    let step = &steps[claimant.steps[0]];
    let order = match (again, claimant.later) {
        (false, _) => "",
        (true, true) => "then ",
        (true, false) => "also ",
    };
    let kin = match (claimant.turn.turn, &claimant.turn.of) {
        (TurnKind::ClaimedByUmbrella, Some(of)) => format!(" (umbrella of {of})"),
        (TurnKind::ClaimedByMember, Some(of)) => format!(" (part of {of})"),
        _ => String::new(),
    };
    let via = match (&step.via[..], &step.channel) {
        ([], None) => String::new(),
        ([], Some(channel)) => format!(" ({channel})"),
        (via, _) => format!(" (via {})", list(&via.iter().map(String::as_str).collect::<Vec<_>>())),
    };
    let mut text = format!("{order}claimed by {}{kin}{}{via}", step.speaker, when(step));
    for turn in turns.iter().filter(|t| steps[t.step].named().is(step.named())) {
        match turn.turn {
            TurnKind::Withdrawn => text += &format!(", withdrawn{}", when(&steps[turn.step])),
            TurnKind::DeniedAsFake => {
                text += &format!(", which {} itself calls fake{}", step.speaker, when(&steps[turn.step]));
            }
            _ => {}
        }
    }
    text
}

/// On whom others put it. Who accuses whom is told only where one alone is accused.
fn attributed(
    incident: &LinkedIncident,
    accused: &[&str],
    other_side: &[&Step],
    others: &[&Step],
    clauses: &mut Vec<String>,
) {
    let by: Vec<String> = other_side
        .iter()
        .map(|s| format!("{} (the other side){}", s.speaker, when(s)))
        .chain(others.iter().map(|s| format!("{}{}", s.speaker, when(s))))
        .collect();
    let by: Vec<&str> = by.iter().map(String::as_str).collect();
    let alone = incident.attributions.iter().filter(|a| a.view == View::Accused).count() == 1;
    match (accused, &by[..]) {
        ([], []) => {}
        ([], by) => clauses.push(format!("accusations by {}", list(by))),
        (accused, []) => clauses.push(format!("{} accused or suspected", are(accused))),
        ([only], by) if alone => clauses.push(format!("attributed to {only} by {}", list(by))),
        (accused, by) => {
            clauses.push(format!("{} accused or suspected, accusations by {}", are(accused), list(by)));
        }
    }
}

/// Those who are told to deny it, without a statement of theirs.
fn grounds_of_denial(incident: &LinkedIncident, denying: &[&Step], clauses: &mut Vec<String>) {
    let mut found: [Vec<&str>; 2] = Default::default();
    for p in incident.reports.iter().flat_map(|r| &r.record.perpetrators) {
        let list = match p.basis {
            PerpetratorBasis::Denied => &mut found[0],
            PerpetratorBasis::Acquitted => &mut found[1],
            _ => continue,
        };
        let known = denying.iter().any(|s| fold(&s.speaker) == fold(&p.name));
        if !known && !list.iter().any(|name| fold(name) == fold(&p.name)) {
            list.push(&p.name);
        }
    }
    for (names, what) in found.iter().zip(["said to deny responsibility", "acquitted"]) {
        if !names.is_empty() {
            clauses.push(format!("{} {what}", are(names)));
        }
    }
}

/// Who confirms the whole, else who confirms a part of it, else that nobody does.
fn confirmed(incident: &LinkedIncident, claimants: &[Claimant], by: &[&Step], part: &[&Step]) -> String {
    let attempt = ladder::only_attempted(&incident.reports);
    let mut clauses = Vec::new();
    push(&mut clauses, if attempt { "the attempt is confirmed by" } else { "confirmed by" }, by);
    push(&mut clauses, "confirmed in part by", part);
    if let Some(clause) = clauses.into_iter().next() {
        return clause;
    }
    let accounts = match incident.independent {
        0 | 1 => "in the one independent account".to_owned(),
        n => format!("in the {n} independent accounts"),
    };
    let steps = &incident.ladder;
    let own = |s: &&Step| claimants.iter().any(|c| steps[c.steps[0]].named().is(s.named()));
    let weak = steps.iter().any(|s| s.act == SpeechAct::Confirms && !own(&s));
    let nobody = match (weak, claimants.is_empty()) {
        (true, _) => "nobody with knowledge of their own firmly confirms it",
        (false, true) => "nobody confirms it",
        (false, false) => "nobody else confirms it",
    };
    format!("{accounts} {nobody}")
}

/// "denied by X on 3 May 2024 and Y".
fn push(clauses: &mut Vec<String>, what: &str, by: &[&Step]) {
    let mut names: Vec<String> = Vec::new();
    for (n, step) in by.iter().enumerate() {
        // One speaker may say it of several properties.
        if !by[..n].iter().any(|other| other.named().is(step.named())) {
            names.push(format!("{}{}", step.speaker, when(step)));
        }
    }
    if !names.is_empty() {
        clauses.push(format!("{what} {}", list(&names.iter().map(String::as_str).collect::<Vec<_>>())));
    }
}

/// " on 3 May 2024"; " (told 3 May 2024)" where only print gives a day.
fn when(step: &Step) -> String {
    let day = |value: &Option<String>| value.as_deref().and_then(|d| d.parse().ok()).map(long);
    match (day(&step.from), day(&step.by)) {
        (Some(from), Some(by)) if from == by => format!(" on {from}"),
        (Some(from), Some(by)) if step.from < step.by => format!(" between {from} and {by}"),
        (_, Some(by)) => format!(" (told {by})"),
        (Some(from), None) => format!(" not before {from}"),
        (None, None) => String::new(),
    }
}

/// "A is", "A and B are".
fn are(names: &[&str]) -> String {
    format!("{} {}", list(names), if names.len() == 1 { "is" } else { "are" })
}
