//! Drafts by the words they cover.
//!
//! Owns: the order of drafts and their look-up by word. In: drafts as they are found. Out: drafts. Refuses: deciding which words
//! name whom.

use super::draft::Draft;
use std::ops::Range;

/// All drafts of an article, in the order in which they were added, or last sorted.
#[derive(Debug, Default)]
pub(super) struct Drafts {
    /// Nothing where one was taken back.
    slots: Vec<Option<Draft>>,
    /// Per word the slots of the drafts over it, in order.
    over: Vec<Vec<u32>>,
}

impl Drafts {
    pub(super) fn of(words: usize) -> Self {
        Self { slots: Vec::new(), over: vec![Vec::new(); words] }
    }

    pub(super) fn push(&mut self, draft: Draft) {
        let slot = u32::try_from(self.slots.len()).unwrap_or(u32::MAX);
        for over in self.over.get_mut(draft.words.clone()).unwrap_or_default() {
            over.push(slot);
        }
        self.slots.push(Some(draft));
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Draft> {
        self.slots.iter().flatten()
    }

    fn at_word(&self, word: usize) -> impl DoubleEndedIterator<Item = &Draft> {
        let over = self.over.get(word).map(Vec::as_slice).unwrap_or_default();
        over.iter().filter_map(|slot| self.slots.get(*slot as usize)?.as_ref())
    }

    /// The first draft over a word.
    pub(super) fn at(&self, word: usize) -> Option<&Draft> {
        self.at_word(word).next()
    }

    /// The last draft that ends right before a word.
    pub(super) fn ending(&self, end: usize) -> Option<&Draft> {
        self.at_word(end.checked_sub(1)?).rev().find(|d| d.words.end == end)
    }

    fn slots_over(&self, words: &Range<usize>) -> Vec<u32> {
        let mut slots: Vec<u32> =
            self.over.get(words.clone()).unwrap_or_default().iter().flatten().copied().collect();
        slots.sort_unstable();
        slots.dedup();
        slots
    }

    /// Drafts over some of these words, in order.
    pub(super) fn over(&self, words: &Range<usize>) -> Vec<&Draft> {
        let slots = self.slots_over(words);
        slots.iter().filter_map(|slot| self.slots.get(*slot as usize)?.as_ref()).collect()
    }

    /// Drafts of nothing but these words, in order.
    pub(super) fn inside(&self, words: &Range<usize>) -> Vec<&Draft> {
        let inside = |d: &&Draft| words.start <= d.words.start && d.words.end <= words.end;
        self.over(words).into_iter().filter(inside).collect()
    }

    /// Takes back the drafts over some words that pass the test.
    pub(super) fn take_back(&mut self, words: &Range<usize>, test: impl Fn(&Draft) -> bool) {
        for slot in self.slots_over(words) {
            let slot = slot as usize;
            if self.slots.get(slot).and_then(Option::as_ref).is_some_and(&test) {
                self.slots[slot] = None;
            }
        }
    }

    /// The drafts sorted, equals in their order before; the look-up follows.
    pub(super) fn sorted<K: Ord>(&mut self, key: impl Fn(&Draft) -> K) -> Vec<Draft> {
        let mut all: Vec<Draft> = std::mem::take(&mut self.slots).into_iter().flatten().collect();
        all.sort_by_key(key);
        let words = self.over.len();
        *self = Self::of(words);
        all.iter().cloned().for_each(|draft| self.push(draft));
        all
    }
}
