//! A row in the 31 columns of ACLED.
//!
//! Owns: the mapping (ACLED codebook 2023; columns in `data/columns.tsv`, codes in `data/codes.toml`, event types in the
//! crosswalks of the codebook). In: a [`Source`]. Out: cells, or why the incident is no event there. Refuses: places known
//! by country only, dates coarser than a month, series told as one, and ids that look like ACLED's.

use super::actors::{Doer, firm};
use super::codes::codes;
use super::facts::Facts;
use super::notes::notes;
use super::tabular::{Cells, Source, Told, unfit};
use claimbook_records::report::{Level, PerpetratorCategory, TargetClass};
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeSet;

pub(super) fn row(source: &Source<'_>) -> Told {
    if let Some(reason) = unfit(source) {
        return Err(reason);
    }
    let (case, facts) = (source.case, source.facts);
    if facts.aggregate {
        return Err("several attacks told as one");
    }
    let geo = geo_precision(facts)?;
    let (day, time) = day(facts)?;
    let mut cells = Cells::default();
    cells.put("event_id_cnty", case.id());
    cells.put("event_date", day);
    cells.put("year", day.year());
    cells.put("time_precision", time);
    let [event, sub] = event(facts);
    cells.maybe("disorder_type", codes().acled.disorder.get(&event));
    cells.put("event_type", event);
    cells.put("sub_event_type", sub);
    sides(source, &mut cells);
    if let Some(country) = facts.country {
        cells.put("iso", country.numeric);
        cells.put("region", country.acled_region);
        cells.put("country", country.name);
    }
    if let Some(place) = &facts.place {
        cells.maybe("admin1", place.admin1.as_ref());
        cells.put("location", &place.name);
        cells.maybe("latitude", place.lat);
        cells.maybe("longitude", place.lon);
    }
    cells.put("geo_precision", geo);
    let publishers: BTreeSet<&str> =
        case.incident.reports.iter().filter_map(|r| r.article.publisher.as_deref()).collect();
    cells.put("source", publishers.into_iter().collect::<Vec<_>>().join("; "));
    cells.put("notes", notes(case, facts));
    cells.put("fatalities", source.killed.best.unwrap_or(0));
    cells.maybe("timestamp", case.recorded.parse::<jiff::Timestamp>().ok().map(|t| t.as_second()));
    Ok(cells)
}

fn geo_precision(facts: &Facts) -> Result<u8, &'static str> {
    match facts.place.as_ref().map(|p| p.level) {
        Some(Level::Site | Level::Locality) if facts.near => Ok(2),
        Some(Level::Site | Level::Locality) => Ok(1),
        Some(Level::Area) => Ok(2),
        Some(Level::Region | Level::Sea) => Ok(3),
        Some(Level::Country) => Err("place known by country only"),
        Some(Level::Unresolved) | None => Err("no place"),
    }
}

fn day(facts: &Facts) -> Result<(Date, u8), &'static str> {
    let (Some(from), Some(to)) = (facts.from, facts.to) else { return Err("date open at one end") };
    let days = (to - from).get_days();
    let middle = from.checked_add((days / 2).days()).unwrap_or(from);
    match days {
        0 => Ok((from, 1)),
        1..=7 => Ok((middle, 2)),
        8..=31 => Ok((middle, 3)),
        _ => Err("date coarser than a month"),
    }
}

/// Event and sub-event type.
fn event(facts: &Facts) -> [String; 2] {
    let acled = &codes().acled;
    if facts.only_intercepted() {
        return acled.intercepted.clone();
    }
    let event = facts.walk.acled_event.clone().unwrap_or_default();
    if event == "Battles" && facts.civilians_only() {
        return acled.one_sided.clone();
    }
    let sub = facts.weapons.first().and_then(|(kind, _)| acled.weapons.get(kind).cloned());
    let by_weapon = sub.filter(|_| event == "Explosions/Remote violence");
    [event, by_weapon.or_else(|| facts.walk.acled_sub_event.clone()).unwrap_or_default()]
}

fn sides(source: &Source<'_>, cells: &mut Cells) {
    let facts = source.facts;
    let of = facts.country.map_or("", |c| c.name);
    let in_country = |words: &str| if of.is_empty() { words.to_owned() } else { format!("{words} ({of})") };
    let (actor1, inter1) = match facts.actors.one() {
        Some(doer) => (doer.name.clone(), inter(doer, facts)),
        None => (in_country("Unidentified Armed Group"), Some(codes().acled.unidentified.clone())),
    };
    cells.put("actor1", actor1);
    let members: Vec<String> = facts.actors.members().into_iter().map(|d| d.name.clone()).collect();
    cells.put("assoc_actor_1", members.join("; "));
    let (actor2, inter2) = struck(facts, &in_country);
    cells.maybe("actor2", actor2.as_ref());
    let inter2 = inter2.map(str::to_owned);
    let interaction = match (&inter1, &actor2, &inter2) {
        (Some(one), None, _) => Some(format!("{one} only")),
        (Some(one), Some(_), Some(two)) => Some(pair(one, two)),
        _ => None,
    };
    cells.maybe("inter1", inter1);
    cells.maybe("inter2", inter2);
    cells.maybe("interaction", interaction);
    if facts.civilians_only() {
        cells.put("civilian_targeting", "Civilians targeted");
    }
}

/// Kind of the doer. Whether an armed group is a rebel group or a militia is not in the register: blank.
fn inter(doer: &Doer, facts: &Facts) -> Option<String> {
    if !firm(doer.basis) || doer.category != Some(PerpetratorCategory::State) {
        return None;
    }
    let home = doer.country.as_deref()?;
    let here = facts.country.map(|c| c.iso2)?;
    Some(if home == here { "State forces" } else { "External/Other forces" }.to_owned())
}

/// The other side: a body of state that was struck and that the accounts name, or civilians who were harmed.
fn struck(facts: &Facts, in_country: &dyn Fn(&str) -> String) -> (Option<String>, Option<&'static str>) {
    if facts.civilians_only() {
        return (Some(in_country("Civilians")), Some("Civilians"));
    }
    let named = facts.targets.iter().find(|t| {
        let party = matches!(t.target.class, TargetClass::Person | TargetClass::Organisation);
        party && t.target.actor.is_some() && facts.side(t) == Some("state")
    });
    (named.map(|t| t.target.name.clone().unwrap_or_else(|| t.target.text.clone())), None)
}

/// Both kinds in the code book's order.
fn pair(one: &str, two: &str) -> String {
    let order = &codes().acled.inter_order;
    let at = |kind: &str| order.iter().position(|k| k == kind).unwrap_or(order.len());
    if at(one) <= at(two) { format!("{one}-{two}") } else { format!("{two}-{one}") }
}
