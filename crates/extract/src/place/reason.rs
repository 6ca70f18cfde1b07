//! A mention's reading: alternatives, choice and the reason for it.
//!
//! Owns: the words of the reason. In: a weighed group. Out: [`PlaceReading`]. Refuses: weighing.

use super::gazetteer::{Gazetteer, Ref};
use super::recognise::Spot;
use super::resolve::{Choice, Group, lies_in};
use super::{KEPT, PlaceReading, Reading};
use claimbook_records::globe::distance_km;

/// The reading of one spot: its group's ranking, unless the words right after it say where it lies.
pub(super) fn reading(gazetteer: &Gazetteer, all: &Reading, spot: &Spot, group: &Group) -> PlaceReading {
    let mut ranked: Vec<&Choice> = group.places.iter().collect();
    let outer = spot.inside_of.and_then(|o| all.spots.get(o).map(|s| (o, s)));
    if let Some((_, outer)) = outer {
        let inside = |c: &&Choice| outer.places.iter().any(|(o, _)| lies_in(gazetteer, c.at, *o));
        ranked.sort_by_cached_key(|c| !inside(c));
    }
    let Some(best) = ranked.first() else {
        return PlaceReading {
            candidates: Vec::new(),
            choice: None,
            within: Vec::new(),
            reason: "no place of this name is known".to_owned(),
        };
    };
    let likely = agreement(gazetteer, best, group) >= gazetteer.weights.choose;
    let sure = likely && !group.stray || best.said;
    let candidates = ranked.iter().take(KEPT).map(|c| gazetteer.candidate(c.at)).collect();
    PlaceReading {
        candidates,
        choice: sure.then_some(0),
        within: if sure { gazetteer.within(best.at) } else { Vec::new() },
        reason: why(gazetteer, best, group.places.len(), outer.map(|(_, s)| s), sure),
    }
}

/// How likely the best candidate or one that means the same spot is right: a town and its division, say.
fn agreement(gazetteer: &Gazetteer, best: &Choice, group: &Group) -> f32 {
    const SAME_SPOT_KM: f64 = 60.0;
    let same = |c: &&Choice| {
        distance_km(gazetteer.point(c.at), gazetteer.point(best.at)) < SAME_SPOT_KM
            || lies_in(gazetteer, c.at, best.at)
            || lies_in(gazetteer, best.at, c.at)
    };
    group.places.iter().filter(same).map(|c| c.share).sum()
}

fn why(gazetteer: &Gazetteer, best: &Choice, of: usize, outer: Option<&Spot>, sure: bool) -> String {
    let name = gazetteer.name(best.at);
    let place = gazetteer.within(best.at).join(", ");
    let place = if place.is_empty() { name.to_owned() } else { format!("{name}, {place}") };
    if !sure {
        return format!("unresolved: {place} is only the likeliest of {of}");
    }
    if of == 1 {
        return format!("{place}: the only place of this name");
    }
    if let Some(outer) = outer.and_then(|s| s.places.iter().find(|(o, _)| lies_in(gazetteer, best.at, *o))) {
        return format!("{place}: the words after it name {}", name_of(gazetteer, outer.0));
    }
    let t = &best.traits;
    let ground = if t.said > 0.0 {
        "said elsewhere in the article"
    } else if t.county_support > 0.15 || t.division_support > 0.25 {
        "other names of the article lie in the same division"
    } else if t.near_support > 0.5 {
        "near other places of the article"
    } else if t.country_support > 0.25 || t.people_support > 0.25 {
        "the article speaks of its country"
    } else if t.country > 0.0 || t.division1 > 0.0 || t.region > 0.0 {
        "the widest meaning of the name"
    } else if t.largest > 0.0 {
        "the largest of this name"
    } else {
        "the best by size and setting"
    };
    format!("{place}: {ground} (of {of})")
}

fn name_of(gazetteer: &Gazetteer, at: Ref) -> &str {
    gazetteer.name(at)
}
