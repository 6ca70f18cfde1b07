//! One incident, many accounts: which incident reports tell the same happening, and why.
//!
//! Owns: what linking looks at ([`Account`]), candidate pairs without comparing all, features of a pair, the judgement
//! with its reasons, the clusters that judgements make, and the record that the accounts of an incident support together.
//! In: reports of [`claimbook_records`]. Out: [`Linked`]. Refuses: reading text anew, storage, and any change to a report.
//!
//! The result depends on the set of reports alone, not on the order in which they came.

mod account;
mod block;
mod cluster;
mod copies;
mod features;
mod judge;
mod matrix;
mod merged;
mod rulings;
mod settings;
mod words;

pub use account::{Account, AccountId, Count, Site, Window};
pub use block::candidates;
pub use copies::originals;
pub use features::{Features, NAMES, SET_BY_HAND, features};
pub use judge::{Judgement, Reason, Verdict, judge};
pub use matrix::{Row, Value, matrix};
pub use merged::{Merged, merged};
pub use rulings::{Ruling, Rulings};
pub use settings::{Settings, SettingsError};
pub use words::{Collection, Terms};

use std::collections::BTreeSet;

/// Accounts linked into incidents.
#[derive(Debug, Clone, Default)]
pub struct Linked {
    /// Numbers of the accounts of each incident, ascending; incidents by their first account.
    pub incidents: Vec<Vec<usize>>,
    /// What was judged of the candidate pairs, in order.
    pub judgements: Vec<Judgement>,
    /// Which accounts are copies of which.
    pub originals: Vec<usize>,
}

/// Links accounts. They stand in the order of their ids, so that the result does not depend on who came first.
pub fn link(accounts: &[Account], settings: &Settings) -> Linked {
    link_with(accounts, &Rulings::default(), settings)
}

/// The same where people have decided about some pairs.
pub fn link_with(accounts: &[Account], rulings: &Rulings, settings: &Settings) -> Linked {
    let collection = Collection::of(accounts);
    let mut originals = originals(accounts);
    rulings.copy(&mut originals);
    let judgements: Vec<Judgement> = candidates(accounts, &collection)
        .into_iter()
        .map(|(a, b)| {
            let copy = originals[a] == originals[b];
            let values = features(&accounts[a], &accounts[b], (a, b), &collection, copy);
            judge(a, b, accounts, &values, settings)
        })
        .collect();
    let incidents = cluster::cluster(accounts, &judgements, rulings, settings);
    Linked { incidents, judgements, originals }
}

/// The accounts `members` without copies of one text: the first account of each.
pub fn independent(originals: &[usize], members: &[usize]) -> Vec<usize> {
    let mut seen = BTreeSet::new();
    members.iter().copied().filter(|m| seen.insert(originals[*m])).collect()
}

#[cfg(test)]
mod tests;
