//! The seam between linking and the database that keeps what it found.
//!
//! Owns: what a store must keep so that adding an article need not link the whole book: profiles, the keys they meet
//! under, judged pairs, homes, and which articles wait. In: numbers and bytes. Out: the same. Refuses: judging. These tables
//! follow from the current reports and the weights of linking, but may lag behind the book.

use crate::error::Result;
use claimbook_link::{Around, Number, Pair, Rank};
use std::collections::BTreeSet;

/// One incident report as linking keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkRow {
    pub number: Number,
    pub article: String,
    /// The number of an account of its incident, which the incident goes by.
    pub home: Number,
    /// Bytes of its profile.
    pub profile: Vec<u8>,
}

/// A key and one of its holders.
pub type Held = (i64, Rank);

/// What can be read of the links.
pub trait Links {
    /// The name of the weights and rules that made them; nothing before the first time.
    fn link_name(&self) -> Result<Option<String>>;
    /// Articles whose current report changed since, in order.
    fn unlinked(&self) -> Result<Vec<String>>;
    /// How many incident reports are linked.
    fn count_linked(&self) -> Result<u64>;
    /// Those of the incident reports that are linked, or all; by number.
    fn linked_rows(&self, numbers: Option<&[Number]>) -> Result<Vec<LinkRow>>;
    /// The articles of those of the incident reports that are linked.
    fn linked_articles(&self, numbers: &[Number]) -> Result<BTreeSet<String>>;
    /// Number and home of those of the incident reports that are linked, or of all; by number.
    fn homes(&self, numbers: Option<&[Number]>) -> Result<Vec<(Number, Number)>>;
    /// The incident reports of one home, by number.
    fn at_home(&self, home: Number) -> Result<Vec<Number>>;
    /// The linked incident reports of an article, by number.
    fn linked_of(&self, article: &str) -> Result<Vec<Number>>;
    /// Holders of a key around a rank, at most as many as reach.
    fn around(&self, key: i64, rank: Rank) -> Result<Around>;
    /// Pairs with one of the incident reports, or all; by number.
    fn pairs(&self, of: Option<&[Number]>) -> Result<Vec<Pair>>;
}

/// What can be changed of the links inside a transaction.
pub trait LinkWriter: Links {
    /// Empties the links, notes who makes them now, and has every article wait.
    fn clear_links(&mut self, name: &str) -> Result<()>;
    /// Adds incident reports.
    fn put_linked(&mut self, rows: &[LinkRow]) -> Result<()>;
    /// Adds holders of keys; quickest where they come in order.
    fn put_held(&mut self, held: &[Held]) -> Result<()>;
    /// Takes an incident report out with the keys it holds and its pairs.
    fn remove_linked(&mut self, number: Number, held: &[Held]) -> Result<()>;
    /// Adds or replaces pairs.
    fn put_pairs(&mut self, pairs: &[Pair]) -> Result<()>;
    /// Takes a pair out.
    fn drop_pair(&mut self, a: Number, b: Number) -> Result<()>;
    /// Takes every pair out.
    fn drop_pairs(&mut self) -> Result<()>;
    /// Notes homes.
    fn put_homes(&mut self, homes: &[(Number, Number)]) -> Result<()>;
    /// Notes that no article waits any more.
    fn all_linked(&mut self) -> Result<()>;
}
