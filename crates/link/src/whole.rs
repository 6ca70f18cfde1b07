//! A whole collection linked at once.
//!
//! Owns: candidate pairs, components and homes of many accounts in memory. In: profiles and decisions. Out: [`Whole`],
//! what [`super::update`] would arrive at account by account. Refuses: storage.

use crate::index::{Pair, homes, judged, said};
use crate::keys::{ENOUGH, REACH, Rank, keys, rank};
use crate::profile::{Number, Profile};
use crate::rulings::Rulings;
use crate::settings::Settings;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Accounts whose candidates are looked for at a time, which bounds the memory that takes.
const AT_A_TIME: usize = 1 << 14;

/// A linked collection.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Whole {
    /// Pairs that may be one, by their numbers.
    pub pairs: Vec<Pair>,
    /// The home of each account, by number.
    pub homes: Vec<(Number, Number)>,
}

/// Links accounts as people's decisions bind it. They stand by number, each once.
pub fn whole(profiles: &[Profile], rulings: &Rulings, settings: &Settings) -> Whole {
    let at = |number: Number| profiles.binary_search_by_key(&number, |p| p.number).ok();
    let mut pairs: BTreeMap<(Number, Number), Pair> = BTreeMap::new();
    for candidates in Candidates::of(profiles) {
        let judged: Vec<Option<Pair>> = candidates
            .par_iter()
            .map(|(a, b)| judged(&profiles[*a as usize], &profiles[*b as usize], settings))
            .collect();
        pairs.extend(judged.into_iter().flatten().map(|p| ((p.a, p.b), p)));
    }
    for (a, b) in rulings.joined() {
        if let (Some(a), Some(b)) = (at(a), at(b)) {
            let pair = said(&profiles[a], &profiles[b], settings);
            pairs.insert((pair.a, pair.b), pair);
        }
    }
    let pairs: Vec<Pair> = pairs.into_values().collect();
    let mut chains = Chains((0..profiles.len()).collect());
    let joining = || pairs.iter().filter(|p| p.joins);
    for pair in joining() {
        if let (Some(a), Some(b)) = (at(pair.a), at(pair.b)) {
            chains.join(a, b);
        }
    }
    let mut components: BTreeMap<usize, (Vec<&Profile>, Vec<Pair>)> = BTreeMap::new();
    for (i, profile) in profiles.iter().enumerate() {
        components.entry(chains.end(i)).or_default().0.push(profile);
    }
    for pair in joining() {
        if let Some(a) = at(pair.a) {
            components.entry(chains.end(a)).or_default().1.push(*pair);
        }
    }
    let components: Vec<(Vec<&Profile>, Vec<Pair>)> = components.into_values().collect();
    let (ruled, none) = (rulings.accounts(), Rulings::default());
    let own = |profiles: &[&Profile]| {
        if profiles.iter().any(|p| ruled.contains(&p.number)) { rulings } else { &none }
    };
    let mut homes: Vec<(Number, Number)> = components
        .par_iter()
        .flat_map_iter(|(profiles, pairs)| homes(profiles, pairs, own(profiles), settings))
        .collect();
    homes.sort_unstable();
    Whole { pairs, homes }
}

/// Pairs that meet, some accounts at a time.
struct Candidates {
    /// Every key of every account, by key and rank.
    held: Vec<(i64, Rank, u32, u32)>,
    /// Positions in `held` by account.
    places: Vec<(u32, u32)>,
    accounts: usize,
    next: usize,
}

impl Candidates {
    fn of(profiles: &[Profile]) -> Self {
        let own = |(i, profile): (usize, &Profile)| {
            let rank = rank(profile);
            keys(profile)
                .into_iter()
                .map(move |key| (key.hash, rank, i as u32, key.strength))
                .collect::<Vec<_>>()
        };
        let mut held: Vec<(i64, Rank, u32, u32)> =
            profiles.par_iter().enumerate().flat_map_iter(own).collect();
        held.par_sort_unstable();
        let mut places: Vec<(u32, u32)> =
            held.iter().enumerate().map(|(at, holder)| (holder.2, at as u32)).collect();
        places.par_sort_unstable();
        Self { held, places, accounts: profiles.len(), next: 0 }
    }
}

impl Iterator for Candidates {
    type Item = Vec<(u32, u32)>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.next >= self.accounts {
            return None;
        }
        let (from, to) = (self.next as u32, (self.next + AT_A_TIME) as u32);
        self.next = to as usize;
        let begin = self.places.partition_point(|p| p.0 < from);
        let end = self.places.partition_point(|p| p.0 < to);
        let mut met: Vec<(u32, u32, u32)> = self.places[begin..end]
            .par_iter()
            .flat_map_iter(|(account, at)| {
                let at = *at as usize;
                let (key, strength) = (self.held[at].0, self.held[at].3);
                let after = self.held[at + 1..].iter().take(REACH);
                let before = self.held[..at].iter().rev().take(REACH);
                let near =
                    after.take_while(move |h| h.0 == key).chain(before.take_while(move |h| h.0 == key));
                near.filter(|h| h.2 > *account).map(move |h| (*account, h.2, strength))
            })
            .collect();
        met.par_sort_unstable();
        let mut out: Vec<(u32, u32)> = Vec::new();
        for pair in met.chunk_by(|x, y| (x.0, x.1) == (y.0, y.1)) {
            if pair.iter().map(|m| m.2).sum::<u32>() >= ENOUGH {
                out.push((pair[0].0, pair[0].1));
            }
        }
        Some(out)
    }
}

/// Accounts that a chain of pairs connects.
struct Chains(Vec<usize>);

impl Chains {
    fn end(&mut self, mut of: usize) -> usize {
        while self.0[of] != of {
            self.0[of] = self.0[self.0[of]];
            of = self.0[of];
        }
        of
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.end(a), self.end(b));
        self.0[a.max(b)] = a.min(b);
    }
}
