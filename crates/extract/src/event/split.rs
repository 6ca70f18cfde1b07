//! One act of words, several attacks: what one verb strikes in different places.
//!
//! Owns: coding guide 2.3, "another place is another attack, also when one verb governs both". In: a cluster and the
//! table of its article. Out: one report per place struck, or one for all. Refuses: series, and
//! things struck without a place of their own.

use super::arguments::Scene;
use super::assemble::Table;
use super::facts::{Facts, own_place};
use super::nominals;
use super::profile::{Relation, relate};
use super::{EventPlace, IncidentReport};
use claimbook_records::report::{Level, PlaceRole};

/// The reports of a cluster: one for each place that its telling trigger strikes, or one for all.
pub(super) fn reports(table: &Table, cluster: &[usize], confidence: f32) -> Vec<IncidentReport> {
    let (scene, facts) = (table.scene, table.facts);
    let telling = table.telling(cluster);
    let whole = || vec![table.report(cluster, confidence)];
    let Some(t) = telling.iter().find(|t| facts[**t].aims.len() > 1) else { return whole() };
    let parts = parts(scene, *t, &facts[*t]);
    let near =
        |part: &Part, place: usize| part.sites.iter().any(|s| relate(scene, *s, place) != Relation::Apart);
    // Others may tell more of one of them, but no third place.
    let known = |place: &usize| parts.iter().any(|p| near(p, *place));
    let told_once = telling.iter().all(|other| other == t || facts[*other].places.iter().all(known));
    if parts.len() < 2 || !told_once || telling.iter().all(|t| scene.triggers[*t].plural) {
        return whole();
    }
    let aims = |part: &Part| nominals::span(scene.reading, &scene.nominals[part.aim].base);
    parts
        .iter()
        .map(|part| {
            // What is told of another place alone is not told of this one.
            let elsewhere = |o: &usize| {
                let places = &facts[*o].places;
                o != t && !places.is_empty() && !places.iter().any(|p| near(part, *p))
            };
            let own: Vec<usize> = cluster.iter().copied().filter(|o| !elsewhere(o)).collect();
            let mut one = table.report(&own, confidence);
            one.places.retain(|p| p.role != PlaceRole::Target || near(part, p.mention));
            for site in part.sites.iter().rev() {
                if !one.places.iter().any(|p| p.mention == *site) {
                    one.places.insert(0, EventPlace { mention: *site, role: PlaceRole::Target });
                }
            }
            let other = |span| parts.iter().any(|p| p.aim != part.aim && aims(p).overlaps(span));
            one.targets.retain(|t| !other(t.span));
            // A number told of both belongs to neither.
            if own.len() == cluster.len() {
                one.outcome.killed = one.outcome.killed.filter(|c| c.max == Some(0));
                one.outcome.injured = one.outcome.injured.filter(|c| c.max == Some(0));
            }
            one
        })
        .collect()
}

/// One thing struck and where.
struct Part {
    /// Number of its nominal.
    aim: usize,
    /// Its places.
    sites: Vec<usize>,
}

/// The things a trigger strikes, each in a place apart from those of the others; fewer than two where any has none.
fn parts(scene: &Scene, t: usize, facts: &Facts) -> Vec<Part> {
    let trigger = &scene.triggers[t];
    if trigger.plural {
        return Vec::new();
    }
    let mut parts: Vec<Part> = Vec::new();
    for aim in &facts.aims {
        let n = &scene.nominals[*aim];
        let sites: Vec<usize> = scene
            .reading
            .places_in(n.sentence)
            .filter(|p| {
                let at = scene.reading.text.token_at(scene.reading.places[*p].span.start());
                at.is_some_and(|at| n.base.contains(&at) || own_place(scene, n.head, at))
            })
            .collect();
        let inside_earlier = parts.iter().any(|p| sites.iter().any(|s| p.sites.contains(s)));
        if sites.is_empty() || n.plural || inside_earlier {
            return Vec::new();
        }
        parts.push(Part { aim: *aim, sites });
    }
    let level = |p: &Part| {
        p.sites.iter().filter_map(|s| scene.reading.places[*s].reading.chosen()).map(|c| c.level).min()
    };
    let bare = |p: &Part| {
        level(p) == Some(Level::Country)
            && p.sites.iter().any(|s| {
                let at = scene.reading.text.token_at(scene.reading.places[*s].span.start());
                at.is_some_and(|at| scene.nominals[p.aim].head == at)
            })
    };
    let apart = parts.iter().enumerate().all(|(i, a)| {
        parts[i + 1..]
            .iter()
            .all(|b| a.sites.iter().all(|x| b.sites.iter().all(|y| relate(scene, *x, *y) == Relation::Apart)))
    });
    // "attacked Liria and Ruritania" names two countries and no attack.
    if apart && !parts.iter().any(bare) { parts } else { Vec::new() }
}
