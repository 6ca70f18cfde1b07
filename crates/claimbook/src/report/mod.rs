//! The book in one page for people: what `claimbook report` writes.
//!
//! Owns: what such a page tells of each incident. In: a ledger, a filter, the options of exports. Out: [`Gathered`], and from
//! it a page (see [`page`]). Refuses: anything that the export for the same audience withholds; it is made from that export.

mod map;
pub mod page;
mod timeline;

use crate::failure::Failure;
use claimbook_ledger::export::Knowledge;
use claimbook_ledger::{
    ExportOptions, Exported, Format, Head, IncidentFilter, Ledger, Standing, State, Undated, export,
};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// An incident as the page tells it.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    pub id: String,
    pub kind: String,
    /// First and last day it may have been.
    pub days: (Option<String>, Option<String>),
    pub places: Vec<String>,
    /// Hundredths of a degree, north and east.
    pub point: Option<(i32, i32)>,
    pub standing: Standing,
    /// How far people have looked at it.
    pub review: String,
    pub sentence: String,
    pub killed: String,
    pub injured: String,
    pub accounts: u64,
    pub independent: u64,
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
    let mut lines = Lines::default();
    let exported = export(ledger, filter, Format::Incidents, options, knowledge, &mut lines)?;
    let linked = lines.all;
    // Types and points stand in the reports of each: of all, since a filter may find one account of several.
    let mut wanted: Vec<&str> = linked.iter().flat_map(|i| texts(&i["reports"])).collect();
    wanted.sort_unstable();
    let mut reports = Reports { wanted: &wanted, found: BTreeMap::new(), rest: Vec::new() };
    let every = IncidentFilter { reviews: filter.reviews.clone(), ..IncidentFilter::default() };
    export(ledger, &every, Format::Jsonl, options, knowledge, &mut reports)?;
    let incidents = linked.iter().map(|i| told(i, &reports.found)).collect();
    Ok(Gathered { incidents, exported, head: ledger.head()?, filter: words(filter), options })
}

/// What one report adds to its incident.
#[derive(Debug)]
struct Added {
    kind: String,
    point: Option<(i32, i32)>,
}

fn texts(value: &Value) -> impl Iterator<Item = &str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str)
}

fn told(line: &Value, reports: &BTreeMap<String, Added>) -> Told {
    let own: Vec<&Added> = texts(&line["reports"]).filter_map(|id| reports.get(id)).collect();
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let standing = line["standing"].as_str().unwrap_or_default();
    Told {
        id: text(&line["incident"]).unwrap_or_default(),
        kind: own.first().map(|r| r.kind.replace('_', " ")).unwrap_or_default(),
        days: (text(&line["date"]["earliest"]), text(&line["date"]["latest"])),
        places: texts(&line["places"]).map(str::to_owned).collect(),
        point: own.iter().find_map(|r| r.point),
        standing: Standing::ALL
            .iter()
            .copied()
            .find(|s| s.as_str() == standing)
            .unwrap_or(Standing::Reported),
        review: text(&line["review"]).unwrap_or_default(),
        sentence: text(&line["in_one_sentence"]).unwrap_or_default(),
        killed: count(&line["killed"]),
        injured: count(&line["injured"]),
        accounts: line["accounts"].as_u64().unwrap_or_default(),
        independent: line["independent"].as_u64().unwrap_or_default(),
    }
}

fn count(value: &Value) -> String {
    match (value["min"].as_u64(), value["max"].as_u64()) {
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
    all.push(("box", filter.bounds.iter().map(|b| format!("{b:?}")).collect()));
    match filter.undated {
        Undated::Include => all.push(("undated", vec!["too".to_owned()])),
        Undated::Only => all.push(("undated", vec!["only".to_owned()])),
        Undated::Exclude => {}
    }
    let named = all.into_iter().filter(|(_, values)| !values.is_empty());
    named.map(|(name, values)| format!("{name}: {}", values.join(" or "))).collect()
}

/// JSON lines, read while they are written.
#[derive(Debug, Default)]
struct Lines {
    all: Vec<Value>,
    rest: Vec<u8>,
}

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let all = &mut self.all;
        each_line(&mut self.rest, bytes, |line| {
            all.push(line);
        })?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What is wanted of the reports, read while they are written.
#[derive(Debug)]
struct Reports<'w> {
    /// Sorted ids.
    wanted: &'w [&'w str],
    found: BTreeMap<String, Added>,
    rest: Vec<u8>,
}

impl Write for Reports<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let (wanted, found) = (self.wanted, &mut self.found);
        each_line(&mut self.rest, bytes, |line| {
            let Some(id) = line["id"].as_str().filter(|id| wanted.binary_search(id).is_ok()) else { return };
            let record = &line["record"];
            let hundredths = |v: &Value| v.as_f64().map(|d| (d * 100.0).round() as i32);
            let places = record["places"].as_array().into_iter().flatten();
            let point = places
                .filter(|p| p["role"] == "target")
                .find_map(|p| hundredths(&p["lat"]).zip(hundredths(&p["lon"])));
            let kind = record["type"].as_str().unwrap_or_default().to_owned();
            found.insert(id.to_owned(), Added { kind, point });
        })?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn each_line(rest: &mut Vec<u8>, bytes: &[u8], mut take: impl FnMut(Value)) -> io::Result<()> {
    rest.extend_from_slice(bytes);
    let Some(end) = rest.iter().rposition(|b| *b == b'\n') else { return Ok(()) };
    let open = rest.split_off(end + 1);
    let whole = std::mem::replace(rest, open);
    for line in whole.split(|b| *b == b'\n').filter(|line| !line.is_empty()) {
        take(serde_json::from_slice(line)?);
    }
    Ok(())
}
