//! Copies of one text.
//!
//! Owns: sketches of texts and which articles are copies of each other. In: bodies. Out: the first account of each text.
//! Refuses: telling who copied from whom.

use crate::profile::Profile;
use std::cmp::Ordering;
use std::collections::BTreeSet;
use xxhash_rust::xxh3::Xxh3;

/// Words in a shingle.
const SHINGLE: usize = 5;
/// Smallest hashes kept of a text (bottom-k sketch; Broder 1997).
const SKETCH: usize = 64;
/// Share of equal shingles from which two texts are one.
const COPY: f32 = 0.5;

/// The smallest hashes of a text's shingles, ascending.
pub(crate) fn sketch(body: &str) -> Vec<u32> {
    let folded = crate::words::fold(body);
    let words: Vec<&str> = folded.split(' ').filter(|w| !w.is_empty()).collect();
    let mut all = BTreeSet::new();
    for shingle in words.windows(SHINGLE.min(words.len()).max(1)) {
        let mut hasher = Xxh3::new();
        for word in shingle {
            hasher.update(word.as_bytes());
            hasher.update(&[0xff]);
        }
        all.insert((hasher.digest() >> 32) as u32);
        if all.len() > SKETCH {
            all.pop_last();
        }
    }
    all.into_iter().collect()
}

/// Share of equal shingles of two texts, estimated from their sketches (0 to 1).
pub(crate) fn overlap(a: &[u32], b: &[u32]) -> f32 {
    let (mut i, mut j, mut seen, mut both) = (0, 0, 0, 0);
    while seen < SKETCH && (i < a.len() || j < b.len()) {
        let order = match (a.get(i), b.get(j)) {
            (Some(x), Some(y)) => x.cmp(y),
            (Some(_), None) => Ordering::Less,
            _ => Ordering::Greater,
        };
        i += usize::from(order.is_le());
        j += usize::from(order.is_ge());
        both += usize::from(order.is_eq());
        seen += 1;
    }
    if seen == 0 { 0.0 } else { both as f32 / seen as f32 }
}

/// Whether two sketches are of one text.
pub(crate) fn copied(a: &[u32], b: &[u32]) -> bool {
    overlap(a, b) >= COPY
}

/// For each account the position of the first one whose article has the same text.
pub fn originals(accounts: &[&Profile]) -> Vec<usize> {
    let mut out: Vec<usize> = (0..accounts.len()).collect();
    for i in 0..accounts.len() {
        if let Some(j) = (0..i).find(|j| copied(&accounts[*j].sketch, &accounts[i].sketch)) {
            out[i] = out[j];
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
