//! Where it happened.
//!
//! Owns: which place mentions stand in which role; words that name a place nobody knows. In: tellings. Out: [`EventPlace`]s.
//! Refuses: places of sentences that tell nothing of the act, but for news that names none.

use super::Table;
use crate::annotation::{Annotations, Role};
use crate::engine::Reading;
use crate::event::EventPlace;
use crate::place::{PlaceMention, PlaceReading};
use claimbook_records::Span;
use claimbook_records::report::PlaceRole;

/// Puts words marked as a place, in which no place is known, among the article's places as unresolved ones.
pub fn add_unresolved(reading: &mut Reading, marked: &Annotations) {
    let mut new: Vec<Span> = Vec::new();
    for argument in &marked.arguments {
        let place = matches!(argument.role, Role::Place | Role::Origin | Role::Interception);
        let known = |s: Span| s.overlaps(argument.span);
        if place && !reading.places.iter().any(|p| known(p.span)) && !new.iter().any(|s| known(*s)) {
            let words = without_article(argument.span, reading.body());
            // Descriptions ("the market") stay words of the clause; names become places.
            if words.of(reading.body()).split_whitespace().any(|w| w.starts_with(char::is_uppercase)) {
                new.push(words);
            }
        }
    }
    let reason = "named as the place of an act; the gazetteer does not know it";
    let unknown = |span: Span| PlaceMention {
        span,
        reading: PlaceReading {
            candidates: Vec::new(),
            choice: None,
            within: Vec::new(),
            reason: reason.to_owned(),
        },
    };
    reading.places.extend(new.into_iter().map(unknown));
    reading.places.sort_by_key(|p| (p.span.start(), p.span.end()));
}

fn without_article(span: Span, body: &str) -> Span {
    let words = span.of(body);
    for article in ["the ", "The ", "a ", "A ", "an ", "An "] {
        if words.starts_with(article) {
            return Span::new(span.start() + article.len(), span.end());
        }
    }
    span
}

pub(super) fn places(table: &Table, acts: &[usize], background: bool) -> Vec<EventPlace> {
    let reading = table.scene.reading;
    let mut out: Vec<EventPlace> = Vec::new();
    let mut add = |mention: usize, role: PlaceRole| {
        if !out.iter().any(|p| p.mention == mention) {
            out.push(EventPlace { mention, role });
        }
    };
    let within =
        |span: Span| (0..reading.places.len()).filter(move |p| reading.places[*p].span.overlaps(span));
    for (role, place_role) in [
        (Role::Place, PlaceRole::Target),
        (Role::Origin, PlaceRole::Origin),
        (Role::Interception, PlaceRole::Interception),
    ] {
        for argument in table.roles(acts, role) {
            within(argument.span).for_each(|p| add(p, place_role));
        }
    }
    if out.iter().any(|p| p.role == PlaceRole::Target) {
        return out;
    }
    // "the governor's office in Qarn": the place that words for what was struck name.
    for argument in table.roles(acts, Role::Target) {
        for p in within(argument.span) {
            out.push(EventPlace { mention: p, role: PlaceRole::Target });
        }
    }
    if out.iter().any(|p| p.role == PlaceRole::Target) || background {
        return out;
    }
    out.extend(nearest(table, acts).map(|mention| EventPlace { mention, role: PlaceRole::Target }));
    out
}

/// The first place of the sentence that first tells the act, unless it is part of somebody's name.
fn nearest(table: &Table, acts: &[usize]) -> Option<usize> {
    let reading = table.scene.reading;
    let text = &reading.text;
    let trigger = table.marked.acts.get(*acts.first()?)?.trigger;
    let token = text.tokens_in(trigger).next()?;
    let sentence = text.sentences.get(text.sentence_of(token))?.span;
    let named = |span: Span| reading.cast.mentions.iter().any(|m| m.span.contains(span));
    (0..reading.places.len()).find(|p| {
        let span = reading.places[*p].span;
        sentence.contains(span) && !named(span)
    })
}
