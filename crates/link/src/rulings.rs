//! What people decided about pairs of accounts.
//!
//! Owns: the decisions clustering must follow. In: pairs, the later decision after the earlier. Out: pairs that are one,
//! pairs that are two. Refuses: weighing them against features; a person's decision stands.

use std::collections::BTreeMap;

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
    pairs: BTreeMap<(usize, usize), (usize, Ruling, usize, usize)>,
    decisions: usize,
}

impl Rulings {
    /// Adds a decision about the accounts numbered `a` and `b`.
    pub fn add(&mut self, a: usize, b: usize, ruling: Ruling) {
        if a != b {
            self.decisions += 1;
            self.pairs.insert((a.min(b), a.max(b)), (self.decisions, ruling, a, b));
        }
    }

    /// Pairs with one of the rulings in the order they were decided, each as first and second account.
    fn of(&self, wanted: &[Ruling]) -> Vec<(usize, usize)> {
        let mut found: Vec<_> = self.pairs.values().filter(|r| wanted.contains(&r.1)).collect();
        found.sort_unstable();
        found.into_iter().map(|r| (r.2, r.3)).collect()
    }

    /// Whether somebody decided about a pair.
    pub fn decided(&self, a: usize, b: usize) -> bool {
        self.pairs.contains_key(&(a.min(b), a.max(b)))
    }

    /// Pairs that are one incident.
    pub(crate) fn joined(&self) -> Vec<(usize, usize)> {
        self.of(&[Ruling::Same, Ruling::Copy])
    }

    /// Pairs that are not.
    pub fn apart(&self) -> Vec<(usize, usize)> {
        self.of(&[Ruling::Different, Ruling::PartOf])
    }

    /// Parts and their wholes.
    pub fn parts(&self) -> Vec<(usize, usize)> {
        self.of(&[Ruling::PartOf])
    }

    /// Makes the first of each copied pair count as the second.
    pub(crate) fn copy(&self, originals: &mut [usize]) {
        for (copy, original) in self.of(&[Ruling::Copy]) {
            if let (Some(from), Some(to)) = (originals.get(copy).copied(), originals.get(original).copied()) {
                originals.iter_mut().filter(|o| **o == from).for_each(|o| *o = to);
            }
        }
    }
}
