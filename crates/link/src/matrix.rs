//! What the accounts of one incident say of each property, and where they cannot all be right.
//!
//! Owns: the rows of the matrix, the joining of equal values, the mark of a conflict. In: accounts. Out: [`Row`]s. Refuses:
//! choosing between values: every one stays, with who tells it.

use crate::account::{Account, Count, Site, Window, disjoint};
use claimbook_records::report::Level;
use serde::Serialize;

/// One value and the accounts that tell it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Value {
    pub text: String,
    /// Positions in the list of members.
    pub accounts: Vec<usize>,
}

/// One property over all accounts; silent accounts are in no value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    pub property: &'static str,
    /// By the number of accounts, most first.
    pub values: Vec<Value>,
    /// Two values exclude each other.
    pub conflict: bool,
}

/// The matrix of the accounts `members`; properties nobody tells are left out.
pub fn matrix(accounts: &[Account], members: &[usize]) -> Vec<Row> {
    let own: Vec<&Account> = members.iter().map(|m| &accounts[*m]).collect();
    let rows = [
        row(
            "when",
            &own,
            |a| Some(a.window).filter(|w| w.0.is_some() || w.1.is_some()),
            days,
            |a, b| disjoint(*a, *b),
        ),
        row("where", &own, |a| finest(&a.sites).cloned(), |s: &Site| s.label.clone(), elsewhere),
        row("killed", &own, |a| a.killed, count, persons_apart),
        row("injured", &own, |a| a.injured, count, persons_apart),
        row("type", &own, |a| Some(a.kind), |k| k.as_str().replace('_', " "), |_, _| false),
    ];
    rows.into_iter().filter(|r| !r.values.is_empty()).collect()
}

fn row<T>(
    property: &'static str,
    own: &[&Account],
    of: impl Fn(&Account) -> Option<T>,
    text: impl Fn(&T) -> String,
    excludes: impl Fn(&T, &T) -> bool,
) -> Row {
    let told: Vec<(usize, T)> = own.iter().enumerate().filter_map(|(i, a)| Some((i, of(a)?))).collect();
    let conflict =
        told.iter().enumerate().any(|(n, (_, a))| told[n + 1..].iter().any(|(_, b)| excludes(a, b)));
    let mut values: Vec<Value> = Vec::new();
    for (i, value) in &told {
        let text = text(value);
        match values.iter_mut().find(|v| v.text == text) {
            Some(known) => known.accounts.push(*i),
            None => values.push(Value { text, accounts: vec![*i] }),
        }
    }
    values.sort_by_key(|v| (std::cmp::Reverse(v.accounts.len()), v.accounts[0]));
    Row { property, values, conflict }
}

fn days(window: &Window) -> String {
    match window {
        (Some(a), Some(b)) if a == b => a.to_string(),
        (Some(a), Some(b)) => format!("{a} to {b}"),
        (Some(a), None) => format!("since {a}"),
        (None, Some(b)) => format!("on or before {b}"),
        (None, None) => String::new(),
    }
}

fn finest(sites: &[Site]) -> Option<&Site> {
    sites.iter().min_by_key(|s| s.level)
}

fn elsewhere(a: &Site, b: &Site) -> bool {
    let local = a.level <= Level::Locality && b.level <= Level::Locality;
    local && a.key != b.key && !a.within.contains(&b.key) && !b.within.contains(&a.key)
}

fn persons_apart(a: &Count, b: &Count) -> bool {
    disjoint((a.min, a.max), (b.min, b.max))
}

fn count(count: &Count) -> String {
    match (count.min, count.max) {
        (Some(a), Some(b)) if a == b => a.to_string(),
        (Some(a), Some(b)) => format!("{a} to {b}"),
        (Some(a), None) => format!("at least {a}"),
        (None, Some(b)) => format!("up to {b}"),
        (None, None) => "some".to_owned(),
    }
}
