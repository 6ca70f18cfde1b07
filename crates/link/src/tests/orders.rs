//! A linked book that changes account by account against the same accounts linked at once.

use super::*;
use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

/// The plainest index there is.
#[derive(Default)]
struct Memory {
    profiles: BTreeMap<Number, Profile>,
    keys: BTreeMap<i64, BTreeSet<Rank>>,
    pairs: BTreeMap<(Number, Number), Pair>,
    homes: BTreeMap<Number, Number>,
    said: Vec<(Number, Number, Ruling)>,
}

impl Memory {
    fn whole(&self) -> Whole {
        let homes = self.homes.iter().map(|(a, h)| (*a, *h)).collect();
        Whole { pairs: self.pairs.values().copied().collect(), homes }
    }

    fn all_rulings(&self) -> Rulings {
        let mut out = Rulings::default();
        let known = |n: &Number| self.profiles.contains_key(n);
        self.said.iter().filter(|(a, b, _)| known(a) && known(b)).for_each(|(a, b, r)| out.add(*a, *b, *r));
        out
    }
}

impl Index for Memory {
    type Error = Infallible;

    fn profiles(&mut self, numbers: &[Number]) -> Result<Vec<Profile>, Infallible> {
        let wanted: BTreeSet<&Number> = numbers.iter().collect();
        Ok(wanted.into_iter().filter_map(|n| self.profiles.get(n).cloned()).collect())
    }

    fn around(&mut self, key: i64, rank: Rank) -> Result<Around, Infallible> {
        let Some(holders) = self.keys.get(&key) else { return Ok(Around::default()) };
        let before = holders.range(..rank).rev().take(REACH).copied().collect();
        let after = holders.range(rank..).filter(|r| **r != rank).take(REACH).copied().collect();
        Ok((before, after))
    }

    fn pairs(&mut self, of: &[Number]) -> Result<Vec<Pair>, Infallible> {
        Ok(self.pairs.values().filter(|p| of.contains(&p.a) || of.contains(&p.b)).copied().collect())
    }

    fn rulings(&mut self, _: &[Number]) -> Result<Rulings, Infallible> {
        Ok(self.all_rulings())
    }

    fn insert(&mut self, profile: &Profile, keys: &[Key]) -> Result<(), Infallible> {
        self.profiles.insert(profile.number, profile.clone());
        keys.iter().for_each(|key| {
            self.keys.entry(key.hash).or_default().insert(rank(profile));
        });
        Ok(())
    }

    fn remove(&mut self, profile: &Profile, _: &[Key]) -> Result<(), Infallible> {
        let number = profile.number;
        self.profiles.remove(&number);
        self.keys.values_mut().for_each(|holders| holders.retain(|r| r.1 != number));
        self.pairs.retain(|(a, b), _| *a != number && *b != number);
        self.homes.remove(&number);
        Ok(())
    }

    fn put(&mut self, pair: &Pair) -> Result<(), Infallible> {
        self.pairs.insert((pair.a, pair.b), *pair);
        Ok(())
    }

    fn drop_pair(&mut self, a: Number, b: Number) -> Result<(), Infallible> {
        self.pairs.remove(&(a, b));
        Ok(())
    }

    fn settle(&mut self, homes: &[(Number, Number)]) -> Result<(), Infallible> {
        self.homes.extend(homes.iter().copied());
        Ok(())
    }
}

/// Numbers that only look random: a 64-bit step of Knuth's multiplicative generator.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }
}

/// A crowded book: few towns, days and words, so that keys have more holders than an account can meet.
fn crowd(accounts: usize) -> Vec<Profile> {
    let mut dice = Dice(7);
    let things = ["depot", "mill", "bakery", "quay", "silo", "kiln"];
    (1..=accounts as Number)
        .map(|n| {
            let headline = format!(
                "Drone strikes {} and {} near gate {}",
                things[dice.roll(6)],
                things[dice.roll(6)],
                dice.roll(4)
            );
            let day = format!("2024-{:02}-{:02}", 1 + dice.roll(3), 1 + dice.roll(28));
            let mut profile = profile(n, &headline, ["Harir", "Kirkuk", "Basra"][dice.roll(3)], &day);
            profile.aggregate = dice.roll(9) == 0;
            profile
        })
        .collect()
}

fn change(memory: &mut Memory, gone: &[Number], fresh: &[Profile]) {
    let done = update(memory, gone, fresh, &Settings::embedded());
    done.unwrap_or_else(|never| match never {});
}

/// The same accounts linked at once.
fn at_once(memory: &Memory) -> Whole {
    let profiles: Vec<Profile> = memory.profiles.values().cloned().collect();
    whole(&profiles, &memory.all_rulings(), &Settings::embedded())
}

#[test]
fn whatever_comes_and_goes_the_book_is_as_if_linked_at_once() {
    let all = crowd(140);
    let mut dice = Dice(11);
    let mut memory =
        Memory { said: vec![(3, 90, Ruling::Same), (5, 6, Ruling::Different)], ..Memory::default() };
    let mut outside: Vec<Profile> = all;
    while memory.profiles.len() < 120 {
        let n = 1 + dice.roll(3);
        let fresh: Vec<Profile> = (0..n).map(|_| outside.swap_remove(dice.roll(outside.len()))).collect();
        let mut gone = Vec::new();
        if dice.roll(3) == 0 && !memory.profiles.is_empty() {
            let at = dice.roll(memory.profiles.len());
            gone.extend(memory.profiles.keys().nth(at).copied());
            outside.extend(gone.iter().filter_map(|n| memory.profiles.get(n).cloned()));
        }
        change(&mut memory, &gone, &fresh);
        assert_eq!(memory.whole(), at_once(&memory), "after {} accounts", memory.profiles.len());
    }
    let homes: BTreeSet<&Number> = memory.homes.values().collect();
    assert!(homes.len() > 3 && homes.len() < 110, "{} incidents", homes.len());
    assert!(memory.keys.values().any(|holders| holders.len() > 2 * REACH), "no key is crowded");
}

#[test]
fn a_decision_taken_back_leaves_no_trace() {
    let mut memory = Memory::default();
    change(&mut memory, &[], &sample());
    let before = memory.whole();
    memory.said.push((3, 5, Ruling::Same));
    let again: Vec<Profile> = sample().into_iter().filter(|p| p.number == 3 || p.number == 5).collect();
    change(&mut memory, &[3, 5], &again);
    assert_eq!(memory.homes.get(&5), Some(&3));
    memory.said.clear();
    change(&mut memory, &[3, 5], &again);
    assert_eq!(memory.whole(), before);
}

#[test]
fn an_aggregate_is_never_one_with_a_single_whoever_says_so() {
    let mut memory = Memory::default();
    let all = crowd(90);
    let several: BTreeMap<Number, bool> = all.iter().map(|p| (p.number, p.aggregate)).collect();
    let unlike =
        all.iter().flat_map(|a| all.iter().map(move |b| (a, b))).filter(|(a, b)| a.aggregate && !b.aggregate);
    memory.said = unlike.step_by(7).map(|(a, b)| (a.number, b.number, Ruling::Same)).collect();
    assert!(memory.said.len() > 50);
    change(&mut memory, &[], &all);
    for homes in [&memory.whole().homes, &at_once(&memory).homes] {
        for (account, home) in homes {
            assert_eq!(several[account], several[home], "{account} is at home in {home}");
        }
    }
    let alike = memory.homes.iter().filter(|(a, h)| a != h).count();
    assert!(alike > 10, "single ones are joined with single ones");
}
