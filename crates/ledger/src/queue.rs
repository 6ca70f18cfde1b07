//! What waits for a person, by decision.
//!
//! Owns: which questions the book leaves open, what speaks for asking each, and their order. In: what was read, linked and
//! decided. Out: [`QueueItem`]s, most worth deciding first. Refuses: answering them; and looking at more than [`MOST`]
//! incident reports at once, so that a large book is gone through part by part.
//!
//! How much a decision is worth is how unsure its answer is times how much hangs on it: accounts, dead and wounded, whether
//! it is news. Every question names the acts that settle it, in the words of [`crate::Act`]; one that is settled does not
//! come again.

use crate::compare::{Difference, Differing};
use crate::error::Result;
use crate::filter::{IncidentFilter, TallyFilter};
use crate::ledger::Ledger;
use crate::linked::{LinkReason, LinkedIncident, id_of, number_of};
use crate::query::IncidentView;
use crate::reconcile::Reconciled;
use crate::review::{State, typed, value_of};
use claimbook_link::{Number, Settings};
use claimbook_records::report::{Count, Incident, PlaceRole};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Incident reports looked at.
const MOST: usize = 2_000;

/// What is to be decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum QueueKind {
    /// Two annotators read the article differently: which of them is right?
    Annotators,
    /// Do two reports tell one incident?
    Merge,
    Type,
    Doer,
    Place,
    Date,
    Number,
    /// Why does a told total differ from our own count?
    Tally,
    /// Is the record right?
    Record,
    /// May the incident be published?
    Approve,
    Publish,
}

impl QueueKind {
    /// Every kind.
    pub const ALL: [Self; 11] = [
        Self::Annotators,
        Self::Merge,
        Self::Type,
        Self::Doer,
        Self::Place,
        Self::Date,
        Self::Number,
        Self::Tally,
        Self::Record,
        Self::Approve,
        Self::Publish,
    ];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Annotators => "annotators",
            Self::Merge => "merge",
            Self::Type => "type",
            Self::Doer => "doer",
            Self::Place => "place",
            Self::Date => "date",
            Self::Number => "number",
            Self::Tally => "tally",
            Self::Record => "record",
            Self::Approve => "approve",
            Self::Publish => "publish",
        }
    }
}

impl std::str::FromStr for QueueKind {
    type Err = String;

    fn from_str(s: &str) -> Result<Self, String> {
        let words = Self::ALL.map(Self::as_str).join(", ");
        Self::ALL.into_iter().find(|k| k.as_str() == s).ok_or_else(|| format!("'{s}' is none of: {words}"))
    }
}

/// One question.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct QueueItem {
    pub kind: QueueKind,
    /// The same question has the same key as long as it is open.
    pub key: String,
    pub question: String,
    /// What speaks for asking.
    pub why: String,
    /// Incident reports a decision would be about.
    pub subjects: Vec<String>,
    /// The property in question, as corrections name it.
    pub property: Option<String>,
    /// Answers that the accounts give.
    pub candidates: Vec<Candidate>,
    /// Acts that settle it.
    pub acts: Vec<&'static str>,
    /// 0 to 1.
    pub uncertainty: f64,
    /// 1 and more.
    pub impact: f64,
    pub worth: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tally: Option<Reconciled>,
}

/// A possible answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Candidate {
    /// As people read it.
    pub value: String,
    /// In the form a correction takes: places by their ids, where they have such.
    pub set: String,
    /// Incident reports that tell it.
    pub reports: Vec<String>,
    /// Words of the first of them.
    pub words: Option<String>,
}

/// Properties on which accounts may contradict each other: as the matrix and as corrections name them.
const CONTESTED: [(&str, &str, QueueKind, &str); 5] = [
    ("type", "type", QueueKind::Type, "What was done?"),
    ("where", "place", QueueKind::Place, "Where was it?"),
    ("when", "date", QueueKind::Date, "When was it?"),
    ("killed", "killed", QueueKind::Number, "How many were killed?"),
    ("injured", "injured", QueueKind::Number, "How many were injured?"),
];

impl Ledger {
    /// What waits among the incident reports a filter finds, of some kinds (of all, where none is named).
    pub fn queue(
        &self,
        kinds: &[QueueKind],
        filter: &IncidentFilter,
        settings: &Settings,
    ) -> Result<Vec<QueueItem>> {
        let wanted = |kind: QueueKind| kinds.is_empty() || kinds.contains(&kind);
        let found = IncidentFilter { limit: Some(MOST), offset: 0, after: None, ..filter.clone() };
        let reports = self.incidents(&found)?;
        let mut items = Vec::new();
        if wanted(QueueKind::Merge) {
            let numbers: Vec<Number> = reports.iter().map(|r| number_of(&r.id)).collect();
            items.extend(self.unsure_of(Some(&numbers), settings)?.into_iter().map(merge));
        }
        if wanted(QueueKind::Annotators) {
            items.extend(self.disputed(&reports)?);
        }
        for incident in self.told_by_several(&reports, settings)? {
            items.extend(contested(&incident).into_iter().filter(|item| wanted(item.kind)));
        }
        for report in reports.iter().filter(|r| r.review.state == State::Unreviewed) {
            items.extend(open(report).into_iter().filter(|item| wanted(item.kind)));
        }
        // Counting in the scope of a tally reads all of the book: only where that is asked for, or little.
        if kinds.contains(&QueueKind::Tally) || (kinds.is_empty() && reports.len() < MOST) {
            items.extend(self.gaps(&reports, settings)?);
        }
        for (kind, state) in [(QueueKind::Approve, State::Reviewed), (QueueKind::Publish, State::Approved)] {
            if wanted(kind) {
                // All accounts of such an incident are in that state.
                let own = reports.iter().filter(|r| r.review.state == state).map(|r| r.id.clone());
                items.extend(self.waiting_of(own.collect(), state, settings)?.iter().map(|i| step(i, kind)));
            }
        }
        items.sort_by(|a, b| {
            b.worth.total_cmp(&a.worth).then_with(|| (a.kind, &a.key).cmp(&(b.kind, &b.key)))
        });
        Ok(items)
    }

    /// Incidents that wait for the step after a state: they are in it, and no account of theirs is before it.
    pub fn waiting(&self, state: State, settings: &Settings) -> Result<Vec<LinkedIncident>> {
        let filter = IncidentFilter { reviews: vec![state], ..IncidentFilter::default() };
        self.waiting_of(self.incident_ids(&filter)?, state, settings)
    }

    /// Those among the incidents of some reports.
    fn waiting_of(
        &self,
        reports: Vec<String>,
        state: State,
        settings: &Settings,
    ) -> Result<Vec<LinkedIncident>> {
        let mut seen = BTreeSet::new();
        let mut all = Vec::new();
        for id in reports {
            if seen.contains(&id) {
                continue;
            }
            let incident = self.linked_with(&id, settings)?;
            seen.extend(incident.accounts.iter().map(|a| a.report.clone()));
            if incident.state == state && incident.accounts.iter().all(|a| a.state >= state) {
                all.push(incident);
            }
        }
        Ok(all)
    }

    /// The linked incidents of some reports that more than one report tells.
    fn told_by_several(&self, reports: &[IncidentView], settings: &Settings) -> Result<Vec<LinkedIncident>> {
        let numbers: Vec<Number> = reports.iter().map(|r| number_of(&r.id)).collect();
        let mut homes: BTreeMap<Number, Vec<Number>> = BTreeMap::new();
        for (number, home) in self.store.links().homes(Some(&numbers))? {
            homes.entry(home).or_default().push(number);
        }
        let mut all = Vec::new();
        for (home, own) in homes {
            if own.len() > 1 || self.store.links().at_home(home)?.len() > 1 {
                all.push(self.linked_with(&id_of(own[0]), settings)?);
            }
        }
        Ok(all)
    }

    /// What two annotators read differently in reports that nobody reviewed.
    fn disputed(&self, reports: &[IncidentView]) -> Result<Vec<QueueItem>> {
        let open = || reports.iter().filter(|r| r.review.state == State::Unreviewed);
        let articles: BTreeSet<String> = open().map(|r| r.article.id.clone()).collect();
        let mut items = Vec::new();
        for difference in self.compare(Some(&articles))?.differences {
            let report = open().find(|r| Some(&r.id) == difference.incidents[0].as_ref());
            items.extend(report.into_iter().flat_map(|report| readings(report, &difference)));
        }
        Ok(items)
    }

    /// Told totals that differ from our own count, of those of some reports that nobody reviewed.
    fn gaps(&self, reports: &[IncidentView], settings: &Settings) -> Result<Vec<QueueItem>> {
        if self.count_tallies(&TallyFilter::default())? == 0 {
            return Ok(Vec::new());
        }
        let mut items = Vec::new();
        for one in self.reconcile(&TallyFilter::default(), settings)? {
            let teller = reports.iter().find(|r| Some(&r.id) == one.told.incident.as_ref());
            let Some(teller) = teller else { continue };
            let told = one.told.tally.count.and_then(|c| c.min.or(c.max)).unwrap_or(0);
            let own = one.own.min.unwrap_or(0);
            // Whoever looked at it or wrote down why accepts the gap.
            if told == own || !teller.review.is_empty() {
                continue;
            }
            let uncertainty = told.abs_diff(own) as f64 / told.max(own) as f64;
            let text = &one.told.tally.text;
            items.push(QueueItem {
                key: format!(
                    "tally:{}:{}",
                    teller.id,
                    one.told.tally.evidence.first().map_or(0, |q| q.start)
                ),
                question: format!("Why does “{text}” differ from our own count?"),
                why: format!("{told} are told, {own} are in the book"),
                acts: vec!["note", "accept"],
                tally: Some(one),
                ..item(QueueKind::Tally, vec![teller.id.clone()], uncertainty, 1.0)
            });
        }
        Ok(items)
    }
}

/// A question with its worth.
fn item(kind: QueueKind, subjects: Vec<String>, uncertainty: f64, impact: f64) -> QueueItem {
    let round = |x: f64| (x * 1e3).round() / 1e3;
    QueueItem {
        kind,
        key: format!("{}:{}", kind.as_str(), subjects.join(":")),
        question: String::new(),
        why: String::new(),
        subjects,
        property: None,
        candidates: Vec::new(),
        acts: Vec::new(),
        uncertainty: round(uncertainty),
        impact: round(impact),
        worth: round(uncertainty * impact),
        tally: None,
    }
}

/// How unsure a probability is.
fn doubt(probability: f64) -> f64 {
    1.0 - (2.0 * probability - 1.0).abs().min(1.0)
}

/// What hangs on a record: the harm it tells, and whether it is news.
fn weight(record: &Incident) -> f64 {
    let most = |count: Option<Count>| count.and_then(|c| c.max.or(c.min)).unwrap_or(0) as f64;
    let harm = most(record.outcome.killed) + most(record.outcome.injured) / 2.0;
    let news = if record.background { 0.5 } else { 1.0 };
    news * (1.0 + harm.ln_1p() / 2.0)
}

/// What differs between two readings of a report. Nothing is as unsure as what two readers see differently, so this comes first.
fn readings(report: &IncidentView, difference: &Difference) -> Vec<QueueItem> {
    let impact = 2.0 * weight(&report.record);
    let asked = |property: Option<&'static str>, question: &str, why: String| QueueItem {
        key: format!("annotators:{}:{}", report.id, property.unwrap_or("told")),
        question: question.to_owned(),
        why,
        property: property.map(str::to_owned),
        acts: vec!["correct", "accept", "reject"],
        ..item(QueueKind::Annotators, vec![report.id.clone()], 1.0, impact)
    };
    let by = [0, 1].map(|which| difference.reader(which));
    if difference.incidents[1].is_none() {
        let why = format!("{} tells it, {} does not", by[0], by[1]);
        return vec![asked(None, "Is this record right?", why)];
    }
    let one = |differing: &Differing| {
        let [here, there] = &differing.values;
        let candidate = |side: usize, reports: Vec<String>| Candidate {
            value: differing.values[side].clone(),
            set: differing.sets[side].clone(),
            words: reports.first().and_then(|_| words(&report.record, differing.property)),
            reports,
        };
        let why = format!("{here} by {}, {there} by {}", by[0], by[1]);
        let question = format!("Which {} is right?", differing.property);
        QueueItem {
            candidates: vec![candidate(0, vec![report.id.clone()]), candidate(1, Vec::new())],
            ..asked(Some(differing.property), &question, why)
        }
    };
    difference.differing.iter().map(one).collect()
}

fn merge(pair: LinkReason) -> QueueItem {
    let (a, b) = pair.between;
    QueueItem {
        question: "Do these two reports tell one incident?".to_owned(),
        why: pair.judgement.told(),
        acts: vec!["same", "different", "part_of", "duplicate"],
        // Two incidents or one: that changes every count.
        ..item(QueueKind::Merge, vec![a, b], doubt(pair.judgement.probability.into()), 2.0)
    }
}

/// Where the accounts of an incident contradict each other and nobody decided.
fn contested(incident: &LinkedIncident) -> Vec<QueueItem> {
    let settled = |property: &str| {
        let corrected =
            incident.reports.iter().any(|r| r.review.corrected.iter().any(|c| c.property == property));
        corrected || incident.reports.iter().all(|r| r.review.state != State::Unreviewed)
    };
    let weight = incident.reports.iter().map(|r| weight(&r.record)).fold(0.0, f64::max);
    let impact = weight + (incident.independent as f64).ln();
    let mut items = Vec::new();
    for (row, property, kind, question) in CONTESTED {
        let Some(row) = incident.matrix.iter().find(|r| r.property == row) else { continue };
        // Types do not exclude each other; told two ways, they are still a question.
        let open = row.conflict || (kind == QueueKind::Type && row.values.len() > 1);
        if !open || settled(property) {
            continue;
        }
        let told: Vec<String> =
            row.values.iter().map(|v| format!("{} say {}", v.accounts.len(), v.text)).collect();
        let candidates = candidates(incident, property);
        items.push(asked(incident, kind, property, question, told.join("; "), candidates, impact));
    }
    let named: BTreeSet<String> = incident.attributions.iter().map(|a| crate::keys::fold(&a.name)).collect();
    if named.len() > 1 && !settled("perpetrator") {
        let told: Vec<String> =
            incident.attributions.iter().map(|a| format!("{} ({})", a.name, a.view.as_str())).collect();
        let candidates = candidates(incident, "perpetrator");
        let question = "Who did it?";
        items.push(asked(
            incident,
            QueueKind::Doer,
            "perpetrator",
            question,
            told.join("; "),
            candidates,
            impact,
        ));
    }
    items
}

fn asked(
    incident: &LinkedIncident,
    kind: QueueKind,
    property: &str,
    question: &str,
    why: String,
    candidates: Vec<Candidate>,
    impact: f64,
) -> QueueItem {
    let total: usize = candidates.iter().map(|c| c.reports.len()).sum();
    let most = candidates.iter().map(|c| c.reports.len()).max().unwrap_or(0);
    let uncertainty = if total == 0 { 0.5 } else { 1.0 - most as f64 / (total + 1) as f64 };
    let subjects = incident.accounts.iter().map(|a| a.report.clone()).collect();
    QueueItem {
        key: format!("{}:{}:{property}", kind.as_str(), incident.id),
        question: question.to_owned(),
        why,
        property: Some(property.to_owned()),
        candidates,
        acts: vec!["correct", "accept"],
        ..item(kind, subjects, uncertainty, impact)
    }
}

/// What the accounts say of a property, told by most first.
fn candidates(incident: &LinkedIncident, property: &str) -> Vec<Candidate> {
    let mut all: Vec<Candidate> = Vec::new();
    for report in &incident.reports {
        let value = value_of(&report.record, property);
        if matches!(value.as_str(), "unknown" | "none") {
            continue;
        }
        let set = typed(&report.record, property).unwrap_or_else(|| value.clone());
        match all.iter_mut().find(|c| c.set == set) {
            Some(known) => known.reports.push(report.id.clone()),
            None => {
                let words = words(&report.record, property);
                all.push(Candidate { value, set, reports: vec![report.id.clone()], words });
            }
        }
    }
    all.sort_by_key(|c| std::cmp::Reverse(c.reports.len()));
    all
}

/// The first words a property rests on.
fn words(record: &Incident, property: &str) -> Option<String> {
    let struck = || record.places.iter().filter(|p| p.role == PlaceRole::Target);
    let quote = match property {
        "date" => record.date.as_ref().and_then(|d| d.evidence.first()),
        "place" => struck().find_map(|p| p.evidence.first()),
        "killed" | "injured" => record.outcome.evidence.first(),
        "perpetrator" => record.perpetrators.iter().find_map(|p| p.evidence.first()),
        _ => None,
    };
    quote.or_else(|| record.evidence.first()).map(|q| q.text.clone())
}

/// What one record that nobody reviewed leaves open.
fn open(report: &IncidentView) -> Vec<QueueItem> {
    let record = &report.record;
    let subjects = || vec![report.id.clone()];
    let impact = weight(record);
    let mut items = vec![QueueItem {
        question: "Is this record right?".to_owned(),
        why: format!("{:.2} that it is, and nobody has looked at it", record.confidence),
        acts: vec!["accept", "reject", "correct"],
        ..item(QueueKind::Record, subjects(), doubt(record.confidence), impact)
    }];
    if record.background || record.aggregate {
        return items;
    }
    let mut ask = |kind, property: &str, question: &str, why: String, candidates: Vec<Candidate>| {
        items.push(QueueItem {
            question: question.to_owned(),
            why,
            property: Some(property.to_owned()),
            candidates,
            acts: vec!["correct", "accept", "reject"],
            ..item(kind, subjects(), 0.6, impact)
        });
    };
    let candidate = |value: &str| Candidate {
        value: value.to_owned(),
        set: value.to_owned(),
        reports: subjects(),
        words: None,
    };
    let struck: Vec<_> = record.places.iter().filter(|p| p.role == PlaceRole::Target).collect();
    if !struck.iter().any(|p| p.lat.is_some()) {
        let named: Vec<&str> = struck.iter().map(|p| p.name.as_str()).collect();
        let reason = struck.iter().find_map(|p| p.x_reason.clone());
        let why = match (named.is_empty(), reason) {
            (true, _) => "no place is told".to_owned(),
            (false, Some(reason)) => format!("{}: {reason}", named.join(", ")),
            (false, None) => format!("{} is in no gazetteer", named.join(", ")),
        };
        ask(QueueKind::Place, "place", "Where was it?", why, named.iter().map(|n| candidate(n)).collect());
    }
    if record.date.is_none() {
        ask(QueueKind::Date, "date", "When was it?", "no day is told".to_owned(), Vec::new());
    }
    if !record.types_also.is_empty() {
        let all = std::iter::once(&record.kind).chain(&record.types_also);
        let all: Vec<Candidate> = all.map(|kind| candidate(kind.as_str())).collect();
        let told: Vec<&str> = all.iter().map(|c| c.value.as_str()).collect();
        let why = format!("the words fit {}", told.join(" and "));
        ask(QueueKind::Type, "type", "What was done?", why, all);
    }
    items
}

/// The next step of a whole incident.
fn step(incident: &LinkedIncident, kind: QueueKind) -> QueueItem {
    let weight = incident.reports.iter().map(|r| weight(&r.record)).fold(0.0, f64::max);
    let (question, why) = match kind {
        QueueKind::Approve => ("May this incident be published?", "all its accounts are reviewed"),
        _ => ("Publish this incident?", "it is approved"),
    };
    let subjects = incident.accounts.iter().map(|a| a.report.clone()).collect();
    QueueItem {
        key: format!("{}:{}", kind.as_str(), incident.id),
        question: question.to_owned(),
        why: why.to_owned(),
        acts: vec![kind.as_str()],
        ..item(kind, subjects, 0.25, weight)
    }
}
