//! The record that the accounts of an incident support together.
//!
//! Owns: one date, one count, the places. In: the accounts of an incident. Out: [`Merged`]. Refuses: means: every value is
//! one that some account tells.

use crate::account::{Account, Count, Window};
use claimbook_records::report::Level;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// What the accounts together say.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Merged {
    /// First and last day.
    pub date: Option<Window>,
    pub killed: Option<Count>,
    pub injured: Option<Count>,
    /// "Harir, Erbil Governorate", told most often first.
    pub places: Vec<String>,
}

/// Merges the accounts `members`, of which copies have been left out (see [`super::independent`]).
pub fn merged(accounts: &[Account], members: &[usize]) -> Merged {
    let own: Vec<&Account> = members.iter().map(|m| &accounts[*m]).collect();
    let killed = count(&settled(&own, "killed"), |a| a.killed);
    let injured = count(&settled(&own, "injured"), |a| a.injured);
    let settled_injured = own.iter().any(|a| a.settled.contains("injured"));
    Merged {
        date: date(&settled(&own, "date")),
        killed,
        injured: injured.filter(|i| settled_injured || !died(&own, killed, *i)),
        places: places(&settled(&own, "place")),
    }
}

/// Whether the injured of some accounts are the dead of others: no account tells both, and those injured are no more than the
/// dead.
fn died(own: &[&Account], killed: Option<Count>, injured: Count) -> bool {
    let some = |c: Option<Count>| c.is_some_and(|c| c.min.unwrap_or(0) > 0);
    let apart = own.iter().all(|a| !(some(a.killed) && some(a.injured)));
    let few = killed.and_then(|k| k.min).zip(injured.max).is_some_and(|(dead, hurt)| hurt <= dead);
    some(Some(injured)) && apart && few
}

/// The accounts in which a person set a property, or all of them.
fn settled<'a>(own: &[&'a Account], property: &str) -> Vec<&'a Account> {
    let set: Vec<&Account> = own.iter().copied().filter(|a| a.settled.contains(property)).collect();
    if set.is_empty() { own.to_vec() } else { set }
}

/// The narrowest window that most accounts tell; of equal ones the one published first, of one day's the latest: an article tells of
/// earlier acts too.
fn date(own: &[&Account]) -> Option<Window> {
    let width = |w: Window| w.0.zip(w.1).map_or(i32::MAX, |(a, b)| (b - a).get_days());
    let told = || own.iter().map(|a| (a.window, a.published)).filter(|(w, _)| w.0.is_some() || w.1.is_some());
    let votes = |w: Window| told().filter(|(v, _)| *v == w).count();
    let best = told().min_by_key(|(w, published)| {
        (width(*w) > 1, Reverse(votes(*w)), width(*w), *published, Reverse(w.0))
    });
    best.map(|(w, _)| w)
}

/// The count that most accounts tell; of equal ones the one told last.
fn count(own: &[&Account], of: impl Fn(&Account) -> Option<Count>) -> Option<Count> {
    let told = || own.iter().filter_map(|a| Some((of(a)?, a.published)));
    let equal = |x: Count, y: Count| x.min == y.min && x.max == y.max;
    let votes = |c: Count| told().filter(|(d, _)| equal(*d, c)).count();
    told().max_by_key(|(c, published)| (votes(*c), c.single().is_some(), *published, c.min)).map(|(c, _)| c)
}

fn places(own: &[&Account]) -> Vec<String> {
    let mut votes: BTreeMap<(Level, &str), usize> = BTreeMap::new();
    for account in own {
        for site in &account.sites {
            *votes.entry((site.level, site.label.as_str())).or_default() += 1;
        }
    }
    let mut all: Vec<((Level, &str), usize)> = votes.into_iter().collect();
    all.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    all.into_iter().map(|((_, name), _)| name.to_owned()).collect()
}
