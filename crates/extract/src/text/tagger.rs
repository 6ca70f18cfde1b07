//! The tagger: one pass from left to right.
//!
//! Owns: what the tag of a word is judged by. In: the words of a sentence. Out: numbers of [`super::labels::TAGS`].
//! Refuses: trees.

use super::features::{EDGE, Word, mix};
use super::labels::TAGS;
use super::table::Table;

/// Columns of the tagger's table.
pub const WIDTH: usize = 32;
/// Features of one decision.
pub const FEATURES: usize = 37;
/// Label before the first word.
pub const START: usize = TAGS.len();

/// Feature keys of word `i`, given the tags of the two words before it.
pub fn features(words: &[Word], i: usize, before: [usize; 2], keys: &mut [u64; FEATURES]) {
    let at = |k: isize| i.checked_add_signed(k).and_then(|j| words.get(j)).unwrap_or(&EDGE);
    let (w, p, pp, n, nn) = (at(0), at(-1), at(-2), at(1), at(2));
    let (t1, t2) = (before[0] as u64 + 2, before[1] as u64 + 2);
    let mut next = 0;
    let mut put = |parts: &[u64]| {
        let mut h = next as u64 + 0x51;
        for part in parts {
            h = mix(h, *part);
        }
        keys[next] = h;
        next += 1;
    };
    put(&[]);
    put(&[w.norm]);
    put(&[w.norm, w.shape]);
    put(&[p.norm]);
    put(&[pp.norm]);
    put(&[n.norm]);
    put(&[nn.norm]);
    put(&[w.suffix[0]]);
    put(&[w.suffix[1]]);
    put(&[w.suffix[2]]);
    put(&[w.suffix[3]]);
    put(&[w.prefix[0], w.shape]);
    put(&[w.prefix[1]]);
    put(&[w.prefix[2]]);
    put(&[w.shape]);
    put(&[w.shape, p.shape, n.shape]);
    put(&[w.suffix[1], w.shape]);
    put(&[w.suffix[2], w.shape]);
    put(&[p.suffix[2]]);
    put(&[n.suffix[2]]);
    put(&[n.suffix[1], w.suffix[1]]);
    put(&[t1]);
    put(&[t1, t2]);
    put(&[t1, w.norm]);
    put(&[t1, n.norm]);
    put(&[t1, w.suffix[2]]);
    put(&[t1, w.suffix[1], n.class]);
    put(&[t1, t2, w.class]);
    put(&[w.class]);
    put(&[n.class]);
    put(&[w.class, n.class, t1]);
    put(&[w.class, n.class, nn.class]);
    put(&[w.norm, n.class]);
    put(&[p.norm, w.norm]);
    put(&[w.norm, n.norm]);
    put(&[p.norm, w.class, n.class]);
    put(&[p.norm, w.suffix[1], w.shape]);
}

/// Tags a sentence; `tags` receives one number for each word.
pub fn tag(words: &[Word], table: &Table<WIDTH>, tags: &mut Vec<u8>) {
    let mut keys = [0; FEATURES];
    let mut before = [START; 2];
    for i in 0..words.len() {
        features(words, i, before, &mut keys);
        let mut scores = open(TAGS.len());
        table.add(&keys, &mut scores);
        let best = argmax(&scores);
        tags.push(best as u8);
        before = [best, before[0]];
    }
}

/// Scores before any weight is added: nothing for the labels there are, out of reach for the columns beyond them.
pub fn open<const W: usize>(labels: usize) -> [i16; W] {
    std::array::from_fn(|i| if i < labels { 0 } else { i16::MIN / 2 })
}

/// First of the highest scores.
pub fn argmax(scores: &[i16]) -> usize {
    // First the highest, then where it stands: no branch hangs on each score.
    let top = scores.iter().copied().max().unwrap_or(0);
    scores.iter().position(|score| *score == top).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_the_highest_is_found() {
        for scores in [&[3i16, 7, 7, -2][..], &[-5, -4, -4], &[0, 0], &[i16::MIN, i16::MIN + 1]] {
            let top = scores.iter().max().unwrap();
            assert_eq!(Some(argmax(scores)), scores.iter().position(|s| s == top), "{scores:?}");
        }
    }
}
