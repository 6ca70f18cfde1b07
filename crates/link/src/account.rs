//! What an incident report adds to the record of its incident.
//!
//! Owns: the day window, places and counts of an account. In: a report and one of its incidents. Out: [`Account`].
//! Refuses: what only judging needs (see [`super::profile`]).

use crate::words;
use claimbook_records::Report;
use claimbook_records::report::{ArticleRecord, Incident, IncidentType, Level, PlaceRole};
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeSet;

/// Name of an incident report: the article's id, and the incident's id in it or in the ledger.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct AccountId {
    pub article: String,
    pub incident: String,
}

/// A count as told, in persons.
pub type Count = claimbook_records::report::Count;

/// First and last day; an open end is `None`.
pub type Window = (Option<Date>, Option<Date>);

/// A place the incident struck.
#[derive(Debug, Clone, PartialEq)]
pub struct Site {
    /// The name folded.
    pub key: String,
    /// "Harir, Erbil Governorate"
    pub label: String,
    /// Names of what it lies in, folded, itself included.
    pub within: BTreeSet<String>,
    pub level: Level,
}

/// An incident report as the record of its incident sees it.
#[derive(Debug, Clone)]
pub struct Account {
    pub id: AccountId,
    /// Id of the incident in its report.
    pub local: String,
    /// The input the article came from.
    pub input: String,
    pub publisher: Option<String>,
    pub published: Option<Date>,
    /// The days on which it may have happened.
    pub window: Window,
    pub sites: Vec<Site>,
    pub kind: IncidentType,
    pub background: bool,
    pub killed: Option<Count>,
    pub injured: Option<Count>,
    /// Properties a person has set (`date`, `killed` …), which count before all others.
    pub settled: BTreeSet<String>,
}

impl Account {
    /// All accounts of a report; `names` are the ids to give them, one for each incident.
    pub fn of(report: &Report, names: &[String]) -> Vec<Self> {
        let told = report.incidents.iter().zip(names);
        told.map(|(incident, name)| one(report, incident, name)).collect()
    }
}

fn one(report: &Report, incident: &Incident, name: &str) -> Account {
    let article = &report.article;
    let sites = incident.places.iter().filter(|p| p.role == PlaceRole::Target).map(|p| {
        let within = p.within.iter().chain(&p.admin1).chain([&p.name]).map(|n| words::fold(n)).collect();
        Site { key: words::fold(&p.name), label: p.label(), within, level: p.level }
    });
    Account {
        id: AccountId { article: article.id.clone(), incident: name.to_owned() },
        local: incident.id.clone(),
        input: article.input.clone(),
        publisher: article.publisher.as_ref().and_then(|p| p.domain.clone().or_else(|| Some(p.name.clone()))),
        published: published(article),
        window: window(incident),
        sites: sites.collect(),
        kind: incident.kind,
        background: incident.background,
        killed: incident.outcome.killed,
        injured: incident.outcome.injured,
        settled: BTreeSet::new(),
    }
}

/// The days on which an incident may have happened.
pub(crate) fn window(incident: &Incident) -> Window {
    let end = |value: &Option<String>| value.as_deref().and_then(day);
    incident.date.as_ref().map_or((None, None), |d| (end(&d.earliest), end(&d.latest)))
}

/// The day an article was published.
pub(crate) fn published(article: &ArticleRecord) -> Option<Date> {
    article.published.as_ref().and_then(|p| day(&p.value))
}

fn day(value: &str) -> Option<Date> {
    value.get(..10)?.parse().ok()
}

/// Whether one range, of days or of persons, ends before the other begins; an open end is `None`.
pub(crate) fn disjoint<T: PartialOrd + Copy>(a: (Option<T>, Option<T>), b: (Option<T>, Option<T>)) -> bool {
    let before = |x: Option<T>, y: Option<T>| x.zip(y).is_some_and(|(x, y)| x < y);
    before(a.1, b.0) || before(b.1, a.0)
}
