//! Groups told by what they do.
//!
//! Owns: names without a telling form whose bearer attacks ("The Banner of Qarn said it fired rockets"). In: a
//! [`Gathering`] with all other names. Out: its drafts of further groups. Refuses: persons, places, texts in capitals
//! (where every word is written as a name).

use super::Naming;
use super::draft::{Gathering, Local};
use crate::text::{Dep, Tag};
use claimbook_records::report::ActorKind;
use std::ops::Range;

/// Adds names that are the subject of a deed.
pub(super) fn named(g: &mut Gathering) {
    if g.text.all_caps {
        return;
    }
    for verb in 0..g.text.tokens.len() {
        if g.text.tokens[verb].tag != Tag::Verb || !tells_deed(g, verb) {
            continue;
        }
        let Some(words) = g.text.agent(verb).and_then(|agent| run(g, agent)) else { continue };
        let local = Local {
            name: g.written(&words),
            key: g.key(&words),
            kind: ActorKind::ArmedGroup,
            collective: false,
            country: None,
            parent: None,
        };
        let who = g.local(local);
        let same: Vec<Range<usize>> = again(g, &words);
        g.add(words, who, Naming::Name);
        for words in same {
            g.add(words, who, Naming::Name);
        }
    }
}

/// "attacked", "fired rockets", "said it fired rockets", "planned to attack".
fn tells_deed(g: &Gathering, verb: usize) -> bool {
    let lemma = |i: usize| g.text.tokens[i].lemma.as_str();
    let deed = |v: usize| {
        let object = g.text.children(v).find(|c| g.text.tokens[*c].dep == Dep::Obj);
        g.register.lexicon.deed(lemma(v), object.map(lemma))
    };
    let lexicon = &g.register.lexicon;
    let told = |c: usize| {
        let subject = g.text.children(c).find(|s| g.text.tokens[*s].dep == Dep::Nsubj);
        let own = subject.is_none_or(|s| matches!(g.text.tokens[s].norm.as_str(), "it" | "they"));
        let passive = g.text.is_passive(c);
        own && !passive && deed(c)
    };
    let carried = || {
        lexicon.carries_deed(lemma(verb))
            && g.text
                .children(verb)
                .any(|c| matches!(g.text.tokens[c].dep, Dep::Ccomp | Dep::Xcomp) && told(c))
    };
    !g.text.children(verb).any(|c| g.text.tokens[c].dep == Dep::NsubjPass) && (deed(verb) || carried())
}

/// The words written as a name around a token, two at least.
fn run(g: &Gathering, agent: usize) -> Option<Range<usize>> {
    let at = g.words.partition_point(|w| w.token < agent);
    g.words.get(at).filter(|w| w.token == agent)?;
    let part = |i: usize| !g.is_taken(i) && g.name_like(i);
    let small =
        |i: usize| !g.is_taken(i) && g.word(i).is_some_and(|w| g.register.lexicon.inner(w) || w.article);
    if !part(at) {
        return None;
    }
    let (mut start, mut end) = (at, at + 1);
    for i in (at.saturating_sub(6)..at).rev() {
        if g.breaks(i + 1) || !(part(i) || small(i)) {
            break;
        }
        if part(i) {
            start = i;
        }
    }
    for i in at + 1..at + 7 {
        if g.breaks(i) || !(part(i) || small(i)) {
            break;
        }
        if part(i) {
            end = i + 1;
        }
    }
    while g.word(start).is_some_and(|w| start < end && g.register.lexicon.never(w)) {
        start += 1;
    }
    let words = start..end;
    let large = words.clone().filter(|i| part(*i)).count();
    let listed = g.register.lexicon.not_names.at(&g.words, start).is_some();
    (large >= 2 && g.free(&words) && !listed).then_some(words)
}

/// The same words elsewhere.
fn again(g: &Gathering, words: &Range<usize>) -> Vec<Range<usize>> {
    let fold = |i: usize| g.word(i).map(|w| &w.fold);
    let same = |at: usize| words.clone().enumerate().all(|(n, i)| fold(at + n) == fold(i));
    // The word of the name that stands least often leads to the others.
    let places = words.clone().filter_map(|i| Some((g.places_of(fold(i)?), i - words.start)));
    let Some((places, shift)) = places.min_by_key(|(p, _)| p.len()) else { return Vec::new() };
    g.text.work.take(places.len());
    places
        .iter()
        .filter_map(|p| p.checked_sub(shift))
        .filter(|at| *at != words.start && same(*at))
        .map(|at| at..at + words.len())
        .filter(|w| g.free(w))
        .collect()
}
