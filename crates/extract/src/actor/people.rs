//! Persons: by title and name, by entity, by surname after the full name; and officials without a name.
//!
//! Owns: "Colonel Tomas Ferrer", "a senior Pentagon official". In: a [`Gathering`] with its organisations. Out: its
//! drafts of persons. Refuses: offices as facts (the register dates them).

use super::Naming;
use super::draft::{Gathering, Local, Who};
use super::fold::Shape;
use crate::text::EntityKind;
use claimbook_records::report::ActorKind;
use std::collections::HashMap;
use std::ops::Range;

/// Entities below this score are left alone.
const ENTITY_SCORE: f32 = 0.5;
/// Words a person's name may have.
const NAME_WORDS: usize = 6;
/// Titles that make an official even where no name follows.
const OFFICE_NOUNS: [&str; 22] = [
    "official",
    "officials",
    "spokesman",
    "spokeswoman",
    "spokesperson",
    "spokesmen",
    "diplomat",
    "diplomats",
    "minister",
    "ambassador",
    "president",
    "premier",
    "envoy",
    "governor",
    "mayor",
    "lawmaker",
    "senator",
    "prosecutor",
    "secretary",
    "adviser",
    "king",
    "commissioner",
];

/// Finds titled persons, person entities, unnamed officials and later short names.
pub(super) fn find(g: &mut Gathering) {
    titled(g);
    entities(g);
    given_names(g);
    surnames(g);
}

fn titled(g: &mut Gathering) {
    let mut at = 0;
    while at < g.words.len() {
        let Some((end, kind)) = g.register.lexicon.titles.at(&g.words, at).filter(|_| !g.is_taken(at)) else {
            at += 1;
            continue;
        };
        let mut end = end;
        // Titles pile up: "General Sheikh …".
        while let Some((more, _)) = g.register.lexicon.titles.at(&g.words, end).filter(|_| !g.breaks(end)) {
            end = more;
        }
        let title = at..end;
        at = end;
        if !g.free(&title) {
            continue;
        }
        let body = body_before(g, title.start);
        let next = g.draft_at(end).filter(|_| !g.breaks(end)).map(|d| g.kind(d.who));
        if matches!(next, Some(ActorKind::Official | ActorKind::Person)) {
            continue;
        }
        match name_after(g, end) {
            Some(name) => {
                at = name.end;
                person(g, name, kind, body.map(|b| b.1));
            }
            None => unnamed(g, title, kind, body),
        }
    }
}

/// The state or organisation right before a title, small adjectives passed over, and where it begins.
fn body_before(g: &Gathering, title: usize) -> Option<(usize, Who)> {
    let mut at = title;
    for _ in 0..3 {
        if g.breaks(at) {
            return None;
        }
        if let Some(draft) = g.draft_ending(at) {
            return Some((draft.words.start, draft.who));
        }
        at = at.checked_sub(1)?;
        let word = g.word(at)?;
        if word.shape != Shape::Lower && !g.text.all_caps || g.register.lexicon.inner(word) {
            return None;
        }
    }
    None
}

/// A person's name right after a title.
fn name_after(g: &Gathering, at: usize) -> Option<Range<usize>> {
    let first = g.word(at)?;
    let stop_after_abbreviation = first.mark == Some('.');
    if first.breaks && !stop_after_abbreviation || g.register.lexicon.inner(first) && !first.article {
        return None;
    }
    if g.text.all_caps {
        let entity = g.text.entity_over(first.span);
        let entity = entity.filter(|e| e.kind == EntityKind::Person && e.span.contains(first.span));
        if let Some(entity) = entity {
            let end = g.words.partition_point(|w| w.span.start() < entity.span.end());
            let title = g.register.lexicon.titles.at(&g.words, at).is_some();
            return Some(at..end).filter(|r| !title && g.free(r));
        }
        // Without an entity only a given name tells a person from any other word.
        if !g.register.lexicon.given(first) {
            return None;
        }
        return name_run(g, at, |g, i| {
            g.word(i).is_some_and(|w| g.register.lexicon.given(w)) || g.tag(i) == crate::text::Tag::Propn
        });
    }
    name_run(g, at, |g, i| g.name_like(i))
}

/// Words from `at` on that make up a person's name.
fn name_run(g: &Gathering, at: usize, part: impl Fn(&Gathering, usize) -> bool) -> Option<Range<usize>> {
    let lexicon = &g.register.lexicon;
    let opens = g.word(at)?;
    if g.is_taken(at) || lexicon.never(opens) || !(part(g, at) || opens.article) {
        return None;
    }
    let mut end = at;
    let mut i = at;
    while let Some(word) = g.word(i).filter(|w| (i == at || !w.breaks) && i < at + NAME_WORDS) {
        let particle = word.article
            || lexicon.inner(word)
                && !matches!(word.fold.as_str(), "of" | "the" | "for" | "and" | "in" | "on");
        if g.is_taken(i) || word.possessive {
            break;
        }
        if (part(g, i) || i > at && tail(g, i)) && !lexicon.never(word) {
            i += 1;
            end = i;
        } else if particle && i <= end {
            i += 1;
        } else {
            break;
        }
    }
    (end > at).then_some(at..end)
}

/// "moon" in "Ki-moon": a small syllable that a hyphen joins to a name; not "led" in "Haddad-led".
fn tail(g: &Gathering, i: usize) -> bool {
    let (Some(before), Some(word)) = (i.checked_sub(1).and_then(|b| g.word(b)), g.word(i)) else {
        return false;
    };
    let hyphen = word.token == before.token || word.token == before.token + 2;
    let syllable = word.shape == Shape::Lower && (2..=5).contains(&word.fold.len());
    let joined = hyphen && !word.possessive && word.span.start() == before.span.end() + 1;
    joined && syllable && g.name_like(i - 1) && !g.register.lexicon.backed(word)
}

fn person(g: &mut Gathering, name: Range<usize>, title: ActorKind, parent: Option<Who>) {
    let kind = match title {
        ActorKind::Official | ActorKind::Military => ActorKind::Official,
        _ => ActorKind::Person,
    };
    let country = parent.and_then(|p| g.country(p)).map(str::to_owned);
    let local = Local { name: g.written(&name), key: g.key(&name), kind, collective: false, country, parent };
    let office = local.country.as_deref().filter(|_| kind == ActorKind::Official);
    let known = office
        .and_then(|country| g.register.office_holder(country, &local.key))
        .map(Who::Known)
        .or_else(|| g.person_ending(&local.key));
    let who = known.unwrap_or_else(|| g.local(local));
    g.add(name, who, Naming::Name);
}

/// An official without a name, of a body that is named: "Pentagon official", "Iraqi officials".
fn unnamed(g: &mut Gathering, title: Range<usize>, kind: ActorKind, body: Option<(usize, Who)>) {
    let Some((start, parent)) = body else { return };
    let Some(last) = title.end.checked_sub(1).and_then(|l| g.word(l)) else { return };
    if kind != ActorKind::Official || !OFFICE_NOUNS.contains(&last.fold.as_str()) {
        return;
    }
    let collective = last.fold.ends_with('s') || last.fold == "spokesmen";
    let words = start..title.end;
    let country = g.country(parent).map(str::to_owned);
    let local = Local {
        name: g.written(&words),
        key: g.key(&words),
        kind: ActorKind::Official,
        collective,
        country,
        parent: Some(parent),
    };
    let who = g.local(local);
    g.add(words, who, Naming::Name);
}

fn entities(g: &mut Gathering) {
    let text = g.text;
    for entity in text.entities.iter().filter(|e| e.kind == EntityKind::Person && e.score >= ENTITY_SCORE) {
        let start = g.words.partition_point(|w| w.span.end() <= entity.span.start());
        let end = g.words.partition_point(|w| w.span.start() < entity.span.end());
        let mut words = start..end.max(start);
        if let Some((after, _)) =
            g.register.lexicon.titles.at(&g.words, words.start).filter(|t| t.0 < words.end)
        {
            words.start = after;
        }
        let names = words.clone().any(|i| g.name_like(i) || g.text.all_caps);
        let refused = words.clone().any(|i| g.word(i).is_some_and(|w| g.register.lexicon.never(w)));
        if words.is_empty() || words.len() > NAME_WORDS + 2 || !g.free(&words) || !names || refused {
            continue;
        }
        person(g, words, ActorKind::Person, None);
    }
}

/// Two or more capitalised words that begin with a common given name.
fn given_names(g: &mut Gathering) {
    if g.text.all_caps {
        return;
    }
    for at in 0..g.words.len() {
        if g.is_taken(at) || !g.name_like(at) || !g.word(at).is_some_and(|w| g.register.lexicon.given(w)) {
            continue;
        }
        if let Some(name) = name_run(g, at, |g, i| g.name_like(i)).filter(|n| n.len() >= 2) {
            person(g, name, ActorKind::Person, None);
        }
    }
}

/// Surnames alone, of persons named in full elsewhere in the text.
fn surnames(g: &mut Gathering) {
    let mut owners: HashMap<String, Option<Who>> = HashMap::new();
    for draft in g.drafts.iter() {
        if !matches!(g.kind(draft.who), ActorKind::Official | ActorKind::Person) || g.collective(draft.who) {
            continue;
        }
        let key = match draft.who {
            Who::Known(i) => g.register.actors.get(i).map(|a| a.key.clone()).unwrap_or_default(),
            Who::Local(_) => g.key(&draft.words),
        };
        let Some((_, last)) = key.rsplit_once(' ').filter(|(_, last)| last.len() > 2) else { continue };
        let unnamed = matches!(draft.who, Who::Local(_)) && OFFICE_NOUNS.contains(&last);
        if unnamed {
            continue;
        }
        owners
            .entry(last.to_owned())
            .and_modify(|w| {
                if *w != Some(draft.who) {
                    *w = None;
                }
            })
            .or_insert(Some(draft.who));
    }
    for at in 0..g.words.len() {
        if g.is_taken(at) || !(g.name_like(at) || g.text.all_caps) {
            continue;
        }
        let Some(word) = g.word(at) else { continue };
        if g.register.lexicon.never(word) {
            continue;
        }
        if let Some(Some(who)) = owners.get(word.fold.as_str()).copied() {
            g.add(at..at + 1, who, Naming::Name);
        }
    }
}
