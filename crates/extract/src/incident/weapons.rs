//! What it was done with.
//!
//! Owns: the kind of weapon that marked words name. In: tellings. Out: [`EventWeapon`]s. Refuses: technical data.

use super::Table;
use crate::annotation::Role;
use crate::event::EventWeapon;
use claimbook_records::report::{Count, Qualifier, Stage};

pub(super) fn weapons(table: &Table, acts: &[usize], stage: Stage) -> Vec<EventWeapon> {
    let scene = table.scene;
    let (reading, body) = (scene.reading, scene.reading.body());
    let mut out: Vec<EventWeapon> = Vec::new();
    for argument in table.roles(acts, Role::Weapon) {
        let tokens = reading.text.tokens_in(argument.span);
        let entry = tokens.clone().rev().find_map(|i| scene.marks.weapons.get(i)?.as_ref().map(|m| m.0));
        let kind = entry.and_then(|e| scene.lexicon.weapons.get(usize::from(e)).cloned());
        let kind = kind.unwrap_or_else(|| "other".to_owned());
        let words = argument.span.of(body);
        let known = |w: &EventWeapon| {
            w.kind == kind && w.span.is_some_and(|s| s.of(body).eq_ignore_ascii_case(words))
        };
        if out.iter().any(known) {
            continue;
        }
        let told = reading.quantities_over(argument.span).first().map(|q| q.count);
        let plural = tokens.clone().any(|i| reading.text.tokens[i].form == crate::text::Form::Plural);
        let count = told.or_else(|| plural.then(|| Count::from(2, Qualifier::Vague)));
        out.push(EventWeapon {
            span: Some(argument.span),
            kind,
            name: None,
            used: (stage == Stage::Accomplished).then_some(true),
            count: count.or(Some(Count::exact(1))),
            evidence: vec![argument.span],
        });
    }
    out
}
