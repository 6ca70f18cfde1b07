//! Names of persons that are names of places too.
//!
//! Owns: which place mention is a word of a person's name ("Jordan Reeves"), and which name of a person is a town ("QARN,
//! Liria -"). In: a [`Scene`] and a mention. Out: yes or no. Refuses: texts in capitals, where any two words look like a name.

use super::site::{Bearing, bearing};
use crate::event::arguments::Scene;
use crate::text::Tag;
use compact_str::CompactString;
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;

/// What the whole article says of words that are names, gathered once.
#[derive(Debug, Default)]
pub(in crate::event) struct Namesakes {
    /// Words that somewhere are part of a person's name.
    persons: FxHashSet<CompactString>,
    acting: Acting,
    /// Places told as such, by what they mean, and by their words in lower case where that is not known.
    told: FxHashSet<String>,
    told_unknown: FxHashSet<String>,
    /// The same by their words, whether known or not.
    told_words: FxHashSet<String>,
}

impl Namesakes {
    fn of<'a>(scene: &'a Scene) -> &'a Self {
        scene.namesakes.get_or_init(|| Self::gather(scene))
    }

    fn gather(scene: &Scene) -> Self {
        let text = &scene.reading.text;
        let mut out = Self { acting: acting(scene), ..Self::default() };
        scene.step(text.tokens.len() * 2);
        for i in 0..text.tokens.len() {
            if surname(scene, i) || given(scene, &out.acting, i) {
                out.persons.insert(text.tokens[i].norm.clone());
            }
        }
        for (p, place) in scene.reading.places.iter().enumerate() {
            let bearing = bearing(scene, p);
            if !matches!(bearing, Bearing::Located | Bearing::Dateline | Bearing::Authority) {
                continue;
            }
            let words = place.span.of(scene.reading.body()).to_ascii_lowercase();
            out.told_words.insert(words.clone());
            match place.reading.chosen() {
                Some(chosen) => out.told.insert(chosen.id.clone()),
                None => out.told_unknown.insert(words),
            };
        }
        out
    }
}

/// "Jordan Reeves", and "Jordan" or "Reeves" alone in an article that names him so.
pub(super) fn human(scene: &Scene, mention: usize) -> bool {
    let text = &scene.reading.text;
    let tokens = text.tokens_in(scene.reading.places[mention].span);
    let Some(word) = text.tokens.get(tokens.start).filter(|_| tokens.len() == 1 && !text.all_caps) else {
        return false;
    };
    let namesakes = Namesakes::of(scene);
    // Only where the words around say nothing of a place is the name elsewhere looked at.
    namesakes.persons.contains(&word.norm)
        && (bearing(scene, mention) == Bearing::Bare
            || surname(scene, tokens.start)
            || given(scene, &namesakes.acting, tokens.start))
}

/// "QARN, Liria -" taken for a person: the words of a name are all of a place that the article tells as one.
pub(in crate::event) fn names_a_town(scene: &Scene, name: &Range<usize>) -> bool {
    let places = &scene.reading.places;
    let span = scene.reading.text.span_of(name.clone());
    let Some(own) = scene.reading.places_over(span).find(|p| places[*p].span == span) else { return false };
    let told = Namesakes::of(scene);
    let words = span.of(scene.reading.body()).to_ascii_lowercase();
    match places[own].reading.chosen() {
        Some(chosen) => told.told.contains(&chosen.id) || told.told_unknown.contains(&words),
        None => told.told_words.contains(&words),
    }
}

/// Of each word the places, two at most, where it is a name and does something by itself: "Reeves was driving".
type Acting = FxHashMap<CompactString, Vec<usize>>;

fn acting(scene: &Scene) -> Acting {
    let tokens = &scene.reading.text.tokens;
    let mut out = Acting::default();
    for (i, pair) in tokens.windows(2).enumerate() {
        let acts = matches!(pair[1].tag, Tag::Verb | Tag::Aux | Tag::Part);
        if acts && pair[0].tag == Tag::Propn {
            let known = out.entry(pair[0].norm.clone()).or_default();
            if known.len() < 2 {
                known.push(i);
            }
        }
    }
    out
}

/// "Jordan" of "Jordan Reeves".
fn given(scene: &Scene, acting: &Acting, i: usize) -> bool {
    let text = &scene.reading.text;
    let words = &scene.lexicon.words;
    let (Some(token), Some(next)) = (text.tokens.get(i), text.tokens.get(i + 1)) else { return false };
    let common = words.authority(&next.lemma) || words.institution(&next.lemma);
    if !words.named_after(&token.norm) || common || !joined(scene, i) {
        return false;
    }
    // The second word of a name is that of a person, or does something by itself elsewhere.
    let sentence = &scene.nominals[scene.nominals_in(text.sentence_of(i + 1))];
    let named = sentence.iter().filter_map(|n| n.name.as_ref()).any(|n| n.contains(&(i + 1)));
    named || acting.get(&next.norm).is_some_and(|at| at.iter().any(|a| *a != i + 1))
}

/// "Reeves" of "Jordan Reeves".
fn surname(scene: &Scene, i: usize) -> bool {
    let before = i.checked_sub(1).and_then(|b| scene.reading.text.tokens.get(b));
    let first = |t: &crate::text::Token| {
        scene.lexicon.given.contains(t.norm.as_str()) || scene.lexicon.words.named_after(&t.norm)
    };
    before.is_some_and(first) && joined(scene, i - 1)
}

/// Two capitalised words in a row, of which the second is no place of its own.
fn joined(scene: &Scene, i: usize) -> bool {
    let text = &scene.reading.text;
    let (Some(token), Some(next)) = (text.tokens.get(i), text.tokens.get(i + 1)) else { return false };
    let capital = |t: &crate::text::Token| t.span.of(scene.reading.body()).starts_with(char::is_uppercase);
    capital(token) && capital(next) && token.span.end() + 1 == next.span.start()
}
