//! Which words belong to which part of the record.
//!
//! Owns: the keys that join words and record. In: a report. Out: [`Mark`]s. Refuses: markup.

use crate::phrase;
use claimbook_records::Report;
use claimbook_records::report::{Incident, Quote};

/// What a run of words is to the record; gives its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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
    add(id.clone(), Role::Incident, format!("{id}: {}", phrase::kind(incident.kind)), &incident.evidence);
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
