//! Who is named as having done it, in whose view, and how the named hang together.
//!
//! Owns: the views (as claimed, as accused, as told, as accepted by us) and the relations between those named. In: the
//! incident reports of one incident and the relations their articles word. Out: [`Attribution`]s and [`Tie`]s. Refuses:
//! choosing a view, and relations nobody words; a relation changes what is shown beside an attribution, never the
//! attribution.

use crate::keys;
use crate::query::IncidentView;
use claimbook_records::report::{PerpetratorBasis, Relation, RelationType, SpeechAct};
use serde::Serialize;

/// In whose view somebody did it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum View {
    /// A person of ours decided so.
    Accepted,
    /// They say so themselves.
    Claimed,
    /// Somebody else says so or suspects it.
    Accused,
    /// The articles say so in their own voice.
    Told,
    /// They say they did not, or a court did.
    Denied,
}

impl View {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Claimed => "claimed",
            Self::Accused => "accused",
            Self::Told => "told",
            Self::Denied => "denied",
        }
    }
}

/// One name in one view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Attribution {
    pub view: View,
    pub name: String,
    /// Id in the register of actors.
    pub register_id: Option<String>,
    /// Who accuses, where the articles say it.
    pub by: Vec<String>,
    /// Positions in the accounts.
    pub accounts: Vec<usize>,
}

/// A relation an article words between actors of this incident: a proposal for the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tie {
    pub subject: String,
    #[serde(rename = "type")]
    pub kind: RelationType,
    pub object: String,
    pub since: Option<String>,
    pub until: Option<String>,
    pub words: String,
    /// Day the article that words it was published.
    pub told: Option<String>,
    /// Positions in the accounts.
    pub accounts: Vec<usize>,
}

/// Who did it, by view, then by the number of accounts.
pub(super) fn attributions(reports: &[IncidentView]) -> Vec<Attribution> {
    let mut all: Vec<Attribution> = Vec::new();
    for (at, report) in reports.iter().enumerate() {
        let settled = report.review.corrected.iter().any(|c| c.property == "perpetrator");
        for p in &report.record.perpetrators {
            let view = if settled { View::Accepted } else { view(p.basis) };
            let actor = p.actor.as_deref().and_then(|id| report.actors.iter().find(|a| a.id == id));
            let register_id = actor.and_then(|a| a.register_id.clone());
            let same = |a: &Attribution| {
                a.view == view
                    && (keys::fold(&a.name) == keys::fold(&p.name)
                        || (register_id.is_some() && a.register_id == register_id))
            };
            let n = all.iter().position(same).unwrap_or_else(|| {
                let name = p.name.clone();
                all.push(Attribution { view, name, register_id, by: Vec::new(), accounts: Vec::new() });
                all.len() - 1
            });
            if !all[n].accounts.contains(&at) {
                all[n].accounts.push(at);
            }
            if view == View::Accused {
                let accuses = report.claims.iter().filter(|c| c.act == SpeechAct::Accuses);
                for speaker in accuses.map(|c| &c.speaker.name) {
                    if !all[n].by.contains(speaker) {
                        all[n].by.push(speaker.clone());
                    }
                }
            }
        }
    }
    all.sort_by(|a, b| {
        (a.view, std::cmp::Reverse(a.accounts.len()), &a.name).cmp(&(
            b.view,
            std::cmp::Reverse(b.accounts.len()),
            &b.name,
        ))
    });
    all
}

fn view(basis: PerpetratorBasis) -> View {
    match basis {
        PerpetratorBasis::Claimed | PerpetratorBasis::Admitted => View::Claimed,
        PerpetratorBasis::ReportedAsFact => View::Told,
        PerpetratorBasis::Accused
        | PerpetratorBasis::AccusedByAuthorities
        | PerpetratorBasis::Suspected
        | PerpetratorBasis::SuspectedByAuthorities
        | PerpetratorBasis::Possible => View::Accused,
        PerpetratorBasis::Denied | PerpetratorBasis::Acquitted => View::Denied,
    }
}

/// Relations with somebody who is named as having done it or claims it, equal ones joined, in order of the accounts.
pub(super) fn ties(reports: &[IncidentView], relations: &[&[Relation]]) -> Vec<Tie> {
    let named: Vec<String> = reports
        .iter()
        .flat_map(|r| {
            let speaks = r.claims.iter().filter(|c| c.act == SpeechAct::ClaimsResponsibility);
            r.record.perpetrators.iter().map(|p| &p.name).chain(speaks.map(|c| &c.speaker.name))
        })
        .map(|name| keys::fold(name))
        .collect();
    let mut all: Vec<Tie> = Vec::new();
    for (at, own) in relations.iter().enumerate() {
        for r in *own {
            let (subject, object) = (keys::fold(&r.subject.name), keys::fold(&r.object.name));
            if !named.contains(&subject) && !named.contains(&object) {
                continue;
            }
            let same = |t: &&mut Tie| {
                t.kind == r.kind && keys::fold(&t.subject) == subject && keys::fold(&t.object) == object
            };
            match all.iter_mut().find(same) {
                Some(known) if !known.accounts.contains(&at) => known.accounts.push(at),
                Some(_) => {}
                None => all.push(Tie {
                    subject: r.subject.name.clone(),
                    kind: r.kind,
                    object: r.object.name.clone(),
                    since: r.since.clone(),
                    until: r.until.clone(),
                    words: r.evidence.first().map(|q| q.text.clone()).unwrap_or_default(),
                    told: reports.get(at).and_then(|r| r.published.as_ref()).map(|p| p.value.clone()),
                    accounts: vec![at],
                }),
            }
        }
    }
    all
}
