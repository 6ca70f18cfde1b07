//! Which words belong to which part of the record.
//!
//! Owns: the keys that join words and record. In: a report. Out: [`Mark`]s, or [`Marked`] words one by one. Refuses:
//! markup.

use claimbook_records::Report;
use claimbook_records::report::{Incident, IncidentType, Quote};
use serde::Serialize;

/// What a run of words is to the record; gives its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// A clause that tells an incident.
    Incident,
    /// Words that only refer back to one.
    Reference,
    Motive,
    Claim,
    Tally,
    Relation,
    Actor,
    Date,
    Place,
    Perpetrator,
    Target,
    Weapon,
    Outcome,
    Warning,
    Clutter,
}

impl Role {
    /// Class name in the style sheet.
    pub fn class(self) -> &'static str {
        match self {
            Self::Incident => "incident",
            Self::Reference => "reference",
            Self::Motive => "motive",
            Self::Claim => "claim",
            Self::Tally => "tally",
            Self::Relation => "relation",
            Self::Actor => "actor",
            Self::Date => "date",
            Self::Place => "place",
            Self::Perpetrator => "perpetrator",
            Self::Target => "target",
            Self::Weapon => "weapon",
            Self::Outcome => "outcome",
            Self::Warning => "warning",
            Self::Clutter => "clutter",
        }
    }

    /// Clauses are underlined; what fills a slot of the record is coloured.
    pub fn is_clause(self) -> bool {
        matches!(
            self,
            Self::Incident
                | Self::Reference
                | Self::Motive
                | Self::Claim
                | Self::Tally
                | Self::Relation
                | Self::Clutter
        )
    }
}

/// Some words, what they are, and the key of the record's part that rests on them.
#[derive(Debug, Clone)]
pub struct Mark<'r> {
    pub key: String,
    pub role: Role,
    /// What a reader sees on pointing at the words.
    pub title: String,
    pub quotes: &'r [Quote],
}

/// Some words of an article, by code points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Marked {
    pub start: usize,
    pub end: usize,
    pub role: Role,
    pub key: String,
    pub title: String,
    /// Id in the book of the incident report they belong to.
    pub incident: Option<String>,
    /// Id in the report of the claim they belong to.
    pub claim: Option<String>,
}

/// The marked words of a report whose incidents have the ids `ids`, by start, longest first.
pub fn marked(report: &Report, ids: &[String]) -> Vec<Marked> {
    let mut all: Vec<Marked> = Vec::new();
    for mark in marks(report, "") {
        let local = mark.key.split('-').next().unwrap_or_default();
        let at = report.incidents.iter().position(|i| i.id == local);
        let incident = at.and_then(|at| ids.get(at).cloned());
        let claim = report.claims.iter().find(|c| c.id == local).map(|c| c.id.clone());
        all.extend(mark.quotes.iter().map(|quote| Marked {
            start: quote.start,
            end: quote.end,
            role: mark.role,
            key: mark.key.clone(),
            title: mark.title.clone(),
            incident: incident.clone(),
            claim: claim.clone(),
        }));
    }
    all.sort_by(|a, b| {
        let order = |m: &Marked| (m.start, std::cmp::Reverse(m.end), m.role);
        order(a).cmp(&order(b)).then_with(|| a.key.cmp(&b.key))
    });
    all
}

/// "drone attack"; "attack" where the means is not told.
pub fn kind(kind: IncidentType) -> String {
    match kind {
        IncidentType::Other => "attack".to_owned(),
        kind => words(kind.as_str()),
    }
}

/// Every mark of a report; `prefix` keeps the keys of several articles on one page apart.
pub fn marks<'r>(report: &'r Report, prefix: &str) -> Vec<Mark<'r>> {
    let mut marks = Vec::new();
    let mut add = |key: String, role, title: String, quotes: &'r [Quote]| {
        if !quotes.is_empty() {
            marks.push(Mark { key: format!("{prefix}{key}"), role, title, quotes });
        }
    };
    for incident in report.incidents.iter().chain(&report.x_unsure) {
        incident_marks(incident, &mut add);
    }
    for claim in report.claims.iter().chain(&report.x_unsure_claims) {
        let title = format!("{}: {} {}", claim.id, claim.speaker.name, words(claim.act.as_str()));
        add(claim.id.clone(), Role::Claim, title, &claim.evidence);
        if let Some(date) = &claim.date {
            add(
                format!("{}-date", claim.id),
                Role::Date,
                format!("{}: date of the statement", claim.id),
                &date.evidence,
            );
        }
    }
    for (n, tally) in report.tallies.iter().enumerate() {
        add(format!("t{n}"), Role::Tally, format!("running total: {}", tally.what), &tally.evidence);
    }
    for actor in &report.actors {
        add(
            actor.id.clone(),
            Role::Actor,
            format!("{} ({})", actor.name, words(actor.kind.as_str())),
            &actor.mentions,
        );
    }
    for (n, relation) in report.relations.iter().enumerate() {
        let title =
            format!("{} {} {}", relation.subject.name, words(relation.kind.as_str()), relation.object.name);
        add(format!("r{n}"), Role::Relation, title, &relation.evidence);
    }
    for (n, warning) in report.warnings.iter().enumerate() {
        add(format!("w{n}"), Role::Warning, warning.message.clone(), &warning.evidence);
    }
    add("clutter".to_owned(), Role::Clutter, "page furniture".to_owned(), &report.article.clutter);
    marks
}

fn incident_marks<'r>(incident: &'r Incident, add: &mut impl FnMut(String, Role, String, &'r [Quote])) {
    let id = &incident.id;
    add(id.clone(), Role::Incident, format!("{id}: {}", kind(incident.kind)), &incident.evidence);
    add(format!("{id}-reference"), Role::Reference, format!("{id}: refers back"), &incident.references);
    add(format!("{id}-motive"), Role::Motive, format!("{id}: stated reason"), &incident.motives);
    if let Some(date) = &incident.date {
        add(format!("{id}-date"), Role::Date, format!("{id}: when"), &date.evidence);
    }
    for (n, place) in incident.places.iter().enumerate() {
        let title = format!("{id}: {} place, {}", place.role, place.name);
        add(format!("{id}-place{n}"), Role::Place, title, &place.evidence);
    }
    for (n, by) in incident.perpetrators.iter().enumerate() {
        let title = format!("{id}: perpetrator ({}), {}", words(by.basis.as_str()), by.name);
        add(format!("{id}-by{n}"), Role::Perpetrator, title, &by.evidence);
    }
    for (n, target) in incident.targets.iter().enumerate() {
        add(format!("{id}-target{n}"), Role::Target, format!("{id}: target"), &target.evidence);
    }
    for (n, weapon) in incident.weapons.iter().enumerate() {
        add(
            format!("{id}-weapon{n}"),
            Role::Weapon,
            format!("{id}: {}", words(&weapon.kind)),
            &weapon.evidence,
        );
    }
    add(format!("{id}-outcome"), Role::Outcome, format!("{id}: result"), &incident.outcome.evidence);
}

/// A word of a closed list as people write it.
pub fn words(name: &str) -> String {
    name.replace('_', " ")
}
