//! Who and what was struck.
//!
//! Owns: the phrase behind words marked as a target. In: tellings. Out: [`EventTarget`]s. Refuses: the same phrase twice.

use super::Table;
use crate::annotation::Role;
use crate::event::nominals::Denotes;
use crate::event::{EventTarget, targets};
use claimbook_records::Span;
use claimbook_records::report::TargetClass;

pub(super) fn targets(table: &Table, acts: &[usize]) -> Vec<EventTarget> {
    let scene = table.scene;
    let body = scene.reading.body();
    let mut out: Vec<EventTarget> = Vec::new();
    for argument in table.roles(acts, Role::Target) {
        let new = phrase(table, argument.span).map_or_else(
            || words(argument.span),
            |n| {
                let person = matches!(scene.nominals[n].denotes, Denotes::Person(_))
                    || scene.nominals[n].name.is_some();
                targets::target(scene, &table.effects, n, &[n], person)
            },
        );
        let text = |t: &EventTarget| t.span.of(body).to_lowercase();
        match out.iter_mut().find(|t| text(t) == text(&new)) {
            Some(known) => {
                known.evidence.extend(new.evidence);
                known.effects.extend(new.effects);
                known.effects.sort();
                known.effects.dedup();
            }
            None => out.push(new),
        }
    }
    out
}

/// The noun phrase that heads the words.
fn phrase(table: &Table, span: Span) -> Option<usize> {
    let head = super::evidence::head(table, span)?;
    let nominals = &table.scene.nominals;
    nominals.iter().position(|n| n.head == head).or_else(|| {
        let at = |n: &crate::event::nominals::Nominal| table.scene.reading.text.tokens[n.head].span;
        nominals.iter().position(|n| span.contains(at(n)))
    })
}

fn words(span: Span) -> EventTarget {
    EventTarget {
        span,
        class: TargetClass::Object,
        kind: Some("other".to_owned()),
        name: None,
        description: None,
        member: None,
        nationality: None,
        count: None,
        effects: Vec::new(),
        evidence: vec![span],
    }
}
