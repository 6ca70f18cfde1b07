//! How much work the reading of one article has cost, and may cost.
//!
//! Owns: the count of steps, and the limits of one article. In: steps as they are taken. Out: whether there have been too many.
//! Refuses: the clock: the same article counts the same on every machine.
//!
//! A step is one visit to a word, a child, a mention or a pair inside a loop. What is counted is what could grow faster than the
//! text; passes over the text that cannot are counted once for each word.

use claimbook_records::Span;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// Most bytes of an article that are read; the rest is kept and not coded.
pub const TEXT: usize = 1024 * 1024;
/// Bytes before that among which an end of a line or sentence is looked for.
const CUT_BACK: usize = 8 * 1024;

/// Most tellings of acts that are resolved in one article, in the order of the text: each is held against every other.
pub const TELLINGS: usize = 512;
/// Likewise, where an annotator marks them: groups of them are held against each other again after each that is joined.
pub const MARKED: usize = 256;
/// Most sayings that an annotator marks.
pub const SAYINGS: usize = 1024;

/// Steps that any article may take, and more for each byte of it: some ten times what an ordinary one takes.
const STEPS: u64 = 32_000_000;
const STEPS_PER_BYTE: u64 = 1_000;

/// The part of a text that is read: all of it, or what ends with a line, else a sentence, within the limit.
pub fn head(body: &str) -> &str {
    if body.len() <= TEXT {
        return body;
    }
    let at = |i: &usize| body.is_char_boundary(*i);
    let most = (0..=TEXT).rev().find(at).unwrap_or(0);
    let least = (most.saturating_sub(CUT_BACK)..=most).find(at).unwrap_or(most);
    let last = body.get(least..most).unwrap_or_default();
    let end = last.rfind('\n').or_else(|| last.rfind(". ").map(|i| i + 1)).or_else(|| last.rfind(' '));
    body.get(..end.map_or(most, |i| least + i)).unwrap_or_default()
}

/// A limit of one article's work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// The text is longer than what is read.
    Text,
    /// More acts are told than are coded.
    Tellings,
    /// The annotator marked no more than the beginning.
    Annotator,
    /// Reading it took more steps than it may.
    Steps,
}

impl Limit {
    const ALL: [Limit; 4] = [Limit::Text, Limit::Tellings, Limit::Annotator, Limit::Steps];

    /// True for a message of a limit.
    pub fn told(message: &str) -> bool {
        Self::ALL.iter().any(|limit| limit.message() == message)
    }

    /// What a reader of the report is told.
    pub fn message(self) -> String {
        match self {
            Limit::Text => format!(
                "the article is longer than the {} kB that are read; from these words on it is kept and not coded",
                TEXT / 1024
            ),
            Limit::Tellings => {
                "the article tells of more acts than are coded; what is told from these words on is not coded".to_owned()
            }
            Limit::Annotator => {
                "the article is longer than the learned annotator reads; from these words on it is not coded".to_owned()
            }
            Limit::Steps => {
                "the article is not coded: to read it would take far more work than a text of its length may cost"
                    .to_owned()
            }
        }
    }
}

/// Steps taken so far, and limits met; readers of one article share it.
#[derive(Debug, Default)]
pub struct Work {
    taken: AtomicU64,
    most: u64,
    met: [OnceLock<Span>; Limit::ALL.len()],
}

impl Work {
    /// A fresh count for a text of so many bytes.
    pub fn of(bytes: usize) -> Self {
        Self { most: STEPS + STEPS_PER_BYTE * bytes as u64, ..Self::default() }
    }

    /// Notes that a limit was met, and at which words; the first note stands.
    pub fn meet(&self, limit: Limit, words: Span) {
        if let Some(slot) = self.met.get(limit as usize) {
            slot.get_or_init(|| words);
        }
    }

    /// Limits that were met.
    pub fn met(&self) -> impl Iterator<Item = (Limit, Span)> {
        Limit::ALL.into_iter().zip(&self.met).filter_map(|(limit, words)| Some((limit, *words.get()?)))
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
        Self { taken: AtomicU64::new(self.taken()), most: self.most, met: self.met.clone() }
    }
}
