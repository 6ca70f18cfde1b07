//! The gazetteer as the book asks it.
//!
//! Owns: the shape of a place that a decision sets. In: the table of places. Out: what a typed name or id may be, best
//! first; how many people a name stands for. Refuses: places finer than the locality, as the table does.

use claimbook_extract::place::gazetteer::Found;
use claimbook_extract::place::{Candidate, Gazetteer};
use claimbook_ledger::KnownPlace;
use claimbook_records::report::{Level, Place, PlaceRole};

/// What a name or an id may be.
pub fn known(gazetteer: &Gazetteer, wanted: &str) -> Vec<KnownPlace> {
    // Only ids have a colon, and finding one looks at every place.
    let with_id = if wanted.contains(':') { gazetteer.with_id(wanted) } else { None };
    match with_id {
        Some(found) => vec![of(found)],
        None => gazetteer.lookup(wanted).into_iter().map(of).collect(),
    }
}

fn of(found: Found) -> KnownPlace {
    let people = people(&found.candidate);
    let c = found.candidate;
    let place = Place {
        name: c.name,
        country: c.country,
        administered_by: c.administered_by,
        admin1: c.admin1,
        within: found.within,
        feature: c.feature,
        lat: Some(c.lat),
        lon: Some(c.lon),
        gazetteer_id: Some(c.id),
        level: c.level,
        role: PlaceRole::Target,
        evidence: Vec::new(),
        x_reason: Some(format!("set by a person; {}", found.reason)),
    };
    KnownPlace { place, people }
}

/// How many people live in a place of a name: 0 where there is none.
pub fn people_of(gazetteer: &Gazetteer, name: &str) -> u64 {
    gazetteer.lookup(name).into_iter().map(|f| people(&f.candidate)).max().unwrap_or_default()
}

/// How many people live in a place; the most for what the press means by its bare name.
fn people(place: &Candidate) -> u64 {
    let wide = matches!(place.level, Level::Country | Level::Sea) || place.id.starts_with("cb:");
    if wide { u64::MAX } else { place.population }
}
