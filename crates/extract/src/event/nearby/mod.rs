//! What the sentences around an incident tell of it: "Police were called at 9 p.m. on Friday."
//!
//! Owns: which sentences may tell of which incident, and the order of filling. In: the reports of an article. Out: the same,
//! with dates and places that their own clauses do not give. Refuses: sentences that tell another incident.

mod day;
mod people;
mod site;
mod toll;
mod town;

pub(super) use day::{Governed, governed};
pub(super) use people::{Namesakes, names_a_town};
pub(super) use site::Bearing;

use super::IncidentReport;
use super::arguments::Scene;
use super::outcome::Effects;
use crate::text::Sentence;
use rustc_hash::FxHashSet;
use std::cell::OnceCell;

/// Sentences around a telling one that may tell of its act where another incident is told too.
const NEAR: usize = 2;
/// Number of the last sentence of the lead, the headline counted.
const LEAD: usize = 3;

/// Fills in what the reports of an article leave open.
pub(super) fn fill(scene: &Scene, effects: &Effects, reports: &mut [IncidentReport]) {
    let told: Vec<Vec<usize>> = reports.iter().map(|r| sentences(scene, r)).collect();
    let front: Vec<usize> = (0..reports.len()).filter(|i| !reports[*i].background).collect();
    let places = 0..if reports.is_empty() { 0 } else { scene.reading.places.len() };
    let people: Vec<bool> = places.map(|i| people::human(scene, i)).collect();
    let mains = OnceCell::new();
    let tellers: FxHashSet<usize> = told.iter().flatten().copied().collect();
    for (i, report) in reports.iter_mut().enumerate() {
        if scene.over() {
            return;
        }
        let own = told.get(i).map_or(&[][..], Vec::as_slice);
        let alone = front == [i];
        let around = Around { scene, own, tellers: &tellers, alone, people: &people, mains: &mains };
        day::date(&around, report);
        site::place(&around, report);
        toll::toll(&around, effects, report);
    }
}

/// Numbers of the sentences that tell an incident or point to it.
fn sentences(scene: &Scene, report: &IncidentReport) -> Vec<usize> {
    let mut out: Vec<usize> =
        report.triggers.iter().map(|t| scene.grammar.token(*t).sentence as usize).collect();
    out.sort_unstable();
    out.dedup();
    out
}

/// The sentences of an article as one incident sees them.
struct Around<'a> {
    scene: &'a Scene<'a>,
    /// Sentences that tell it, in order.
    own: &'a [usize],
    /// Sentences that tell any incident.
    tellers: &'a FxHashSet<usize>,
    /// No other incident of the article is news.
    alone: bool,
    /// Which place mentions are words of persons' names.
    people: &'a [bool],
    /// The town that the article names most and the one whose police it speaks of, looked for once.
    mains: &'a OnceCell<[Option<usize>; 2]>,
}

impl Around<'_> {
    /// A place mention that is a word of a person's name.
    fn human(&self, mention: usize) -> bool {
        self.people.get(mention).copied().unwrap_or(false)
    }

    /// The sentences that may tell of the incident, and others, in order: all where no other incident is news.
    fn sentences(&self) -> impl Iterator<Item = &Sentence> {
        let all = &self.scene.reading.text.sentences;
        let mut near: Vec<usize> = if self.alone {
            (0..all.len()).collect()
        } else {
            self.own.iter().flat_map(|s| s.saturating_sub(NEAR)..s + NEAR + 1).collect()
        };
        near.sort_unstable();
        near.dedup();
        near.into_iter().filter_map(|s| all.get(s))
    }

    /// How many sentences a sentence is away from the nearest telling one; `None` where it may not tell of the incident.
    fn distance(&self, sentence: usize) -> Option<usize> {
        let behind = self.own.partition_point(|s| *s < sentence);
        let beside = [behind.checked_sub(1), Some(behind)].into_iter().flatten();
        let apart = beside.filter_map(|i| self.own.get(i)).map(|s| s.abs_diff(sentence)).min()?;
        let near = self.alone || apart <= NEAR;
        (near && (apart == 0 || !self.tellers.contains(&sentence))).then_some(apart)
    }
}
