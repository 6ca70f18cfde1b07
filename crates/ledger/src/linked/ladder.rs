//! What the claims of all accounts make together: the life of the claim and one standing.
//!
//! Owns: the joining of claims that several articles carry, their order, the standing over all. In: the incident reports
//! of one incident. Out: [`Step`]s and [`Judged`]. Refuses: the rules of standing (see [`crate::standing`]).

use super::{Step, words};
use crate::query::IncidentView;
use crate::standing::{self, Judged, Standing};
use claimbook_records::report::{Claim, Count, Damage, DateRange, Incident, SpeechAct};

/// Claims of all accounts; what several articles carry of one speaker and act is one step.
pub(super) fn ladder(reports: &[IncidentView]) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for (i, report) in reports.iter().enumerate() {
        for claim in &report.claims {
            let fresh = step(report, claim, i);
            match steps.iter_mut().find(|known| one(known, &fresh)) {
                Some(known) => take(known, fresh),
                None => steps.push(fresh),
            }
        }
    }
    steps.sort_by(|a, b| {
        (a.day.is_none(), &a.day, a.act, &a.speaker).cmp(&(b.day.is_none(), &b.day, b.act, &b.speaker))
    });
    steps
}

/// A claim of one account.
fn step(report: &IncidentView, claim: &Claim, account: usize) -> Step {
    let published = report.published.as_ref().map(|p| day_of(&p.value));
    let date = claim.date.as_ref();
    let end = |of: fn(&DateRange) -> Option<&String>| date.and_then(of).map(|d| day_of(d));
    let (from, until) = (end(|d| d.earliest.as_ref()), end(|d| d.latest.as_ref()));
    let actor = claim.speaker.actor.as_deref();
    let actor = actor.and_then(|id| report.actors.iter().find(|a| a.id == id));
    let fake = claim.evidence.iter().find(|q| words::has(&q.text, &words::lists().fake));
    Step {
        day: from.clone().or_else(|| until.clone()).or_else(|| published.clone()),
        from,
        // What was printed had been said.
        by: [until, published].into_iter().flatten().min(),
        speaker: claim.speaker.name.clone(),
        kind: claim.speaker.kind,
        register_id: actor.and_then(|a| a.register_id.clone()),
        act: claim.act,
        property: claim.property,
        firmness: claim.firmness,
        via: claim.via.iter().map(|v| v.name.clone()).collect(),
        channel: claim.channel.clone(),
        fake: fake.map(|q| q.text.clone()),
        words: claim.evidence.first().map(|q| q.text.clone()).unwrap_or_default(),
        accounts: vec![account],
    }
}

/// Whether two steps are one speaker's one act.
fn one(a: &Step, b: &Step) -> bool {
    a.named().is(b.named()) && a.act == b.act && a.property == b.property
}

/// Takes in what a further account says of a step.
fn take(known: &mut Step, fresh: Step) {
    known
        .accounts
        .extend(fresh.accounts.into_iter().filter(|i| !known.accounts.contains(i)).collect::<Vec<_>>());
    let least = |a: Option<String>, b: Option<String>| [a, b].into_iter().flatten().min();
    known.day = least(known.day.take(), fresh.day);
    known.from = least(known.from.take(), fresh.from);
    known.by = least(known.by.take(), fresh.by);
    known.firmness = known.firmness.min(fresh.firmness);
    known.channel = known.channel.take().or(fresh.channel);
    known.fake = known.fake.take().or(fresh.fake);
    known.register_id = known.register_id.take().or(fresh.register_id);
}

/// The standing that all claims of all accounts give together. Actors of several articles meet by register id or name;
/// their ids in the reports (`a1`) say nothing outside of them.
pub(super) fn pooled(reports: &[IncidentView]) -> Judged {
    let mut all: Option<Incident> = None;
    let mut claims: Vec<Claim> = Vec::new();
    for report in reports {
        let key = |actor: &mut Option<String>| {
            let known = actor.as_deref().and_then(|id| report.actors.iter().find(|a| a.id == id));
            *actor = known.and_then(|a| a.register_id.clone());
        };
        let mut incident = report.record.clone();
        incident.perpetrators.iter_mut().for_each(|p| key(&mut p.actor));
        claims.extend(report.claims.iter().cloned().map(|mut claim| {
            key(&mut claim.speaker.actor);
            claim
        }));
        match &mut all {
            None => all = Some(incident),
            Some(all) => all.perpetrators.append(&mut incident.perpetrators),
        }
    }
    let claims: Vec<&Claim> = claims.iter().collect();
    let nothing = || Judged {
        standing: standing::Standing::Reported,
        reason: "the article states it".to_owned(),
        claims: Vec::new(),
    };
    let mut judged = all.map_or_else(nothing, |incident| standing::judge(&incident, &claims));
    if judged.standing == Standing::Confirmed {
        judged.reason = confirmed(&judged.reason, reports, &claims);
    }
    judged
}

/// A confirmation beside the claims it answers, and whether it goes further than the attempt: an attack that somebody says
/// was intercepted, and of which nobody who confirms it tells harm, is confirmed as an attempt.
fn confirmed(reason: &str, reports: &[IncidentView], claims: &[&Claim]) -> String {
    let speakers = |act: SpeechAct| -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for claim in claims.iter().filter(|c| c.act == act) {
            if !names.contains(&claim.speaker.name.as_str()) {
                names.push(&claim.speaker.name);
            }
        }
        names
    };
    let withdrawn = speakers(SpeechAct::Retracts);
    let claimed: Vec<String> = speakers(SpeechAct::ClaimsResponsibility)
        .into_iter()
        .map(|name| format!("{name}{}", if withdrawn.contains(&name) { " (withdrawn)" } else { "" }))
        .collect();
    let attempt = if only_attempted(reports) { "attempt " } else { "" };
    let claimed =
        if claimed.is_empty() { String::new() } else { format!("claimed by {}; ", claimed.join(" and by ")) };
    format!("{claimed}{attempt}{reason}")
}

/// Whether somebody says that it was intercepted and nobody who confirms it tells harm.
pub(super) fn only_attempted(reports: &[IncidentView]) -> bool {
    let harm = |r: &IncidentView| {
        let some = |c: Option<Count>| c.is_some_and(|c| c.min.unwrap_or(0) > 0);
        let outcome = &r.record.outcome;
        let confirms = r.claims.iter().any(|c| c.act == SpeechAct::Confirms);
        confirms
            && (some(outcome.killed)
                || some(outcome.injured)
                || outcome.damage.is_some_and(|d| d != Damage::None))
    };
    reports.iter().any(|r| r.record.outcome.intercepted == Some(true)) && !reports.iter().any(harm)
}

fn day_of(value: &str) -> String {
    value.get(..10).unwrap_or(value).to_owned()
}
