//! Names of persons that are names of places too.
//!
//! Owns: which place mention is a word of a person's name ("Jordan Reeves"), and which name of a person is a town ("QARN,
//! Liria -"). In: a [`Scene`] and a mention. Out: yes or no. Refuses: texts in capitals, where any two words look like a name.

use super::site::{Bearing, bearing};
use crate::event::arguments::Scene;
use crate::event::profile::{Relation, relate};
use crate::text::Tag;
use std::ops::Range;

/// "Jordan Reeves", and "Jordan" or "Reeves" alone in an article that names him so.
pub(super) fn human(scene: &Scene, mention: usize) -> bool {
    let text = &scene.reading.text;
    let tokens = text.tokens_in(scene.reading.places[mention].span);
    let Some(word) = text.tokens.get(tokens.start).filter(|_| tokens.len() == 1 && !text.all_caps) else {
        return false;
    };
    let of_person = |i: usize| given(scene, i) || surname(scene, i);
    let elsewhere = || (0..text.tokens.len()).any(|i| text.tokens[i].norm == word.norm && of_person(i));
    of_person(tokens.start) || bearing(scene, mention) == Bearing::Bare && elsewhere()
}

/// "QARN, Liria -" taken for a person: the words of a name are all of a place that the article tells as one.
pub(in crate::event) fn names_a_town(scene: &Scene, name: &Range<usize>) -> bool {
    let places = &scene.reading.places;
    let span = scene.reading.text.span_of(name.clone());
    let Some(own) = (0..places.len()).find(|p| places[*p].span == span) else { return false };
    let told = |p: usize| {
        matches!(bearing(scene, p), Bearing::Located | Bearing::Dateline | Bearing::Authority)
            && relate(scene, own, p) == Relation::Same
    };
    (0..places.len()).any(told)
}

/// "Jordan" of "Jordan Reeves".
fn given(scene: &Scene, i: usize) -> bool {
    let text = &scene.reading.text;
    let words = &scene.lexicon.words;
    let (Some(token), Some(next)) = (text.tokens.get(i), text.tokens.get(i + 1)) else { return false };
    let common = words.authority(&next.lemma) || words.institution(&next.lemma);
    let named = scene.nominals.iter().filter_map(|n| n.name.as_ref()).any(|n| n.contains(&(i + 1)));
    words.named_after(&token.norm) && joined(scene, i) && !common && (named || acts_alone(scene, i + 1))
}

/// "Reeves was driving": the second word of a name does something by itself elsewhere.
fn acts_alone(scene: &Scene, surname: usize) -> bool {
    let tokens = &scene.reading.text.tokens;
    let name = &tokens[surname].norm;
    let acts =
        |i: usize| tokens.get(i + 1).is_some_and(|t| matches!(t.tag, Tag::Verb | Tag::Aux | Tag::Part));
    (0..tokens.len())
        .any(|i| i != surname && tokens[i].norm == *name && tokens[i].tag == Tag::Propn && acts(i))
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
