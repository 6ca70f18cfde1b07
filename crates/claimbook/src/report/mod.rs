//! The book in one page for people: what `claimbook report` writes.
//!
//! Owns: what such a page tells of each incident. In: a ledger, a filter, the options of exports. Out: [`Gathered`], and from
//! it a page (see [`page`]). Refuses: anything that the export for the same audience withholds.

mod map;
pub mod page;
mod timeline;

use crate::failure::Failure;
use claimbook_ledger::export::Knowledge;
use claimbook_ledger::{
    ExportOptions, Exported, Head, IncidentFilter, Ledger, Shown, Standing, State, Undated, shown,
};
use claimbook_records::report::{Count, Place, PlaceRole};
use jiff::civil::Date;

/// An incident as the page tells it.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    pub id: String,
    pub kind: String,
    /// First and last day it may have been, as far as told.
    pub days: (Option<Date>, Option<Date>),
    pub places: Vec<String>,
    /// Hundredths of a degree, north and east.
    pub point: Option<(i32, i32)>,
    pub standing: Standing,
    /// How far people have looked at it.
    pub review: String,
    pub sentence: String,
    pub killed: String,
    pub injured: String,
    pub accounts: usize,
    pub independent: usize,
}

/// Everything the page tells.
#[derive(Debug)]
pub struct Gathered {
    pub incidents: Vec<Told>,
    pub exported: Exported,
    pub head: Head,
    /// The filter in words; empty for the whole book.
    pub filter: Vec<String>,
    pub options: ExportOptions,
}

/// Reads the linked incidents that a filter finds, in their order.
pub fn gather(
    ledger: &Ledger,
    filter: &IncidentFilter,
    options: ExportOptions,
    knowledge: Knowledge<'_>,
) -> Result<Gathered, Failure> {
    let (incidents, exported) = shown(ledger, filter, options, knowledge)?;
    let incidents = incidents.into_iter().map(told).collect();
    Ok(Gathered { incidents, exported, head: ledger.head()?, filter: words(filter), options })
}

fn told(shown: Shown) -> Told {
    let Shown { incident, review, sentence } = shown;
    let hundredths = |degrees: Option<f64>| degrees.map(|d| (d * 100.0).round() as i32);
    let struck = |p: &&Place| p.role == PlaceRole::Target;
    let places = incident.reports.iter().flat_map(|r| &r.record.places).filter(struck);
    let point = places.into_iter().find_map(|p| hundredths(p.lat).zip(hundredths(p.lon)));
    let (first, last) = incident.merged.date.unwrap_or_default();
    Told {
        kind: incident.reports.first().map(|r| r.record.kind.as_str().replace('_', " ")).unwrap_or_default(),
        days: (first, last),
        point,
        standing: incident.standing.standing,
        review,
        sentence,
        killed: incident.merged.killed.map(count).unwrap_or_default(),
        injured: incident.merged.injured.map(count).unwrap_or_default(),
        accounts: incident.accounts.len(),
        independent: incident.independent,
        places: incident.merged.places,
        id: incident.id,
    }
}

fn count(count: Count) -> String {
    match (count.min, count.max) {
        (Some(a), Some(b)) if a == b => a.to_string(),
        (Some(a), Some(b)) => format!("{a} to {b}"),
        (Some(a), None) => format!("at least {a}"),
        (None, Some(b)) => format!("up to {b}"),
        (None, None) => String::new(),
    }
}

/// The filter as the page words it.
fn words(filter: &IncidentFilter) -> Vec<String> {
    let mut all: Vec<(&str, Vec<String>)> = vec![
        ("from", filter.from.iter().cloned().collect()),
        ("to", filter.to.iter().cloned().collect()),
        ("place", filter.places.clone()),
        ("country", filter.countries.clone()),
        ("actor", filter.actors.clone()),
        ("publisher", filter.publishers.clone()),
        ("type", filter.types.iter().map(ToString::to_string).collect()),
        ("stage", filter.stages.iter().map(ToString::to_string).collect()),
        ("standing", filter.standings.iter().map(|s| s.as_str().to_owned()).collect()),
        ("review", filter.reviews.iter().map(|s: &State| s.as_str().to_owned()).collect()),
        ("words", filter.text.iter().cloned().collect()),
        ("article", filter.articles.clone()),
    ];
    let flag = |value: Option<bool>| -> Vec<String> { value.map(|v| v.to_string()).into_iter().collect() };
    all.push(("place role", filter.place_role.iter().map(ToString::to_string).collect()));
    all.push(("actor role", filter.actor_role.iter().map(|r| r.as_str().to_owned()).collect()));
    all.push(("aggregate", flag(filter.aggregate)));
    all.push(("background", flag(filter.background)));
    all.push(("at least this sure", filter.min_confidence.iter().map(ToString::to_string).collect()));
    all.push(("box", filter.bounds.iter().map(ToString::to_string).collect()));
    all.push(("at most", filter.limit.iter().map(ToString::to_string).collect()));
    all.push((
        "without the first",
        (filter.offset > 0).then(|| filter.offset.to_string()).into_iter().collect(),
    ));
    match filter.undated {
        Undated::Include => all.push(("undated", vec!["too".to_owned()])),
        Undated::Only => all.push(("undated", vec!["only".to_owned()])),
        Undated::Exclude => {}
    }
    let named = all.into_iter().filter(|(_, values)| !values.is_empty());
    named.map(|(name, values)| format!("{name}: {}", values.join(" or "))).collect()
}
