//! Who did it.
//!
//! Owns: the ranking of those marked as perpetrators over all tellings, and whom pronouns and descriptions stand for. In: tellings.
//! Out: [`EventPerpetrator`]s, likeliest first. Refuses: generic words beside somebody named.

use super::Table;
use crate::actor::Naming;
use crate::annotation::{Ranked, Role};
use crate::event::EventPerpetrator;
use claimbook_records::Span;
use claimbook_records::report::{ActorKind, PerpetratorBasis, PerpetratorCategory, PerpetratorKind};

/// Somebody who may have done it, with what speaks for it.
#[derive(Debug, Clone)]
struct Candidate {
    member: Option<usize>,
    span: Span,
    named: bool,
    pronoun: bool,
    best: f32,
    sum: f32,
    basis: Ranked<PerpetratorBasis>,
    evidence: Vec<Span>,
}

pub(super) fn perpetrators(table: &Table, acts: &[usize]) -> Vec<EventPerpetrator> {
    let body = table.scene.reading.body();
    let mut found: Vec<Candidate> = Vec::new();
    let mine = table.marked.arguments.iter().filter(|a| a.role == Role::Perpetrator && acts.contains(&a.act));
    for argument in mine.filter(|a| a.score >= table.dial.role) {
        let mut new = candidate(table, argument.span);
        (new.best, new.sum) = (argument.score, argument.score);
        new.basis = argument.basis.clone();
        let key = |c: &Candidate| c.span.of(body).trim_start_matches("the ").to_lowercase();
        let known = found.iter_mut().find(|c| {
            c.member.is_some() && c.member == new.member || c.member.is_none() && key(c) == key(&new)
        });
        match known {
            Some(c) => c.take(new),
            None => found.push(new),
        }
    }
    found.retain(|c| !c.pronoun && c.best >= table.dial.perpetrator);
    let most = found.iter().map(|c| c.sum).fold(0.0, f32::max);
    found.retain(|c| c.sum >= table.dial.further * most);
    if found.iter().any(|c| c.named) {
        found.retain(|c| c.named);
    }
    let denied = |c: &Candidate| c.ground() == PerpetratorBasis::Denied;
    if found.iter().any(|c| !denied(c)) {
        found.retain(|c| !denied(c));
    }
    found.sort_by(|a, b| b.sum.total_cmp(&a.sum).then(a.span.cmp(&b.span)));
    found.into_iter().map(|c| c.perpetrator(table)).collect()
}

impl Candidate {
    fn take(&mut self, other: Candidate) {
        self.best = self.best.max(other.best);
        self.sum += other.sum;
        self.evidence.extend(other.evidence);
        for (value, p) in other.basis {
            match self.basis.iter_mut().find(|(v, _)| *v == value) {
                Some((_, sum)) => *sum += p,
                None => self.basis.push((value, p)),
            }
        }
    }

    fn ground(&self) -> PerpetratorBasis {
        let best = self.basis.iter().max_by(|a, b| a.1.total_cmp(&b.1));
        best.map_or(PerpetratorBasis::ReportedAsFact, |(b, _)| *b)
    }

    fn perpetrator(self, table: &Table) -> EventPerpetrator {
        let member = self.member.and_then(|m| table.scene.reading.cast.members.get(m));
        let kind = match member.map(|m| m.kind) {
            Some(ActorKind::Person | ActorKind::Official) => PerpetratorKind::Individual,
            Some(_) => PerpetratorKind::Organisation,
            None if self.named => PerpetratorKind::Organisation,
            None => PerpetratorKind::Individual,
        };
        let category = member.and_then(|m| category_of(m.kind)).or_else(|| by_noun(table, self.span));
        let basis = self.ground();
        EventPerpetrator { member: self.member, span: self.span, kind, category, basis, evidence: self.evidence }
    }
}

/// Whom some words name: the actor they mention, the antecedent of a pronoun, else the words themselves.
fn candidate(table: &Table, span: Span) -> Candidate {
    let reading = table.scene.reading;
    let body = reading.body();
    let words = span.of(body);
    let cast = &reading.cast;
    let overlap = |m: &&crate::actor::ActorMention| m.span.overlaps(span) && m.span.end() <= span.end() + 25;
    let new = |member, at: Span, named, pronoun| Candidate {
        member,
        span: at,
        named,
        pronoun,
        best: 0.0,
        sum: 0.0,
        basis: Vec::new(),
        evidence: vec![span],
    };
    let mentions = || cast.mentions.iter().filter(overlap);
    let named = |m: &&crate::actor::ActorMention| matches!(m.naming, Naming::Name | Naming::Adjective);
    if let Some(m) = mentions().filter(named).max_by_key(|m| m.span.len()) {
        let whole = if span.contains(m.span) || m.span.contains(span) { span } else { m.span };
        return new(Some(m.member), whole, true, false);
    }
    if has_name(words) {
        return new(None, span, true, false);
    }
    if let Some(m) = mentions().max_by_key(|m| m.span.len()) {
        let antecedent = cast.mentions.iter().rev().find(|n| {
            n.member == m.member && n.span.start() < span.start() && n.naming == Naming::Name
        });
        return new(Some(m.member), antecedent.map_or(span, |n| n.span), true, false);
    }
    if stands_for_another(words) {
        let before = table.marked.arguments.iter().filter(|a| {
            a.role == Role::Perpetrator && a.span.end() <= span.start() && has_name(a.span.of(body))
        });
        if let Some(antecedent) = before.max_by_key(|a| a.span.start()) {
            let mut found = candidate(table, antecedent.span);
            found.evidence = vec![span];
            return found;
        }
    }
    new(None, span, false, pronoun(words))
}

const PRONOUNS: [&str; 12] =
    ["it", "they", "he", "she", "we", "them", "him", "who", "which", "its", "their", "her"];

fn pronoun(words: &str) -> bool {
    PRONOUNS.iter().any(|p| p.eq_ignore_ascii_case(words))
}

/// Pronouns, and descriptions of somebody named before ("the group", "its fighters").
fn stands_for_another(words: &str) -> bool {
    const HEADS: [&str; 12] = [
        "group", "organisation", "organization", "movement", "militia", "fighters", "forces", "army", "outfit",
        "faction", "spokesman", "statement",
    ];
    let lower = words.to_lowercase();
    let definite = ["the ", "its ", "their ", "his ", "this "].iter().any(|d| lower.starts_with(d));
    pronoun(words) || definite && lower.split_whitespace().any(|w| HEADS.contains(&w))
}

/// A capitalised word other than an article that begins the words.
fn has_name(words: &str) -> bool {
    words.split_whitespace().enumerate().any(|(i, w)| {
        let lower = w.to_lowercase();
        let opener = i == 0
            && (matches!(lower.as_str(), "the" | "a" | "an" | "its" | "their") || PRONOUNS.contains(&lower.as_str()));
        w.starts_with(char::is_uppercase) && !opener && (i > 0 || words.split_whitespace().count() == 1 || is_name(w))
    }) && !generic(words)
}

/// "Gunmen" at the head of a sentence is capitalised and no name.
fn generic(words: &str) -> bool {
    let mut list = words.split_whitespace();
    let first = list.next().unwrap_or_default();
    let rest_lower = list.all(|w| !w.starts_with(char::is_uppercase));
    rest_lower && !is_name(first)
}

fn is_name(word: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let capitals = word.chars().filter(|c| c.is_uppercase()).count();
    capitals >= 2 || word.contains('-') && letters > 3 && word.split('-').all(|p| p.starts_with(char::is_uppercase))
}

/// Category by the codebook's noun in the words.
fn by_noun(table: &Table, span: Span) -> Option<PerpetratorCategory> {
    let marks = &table.scene.marks.perpetrators;
    let entry = table.scene.reading.text.tokens_in(span).find_map(|i| marks.get(i)?.as_ref().map(|m| m.0))?;
    let category = table.scene.lexicon.perpetrators.get(usize::from(entry))?.category;
    (category != PerpetratorCategory::Unknown).then_some(category)
}

pub(super) fn category_of(kind: ActorKind) -> Option<PerpetratorCategory> {
    match kind {
        ActorKind::ArmedGroup | ActorKind::Umbrella => Some(PerpetratorCategory::ArmedGroup),
        ActorKind::State | ActorKind::Military | ActorKind::Agency | ActorKind::Official => {
            Some(PerpetratorCategory::State)
        }
        _ => None,
    }
}
