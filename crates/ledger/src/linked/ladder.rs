//! What the claims of all accounts make together: the life of the claim and one standing.
//!
//! Owns: the joining of claims that several articles carry, their order, the standing over all. In: the incident reports
//! of one incident. Out: [`Step`]s and [`Judged`]. Refuses: the rules of standing (see [`crate::standing`]).

use super::Step;
use crate::keys;
use crate::query::IncidentView;
use crate::standing::{self, Judged, Standing};
use claimbook_records::report::{Claim, Count, Damage, Incident, SpeechAct};

/// Claims of all accounts; what several articles carry of one speaker and act is one step.
pub(super) fn ladder(reports: &[IncidentView]) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for (i, report) in reports.iter().enumerate() {
        let published = report.published.as_ref().map(|p| day_of(&p.value));
        for claim in &report.claims {
            let said =
                claim.date.as_ref().and_then(|d| d.earliest.as_deref().or(d.latest.as_deref())).map(day_of);
            let day = said.or_else(|| published.clone());
            let speaker = &claim.speaker.name;
            let known = steps.iter_mut().find(|s| {
                keys::fold(&s.speaker) == keys::fold(speaker)
                    && s.act == claim.act
                    && s.property == claim.property
            });
            if let Some(step) = known {
                if !step.accounts.contains(&i) {
                    step.accounts.push(i);
                }
                if day.is_some() && (step.day.is_none() || day < step.day) {
                    step.day = day;
                }
                continue;
            }
            steps.push(Step {
                day,
                speaker: speaker.clone(),
                act: claim.act,
                property: claim.property,
                via: claim.via.iter().map(|v| v.name.clone()).collect(),
                words: claim.evidence.first().map(|q| q.text.clone()).unwrap_or_default(),
                accounts: vec![i],
            });
        }
    }
    steps.sort_by(|a, b| {
        (a.day.is_none(), &a.day, a.act, &a.speaker).cmp(&(b.day.is_none(), &b.day, b.act, &b.speaker))
    });
    steps
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
    let harm = |r: &&IncidentView| {
        let some = |c: Option<Count>| c.is_some_and(|c| c.min.unwrap_or(0) > 0);
        let outcome = &r.record.outcome;
        let confirms = r.claims.iter().any(|c| c.act == SpeechAct::Confirms);
        confirms
            && (some(outcome.killed)
                || some(outcome.injured)
                || outcome.damage.is_some_and(|d| d != Damage::None))
    };
    let intercepted = reports.iter().any(|r| r.record.outcome.intercepted == Some(true));
    let attempt = if intercepted && !reports.iter().any(|r| harm(&r)) { "attempt " } else { "" };
    let claimed =
        if claimed.is_empty() { String::new() } else { format!("claimed by {}; ", claimed.join(" and by ")) };
    format!("{claimed}{attempt}{reason}")
}

fn day_of(value: &str) -> String {
    value.get(..10).unwrap_or(value).to_owned()
}
