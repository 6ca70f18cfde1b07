//! What judging a pair needs of one incident report, as numbers.
//!
//! Owns: [`Profile`], how names become numbers, the form in which a profile is kept. In: a report and one of its incidents.
//! Out: profiles, and their bytes. Refuses: anything that depends on other reports, so that a profile stays true whatever
//! else is added.

use crate::{account, ages, names, words};
use claimbook_records::Report;
use claimbook_records::report::{
    ActorKind, Incident, IncidentType, Level, PerpetratorBasis, Place, PlaceRole, TargetClass,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use xxhash_rust::xxh3::xxh3_64;

/// Number of an incident report; a ledger takes the digits of its id.
pub type Number = i64;

/// A day, counted from 1970-01-01.
pub type Day = i32;

/// First and last day, both included; an open end is `None`.
pub type Days = (Option<Day>, Option<Day>);

/// Least and most persons; an open end is `None`.
pub type Range = (Option<u64>, Option<u64>);

/// A place the incident struck.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Spot {
    /// Gazetteer id.
    pub id: Option<u64>,
    pub name: u64,
    /// Names of what it lies in, itself included, ascending.
    pub within: Vec<u64>,
    pub country: Option<u64>,
    /// Degrees.
    pub point: Option<(f64, f64)>,
    pub level: Level,
    /// The words of its name that tell places apart.
    pub called: String,
}

/// Somebody's name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub name: u64,
    pub last: u64,
    /// Named by one word alone.
    pub single: bool,
}

/// An incident report as judging sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    pub number: Number,
    pub article: u64,
    pub published: Option<Day>,
    /// The days on which it may have happened.
    pub window: Days,
    pub sites: Vec<Spot>,
    /// Gazetteer ids, or names where there are none, of places smaller than a country where it was or may have been, ascending.
    pub ground: Vec<u64>,
    /// Register ids and names of those named as doers, ascending.
    pub doers: Vec<u64>,
    /// Persons struck.
    pub victims: Vec<Person>,
    /// Ages of those struck, and those the telling clauses give, in years, ascending.
    pub ages: Vec<u8>,
    /// Full names of all persons in the article with how much each tells (0 to 1), ascending.
    pub persons: Vec<(u64, f32)>,
    /// What it may be called, by [`IncidentType::ALL`], the likeliest first; nothing where it has no name of its own.
    pub kinds: Vec<u8>,
    /// Seldom words for what was struck, ascending.
    pub struck: Vec<u32>,
    pub aggregate: bool,
    pub background: bool,
    pub killed: Option<Range>,
    pub injured: Option<Range>,
    /// Words with their weights, of unit length, by word: of the whole article where it is about this, else of headline and telling.
    pub words: words::Vector,
    /// Words of the clauses that tell it alone.
    pub telling: words::Vector,
    /// Sketch of the article's text, for copies.
    pub sketch: Vec<u32>,
}

impl Profile {
    /// The profiles of all incidents of a report; `numbers` has one for each.
    pub fn of(report: &Report, numbers: &[Number]) -> Vec<Self> {
        let main = main_of(&report.incidents);
        let sketch = crate::copies::sketch(&report.article.body);
        let told = report.incidents.iter().zip(numbers).enumerate();
        told.map(|(i, (incident, number))| one(report, incident, *number, Some(i) == main, &sketch)).collect()
    }

    /// Its bytes; nothing where it cannot be written, which no profile made here meets.
    pub fn bytes(&self) -> Vec<u8> {
        postcard::to_stdvec(self).unwrap_or_default()
    }

    /// Reads what [`Profile::bytes`] gave; nothing where the bytes are no profile.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }
}

/// The number of a name: equal for equal names, in every version and on every machine.
pub fn number(name: &str) -> u64 {
    xxh3_64(name.as_bytes())
}

/// What an article is mainly about: foreground before background, surer, told in more clauses, first.
pub fn main_of(incidents: &[Incident]) -> Option<usize> {
    let rank = |i: &usize| {
        let r = &incidents[*i];
        (!r.background, (r.confidence * 1e6) as u64, r.evidence.len(), std::cmp::Reverse(*i))
    };
    (0..incidents.len()).max_by_key(rank)
}

fn one(report: &Report, incident: &Incident, own: Number, main: bool, sketch: &[u32]) -> Profile {
    let article = &report.article;
    let (headline, body) = (article.headline.as_deref().unwrap_or(""), article.body.as_str());
    let quotes = incident.evidence.iter().chain(&incident.outcome.evidence).map(|q| q.text.as_str());
    let quotes: Vec<&str> = quotes.collect();
    let all = if main {
        vec![headline, body]
    } else {
        std::iter::once(headline).chain(quotes.iter().copied()).collect()
    };
    let persons = report.actors.iter().filter(|a| a.kind == ActorKind::Person);
    let persons = persons.map(|a| words::fold(&a.name)).filter(|n| n.contains(' ')).collect::<BTreeSet<_>>();
    let persons_struck = incident.targets.iter().filter(|t| t.class == TargetClass::Person);
    let (from, to) = account::window(incident);
    Profile {
        number: own,
        article: number(&article.id),
        published: account::published(article).map(since_1970),
        window: (from.map(since_1970), to.map(since_1970)),
        sites: incident.places.iter().filter(|p| p.role == PlaceRole::Target).map(spot).collect(),
        ground: ascending(ground(incident), |id| *id),
        doers: doers(report, incident),
        victims: persons_struck.filter_map(|t| t.name.as_deref()).map(person).collect(),
        ages: ages::ages(incident, body),
        persons: ascending(persons.iter().map(|n| (number(n), words::rarity(n))), |p| p.0),
        kinds: kinds(incident),
        struck: struck(incident),
        aggregate: incident.aggregate,
        background: incident.background,
        killed: incident.outcome.killed.map(|c| (c.min, c.max)),
        injured: incident.outcome.injured.map(|c| (c.min, c.max)),
        words: words::vector(&all),
        telling: words::vector(&quotes),
        sketch: sketch.to_vec(),
    }
}

fn since_1970(day: Date) -> Day {
    (day - Date::constant(1970, 1, 1)).get_days()
}

fn ground(incident: &Incident) -> impl Iterator<Item = u64> {
    let here = |p: &&Place| {
        matches!(p.role, PlaceRole::Target | PlaceRole::Other)
            && !matches!(p.level, Level::Country | Level::Sea)
    };
    let called = |p: &Place| p.gazetteer_id.as_deref().map_or_else(|| number(&called(&p.name)), number);
    incident.places.iter().filter(here).map(called)
}

fn spot(place: &Place) -> Spot {
    let within = place.within.iter().chain(&place.admin1).chain([&place.name]);
    Spot {
        id: place.gazetteer_id.as_deref().map(number),
        name: number(&words::fold(&place.name)),
        within: ascending(within.map(|n| number(&words::fold(n))), |n| *n),
        country: place.country.as_deref().map(number),
        point: place.lat.zip(place.lon),
        level: place.level,
        called: called(&place.name),
    }
}

/// The words of a name that tell places apart.
fn called(name: &str) -> String {
    names::telling(&words::fold(name))
}

fn doers(report: &Report, incident: &Incident) -> Vec<u64> {
    let known = |id: &Option<String>| {
        let actor = id.as_ref().and_then(|id| report.actors.iter().find(|a| a.id == *id));
        actor.and_then(|a| a.register_id.clone())
    };
    let off = |basis| matches!(basis, PerpetratorBasis::Denied | PerpetratorBasis::Acquitted);
    let named = incident.perpetrators.iter().filter(|p| p.actor.is_some() && !off(p.basis));
    ascending(named.map(|p| number(&known(&p.actor).unwrap_or_else(|| words::fold(&p.name)))), |n| *n)
}

fn person(name: &str) -> Person {
    let name = words::fold(name);
    let last = name.rsplit(' ').next().unwrap_or(&name);
    Person { name: number(&name), last: number(last), single: !name.contains(' ') }
}

fn kinds(incident: &Incident) -> Vec<u8> {
    let all = std::iter::once(&incident.kind).chain(&incident.types_also);
    let named = all.filter(|_| incident.kind != IncidentType::Other);
    named.filter_map(|kind| IncidentType::ALL.iter().position(|k| k == kind)).map(|at| at as u8).collect()
}

fn struck(incident: &Incident) -> Vec<u32> {
    let names = incident.targets.iter().map(|t| t.name.as_deref().unwrap_or(&t.text));
    ascending(names.flat_map(words::seldom), |word| *word)
}

fn ascending<T, K: Ord>(items: impl Iterator<Item = T>, key: impl Fn(&T) -> K) -> Vec<T> {
    let mut out: Vec<T> = items.collect();
    out.sort_by_key(&key);
    out.dedup_by(|a, b| key(a) == key(b));
    out
}

/// Whether two ascending lists share something.
pub(crate) fn meet<T: Ord>(a: &[T], b: &[T]) -> bool {
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => return true,
        }
    }
    false
}
