//! Phrases that denote the same thing in one article.
//!
//! Owns: grouping of nominals by cast member, by name and surname, by equal words, by a definite phrase that repeats a
//! head. In: nominals. Out: an entity number per nominal. Refuses: pronouns that the cast left open.

use super::arguments::Scene;
use super::nominals::{Denotes, Nominal};
use crate::text::Tag;
use std::collections::HashMap;

/// Entity number of each nominal: the index of the first nominal that denotes it.
pub fn group(scene: &Scene) -> Vec<usize> {
    let mut entity: Vec<usize> = (0..scene.nominals.len()).collect();
    let mut by_member: HashMap<usize, usize> = HashMap::new();
    let mut by_words: HashMap<String, usize> = HashMap::new();
    let mut by_surname: HashMap<&str, usize> = HashMap::new();
    let mut by_head: HashMap<&str, usize> = HashMap::new();
    for (i, n) in scene.nominals.iter().enumerate() {
        let mut found = n.member.and_then(|m| by_member.get(&m).copied());
        let words = words(scene, n);
        let surname = n.name.clone().and_then(|r| r.last()).map(|l| scene.grammar.token(l).norm.as_str());
        if found.is_none() {
            found = surname.and_then(|s| by_surname.get(s).copied());
        }
        if found.is_none() && n.member.is_none() && !words.is_empty() {
            found = by_words.get(&words).copied();
        }
        let head = scene.grammar.token(n.head).lemma.as_str();
        let common = n.name.is_none() && n.member.is_none() && scene.grammar.token(n.head).tag == Tag::Noun;
        if found.is_none() && common && definite(scene, n) && n.core.len() <= 2 {
            found = by_head.get(head).copied().filter(|e| scene.nominals[*e].plural == n.plural);
        }
        let e = found.unwrap_or(i);
        entity[i] = e;
        if let Some(m) = n.member {
            by_member.entry(m).or_insert(e);
        }
        if let Some(s) = surname {
            by_surname.entry(s).or_insert(e);
        }
        if !matches!(n.denotes, Denotes::Time) && scene.grammar.token(n.head).tag != Tag::Pron {
            by_words.entry(words).or_insert(e);
            if common {
                by_head.insert(head, e);
            }
        }
    }
    entity
}

fn words(scene: &Scene, n: &Nominal) -> String {
    let range = n.name.clone().unwrap_or_else(|| n.core.clone());
    let mut out = String::new();
    for i in range {
        let token = scene.grammar.token(i);
        if token.tag != Tag::Punct {
            out.push_str(&token.norm);
            out.push(' ');
        }
    }
    out
}

fn definite(scene: &Scene, n: &Nominal) -> bool {
    (n.base.start..n.head)
        .any(|i| matches!(scene.grammar.token(i).norm.as_str(), "the" | "this" | "that" | "these" | "those"))
}
