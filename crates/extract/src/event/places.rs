//! Where it happened.
//!
//! Owns: the role of a place (target, origin, interception) and which places belong to an incident. In: fillers. Out:
//! [`EventPlace`]s. Refuses: resolving names (see [`crate::place`]).

use super::EventPlace;
use super::arguments::Scene;
use super::facts::Facts;
use super::lexicon::Cue;
use super::profile::{Filler, Relation, place, relate};
use crate::text::SentenceKind;
use claimbook_records::Span;
use claimbook_records::report::{Level, PlaceRole};
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

/// Places of an incident from its place fillers, best first. Where the telling gives none, the nearest place, else the
/// country or place that the article is datelined from, stands as [`PlaceRole::Other`].
pub(super) fn places(
    scene: &Scene,
    facts: &[Facts],
    fillers: &[Filler],
    triggers: &[usize],
) -> Vec<EventPlace> {
    let mut out: Vec<EventPlace> = Vec::new();
    let mut target: Option<usize> = None;
    let told = |m: &usize| !furniture(scene, *m);
    let mut mentions: Vec<usize> =
        fillers.iter().filter_map(|f| place(scene, f.nominal)).filter(told).collect();
    let foreign = foreign(facts, triggers);
    // Where the reporter writes from is no place of the act beside one that the telling names.
    let own = triggers.iter().any(|t| !facts[*t].places.is_empty())
        || mentions.iter().any(|m| !in_clutter(scene, *m));
    mentions.retain(|m| !(crossed(scene, *m) || foreign.contains(m) || own && in_clutter(scene, *m)));
    if !mentions.iter().any(|m| role(scene, *m) == PlaceRole::Target) {
        // What grammar alone ties to the act.
        mentions.extend(triggers.iter().flat_map(|t| facts[*t].places.iter().copied()));
    }
    // A series has many places.
    let series = triggers.iter().all(|t| scene.triggers[*t].plural);
    for mention in mentions.into_iter().filter(|m| !crossed(scene, *m)) {
        let role = role(scene, mention);
        if role == PlaceRole::Target && !series {
            // The best place decides; others must agree with it.
            match target {
                Some(best) if relate(scene, best, mention) == Relation::Apart => continue,
                Some(_) => {}
                None => target = Some(mention),
            }
        }
        add(&mut out, mention, role);
    }
    if let Some(best) = target {
        for mention in around(scene, best).into_iter().filter(|m| !crossed(scene, *m)) {
            add(&mut out, mention, PlaceRole::Target);
        }
    }
    for mention in aside(scene, triggers) {
        add(&mut out, mention, role(scene, mention));
    }
    if target.is_none() {
        // Nothing says outright where: what stands nearby is kept apart from what is told.
        let guess = beside(scene, triggers).or_else(|| country(scene, triggers)).or_else(|| dateline(scene));
        if let Some(guess) = guess {
            let told = located(scene, triggers, guess) && role(scene, guess) == PlaceRole::Target;
            add(&mut out, guess, if told { PlaceRole::Target } else { PlaceRole::Other });
        }
    }
    out
}

/// Places that grammar gives to other acts while it gives these acts places of their own.
fn foreign(facts: &[Facts], triggers: &[usize]) -> Vec<usize> {
    let own: Vec<usize> = triggers.iter().flat_map(|t| facts[*t].places.iter().copied()).collect();
    if own.is_empty() {
        return Vec::new();
    }
    let others = (0..facts.len()).filter(|t| !triggers.contains(t));
    others.flat_map(|t| facts[t].places.iter().copied()).filter(|p| !own.contains(p)).collect()
}

/// A place in a caption or a teaser, which tells of no act.
fn furniture(scene: &Scene, mention: usize) -> bool {
    scene.reading.text.furniture.touches(scene.reading.places[mention].span)
}

/// A place printed in a dateline: where the report was written.
fn in_clutter(scene: &Scene, mention: usize) -> bool {
    let text = &scene.reading.text;
    let at = text.token_at(scene.reading.places[mention].span.start());
    at.is_some_and(|t| text.sentences[text.sentence_of(t)].kind == SentenceKind::Clutter)
}

/// Places of the telling sentences from which something was launched or over which it was stopped.
fn aside(scene: &Scene, triggers: &[usize]) -> Vec<usize> {
    let mut sentences: Vec<usize> = triggers.iter().map(|t| scene.triggers[*t].sentence).collect();
    sentences.sort_unstable();
    sentences.dedup();
    let told = sentences.into_iter().flat_map(|s| scene.reading.places_in(s));
    told.filter(|i| role(scene, *i) != PlaceRole::Target).collect()
}

/// The place nearest to a trigger in its own sentence, the dateline left out.
fn beside(scene: &Scene, triggers: &[usize]) -> Option<usize> {
    let reading = scene.reading;
    let home = dateline(scene);
    let mut best: Option<(usize, usize)> = None;
    for t in triggers {
        let trigger = &scene.triggers[*t];
        for i in reading.places_in(trigger.sentence) {
            let Some(at) = reading.text.token_at(reading.places[i].span.start()) else { continue };
            if Some(i) == home {
                continue;
            }
            let distance = at.abs_diff(trigger.head);
            if best.is_none_or(|(d, _)| distance < d) {
                best = Some((distance, i));
            }
        }
    }
    best.map(|(_, i)| i)
}

/// "hit a depot near Harir": a place told behind the act, in its clause, by a word of location.
fn located(scene: &Scene, triggers: &[usize], mention: usize) -> bool {
    let reading = scene.reading;
    let Some(at) = reading.text.token_at(reading.places[mention].span.start()) else { return false };
    let by_location = scene.grammar.preposition(at).is_some_and(|p| scene.lexicon.words.locating(p));
    by_location
        && triggers.iter().map(|t| scene.triggers[*t].head).any(|head| {
            let verb = scene.grammar.predicate(at);
            head < at && (verb == head || verb == scene.grammar.predicate(head))
        })
}

/// A mention of the country that the article speaks of most, by places, adjectives and states; what is said in the
/// sentences of the triggers counts three times. The widest mention is taken.
fn country(scene: &Scene, triggers: &[usize]) -> Option<usize> {
    let reading = scene.reading;
    let mut votes: BTreeMap<&str, usize> = BTreeMap::new();
    let near: FxHashSet<usize> = triggers.iter().map(|t| scene.triggers[*t].sentence).collect();
    scene.step(reading.places.len() + reading.cast.mentions.len());
    let weight = |span: Span| {
        let sentence = reading.text.token_at(span.start()).map(|t| scene.grammar.token(t).sentence as usize);
        if sentence.is_some_and(|s| near.contains(&s)) { 3 } else { 1 }
    };
    for place in reading.places.iter().filter(|p| !reading.text.furniture.touches(p.span)) {
        if let Some(country) = place.reading.chosen().and_then(|c| c.country.as_deref()) {
            *votes.entry(country).or_default() += weight(place.span);
        }
    }
    for mention in &reading.cast.mentions {
        let member = reading.cast.members.get(mention.member);
        if let Some(country) = member.and_then(|m| m.country.as_deref()) {
            *votes.entry(country).or_default() += weight(mention.span);
        }
    }
    let best = votes.into_iter().max_by_key(|(country, n)| (*n, std::cmp::Reverse(*country)))?.0;
    let in_it =
        |i: &usize| reading.places[*i].reading.chosen().is_some_and(|c| c.country.as_deref() == Some(best));
    let wide = |i: &usize| match reading.places[*i].reading.chosen().map(|c| c.level) {
        Some(Level::Country) => 0,
        _ => 1,
    };
    (0..reading.places.len()).filter(in_it).filter(|i| !furniture(scene, *i)).min_by_key(wide)
}

fn add(out: &mut Vec<EventPlace>, mention: usize, role: PlaceRole) {
    if !out.iter().any(|p| p.mention == mention) {
        out.push(EventPlace { mention, role });
    }
}

fn role(scene: &Scene, mention: usize) -> PlaceRole {
    cue(scene, mention, |cue| match cue {
        Cue::Origin => Some(PlaceRole::Origin),
        Cue::Interception => Some(PlaceRole::Interception),
        _ => None,
    })
    .unwrap_or(PlaceRole::Target)
}

/// "crossed over Syria": neither target nor origin.
fn crossed(scene: &Scene, mention: usize) -> bool {
    cue(scene, mention, |cue| (*cue == Cue::Transit).then_some(())).is_some()
}

/// What a cue right before a place says of it.
fn cue<T>(scene: &Scene, mention: usize, says: impl Fn(&Cue) -> Option<T>) -> Option<T> {
    let head = scene.reading.text.token_at(scene.reading.places[mention].span.start())?;
    let before = |at: &std::ops::Range<usize>| at.end <= head && head - at.end <= 4;
    let mut cues = scene.marks.cues_in(scene.grammar.sentence(head));
    cues.find_map(|(cue, at)| says(cue).filter(|_| before(at)))
}

/// Bytes between places told right beside each other.
const RIGHT_BESIDE: usize = 40;

/// Places told right beside another that hold it or lie in it ("Achi, in the department of Bolivar").
fn around(scene: &Scene, mention: usize) -> Vec<usize> {
    let span = scene.reading.places[mention].span;
    let near = |i: usize| {
        let other = scene.reading.places[i].span;
        let gap = other.start().saturating_sub(span.end()).max(span.start().saturating_sub(other.end()));
        let same = scene.reading.text.token_at(span.start()).zip(scene.reading.text.token_at(other.start()));
        gap < RIGHT_BESIDE
            && same.is_some_and(|(a, b)| scene.grammar.token(a).sentence == scene.grammar.token(b).sentence)
    };
    let around = Span::new(span.start().saturating_sub(RIGHT_BESIDE), span.end() + RIGHT_BESIDE);
    scene
        .reading
        .places_over(around)
        .filter(|i| *i != mention && near(*i) && relate(scene, mention, *i) == Relation::Nested)
        .collect()
}

/// The first place of the first sentence, where wire reports print where they come from.
fn dateline(scene: &Scene) -> Option<usize> {
    let first = scene.reading.text.sentences.first()?.span;
    scene
        .reading
        .places
        .iter()
        .position(|p| first.start() + 3 > p.span.start() && p.reading.chosen().is_some())
}
