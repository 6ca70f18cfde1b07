//! What it was done with.
//!
//! Owns: weapons named in the role and weapons that only the act implies. In: fillers and triggers of an incident. Out:
//! [`EventWeapon`]s. Refuses: technical data.

use super::EventWeapon;
use super::arguments::Scene;
use super::nominals::{self, Denotes};
use super::profile::Filler;
use claimbook_records::report::{Count, IncidentType, Qualifier, Stage};

/// Weapons of an incident: those named first, implied ones where none of their kind is named.
pub(super) fn weapons(
    scene: &Scene,
    fillers: &[Filler],
    triggers: &[usize],
    stage: Stage,
) -> Vec<EventWeapon> {
    let mut out: Vec<EventWeapon> = Vec::new();
    for filler in fillers {
        let n = &scene.nominals[filler.nominal];
        let kind = match n.denotes {
            Denotes::Weapon(entry) => scene.lexicon.weapons[usize::from(entry)].clone(),
            _ => n.core.clone().find_map(|i| scene.marks.weapons[i].as_ref()).map_or_else(
                || "other".to_owned(),
                |(entry, _, _)| scene.lexicon.weapons[usize::from(*entry)].clone(),
            ),
        };
        let span = nominals::span(scene.reading, &n.core);
        let words = span.of(scene.reading.body());
        if out.iter().any(|w| {
            w.kind == kind && w.span.is_some_and(|s| s.of(scene.reading.body()).eq_ignore_ascii_case(words))
        }) {
            continue;
        }
        let count = n
            .quantity
            .and_then(|q| scene.reading.quantities.get(q))
            .map(|q| q.count)
            .or_else(|| n.plural.then(|| Count::from(2, Qualifier::Vague)));
        out.push(EventWeapon {
            span: Some(span),
            kind,
            name: None,
            used: (stage == Stage::Accomplished).then_some(true),
            count: count.or(Some(Count::exact(1))),
            evidence: vec![nominals::span(scene.reading, &n.base)],
        });
    }
    for t in triggers {
        let trigger = &scene.triggers[*t];
        let by_words = scene.lexicon.triggers[trigger.entry].trigger.weapon.clone();
        let implied = by_words.or_else(|| {
            scene.marks.implied[trigger.head].map(|w| scene.lexicon.weapons[usize::from(w)].clone())
        });
        let Some(kind) = implied else { continue };
        if matches!(trigger.kind, IncidentType::Arson) || out.iter().any(|w| alike(&w.kind, &kind)) {
            continue;
        }
        out.push(EventWeapon { span: None, kind, name: None, used: None, count: None, evidence: Vec::new() });
    }
    out
}

/// True when one kind is another way to tell the other.
fn alike(a: &str, b: &str) -> bool {
    const FAMILIES: [&[&str]; 4] = [
        &[
            "bomb",
            "vehicle_bomb",
            "letter_bomb",
            "dynamite",
            "mine",
            "explosive",
            "grenade",
            "molotov",
            "fire",
        ],
        &["gun", "machine_gun", "rifle", "handgun"],
        &["drone", "missile", "cruise_missile", "ballistic_missile", "rocket"],
        &["mortar", "artillery", "rocket"],
    ];
    a == b || FAMILIES.iter().any(|f| f.contains(&a) && f.contains(&b))
}
