//! The entity tagger: names of people, organisations, places and weapons, one pass from left to right.
//!
//! Owns: what a name is judged by. In: words, tags and trees of a sentence, and the names found before it. Out: label
//! numbers (see [`super::labels`]) and their scores. Refuses: which person or place is meant.

use super::features::{EDGE, Word, mix};
use super::labels::{NAMES, OUTSIDE, may_follow, name_parts};
use super::table::Table;
use rustc_hash::FxHashMap;

/// Columns of the table.
pub const WIDTH: usize = 24;
/// Features of one decision.
pub const FEATURES: usize = 42;

/// What the entity tagger sees of a sentence.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    pub words: &'a [Word],
    /// Numbers of [`super::labels::TAGS`].
    pub tags: &'a [u8],
    /// Head of each word inside the sentence; the root's is itself.
    pub heads: &'a [u32],
    /// Numbers of relations.
    pub deps: &'a [u8],
}

/// Names met earlier in the text: the kind a word had last.
pub type Memory = FxHashMap<u64, u8>;

/// Feature keys of word `i`, given the labels of the two words before it.
pub fn features(view: View, i: usize, before: [usize; 2], memory: &Memory, keys: &mut [u64; FEATURES]) {
    let at = |k: isize| i.checked_add_signed(k).and_then(|j| view.words.get(j)).unwrap_or(&EDGE);
    let tag =
        |k: isize| i.checked_add_signed(k).and_then(|j| view.tags.get(j)).map_or(1, |t| u64::from(*t) + 2);
    let (w, p, pp, n, nn) = (at(0), at(-1), at(-2), at(1), at(2));
    let (t, tp, tn, tnn) = (tag(0), tag(-1), tag(1), tag(2));
    let head = view.heads.get(i).map_or(i, |h| *h as usize);
    let governor = if head == i { &EDGE } else { view.words.get(head).unwrap_or(&EDGE) };
    let dep = view.deps.get(i).map_or(60, |d| u64::from(*d));
    let seen = |w: &Word| memory.get(&w.norm).map_or(0, |k| u64::from(*k) + 1);
    let (seen_here, seen_next) = (seen(w), seen(n));
    let (l1, l2) = (before[0] as u64 + 2, before[1] as u64 + 2);
    let mut next = 0;
    let mut put = |parts: &[u64]| {
        let mut h = next as u64 + 0x3307;
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
    put(&[p.norm, w.norm]);
    put(&[w.norm, n.norm]);
    put(&[w.suffix[1]]);
    put(&[w.suffix[2]]);
    put(&[w.suffix[3]]);
    put(&[w.prefix[1]]);
    put(&[w.prefix[2]]);
    put(&[w.shape, t]);
    put(&[w.shape, p.shape]);
    put(&[w.shape, n.shape]);
    put(&[p.shape, w.shape, n.shape]);
    put(&[t]);
    put(&[tp, t]);
    put(&[t, tn]);
    put(&[tp, t, tn]);
    put(&[t, tn, tnn]);
    put(&[l1]);
    put(&[l1, l2]);
    put(&[l1, w.norm]);
    put(&[l1, t]);
    put(&[l1, w.shape, t]);
    put(&[l1, p.norm]);
    put(&[l1, n.norm]);
    put(&[l1, w.suffix[2]]);
    put(&[l1, t, tn]);
    put(&[governor.norm, t]);
    put(&[governor.norm, dep, t]);
    put(&[dep, t]);
    put(&[seen_here, t]);
    put(&[seen_here, l1]);
    put(&[seen_next, seen_here, t]);
    put(&[p.norm, t, w.shape]);
    put(&[n.norm, t, w.shape]);
    put(&[p.norm, pp.norm, t]);
    put(&[w.class, t, tp]);
}

/// Labels a sentence; each label comes with a score between 0 and 1.
pub fn label(view: View, table: &Table<WIDTH>, scale: f32, memory: &mut Memory, out: &mut Vec<(u8, f32)>) {
    let mut keys = [0; FEATURES];
    let mut before = [NAMES; 2];
    let start = out.len();
    let last = view.words.len();
    for i in 0..last {
        features(view, i, before, memory, &mut keys);
        let mut scores = [0i16; WIDTH];
        table.add(&keys, &mut scores);
        let best = choose(&scores.map(f32::from), before[0], i + 1 == last);
        let share = probability(&scores, best, scale);
        out.push((best as u8, share));
        before = [best, before[0]];
    }
    remember(view.words, out[start..].iter().map(|(l, _)| *l as usize), memory);
}

/// The best label that may follow the one before; at the end of the sentence it must not leave a name open.
pub fn choose(scores: &[f32; WIDTH], before: usize, last: bool) -> usize {
    let previous = if before >= NAMES { OUTSIDE } else { before };
    let mut best = usize::MAX;
    for label in 0..NAMES {
        let fits = may_follow(previous, label) && (!last || may_follow(label, OUTSIDE));
        if fits && (best == usize::MAX || scores[label] > scores[best]) {
            best = label;
        }
    }
    if best == usize::MAX { OUTSIDE } else { best }
}

/// Keeps the kinds of the names of a sentence for the sentences after it.
pub fn remember(words: &[Word], labels: impl Iterator<Item = usize>, memory: &mut Memory) {
    for (word, label) in words.iter().zip(labels) {
        if name_parts(label).is_some() {
            memory.insert(word.norm, ((label - 1) / 4) as u8);
        }
    }
}

fn probability(scores: &[i16; WIDTH], best: usize, scale: f32) -> f32 {
    let top = f32::from(scores[best]);
    let sum: f32 = scores[..NAMES].iter().map(|s| ((f32::from(*s) - top) * scale).min(0.0).exp()).sum();
    1.0 / sum.max(1.0)
}
