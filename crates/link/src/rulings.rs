//! What people decided about pairs of accounts.
//!
//! Owns: the decisions clustering must follow. In: pairs, the later decision after the earlier. Out: pairs that are one,
//! pairs that are two. Refuses: weighing them against features; a person's decision stands.

use crate::profile::Number;
use std::collections::{BTreeMap, BTreeSet};

/// What somebody decided about two accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ruling {
    /// They tell one incident.
    Same,
    /// They tell two.
    Different,
    /// The first tells one of the several acts of the second.
    PartOf,
    /// The first is a copy of the second, and so tells the same incident.
    Copy,
}

/// Decisions about pairs of accounts; of several about one pair the last holds.
#[derive(Debug, Clone, Default)]
pub struct Rulings {
    /// With the number of the decision: an earlier one is followed first.
    pairs: BTreeMap<(Number, Number), (usize, Ruling, Number, Number)>,
    decisions: usize,
}

impl Rulings {
    /// Adds a decision about the accounts numbered `a` and `b`.
    pub fn add(&mut self, a: Number, b: Number, ruling: Ruling) {
        if a != b {
            self.decisions += 1;
            self.pairs.insert((a.min(b), a.max(b)), (self.decisions, ruling, a, b));
        }
    }

    /// Pairs with one of the rulings in the order they were decided, each as first and second account.
    fn of(&self, wanted: &[Ruling]) -> Vec<(Number, Number)> {
        let mut found: Vec<_> = self.pairs.values().filter(|r| wanted.contains(&r.1)).collect();
        found.sort_unstable();
        found.into_iter().map(|r| (r.2, r.3)).collect()
    }

    /// Whether somebody decided about a pair.
    pub fn decided(&self, a: Number, b: Number) -> bool {
        self.pairs.contains_key(&(a.min(b), a.max(b)))
    }

    /// Every account that somebody decided about.
    pub(crate) fn accounts(&self) -> BTreeSet<Number> {
        self.pairs.keys().flat_map(|(a, b)| [*a, *b]).collect()
    }

    /// Pairs that are one incident.
    pub fn joined(&self) -> Vec<(Number, Number)> {
        self.of(&[Ruling::Same, Ruling::Copy])
    }

    /// Pairs that are not.
    pub fn apart(&self) -> Vec<(Number, Number)> {
        self.of(&[Ruling::Different, Ruling::PartOf])
    }

    /// Parts and their wholes.
    pub fn parts(&self) -> Vec<(Number, Number)> {
        self.of(&[Ruling::PartOf])
    }

    /// Makes the first of each copied pair count as the second: `originals` holds, for each of `numbers`, the position of
    /// the account it copies.
    pub fn copy(&self, numbers: &[Number], originals: &mut [usize]) {
        let at = |number: Number| numbers.iter().position(|n| *n == number);
        for (copy, original) in self.of(&[Ruling::Copy]) {
            if let (Some(copy), Some(original)) = (at(copy), at(original)) {
                let (from, to) = (originals[copy], originals[original]);
                originals.iter_mut().filter(|o| **o == from).for_each(|o| *o = to);
            }
        }
    }
}
