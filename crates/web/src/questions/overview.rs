//! The book at a glance.
//!
//! Owns: the shape of these answers. In: requests. Out: answers. Refuses: counting by itself.

use super::Request;
use crate::answer::Answer;
use crate::problem::Problem;
use claimbook_ledger::By;
use serde_json::{Map, json};

/// Values of a facet, unless the request says otherwise, and at most.
const TOP: usize = 30;
const MOST_VALUES: usize = 200;
/// Pins of a map, the same.
const PINS: usize = 4_000;
const MOST_PINS: usize = 20_000;
/// Zoom of a map of the world.
const ZOOM: u8 = 3;

const FACETS: [(&str, By); 7] = [
    ("type", By::Type),
    ("stage", By::Stage),
    ("standing", By::Standing),
    ("review", By::Review),
    ("country", By::Country),
    ("publisher", By::Publisher),
    ("actor", By::Actor),
];

pub(super) fn facets(request: &Request<'_>) -> Result<Answer, Problem> {
    let filter = request.filter()?;
    let wanted = request.asked.all("facet");
    let top = request.asked.within("top", TOP, MOST_VALUES)?;
    request.asked.done()?;
    if let Some(wrong) = wanted.iter().find(|w| !FACETS.iter().any(|(name, _)| name == w)) {
        let names = FACETS.map(|(name, _)| name).join(", ");
        return Err(Problem::bad(format!("facet: '{wrong}' is none of: {names}")));
    }
    let mut facets = Map::new();
    for (name, by) in FACETS.iter().filter(|(name, _)| wanted.is_empty() || wanted.iter().any(|w| w == name))
    {
        facets.insert((*name).to_owned(), json!(request.ledger.facet(*by, &filter, top)?));
    }
    Answer::json(&json!({"total": request.ledger.count_incidents(&filter)?, "facets": facets}))
}

pub(super) fn timeline(request: &Request<'_>) -> Result<Answer, Problem> {
    let filter = request.filter()?;
    let step = request.asked.value("step")?;
    request.asked.done()?;
    Answer::json(&request.ledger.timeline(&filter, step)?)
}

pub(super) fn map(request: &Request<'_>) -> Result<Answer, Problem> {
    let filter = request.filter()?;
    let zoom = request.asked.value::<u8>("zoom")?.unwrap_or(ZOOM);
    let most = request.asked.within("most", PINS, MOST_PINS)?;
    request.asked.done()?;
    Answer::json(&request.ledger.map(&filter, zoom, most, request.app.book.settings())?)
}
