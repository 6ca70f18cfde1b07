//! Which pairs of accounts are worth a judgement.
//!
//! Owns: the keys under which accounts meet, and when a meeting counts. In: profiles. Out: [`Key`]s. Refuses: comparing
//! everything with everything: the holders of a key stand in the order of publication, and each meets only its next few
//! neighbours there, so that a key half the book holds costs no more than another and a new account can touch only those
//! beside it.

use crate::profile::{Day, Number, Profile};
use crate::words;
use xxhash_rust::xxh3::Xxh3;

/// Heaviest words of an account that serve as keys.
const WORDS: usize = 20;
/// Those of them that are a key of their own, under which those meet that hold the word as heavy as that.
const TELLING: usize = 10;
/// Days of a window up to which each serves as a key.
const DAYS: Day = 4;
/// Neighbours on either side that an account meets under one key.
pub const REACH: usize = 8;
/// Strength of the keys two accounts meet under from which they are judged: two words, or something that says more.
pub(crate) const ENOUGH: u32 = 2;

/// What accounts meet under, and how much a meeting tells: 1 for a word, 2 for one of the heaviest and for anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    pub hash: i64,
    pub strength: u32,
}

/// Where an account stands among the holders of a key: by publication, undated ones last, then by number.
pub type Rank = (Day, Number);

/// The rank of an account under all of its keys.
pub fn rank(profile: &Profile) -> Rank {
    (profile.published.unwrap_or(Day::MAX), profile.number)
}

/// The keys of an account, ascending.
pub fn keys(profile: &Profile) -> Vec<Key> {
    let key = |kind: u8, parts: &[u64], strength: u32| {
        let mut hasher = Xxh3::new();
        hasher.update(&[kind]);
        parts.iter().for_each(|part| hasher.update(&part.to_le_bytes()));
        Key { hash: hasher.digest() as i64, strength }
    };
    let heavy: Vec<u64> = words::heaviest(&profile.words, WORDS).map(u64::from).collect();
    let mut out: Vec<Key> = heavy.iter().map(|word| key(0, &[*word], 1)).collect();
    out.extend(heavy.iter().take(TELLING).map(|word| key(4, &[*word], 2)));
    out.extend(profile.persons.iter().map(|(name, _)| key(1, &[*name], 2)));
    for day in days(profile) {
        out.extend(profile.ground.iter().map(|id| key(2, &[*id, day], 2)));
        out.extend(profile.doers.iter().map(|doer| key(3, &[*doer, day], 2)));
    }
    out.sort_unstable();
    out.dedup();
    out
}

/// The days of a short window, and the day before, so that neighbours meet.
fn days(profile: &Profile) -> impl Iterator<Item = u64> {
    let short = profile.window.0.zip(profile.window.1).filter(|(from, to)| to - from <= DAYS && from <= to);
    short.into_iter().flat_map(|(from, to)| (from - 1..=to).map(|day| i64::from(day) as u64))
}

/// Whether two accounts meet under keys of enough strength, as far as their reach goes.
pub fn meet(a: &Profile, b: &Profile) -> bool {
    let others = keys(b);
    let shared = keys(a).into_iter().filter(|key| others.binary_search(key).is_ok());
    shared.map(|key| key.strength).sum::<u32>() >= ENOUGH
}
