//! Who and what was struck.
//!
//! Owns: the phrase behind words marked as a target. In: tellings. Out: [`EventTarget`]s. Refuses: the same phrase twice.

use super::Table;
use crate::annotation::Role;
use crate::event::nominals::Denotes;
use crate::event::{EventTarget, targets};
use crate::text::Tag;
use claimbook_records::Span;
use claimbook_records::report::{Effect, TargetClass};

pub(super) fn targets(table: &Table, acts: &[usize]) -> Vec<EventTarget> {
    let scene = table.scene;
    let body = scene.reading.body();
    let mut out: Vec<EventTarget> = Vec::new();
    let told = |n: usize| {
        let nominal = &scene.nominals[n];
        let person = matches!(nominal.denotes, Denotes::Person(_)) || nominal.name.is_some();
        targets::target(scene, &table.effects, n, &[n], person)
    };
    let marked = table
        .roles(acts, Role::Target)
        .into_iter()
        .map(|a| phrase(table, a.span).map_or_else(|| words(a.span), told));
    let parts = [(Role::Killed, Effect::Killed), (Role::Injured, Effect::Injured)].into_iter().flat_map(
        |(role, effect)| {
            let spans = table.roles(acts, role).into_iter().map(|a| a.span);
            let heads = spans.flat_map(|s| parts(table, s)).collect::<Vec<_>>();
            heads.into_iter().map(move |n| EventTarget { effects: vec![effect], ..told(n) })
        },
    );
    for new in marked.chain(parts).collect::<Vec<_>>() {
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

/// "Nine people, including two boys and a grandmother": the noun phrases that name parts of a number.
fn parts(table: &Table, total: Span) -> Vec<usize> {
    let reading = table.scene.reading;
    let text = &reading.text;
    let tokens = text.tokens_in(total);
    let Some(sentence) = text.sentences.get(text.sentence_of(tokens.start)) else { return Vec::new() };
    let opens = |i: &usize| text.tokens[*i].norm == "including";
    let near = tokens.start..(tokens.end + 2).min(sentence.tokens.end);
    let Some(open) = near.clone().find(opens) else { return Vec::new() };
    let inside = |i: &usize| {
        let token = &text.tokens[*i];
        let joins = matches!(token.norm.as_str(), "," | "and" | "of");
        joins || matches!(token.tag, Tag::Det | Tag::Num | Tag::Adj | Tag::Noun | Tag::Propn)
    };
    let until = (open + 1..sentence.tokens.end).find(|i| !inside(i)).unwrap_or(sentence.tokens.end);
    // A comma behind the last "and" ends the list: ", medics said".
    let is = |i: usize, word: &str| text.tokens[i].norm == word;
    let last = (open + 1..until).rev().find(|i| is(*i, "and")).unwrap_or(open);
    let until = (last + 1..until).find(|i| is(*i, ",")).unwrap_or(until);
    let nominals = &table.scene.nominals;
    let from = nominals.partition_point(|n| n.head <= open);
    let to = nominals.partition_point(|n| n.head < until);
    let heads = nominals.iter().enumerate().take(to).skip(from);
    heads
        .filter(|(_, n)| matches!(n.denotes, Denotes::Person(_)) || n.name.is_some())
        .map(|(i, _)| i)
        .collect()
}

/// The noun phrase that heads the words.
fn phrase(table: &Table, span: Span) -> Option<usize> {
    let head = super::evidence::head(table, span)?;
    let nominals = &table.scene.nominals;
    table.scene.nominal_at(head).or_else(|| {
        let at = |n: &crate::event::nominals::Nominal| table.scene.reading.text.tokens[n.head].span;
        let first = nominals.partition_point(|n| at(n).start() < span.start());
        nominals.get(first).filter(|n| span.contains(at(n))).map(|_| first)
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
