//! Phrases that denote the same thing in one article.
//!
//! Owns: grouping of nominals by cast member, by name and surname, by equal words, by a definite phrase that repeats a
//! head. In: nominals. Out: an entity number per nominal. Refuses: pronouns that the cast left open.

use super::arguments::Scene;
use super::nominals::{Denotes, Nominal};
use crate::text::{Dep, Tag};
use rustc_hash::FxHashMap;
use std::collections::HashMap;

/// Entity number of each nominal: the index of the first nominal that denotes it.
pub fn group(scene: &Scene) -> Vec<usize> {
    let mut entity: Vec<usize> = (0..scene.nominals.len()).collect();
    let mut by_member: HashMap<usize, usize> = HashMap::new();
    let mut names = Names::default();
    let mut by_words: HashMap<String, usize> = HashMap::new();
    let mut by_surname: HashMap<&str, usize> = HashMap::new();
    let mut by_head: HashMap<&str, usize> = HashMap::new();
    // "Mayor Castellar … the mayor": the head of a named person's description stands for the person.
    let mut by_office: HashMap<&str, usize> = HashMap::new();
    for (i, n) in scene.nominals.iter().enumerate() {
        let name: Vec<&str> =
            n.name.clone().into_iter().flatten().map(|t| scene.grammar.token(t).norm.as_str()).collect();
        let mut found = names.find(&name);
        found = found.or_else(|| n.member.and_then(|m| by_member.get(&m).copied()));
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
        if found.is_none() && common && !n.plural && definite(scene, n) {
            found = by_office.get(head).copied();
        }
        if let Some(same) = apposed(scene, &entity, i) {
            found = Some(same);
        }
        let e = found.unwrap_or(i);
        entity[i] = e;
        if !name.is_empty() {
            names.add(name, e);
        }
        if let Some(m) = n.member {
            by_member.entry(m).or_insert(e);
        }
        if let Some(s) = surname {
            by_surname.entry(s).or_insert(e);
        }
        if let Some(office) = n.description.clone().and_then(|d| office(scene, &d)) {
            by_office.insert(scene.grammar.token(office).lemma.as_str(), e);
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

/// "their commander Omar Hadi": a name in apposition to one person denotes that person.
fn apposed(scene: &Scene, entity: &[usize], i: usize) -> Option<usize> {
    let n = &scene.nominals[i];
    let token = scene.grammar.token(n.head);
    let up = scene.grammar.head(n.head).filter(|_| token.dep == Dep::Appos)?;
    let j = scene.nominal_at(up).filter(|j| *j < i)?;
    let person = |n: &Nominal| matches!(n.denotes, Denotes::Person(_)) && !n.plural;
    (person(n) && person(&scene.nominals[j]) && n.name.is_some() && scene.nominals[j].name.is_none())
        .then_some(entity[j])
}

/// Persons by the words of their names.
#[derive(Default)]
struct Names<'a> {
    number: usize,
    /// Each name of two words or more, with its number and the person.
    whole: FxHashMap<Vec<&'a str>, (usize, usize)>,
    /// Each run of words in a name, with the first name that holds it.
    runs: FxHashMap<Vec<&'a str>, (usize, usize)>,
}

impl<'a> Names<'a> {
    fn add(&mut self, name: Vec<&'a str>, person: usize) {
        let new = (self.number, person);
        self.number += 1;
        for run in runs(&name, 1) {
            self.runs.entry(run.to_vec()).or_insert(new);
        }
        if name.len() > 1 {
            self.whole.entry(name).or_insert(new);
        }
    }

    /// The first person whose name holds these words in one run, or lies in them: "Hector Oqueli", "Hector Oqueli Colindres".
    fn find(&self, name: &[&'a str]) -> Option<usize> {
        let inside = runs(name, 2).filter_map(|run| self.whole.get(run));
        let found = self.runs.get(name).into_iter().chain(inside).min()?;
        Some(found.1)
    }
}

/// Runs of so many words or more.
fn runs<'n, 'a>(name: &'n [&'a str], least: usize) -> impl Iterator<Item = &'n [&'a str]> {
    (least..=name.len()).flat_map(move |n| name.windows(n))
}

/// The last word for a person in a description, before any "of".
fn office(scene: &Scene, description: &std::ops::Range<usize>) -> Option<usize> {
    let of = |i: &usize| scene.grammar.token(*i).norm != "of";
    description.clone().take_while(of).filter(|i| scene.marks.targets[*i].is_some()).last()
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
