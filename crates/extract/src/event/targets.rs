//! Who and what was struck.
//!
//! Owns: kind, name and description, number, nationality, effects of a target. In: the fillers of an incident. Out:
//! [`EventTarget`]s. Refuses: deciding who is a target (see [`super::arguments`]).

use super::EventTarget;
use super::arguments::Scene;
use super::nominals::{self, Denotes, Nominal};
use super::outcome::Effects;
use crate::actor::Naming;
use crate::text::{Dep, Tag};
use claimbook_records::Span;
use claimbook_records::report::{ActorKind, Count, Effect, Qualifier, TargetClass};
use std::ops::Range;

/// The target that a group of phrases denotes; `best` is the phrase with the best score, `all` every phrase of the
/// article that denotes the same, in order.
pub(crate) fn target(
    scene: &Scene,
    effects: &Effects,
    best: usize,
    all: &[usize],
    person: bool,
) -> EventTarget {
    let n = &scene.nominals[best];
    let reading = scene.reading;
    let span = |r: &Range<usize>| nominals::span(reading, r);
    // The fullest name, and the first description anywhere in the article.
    let full = all
        .iter()
        .filter_map(|i| scene.nominals[*i].name.clone())
        .max_by_key(|r| (r.len(), usize::MAX - r.start));
    let described = all.iter().find_map(|i| scene.nominals[*i].description.clone());
    let name = if person { full.or_else(|| unknown_name(scene, n)) } else { None };
    let text = match &name {
        Some(name) => span(name),
        None => span(extent(scene, n)),
    };
    let kind = kind(scene, n, described.as_ref(), person);
    let class = match (person, n.denotes) {
        (true, _) => TargetClass::Person,
        (false, Denotes::Organisation) => TargetClass::Organisation,
        (false, Denotes::Object(t)) => scene.lexicon.targets[usize::from(t)].class,
        (false, Denotes::Place) => TargetClass::Place,
        _ => TargetClass::Object,
    };
    let mut told: Vec<_> = Vec::new();
    let mut evidence: Vec<Span> = vec![span(&n.base)];
    for i in std::iter::once(&best).chain(all) {
        for effect in effects.of(scene, scene.nominals[*i].head, class) {
            if !told.contains(&effect) {
                told.push(effect);
                evidence.push(span(&scene.nominals[*i].base));
            }
        }
        // Who is said to have died anywhere did not only suffer a wound.
        let open = told.iter().all(|e| *e == Effect::Injured) && person && !n.plural;
        if !told.is_empty() && !open {
            break;
        }
    }
    if told.contains(&Effect::Killed) && person && !n.plural {
        told.retain(|e| *e != Effect::Injured);
    }
    evidence.sort();
    evidence.dedup();
    let count = if name.is_some() { Some(Count::exact(1)) } else { count(scene, n, all) };
    EventTarget {
        span: text,
        class,
        kind,
        description: if name.is_some() { described.map(|d| span(&d)) } else { None },
        name: name.map(|r| span(&r)),
        member: n.member,
        nationality: nationality(scene, n),
        count,
        effects: told,
        evidence,
    }
}

/// Words of a phrase as annotators choose them: heads that say nothing by themselves take their "of" phrase.
pub(super) fn extent<'a>(scene: &Scene, n: &'a Nominal) -> &'a Range<usize> {
    let thin = matches!(
        scene.grammar.token(n.head).lemma.as_str(),
        "member"
            | "group"
            | "unit"
            | "office"
            | "headquarters"
            | "home"
            | "house"
            | "residence"
            | "branch"
            | "leader"
            | "president"
            | "secretary"
            | "director"
            | "employee"
            | "part"
            | "number"
            | "one"
            | "building"
            | "son"
            | "daughter"
            | "wife"
            | "mayor"
            | "minister"
            | "column"
            | "squad"
            | "embassy"
            | "offices"
    );
    if thin { &n.long } else { &n.core }
}

/// Two and more proper nouns that no room knows, struck as a person, are a name.
fn unknown_name(scene: &Scene, n: &Nominal) -> Option<Range<usize>> {
    let known = scene.marks.targets[n.head].is_some() || scene.marks.perpetrators[n.head].is_some();
    let named = !matches!(n.denotes, Denotes::Person(Some(_)) | Denotes::Object(_) | Denotes::Weapon(_));
    let low = n.core.clone().find(|i| scene.marks.targets[*i].is_none()).unwrap_or(n.head);
    let words = low..n.core.end;
    let proper = words.clone().filter(|i| scene.grammar.token(*i).tag == Tag::Propn).count();
    (!known && named && !n.plural && n.quantity.is_none() && words.len() >= 2 && proper * 2 > words.len())
        .then_some(words)
}

fn count(scene: &Scene, n: &Nominal, all: &[usize]) -> Option<Count> {
    let counted = |n: &Nominal| n.quantity.and_then(|q| scene.reading.quantities.get(q)).map(|q| q.count);
    if let Some(count) = counted(n).or_else(|| all.iter().find_map(|i| counted(&scene.nominals[*i]))) {
        return Some(count);
    }
    // "her parents"
    let owned = || scene.grammar.child(n.head, Dep::NmodPoss).is_some();
    if n.plural && scene.lexicon.words.in_twos(&scene.grammar.token(n.head).lemma) && owned() {
        return Some(Count::exact(2));
    }
    if n.plural {
        return Some(Count::from(2, Qualifier::Vague));
    }
    Some(Count::exact(members(scene, n).unwrap_or(1)))
}

/// "a couple", "a family of four": one word for several.
fn members(scene: &Scene, n: &Nominal) -> Option<u64> {
    let g = &scene.grammar;
    let lemma = &g.token(n.head).lemma;
    if scene.lexicon.words.pair(lemma) {
        return Some(2);
    }
    let of = scene.reading.text.tokens.get(n.head + 1).is_some_and(|t| t.norm == "of");
    let number =
        scene.reading.text.tokens.get(n.head + 2).filter(|_| of && scene.lexicon.words.household(lemma))?;
    scene.reading.quantities_over(number.span).first().and_then(|q| q.count.max)
}

fn nationality(scene: &Scene, n: &Nominal) -> Option<String> {
    let whole = nominals::span(scene.reading, &n.base);
    let cast = &scene.reading.cast;
    let adjective = cast.inside(whole).find(|m| m.naming == Naming::Adjective)?;
    cast.members.get(adjective.member)?.country.clone()
}

/// Kind by the head noun, else by the description, else by the actor.
fn kind(scene: &Scene, n: &Nominal, described: Option<&Range<usize>>, person: bool) -> Option<String> {
    let wanted = |class: TargetClass| (class == TargetClass::Person) == person;
    let known = |i: usize| {
        let (t, _) = scene.marks.targets[i].as_ref()?;
        let noun = &scene.lexicon.targets[usize::from(*t)];
        wanted(noun.class).then(|| noun.kind.clone())
    };
    let words = described.cloned().unwrap_or_else(|| n.core.clone());
    let by_head = known(n.head);
    let by_words = || words.clone().chain(n.long.clone()).find_map(known);
    let mut kind = by_head.or_else(by_words).or_else(|| by_actor(scene, n));
    let past = words.start.checked_sub(1).into_iter().chain(words).any(|i| {
        let token = scene.grammar.token(i);
        matches!(token.norm.as_str(), "former" | "retired" | "ex" | "ex-president" | "ex-minister")
            && token.tag != Tag::Verb
    });
    if past {
        kind = kind.map(|k| match k.as_str() {
            "official" => "former_official".to_owned(),
            "military" => "former_military".to_owned(),
            _ => k,
        });
    }
    kind.or_else(|| Some(if person { "civilian" } else { "other" }.to_owned()))
}

fn by_actor(scene: &Scene, n: &Nominal) -> Option<String> {
    let member = scene.reading.cast.members.get(n.member?)?;
    let kind = match member.kind {
        ActorKind::Military => "military",
        ActorKind::Official => "official",
        ActorKind::ArmedGroup | ActorKind::Umbrella => "militant",
        ActorKind::Company => "commercial",
        ActorKind::Media => "media",
        ActorKind::Agency | ActorKind::State => "government",
        _ => return None,
    };
    Some(kind.to_owned())
}
