//! Which pairs of accounts are worth a judgement.
//!
//! Owns: the keys under which accounts meet. In: accounts and the words of the collection. Out: pairs of numbers, in
//! order. Refuses: comparing everything with everything: a word or name that too many accounts share joins
//! none, a place or doer on a day only those published near each other.

use crate::account::Account;
use crate::words::Collection;
use claimbook_records::report::Level;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Heaviest words of an account that serve as keys.
const WORDS: usize = 14;
/// Accounts a key may join as they are.
const CROWD: usize = 40;
/// Days from publication to publication within which a crowded key still joins.
const NEAR: i32 = 3;
/// Days of a window up to which each serves as a key.
const DAYS: i32 = 4;

/// A key under which accounts meet.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Word(u32),
    Person(String),
    /// A locality and a day.
    There(String, Date),
    /// A doer and a day.
    By(String, Date),
}

/// Pairs `(a, b)` with `a < b`, ascending.
pub fn candidates(accounts: &[Account], collection: &Collection) -> Vec<(usize, usize)> {
    let mut holders: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
    for (i, account) in accounts.iter().enumerate() {
        for key in keys(account, i, collection) {
            holders.entry(key).or_default().push(i);
        }
    }
    let mut pairs = BTreeSet::new();
    for (key, members) in &holders {
        if members.len() <= CROWD {
            join(members, &mut pairs);
        } else if matches!(key, Key::There(..) | Key::By(..)) {
            crowd(accounts, members, &mut pairs);
        }
    }
    pairs.retain(|(a, b)| accounts[*a].id.article != accounts[*b].id.article);
    pairs.into_iter().collect()
}

fn keys(account: &Account, i: usize, collection: &Collection) -> Vec<Key> {
    let mut out: Vec<Key> = collection.heaviest(i, WORDS).into_iter().map(Key::Word).collect();
    out.extend(account.persons.iter().cloned().map(Key::Person));
    for day in days(account) {
        let sites = account.sites.iter().filter(|s| s.level <= Level::Locality);
        out.extend(sites.filter_map(|s| s.id.clone()).map(|id| Key::There(id, day)));
        out.extend(account.doers.iter().map(|d| Key::By(d.clone(), day)));
    }
    out
}

/// The days of a short window, and the day before, so that neighbours meet.
fn days(account: &Account) -> Vec<Date> {
    let (Some(from), Some(to)) = account.window else { return Vec::new() };
    if (to - from).get_days() > DAYS {
        return Vec::new();
    }
    let mut out = vec![from];
    out.extend(from.yesterday().ok());
    let mut day = from;
    while day < to {
        let Ok(next) = day.tomorrow() else { break };
        day = next;
        out.push(day);
    }
    out
}

fn join(members: &[usize], pairs: &mut BTreeSet<(usize, usize)>) {
    for (n, a) in members.iter().enumerate() {
        pairs.extend(members[n + 1..].iter().map(|b| (*a.min(b), *a.max(b))).filter(|(a, b)| a != b));
    }
}

/// Of many accounts only those published within a few days of each other meet, each with at most so many neighbours.
fn crowd(accounts: &[Account], members: &[usize], pairs: &mut BTreeSet<(usize, usize)>) {
    let mut dated: Vec<(Date, usize)> =
        members.iter().filter_map(|m| Some((accounts[*m].published?, *m))).collect();
    dated.sort_unstable();
    for (n, (day, a)) in dated.iter().enumerate() {
        let near = dated[n + 1..].iter().take(CROWD).take_while(|(d, _)| (*d - *day).get_days() <= NEAR);
        pairs.extend(near.map(|(_, b)| (*a.min(b), *a.max(b))).filter(|(a, b)| a != b));
    }
}
