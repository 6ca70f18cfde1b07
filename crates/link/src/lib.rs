//! One incident, many accounts: which incident reports tell the same happening, and why.
//!
//! Owns: what linking looks at ([`Profile`]), candidate pairs without comparing all, features of a pair, the judgement
//! with its reasons, the clusters that judgements make, and the record that the accounts of an incident support together
//! ([`Account`]). In: reports of [`claimbook_records`]. Out: homes of accounts, [`Judgement`]s, [`Merged`]. Refuses: reading
//! text anew, storage, and any change to a report.
//!
//! The result depends on the set of reports alone, not on the order in which they came: [`whole`] links a collection at
//! once, [`update`] changes a linked one, and both arrive at the same.

mod account;
mod ages;
mod cluster;
mod copies;
mod day;
mod features;
mod index;
mod judge;
mod keys;
mod matrix;
mod merged;
mod names;
mod place;
mod profile;
mod rulings;
mod settings;
mod whole;
mod words;

pub use account::{Account, AccountId, Count, Site, Window};
pub use copies::originals;
pub use features::{FEATURES, Features, Side, features};
pub use index::{Around, Index, Pair, update};
pub use judge::{Judgement, Reason, Verdict, judge};
pub use keys::{Key, REACH, Rank, keys, meet, rank};
pub use matrix::{Row, Value, matrix};
pub use merged::{Merged, merged};
pub use profile::{Day, Days, Number, Person, Profile, Range, Spot, main_of, number};
pub use rulings::{Ruling, Rulings};
pub use settings::{Settings, SettingsError};
pub use whole::{Whole, whole};
pub use words::{Vector, terms};

use std::collections::BTreeSet;

/// The accounts `members` without copies of one text: the first account of each.
pub fn independent(originals: &[usize], members: &[usize]) -> Vec<usize> {
    let mut seen = BTreeSet::new();
    members.iter().copied().filter(|m| seen.insert(originals[*m])).collect()
}

#[cfg(test)]
mod tests;
