//! What all requests share.
//!
//! Owns: the book, the knowledge beside it, who is let in, and answers kept for the next who asks the same. In: the settings of
//! a server. Out: [`App`]. Refuses: to keep an answer longer than the book stands still.

use crate::accounts::{Accounts, Role, secret};
use crate::book::{Book, Opener, Written};
use crate::problem::Problem;
use crate::visitor::Visitor;
use axum::http::HeaderName;
use bytes::Bytes;
use claimbook_ledger::{Gazetteer, Head};
use claimbook_records::Codebook;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::json;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{Semaphore, watch};

/// Answers kept, and the largest of them in bytes.
const KEPT: usize = 128;
const LARGEST: usize = 1 << 20;
/// Digits of a secret that are left out of the name of a run, which need not be secret.
const RUN: usize = 56;
/// Passwords compared at once: each takes 19 MiB and a while.
const PASSWORDS: usize = 2;
/// Visitors without an account who are answered from the book at once, so that people with one find readers.
const VISITORS: usize = 4;

/// How many people live in a place of a name: 0 for names that are none; the most for what the press means by it.
pub type People = dyn Fn(&str) -> u64 + Send + Sync;

/// Tells the time.
pub type Now = dyn Fn() -> Timestamp + Send + Sync;

/// Who is let in.
pub enum Door {
    /// Whoever is on this machine; decisions are recorded under one name, and nobody decides without one.
    Local { by: Option<String> },
    /// Whoever shows an account.
    Accounts {
        accounts: Accounts,
        /// Names by which people reach the server, besides those of the loopback.
        hosts: Vec<String>,
        /// Days that must have passed since the last possible day of an incident before visitors without an account see it
        /// in the public view; none: there is no public view.
        public: Option<u32>,
    },
}

/// What a server is made of.
pub struct Parts {
    /// Opens handles of the ledger.
    pub open: Arc<Opener>,
    /// Told after something was written.
    pub written: Arc<Written>,
    pub codebook: Codebook,
    /// Tells names of persons from those of places, for exports.
    pub people: Arc<People>,
    /// What a place that a person types may be.
    pub places: Arc<Gazetteer>,
    pub door: Door,
    pub now: Arc<Now>,
}

/// An answer that is kept, as it was first given.
#[derive(Clone)]
pub(crate) struct Kept {
    pub media: String,
    pub headers: Vec<(HeaderName, String)>,
    pub body: Bytes,
}

/// The state of a server.
pub struct App {
    pub book: Book,
    pub codebook: Codebook,
    pub people: Arc<People>,
    pub places: Arc<Gazetteer>,
    pub door: Door,
    pub now: Arc<Now>,
    /// What writing needs where there are no accounts; another one with every start.
    pub token: String,
    /// Tells the answers of this run from those of another, which may have another shape.
    pub run: String,
    /// Where the book stands, for those who listen.
    pub head: watch::Sender<Head>,
    /// Whether the server ends.
    pub closing: watch::Sender<bool>,
    /// Leave to compare a password.
    pub(crate) passwords: Arc<Semaphore>,
    /// Leave to read for visitors without an account.
    pub(crate) visitors: Arc<Semaphore>,
    kept: Mutex<VecDeque<(String, Kept)>>,
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").finish_non_exhaustive()
    }
}

impl App {
    /// A server's state; fails where the book cannot be read.
    pub fn new(parts: Parts) -> Result<Self, Problem> {
        let book = Book::new(parts.open, parts.written);
        let head = book.read(false, |ledger| Ok(ledger.head()?))?;
        Ok(Self {
            book,
            codebook: parts.codebook,
            people: parts.people,
            places: parts.places,
            door: match parts.door {
                Door::Local { by } => {
                    Door::Local { by: by.map(|by| by.trim().to_owned()).filter(|by| !by.is_empty()) }
                }
                accounts => accounts,
            },
            now: parts.now,
            token: secret::new()?,
            run: secret::new()?.split_off(RUN),
            head: watch::Sender::new(head),
            closing: watch::Sender::new(false),
            passwords: Arc::new(Semaphore::new(PASSWORDS)),
            visitors: Arc::new(Semaphore::new(VISITORS)),
            kept: Mutex::default(),
        })
    }

    /// How many days the public view holds incidents back; none where there is no public view.
    pub(crate) fn public(&self) -> Option<u32> {
        match self.door {
            Door::Local { .. } => None,
            Door::Accounts { public, .. } => public,
        }
    }

    /// The day it is, in UTC.
    pub(crate) fn today(&self) -> Date {
        TimeZone::UTC.to_datetime((self.now)()).date()
    }

    /// Refuses what takes more than a visitor's role.
    pub(crate) fn lets(&self, visitor: &Visitor, least: Role) -> Result<(), Problem> {
        let public = self.public().is_some();
        if visitor.role > Role::Visitor {
            return visitor.takes(least, "this");
        }
        if least == Role::Visitor && public {
            return Ok(());
        }
        let mut problem = Problem::new("unauthenticated", "sign in, or send a token, to see this");
        problem.more.insert("public".to_owned(), json!(public));
        Err(problem)
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
    pub(crate) fn kept(&self, key: &str) -> Option<Kept> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(known, _)| known == key).map(|(_, answer)| answer.clone())
    }

    /// Keeps an answer; the oldest gives way.
    pub(crate) fn keep(&self, key: String, answer: Kept) {
        if answer.body.len() <= LARGEST {
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.truncate(KEPT - 1);
            kept.push_front((key, answer));
        }
    }
}
