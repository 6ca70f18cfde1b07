//! Copies of one text.
//!
//! Owns: sketches of texts and which articles are copies of each other. In: bodies. Out: the number of the first account
//! of each text. Refuses: telling who copied from whom.

use crate::account::Account;
use rustc_hash::FxHasher;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::Hasher;

/// Words in a shingle.
const SHINGLE: usize = 5;
/// Smallest hashes kept of a text (bottom-k sketch; Broder 1997).
const SKETCH: usize = 64;
/// Share of equal shingles from which two texts are one.
const COPY: f32 = 0.5;

/// Different texts that may share a shingle before it says nothing.
const FORMULA: usize = 12;

/// The smallest hashes of a text's shingles, ascending.
pub(crate) fn sketch(body: &str) -> Vec<u32> {
    let folded = crate::words::fold(body);
    let words: Vec<&str> = folded.split(' ').filter(|w| !w.is_empty()).collect();
    let mut all = BTreeSet::new();
    for shingle in words.windows(SHINGLE.min(words.len()).max(1)) {
        let mut hasher = FxHasher::default();
        for word in shingle {
            hasher.write(word.as_bytes());
            hasher.write_u8(0xff);
        }
        let h = hasher.finish();
        all.insert((h ^ (h >> 32)) as u32);
        if all.len() > SKETCH {
            all.pop_last();
        }
    }
    all.into_iter().collect()
}

/// Share of equal shingles of two texts, estimated from their sketches (0 to 1).
pub(crate) fn overlap(a: &[u32], b: &[u32]) -> f32 {
    let union: BTreeSet<u32> = a.iter().chain(b).copied().collect();
    let size = SKETCH.min(union.len());
    if size == 0 {
        return 0.0;
    }
    let both = union.iter().take(size).filter(|h| a.binary_search(h).is_ok() && b.binary_search(h).is_ok());
    both.count() as f32 / size as f32
}

/// For each account the first one whose article has the same text.
pub fn originals(accounts: &[Account]) -> Vec<usize> {
    let mut holders: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    let mut out: Vec<usize> = (0..accounts.len()).collect();
    for (i, account) in accounts.iter().enumerate() {
        // Texts that share a half of their shingles share one of the smallest few, almost surely.
        let keys = account.sketch.iter().take(SKETCH / 4);
        // A shingle of many different texts is a formula of the trade and tells nothing.
        let telling = keys.clone().filter_map(|k| holders.get(k)).filter(|h| h.len() <= FORMULA);
        let near: BTreeSet<usize> = telling.flatten().copied().collect();
        let found = near.into_iter().find(|j| overlap(&accounts[*j].sketch, &account.sketch) >= COPY);
        if let Some(j) = found {
            out[i] = out[j];
        } else {
            keys.for_each(|k| holders.entry(*k).or_default().push(i));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_with_another_first_line_is_a_copy_and_another_story_is_not() {
        let story = "A drone struck a depot near Harir early on Tuesday, two security officials said. No one was hurt in the \
                     attack, and firefighters put out the blaze before sunrise, residents of the town told reporters.";
        let copy = format!("HARIR (Harbour Wire) {story}");
        let other = "A car bomb exploded outside a market in Kirkuk on Sunday, killing five people, police said on Monday.";
        assert!(overlap(&sketch(story), &sketch(&copy)) > COPY);
        assert!(overlap(&sketch(story), &sketch(other)) < 0.1);
    }
}
