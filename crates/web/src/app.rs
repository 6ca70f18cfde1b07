//! What all requests share.
//!
//! Owns: the book, the knowledge beside it, who asks, and answers kept for the next who asks the same. In: the settings of
//! a server. Out: [`App`]. Refuses: to keep an answer longer than the book stands still.

use crate::book::{Book, Opener, Written};
use crate::problem::Problem;
use bytes::Bytes;
use claimbook_ledger::Head;
use claimbook_records::Codebook;
use claimbook_records::ids::hex;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::watch;

/// Answers kept, and the largest of them in bytes.
const KEPT: usize = 128;
const LARGEST: usize = 1 << 20;

/// How many people live in a place of a name: 0 for names that are none; the most for what the press means by it.
pub type People = dyn Fn(&str) -> u64 + Send + Sync;

/// What a server is made of.
pub struct Parts {
    /// Opens handles of the ledger.
    pub open: Arc<Opener>,
    /// Told after something was written.
    pub written: Arc<Written>,
    pub codebook: Codebook,
    /// Tells names of persons from those of places, for exports.
    pub people: Arc<People>,
    /// The name under which decisions are recorded; nobody decides without one.
    pub by: Option<String>,
}

/// The state of a server.
pub struct App {
    pub book: Book,
    pub codebook: Codebook,
    pub people: Arc<People>,
    pub by: Option<String>,
    /// What writing needs; another one with every start.
    pub token: String,
    /// Tells the answers of this run from those of another, which may have another shape.
    pub run: String,
    /// Where the book stands, for those who listen.
    pub head: watch::Sender<Head>,
    /// Whether the server ends.
    pub closing: watch::Sender<bool>,
    kept: Mutex<VecDeque<(String, Bytes)>>,
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").field("by", &self.by).finish_non_exhaustive()
    }
}

impl App {
    /// A server's state; fails where the book cannot be read.
    pub fn new(parts: Parts) -> Result<Self, Problem> {
        let mut random = [0; 40];
        getrandom::fill(&mut random).map_err(|e| Problem::new("internal", e.to_string()))?;
        let book = Book::new(parts.open, parts.written);
        let head = book.read(false, |ledger| Ok(ledger.head()?))?;
        Ok(Self {
            book,
            codebook: parts.codebook,
            people: parts.people,
            by: parts.by.map(|by| by.trim().to_owned()).filter(|by| !by.is_empty()),
            token: hex(&random[..32]),
            run: hex(&random[36..]),
            head: watch::Sender::new(head),
            closing: watch::Sender::new(false),
            kept: Mutex::default(),
        })
    }

    /// Notes where the book stands, and wakes those who listen where it moved.
    pub fn moved(&self, head: &Head) {
        self.head.send_if_modified(|known| {
            let moved = known != head;
            known.clone_from(head);
            moved
        });
    }

    /// The answer kept under a key.
    pub fn kept(&self, key: &str) -> Option<Bytes> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(known, _)| known == key).map(|(_, body)| body.clone())
    }

    /// Keeps an answer; the oldest gives way.
    pub fn keep(&self, key: String, body: Bytes) {
        if body.len() <= LARGEST {
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.truncate(KEPT - 1);
            kept.push_front((key, body));
        }
    }
}
