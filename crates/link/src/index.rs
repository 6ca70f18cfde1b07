//! The linked book, one change after the other.
//!
//! Owns: what a change to some accounts can touch. In: an [`Index`] that keeps profiles, keys and pairs; accounts that go
//! and accounts that come. Out: the same index as if all its accounts had been linked at once, whatever the order.
//! Refuses: storage, and looking at accounts that share neither a key nor a chain of pairs with the changed ones.

use crate::cluster::cluster;
use crate::judge::odds;
use crate::keys::{ENOUGH, Key, REACH, Rank, keys, rank};
use crate::profile::{Number, Profile};
use crate::rulings::Rulings;
use crate::settings::Settings;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Two accounts that may tell one incident.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// The smaller number.
    pub a: Number,
    pub b: Number,
    /// Log odds that they tell one incident.
    pub odds: f32,
    /// They make one component: likely enough to be joined, or a person said that they are one.
    pub joins: bool,
    /// A person said that they are one, so that it stands whether or not they meet.
    pub said: bool,
}

/// Holders of a key before and after one of them, the nearest first, at most [`REACH`] on either side.
pub type Around = (Vec<Rank>, Vec<Rank>);

/// What keeps profiles, keys, pairs and homes.
pub trait Index {
    type Error;
    /// Those of the accounts that it holds, by number.
    fn profiles(&mut self, numbers: &[Number]) -> Result<Vec<Profile>, Self::Error>;
    /// Holders of a key around a rank, which need not be one of them.
    fn around(&mut self, key: i64, rank: Rank) -> Result<Around, Self::Error>;
    /// All pairs with one of the accounts, by their numbers.
    fn pairs(&mut self, of: &[Number]) -> Result<Vec<Pair>, Self::Error>;
    /// Decisions between accounts of which at least one is among these.
    fn rulings(&mut self, about: &[Number]) -> Result<Rulings, Self::Error>;
    fn insert(&mut self, profile: &Profile, keys: &[Key]) -> Result<(), Self::Error>;
    /// Takes an account out with its keys and its pairs.
    fn remove(&mut self, profile: &Profile, keys: &[Key]) -> Result<(), Self::Error>;
    fn put(&mut self, pair: &Pair) -> Result<(), Self::Error>;
    fn drop_pair(&mut self, a: Number, b: Number) -> Result<(), Self::Error>;
    /// Notes for accounts which incident they belong to; one goes by the number of an account of it.
    fn settle(&mut self, homes: &[(Number, Number)]) -> Result<(), Self::Error>;
}

/// Takes accounts out and others in, and clusters again what that touches.
pub fn update<I: Index>(
    index: &mut I,
    gone: &[Number],
    fresh: &[Profile],
    settings: &Settings,
) -> Result<(), I::Error> {
    let mut touched = BTreeSet::new();
    for profile in index.profiles(gone)? {
        remove(index, &profile, settings, &mut touched)?;
    }
    for profile in fresh {
        insert(index, profile, settings, &mut touched)?;
    }
    say(index, fresh, settings)?;
    let mut seen = BTreeSet::new();
    for start in touched.into_iter().chain(fresh.iter().map(|p| p.number)) {
        if seen.contains(&start) {
            continue;
        }
        let (members, pairs) = component(index, start)?;
        seen.extend(members.iter().copied());
        let profiles = index.profiles(&members.into_iter().collect::<Vec<_>>())?;
        let profiles: Vec<&Profile> = profiles.iter().collect();
        let rulings = index.rulings(&profiles.iter().map(|p| p.number).collect::<Vec<_>>())?;
        index.settle(&homes(&profiles, &pairs, &rulings, settings))?;
    }
    Ok(())
}

/// The home of each account of one component.
pub(crate) fn homes(
    profiles: &[&Profile],
    pairs: &[Pair],
    rulings: &Rulings,
    settings: &Settings,
) -> Vec<(Number, Number)> {
    let mut out = Vec::with_capacity(profiles.len());
    for members in cluster(profiles, pairs, rulings, settings) {
        let first = members.iter().map(|m| profiles[*m]).min_by_key(|p| (rank(p).0, p.number as u64));
        if let Some(first) = first {
            out.extend(members.iter().map(|m| (profiles[*m].number, first.number)));
        }
    }
    out
}

/// A judged pair, if it is likely enough to be kept.
pub(crate) fn judged(a: &Profile, b: &Profile, settings: &Settings) -> Option<Pair> {
    let pair = pair(a, b, settings);
    let least = (settings.different / (1.0 - settings.different)).ln();
    (a.article != b.article && pair.odds > least).then_some(pair)
}

fn pair(a: &Profile, b: &Profile, settings: &Settings) -> Pair {
    let (a, b) = if a.number < b.number { (a, b) } else { (b, a) };
    let odds = odds(a, b, settings);
    let joins = odds >= settings.join && a.aggregate == b.aggregate;
    Pair { a: a.number, b: b.number, odds, joins, said: false }
}

/// The pair of two accounts that a person said are one.
pub(crate) fn said(a: &Profile, b: &Profile, settings: &Settings) -> Pair {
    Pair { joins: a.aggregate == b.aggregate, said: true, ..pair(a, b, settings) }
}

/// Takes an account out. Holders on either side of it move together, so that some meet which did not.
fn remove<I: Index>(
    index: &mut I,
    profile: &Profile,
    settings: &Settings,
    touched: &mut BTreeSet<Number>,
) -> Result<(), I::Error> {
    let own = index.pairs(&[profile.number])?;
    touched.extend(own.iter().filter(|p| p.joins).flat_map(|p| [p.a, p.b]));
    let keys = keys(profile);
    let mut meeting = BTreeSet::new();
    for key in &keys {
        let (before, after) = index.around(key.hash, rank(profile))?;
        meeting.extend(straddling(&before, &after));
    }
    index.remove(profile, &keys)?;
    touched.remove(&profile.number);
    let all: BTreeSet<Number> = meeting.iter().flat_map(|(x, y)| [*x, *y]).collect();
    let all: Vec<Number> = all.into_iter().collect();
    let known: BTreeSet<(Number, Number)> = index.pairs(&all)?.iter().map(|p| (p.a, p.b)).collect();
    let profiles: BTreeMap<Number, Profile> =
        index.profiles(&all)?.into_iter().map(|p| (p.number, p)).collect();
    for (x, y) in meeting.into_iter().filter(|pair| !known.contains(pair)) {
        if let (Some(a), Some(b)) = (profiles.get(&x), profiles.get(&y))
            && let Some(pair) = judged(a, b, settings)
            && meet(index, a, b)?
        {
            index.put(&pair)?;
            touched.extend([x, y].into_iter().filter(|_| pair.joins));
        }
    }
    Ok(())
}

/// Takes an account in. Holders on either side of it move apart, so that some no longer meet.
fn insert<I: Index>(
    index: &mut I,
    profile: &Profile,
    settings: &Settings,
    touched: &mut BTreeSet<Number>,
) -> Result<(), I::Error> {
    let keys = keys(profile);
    let mut met: BTreeMap<Number, u32> = BTreeMap::new();
    let mut parting = BTreeSet::new();
    for key in &keys {
        let (before, after) = index.around(key.hash, rank(profile))?;
        before.iter().chain(&after).for_each(|(_, other)| *met.entry(*other).or_default() += key.strength);
        parting.extend(straddling(&before, &after));
    }
    index.insert(profile, &keys)?;
    let met: Vec<Number> = met.into_iter().filter(|(_, s)| *s >= ENOUGH).map(|(other, _)| other).collect();
    for other in index.profiles(&met)? {
        if let Some(pair) = judged(profile, &other, settings) {
            index.put(&pair)?;
        }
    }
    let left: BTreeSet<Number> = parting.iter().map(|(x, _)| *x).collect();
    let kept = index.pairs(&left.into_iter().collect::<Vec<_>>())?;
    for pair in kept.into_iter().filter(|p| !p.said && parting.contains(&(p.a, p.b))) {
        let both = index.profiles(&[pair.a, pair.b])?;
        if let [a, b] = &both[..]
            && !meet(index, a, b)?
        {
            index.drop_pair(pair.a, pair.b)?;
            touched.extend([pair.a, pair.b].into_iter().filter(|_| pair.joins));
        }
    }
    Ok(())
}

/// Notes the pairs of which a person said that they are one.
fn say<I: Index>(index: &mut I, fresh: &[Profile], settings: &Settings) -> Result<(), I::Error> {
    let numbers: Vec<Number> = fresh.iter().map(|p| p.number).collect();
    for (a, b) in index.rulings(&numbers)?.joined() {
        if let [a, b] = &index.profiles(&[a.min(b), a.max(b)])?[..] {
            index.put(&said(a, b, settings))?;
        }
    }
    Ok(())
}

/// Pairs of holders that one between them parts: as far from each other as reaches, but for it.
fn straddling(before: &[Rank], after: &[Rank]) -> Vec<(Number, Number)> {
    let across =
        before.iter().enumerate().filter_map(|(i, x)| Some((x.1, after.get(REACH.checked_sub(i + 1)?)?.1)));
    across.map(|(x, y)| (x.min(y), x.max(y))).collect()
}

/// Whether two accounts meet under keys of enough strength.
fn meet<I: Index>(index: &mut I, a: &Profile, b: &Profile) -> Result<bool, I::Error> {
    let others = keys(b);
    let mut strength = 0;
    for key in keys(a).into_iter().filter(|k| others.binary_search(k).is_ok()) {
        let (before, after) = index.around(key.hash, rank(a))?;
        if before.iter().chain(&after).any(|(_, number)| *number == b.number) {
            strength += key.strength;
        }
        if strength >= ENOUGH {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The accounts that a chain of joining pairs connects with one, and those pairs.
fn component<I: Index>(index: &mut I, start: Number) -> Result<(BTreeSet<Number>, Vec<Pair>), I::Error> {
    let (mut members, mut pairs) = (BTreeSet::from([start]), BTreeMap::new());
    let mut waiting = VecDeque::from([start]);
    while !waiting.is_empty() {
        let now: Vec<Number> = waiting.drain(..).collect();
        for pair in index.pairs(&now)?.into_iter().filter(|p| p.joins) {
            pairs.insert((pair.a, pair.b), pair);
            waiting.extend([pair.a, pair.b].into_iter().filter(|other| members.insert(*other)));
        }
    }
    Ok((members, pairs.into_values().collect()))
}
