//! What linking looks at in one incident report.
//!
//! Owns: the day window, places, names, counts and words of an account. In: a report and one of its incidents. Out:
//! [`Account`]. Refuses: the weight of words, which depends on the collection (see [`super::words`]).

use crate::words::{self, Terms};
use claimbook_records::Report;
use claimbook_records::report::{Incident, IncidentType, Level, PlaceRole, TargetClass};
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
    /// Gazetteer id.
    pub id: Option<String>,
    pub name: String,
    /// The name folded.
    pub key: String,
    /// "Harir, Erbil Governorate"
    pub label: String,
    /// Names of what it lies in, folded, itself included.
    pub within: BTreeSet<String>,
    /// ISO 3166-1 code.
    pub country: Option<String>,
    /// Degrees.
    pub point: Option<(f64, f64)>,
    pub level: Level,
}

/// An incident report as linking sees it.
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
    /// Register ids and folded names of those named as doers.
    pub doers: BTreeSet<String>,
    /// Folded names of persons struck.
    pub victims: BTreeSet<String>,
    /// Folded full names of all persons in the article.
    pub persons: BTreeSet<String>,
    pub kind: IncidentType,
    pub aggregate: bool,
    pub background: bool,
    pub confidence: f64,
    pub killed: Option<Count>,
    pub injured: Option<Count>,
    /// Words of the telling, with the weight of each before the collection is known.
    pub terms: Terms,
    /// Words of the headline and the clauses that tell it alone.
    pub telling: Terms,
    /// Sketch of the article's text, for copies.
    pub sketch: Vec<u32>,
    /// The report an article is mainly about.
    pub main: bool,
    /// Properties a person has set (`date`, `killed` …), which count before all others.
    pub settled: BTreeSet<String>,
}

impl Account {
    /// All accounts of a report; `names` are the ids to give them, one for each incident.
    pub fn of(report: &Report, names: &[String]) -> Vec<Self> {
        let main = main_of(&report.incidents);
        let sketch = crate::copies::sketch(&report.article.body);
        let told = report.incidents.iter().zip(names).enumerate();
        told.map(|(i, (incident, name))| one(report, incident, name, Some(i) == main, &sketch)).collect()
    }
}

/// What an article is mainly about: foreground before background, surer, told in more clauses, first.
fn main_of(incidents: &[Incident]) -> Option<usize> {
    let rank = |i: &usize| {
        let r = &incidents[*i];
        (!r.background, (r.confidence * 1e6) as u64, r.evidence.len(), std::cmp::Reverse(*i))
    };
    (0..incidents.len()).max_by_key(rank)
}

fn one(report: &Report, incident: &Incident, name: &str, main: bool, sketch: &[u32]) -> Account {
    let article = &report.article;
    let day = |value: &Option<String>| value.as_deref().and_then(|v| v.get(..10)?.parse::<Date>().ok());
    let window = incident.date.as_ref().map_or((None, None), |d| (day(&d.earliest), day(&d.latest)));
    let sites = incident.places.iter().filter(|p| p.role == PlaceRole::Target).map(|p| {
        let within = p.within.iter().chain(&p.admin1).chain([&p.name]).map(|n| words::fold(n)).collect();
        Site {
            id: p.gazetteer_id.clone(),
            key: words::fold(&p.name),
            name: p.name.clone(),
            label: p.admin1.iter().filter(|a| **a != p.name).fold(p.name.clone(), |n, a| format!("{n}, {a}")),
            within,
            country: p.country.clone(),
            point: p.lat.zip(p.lon),
            level: p.level,
        }
    });
    let known = |id: &Option<String>| {
        let actor = id.as_ref().and_then(|id| report.actors.iter().find(|a| a.id == *id));
        actor.and_then(|a| a.register_id.clone())
    };
    let doers = incident.perpetrators.iter().filter(|p| p.actor.is_some());
    let persons = report.actors.iter().filter(|a| a.kind == claimbook_records::report::ActorKind::Person);
    let struck = incident.targets.iter().filter(|t| t.class == TargetClass::Person);
    let (headline, body) = (article.headline.as_deref().unwrap_or(""), article.body.as_str());
    let telling: String =
        incident.evidence.iter().chain(&incident.outcome.evidence).map(|q| q.text.as_str()).fold(
            headline.to_owned(),
            |mut all, text| {
                all.push('\n');
                all.push_str(text);
                all
            },
        );
    let whole = if main { words::terms(&[headline, body]) } else { words::terms(&[&telling]) };
    Account {
        id: AccountId { article: article.id.clone(), incident: name.to_owned() },
        local: incident.id.clone(),
        input: article.input.clone(),
        publisher: article.publisher.as_ref().and_then(|p| p.domain.clone().or_else(|| Some(p.name.clone()))),
        published: article.published.as_ref().and_then(|p| p.value.get(..10)?.parse().ok()),
        window,
        sites: sites.collect(),
        doers: doers.map(|p| known(&p.actor).unwrap_or_else(|| words::fold(&p.name))).collect(),
        victims: struck.filter_map(|t| t.name.as_deref()).map(words::fold).collect(),
        persons: persons.map(|a| words::fold(&a.name)).filter(|n| n.contains(' ')).collect(),
        kind: incident.kind,
        aggregate: incident.aggregate,
        background: incident.background,
        confidence: incident.confidence,
        killed: incident.outcome.killed,
        injured: incident.outcome.injured,
        terms: whole,
        telling: words::terms(&[&telling]),
        sketch: sketch.to_vec(),
        main,
        settled: BTreeSet::new(),
    }
}

/// Whether two counts may be one.
pub(crate) fn meet(a: &Count, b: &Count) -> bool {
    a.min.unwrap_or(0) <= b.max.unwrap_or(u64::MAX) && b.min.unwrap_or(0) <= a.max.unwrap_or(u64::MAX)
}

/// Whether one window ends before the other begins.
pub(crate) fn disjoint(a: &Window, b: &Window) -> bool {
    let before = |x: Option<Date>, y: Option<Date>| x.zip(y).is_some_and(|(x, y)| x < y);
    before(a.1, b.0) || before(b.1, a.0)
}
