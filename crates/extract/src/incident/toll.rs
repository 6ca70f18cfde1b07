//! How many were killed and wounded.
//!
//! Owns: which number stands where several are told (coding guide 9.1 to 9.3). In: tellings. Out: counts with their words.
//! Refuses: tolls of a war (tallies).

use super::Table;
use super::words::{Words, words as lists};
use crate::annotation::Role;
use crate::text::{Form, Tag};
use claimbook_records::Span;
use claimbook_records::report::{Count, Outcome, Qualifier};

/// The count told for a role: of several the first that is not part of a larger one told later.
pub(super) fn count(table: &Table, acts: &[usize], role: Role, evidence: &mut Vec<Span>) -> Option<Count> {
    let told: Vec<(Count, Span)> =
        table.roles(acts, role).into_iter().filter_map(|a| Some((number(table, a.span)?, a.span))).collect();
    let (first, _) = told.first()?;
    evidence.extend(told.iter().map(|(_, span)| *span));
    Some(*first)
}

/// How many acts a series tells, two at least.
pub(super) fn acts(table: &Table, acts: &[usize]) -> Option<Count> {
    let reading = table.scene.reading;
    let told = acts.iter().find_map(|a| {
        let head = super::evidence::head(table, table.marked.acts[*a].trigger)?;
        reading.quantities.iter().find(|q| q.noun == Some(head)).map(|q| q.count)
    });
    told.or(Some(Count::from(2, Qualifier::Vague)))
}

/// "No casualties were reported": nobody, where no other number stands.
pub(super) fn nobody(table: &Table, acts: &[usize], outcome: &mut Outcome, evidence: &mut Vec<Span>) {
    for argument in table.roles(acts, Role::NoHarm) {
        let words = argument.span.of(table.scene.reading.body()).to_lowercase();
        let lists = lists();
        let (dead, hurt) = (Words::says(&lists.dead, &words), Words::says(&lists.hurt, &words));
        let plain = Words::says(&lists.nobody, &words) && !dead && !hurt && !words.contains("damage");
        if (dead || plain || words.contains("hurt") || words.contains("unharmed")) && outcome.killed.is_none()
        {
            outcome.killed = Some(Count::exact(0));
            evidence.push(argument.span);
        }
        if (hurt || plain) && outcome.injured.is_none() {
            outcome.injured = Some(Count::exact(0));
            evidence.push(argument.span);
        }
    }
}

/// How many some words speak of: their numbers added up, else one, or two and more for a plural.
fn number(table: &Table, span: Span) -> Option<Count> {
    let reading = table.scene.reading;
    let mut sum: Option<Count> = None;
    for quantity in reading.quantities.iter().filter(|q| span.overlaps(q.span)) {
        // "three children among 12 dead": only what is joined adds up.
        sum = Some(match sum {
            None => quantity.count,
            Some(known) if joined(span.of(reading.body())) => add(known, quantity.count),
            Some(known) => known,
        });
    }
    sum.or_else(|| {
        let head = super::evidence::head(table, span)?;
        let token = reading.text.tokens.get(head)?;
        let several =
            token.form == Form::Plural || matches!(token.norm.as_str(), "people" | "police" | "civilians");
        match token.tag {
            _ if several => Some(Count::from(2, Qualifier::Vague)),
            Tag::Noun | Tag::Propn | Tag::Pron | Tag::Num => Some(Count::exact(1)),
            _ => None,
        }
    })
}

fn joined(words: &str) -> bool {
    words.contains(" and ") || words.contains(',')
}

fn add(a: Count, b: Count) -> Count {
    let sum = |x: Option<u64>, y: Option<u64>| Some(x? + y?);
    let qualifier = if a.qualifier == b.qualifier { a.qualifier } else { Some(Qualifier::AtLeast) };
    Count { min: sum(a.min, b.min), max: sum(a.max, b.max), qualifier }
}
