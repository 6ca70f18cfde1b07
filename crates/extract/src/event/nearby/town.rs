//! The town that an article speaks of, beside a place told for the act.
//!
//! Owns: which town that is, by its mentions and its police; which places are parts of it, and which are towns of the same name
//! elsewhere. In: a report with places told. Out: its places. Refuses: places that no town stands beside.

use super::Around;
use super::site::{Bearing, bearing, fine, holds, level};
use crate::event::arguments::Scene;
use crate::event::profile::{Relation, relate};
use crate::event::{EventPlace, IncidentReport};
use claimbook_records::report::PlaceRole;

/// Least mentions by which a town is the one the article speaks of.
const SPOKEN: usize = 2;

/// "in the Elmside neighborhood", "at 61st and Elmside", in an article on Qarn: a town of that name elsewhere, whose
/// division nothing else in the article names, gives way to the town that the article speaks of; a part of a town is told
/// beside it.
pub(super) fn beside(around: &Around, report: &mut IncidentReport, targets: &[usize]) {
    let scene = around.scene;
    let fine_targets = || targets.iter().copied().filter(|p| fine(level(scene, *p)));
    let lone = |m: &usize| !fine_targets().any(|p| relate(scene, p, *m) == Relation::Same);
    let mains = *around.mains.get_or_init(|| [spoken(around), guarded(around)]);
    let Some(main) = mains.into_iter().flatten().find(lone) else { return };
    let inside = |p: usize| part(scene, p) || suburb(scene, main, p);
    if fine_targets().any(|p| holds(scene, p, main) && !inside(p)) {
        return;
    }
    let country = |i: usize| scene.reading.places[i].reading.chosen().and_then(|c| c.country.as_deref());
    let of_police = mains[1] == Some(main);
    // A town of another country must be named by no other place at all.
    let abroad = |p: usize| {
        let own = |i: usize| relate(scene, i, p) != Relation::Same && country(i) == country(p);
        (of_police || never_located(scene, p)) && !(0..scene.reading.places.len()).any(own)
    };
    let stray = |p: usize| {
        let near = country(p) == country(main)
            && (!supported(scene, p) || of_police && far(scene, main, p) && !division_told(scene, p));
        (near || country(p) != country(main) && abroad(p)) && !holds(scene, main, p)
    };
    let all_stray = fine_targets().all(stray);
    if !all_stray && !fine_targets().any(inside) {
        return;
    }
    if all_stray {
        report
            .places
            .retain(|p| !targets.contains(&p.mention) || !stray(p.mention) || !fine(level(scene, p.mention)));
    }
    if !report.places.iter().any(|p| p.mention == main) {
        report.places.push(EventPlace { mention: main, role: PlaceRole::Target });
    }
}

/// The only town whose police the article speaks of.
fn guarded(around: &Around) -> Option<usize> {
    let scene = around.scene;
    let all = 0..scene.reading.places.len();
    let mut towns = all
        .filter(|i| fine(level(scene, *i)) && !around.human(*i) && bearing(scene, *i) == Bearing::Authority);
    let first = towns.next()?;
    towns.all(|i| relate(scene, first, i) == Relation::Same).then_some(first)
}

/// How many times larger than its parts a town is.
const LARGER: u64 = 8;
/// How far apart the middles of a town and of its part lie.
const WIDTH_KM: f64 = 30.0;

/// "in Elmside", where Qarn police came: a place much smaller than the town whose police it is and close by.
fn suburb(scene: &Scene, town: usize, part: usize) -> bool {
    let chosen = |i: usize| scene.reading.places[i].reading.chosen();
    let (Some(a), Some(b)) = (chosen(town), chosen(part)) else { return false };
    a.id != b.id
        && a.country == b.country
        && a.admin1 == b.admin1
        && a.population > b.population.saturating_mul(LARGER)
        && claimbook_records::globe::distance_km((a.lat, a.lon), (b.lat, b.lon)) < WIDTH_KM
        && bearing(scene, town) == Bearing::Authority
        && !(0..scene.reading.places.len())
            .any(|i| relate(scene, i, part) == Relation::Same && bearing(scene, i) == Bearing::Authority)
}

/// A mention of the town that the article names most, if often enough and in a telling way.
fn spoken(around: &Around) -> Option<usize> {
    let scene = around.scene;
    let mut counts: Vec<(usize, usize, bool)> = Vec::new();
    for i in (0..scene.reading.places.len()).filter(|i| fine(level(scene, *i)) && !around.human(*i)) {
        let bearing = bearing(scene, i);
        let telling = matches!(bearing, Bearing::Located | Bearing::Dateline | Bearing::Authority);
        match counts.iter_mut().find(|(j, ..)| relate(scene, *j, i) == Relation::Same) {
            Some((j, n, told)) => {
                *n += 1;
                if telling && !*told {
                    (*j, *told) = (i, true);
                }
            }
            None => counts.push((i, 1, telling)),
        }
    }
    let mut best: Option<(usize, usize, bool)> = None;
    for one in counts {
        if best.is_none_or(|(_, n, _)| one.1 > n) {
            best = Some(one);
        }
    }
    best.filter(|(_, n, told)| *n >= SPOKEN && *told).map(|(i, ..)| i)
}

/// "the Elmside neighborhood".
fn part(scene: &Scene, mention: usize) -> bool {
    let tokens = scene.reading.text.tokens_in(scene.reading.places[mention].span);
    let next = scene.reading.text.tokens.get(tokens.end);
    next.is_some_and(|t| {
        matches!(t.lemma.as_str(), "neighborhood" | "neighbourhood" | "district" | "section" | "quarter")
    })
}

/// Another place of the article lies in the same division, or names it.
fn supported(scene: &Scene, mention: usize) -> bool {
    let chosen = |i: usize| scene.reading.places[i].reading.chosen();
    let Some(own) = chosen(mention) else { return false };
    let Some(division) = own.admin1.as_deref() else { return true };
    (0..scene.reading.places.len()).filter_map(chosen).any(|other| {
        other.id != own.id && (other.admin1.as_deref() == Some(division) || other.name == division)
    })
}

/// The division of a place is named.
fn division_told(scene: &Scene, mention: usize) -> bool {
    let chosen = |i: usize| scene.reading.places[i].reading.chosen();
    let division = chosen(mention).and_then(|c| c.admin1.as_deref());
    (0..scene.reading.places.len()).filter_map(chosen).any(|c| Some(c.name.as_str()) == division)
}

/// A much smaller place, further from a town than its police go.
fn far(scene: &Scene, town: usize, mention: usize) -> bool {
    const BEAT_KM: f64 = 150.0;
    let chosen = |i: usize| scene.reading.places[i].reading.chosen();
    let (Some(a), Some(b)) = (chosen(town), chosen(mention)) else { return false };
    a.population > b.population.saturating_mul(LARGER)
        && claimbook_records::globe::distance_km((a.lat, a.lon), (b.lat, b.lon)) > BEAT_KM
}

/// No mention of a place says that something was there.
fn never_located(scene: &Scene, mention: usize) -> bool {
    (0..scene.reading.places.len())
        .filter(|i| relate(scene, *i, mention) == Relation::Same)
        .all(|i| bearing(scene, i) == Bearing::Bare)
}
