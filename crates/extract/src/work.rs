//! How much work the reading of one article has cost, and may cost.
//!
//! Owns: the count of steps, and the limits of one article. In: steps as they are taken. Out: whether there have been too many.
//! Refuses: the clock: the same article counts the same on every machine.
//!
//! A step is one visit to a word, a child, a mention or a pair inside a loop. What is counted is what could grow faster than the
//! text; passes over the text that cannot are counted once for each word.

use std::sync::atomic::{AtomicU64, Ordering};

/// Most bytes of an article that are read; the rest is kept and not coded.
pub const TEXT: usize = 256 * 1024;

/// Most tellings of acts that are resolved in one article, in the order of the text.
pub const TELLINGS: usize = 256;

/// Steps that any article may take, and more for each byte of it. An ordinary article takes about a tenth of what it may.
const STEPS: u64 = 4_000_000;
const STEPS_PER_BYTE: u64 = 2_000;

/// Steps taken so far; readers of one article share it.
#[derive(Debug, Default)]
pub struct Work {
    taken: AtomicU64,
    most: u64,
}

impl Work {
    /// A fresh count for a text of so many bytes.
    pub fn of(bytes: usize) -> Self {
        Self { taken: AtomicU64::new(0), most: STEPS + STEPS_PER_BYTE * bytes as u64 }
    }

    /// Counts some steps. One article is read by one thread, so that load and store need not be one.
    #[inline]
    pub fn take(&self, steps: usize) {
        let taken = self.taken.load(Ordering::Relaxed);
        self.taken.store(taken.saturating_add(steps as u64), Ordering::Relaxed);
    }

    /// Steps taken.
    pub fn taken(&self) -> u64 {
        self.taken.load(Ordering::Relaxed)
    }

    /// True when more steps were taken than an article of this length may take.
    #[inline]
    pub fn over(&self) -> bool {
        self.most > 0 && self.taken() > self.most
    }
}

impl Clone for Work {
    fn clone(&self) -> Self {
        Self { taken: AtomicU64::new(self.taken()), most: self.most }
    }
}
