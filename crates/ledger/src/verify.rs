//! Is the book what it was?
//!
//! Owns: the check of the database, of the chain, of the captures it names, of heads noted elsewhere, and of all that is
//! derived from the entries. In: a ledger, where captures are, and heads. Out: [`Verification`], which names the first bad
//! entry. Refuses: to repair anything.

use crate::clock::{SystemClock, is_set_back};
use crate::derive;
use crate::entry::{Entry, Head, Payload};
use crate::error::{Error, Result};
use crate::ledger::Ledger;
use crate::store::Store;
use claimbook_link::Settings;
use claimbook_records::report::Asked;
use serde::Serialize;
use std::collections::BTreeSet;

/// Entries read at a time.
const AT_A_TIME: usize = 256;

/// Where the bytes as received are kept.
pub trait Captures {
    /// Whether bytes are kept under a SHA-256 and are its own; if not, why not.
    fn check(&self, hash: &str) -> Result<(), String>;
    /// Every SHA-256 that something is kept under, in order.
    fn kept(&self) -> Result<Vec<String>, String>;
}

/// What to check besides the book itself.
#[derive(Default)]
pub struct VerifyOptions<'a> {
    /// Where captures are; without it they are not checked.
    pub captures: Option<&'a dyn Captures>,
    /// Where answers of language models are, likewise.
    pub answers: Option<&'a dyn Captures>,
    /// Heads noted earlier ([`Ledger::head`]). A book cut short, or written anew from some entry on, is a chain
    /// without a flaw; only these show it.
    pub noted: Vec<Head>,
    /// Told the number of each entry checked and of the last one.
    pub progress: Option<&'a dyn Fn(i64, i64)>,
}

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Flaw {
    /// The entry it concerns.
    pub seq: i64,
    pub problem: String,
}

/// A capture that is not as it was received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BadCapture {
    /// The entry of its article; 0 where no capture could be looked at.
    pub seq: i64,
    /// SHA-256 of the bytes as received.
    pub capture: String,
    /// The input its article came from.
    pub input: String,
    pub problem: String,
}

/// What a check found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Verification {
    /// Entries that are as they were sealed, from the first on.
    pub entries: i64,
    /// The last good one.
    pub head: Head,
    /// What the database finds wrong with its own pages and indexes. What is derived is not checked then.
    pub database: Vec<String>,
    /// Tables, indexes and triggers that are not as this program makes them.
    pub schema: Vec<String>,
    /// The first bad entry. What follows it is not checked.
    pub bad_entry: Option<Flaw>,
    /// What does not agree with heads noted earlier.
    pub noted: Vec<Flaw>,
    /// Different captures whose bytes were checked and good.
    pub captures: u64,
    /// Captures that are missing, unreadable or changed.
    pub bad_captures: Vec<BadCapture>,
    /// Captures that no entry names. An addition that was cut short, or refused, leaves some; so they are told, and no flaw.
    pub loose_captures: Vec<String>,
    /// Different answers of language models that are as they were used.
    pub answers: u64,
    /// Answers that are missing or changed: their reports stand, but could not be made again from them.
    pub bad_answers: Vec<Flaw>,
    /// Derived tables that differ from what the entries give; [`Ledger::repair`] mends them.
    pub bad_views: Vec<String>,
    /// Articles that wait to be linked; the links were not checked where there are any.
    pub unlinked: u64,
    /// Entries recorded by a clock that was set back: they tell an earlier time than the one before them.
    pub set_back: Vec<i64>,
}

impl Verification {
    /// Whether everything checked is as it should be.
    pub fn is_good(&self) -> bool {
        self.bad_entry.is_none()
            && self.noted.is_empty()
            && self.bad_captures.is_empty()
            && self.bad_answers.is_empty()
            && self.derived_is_good()
    }

    /// Whether all that follows from the entries is as it should be, and [`Ledger::repair`] is not needed.
    pub fn derived_is_good(&self) -> bool {
        self.database.is_empty() && self.schema.is_empty() && self.bad_views.is_empty()
    }
}

impl Ledger {
    /// Checks the database, the chain, the captures and what is derived, as they are at one moment; others may go on
    /// writing. Reads the whole book and replays it beside itself.
    pub fn verify(&self, options: &VerifyOptions<'_>) -> Result<Verification> {
        let mut found = Verification::default();
        let looked = self.store.at_one_moment(&mut || self.look(options, &mut found));
        match looked {
            // A database that fails while it is read is damaged, whatever it says of itself.
            Err(Error::Database { doing, cause }) => {
                found.database.push(format!("{doing}: {}", with_causes(cause.as_ref())));
            }
            looked => looked?,
        }
        Ok(found)
    }

    fn look(&self, options: &VerifyOptions<'_>, found: &mut Verification) -> Result<()> {
        found.database = self.store.damage()?;
        let mut copy = Self::over(self.store.scratch()?, Box::new(SystemClock))?;
        let mut named = BTreeSet::new();
        self.chain(options, found, copy.store.as_mut(), &mut named)?;
        let end = found.head.seq;
        for noted in options.noted.iter().filter(|n| n.seq > end && found.bad_entry.is_none()) {
            let problem = format!("the book was cut short: entry {} was noted, the last is {end}", noted.seq);
            found.noted.push(Flaw { seq: noted.seq, problem });
        }
        if found.bad_entry.is_some() {
            return Ok(());
        }
        if let Some(captures) = options.captures {
            match captures.kept() {
                Ok(kept) => {
                    found.loose_captures = kept.into_iter().filter(|hash| !named.contains(hash)).collect()
                }
                Err(problem) => found.bad_captures.push(BadCapture {
                    seq: 0,
                    capture: String::new(),
                    input: String::new(),
                    problem,
                }),
            }
        }
        // A damaged database may answer anything.
        if !found.database.is_empty() {
            return Ok(());
        }
        found.schema = self.store.schema_changes()?;
        found.bad_views = differing(self.store.digests()?, copy.store.digests()?);
        let settings = Settings::embedded();
        found.unlinked = self.unlinked(&settings)?;
        if found.unlinked == 0 {
            copy.link(&settings, &|_, _| {})?;
            found.bad_views.extend(differing(self.store.link_digests()?, copy.store.link_digests()?));
        }
        Ok(())
    }

    /// Reads the entries into a copy, up to the first bad one, and checks the captures that they name.
    fn chain(
        &self,
        options: &VerifyOptions<'_>,
        found: &mut Verification,
        copy: &mut dyn Store,
        captures: &mut BTreeSet<String>,
    ) -> Result<()> {
        let last = self.head()?.seq;
        let mut before: Option<String> = None;
        let mut at_a_time = AT_A_TIME;
        loop {
            let entries = match self.store.entries(found.head.seq, at_a_time) {
                Ok(entries) => entries,
                // One that cannot be read at all may not be the first bad one of its lot.
                Err(Error::BadEntry { .. } | Error::Database { .. }) if at_a_time > 1 => {
                    at_a_time = 1;
                    continue;
                }
                Err(Error::BadEntry { seq, problem }) => {
                    found.bad_entry = Some(Flaw { seq, problem });
                    return Ok(());
                }
                Err(Error::Database { cause, .. }) => {
                    let seq = found.head.seq + 1;
                    found.bad_entry = Some(Flaw {
                        seq,
                        problem: format!("it cannot be read: {}", with_causes(cause.as_ref())),
                    });
                    return Ok(());
                }
                Err(other) => return Err(other),
            };
            if entries.is_empty() {
                return Ok(());
            }
            let mut good = Vec::with_capacity(entries.len());
            for entry in entries {
                let payload = match check(&found.head, &entry) {
                    Ok(payload) => payload,
                    Err(flaw) => {
                        found.bad_entry = Some(flaw);
                        return Ok(());
                    }
                };
                if options.noted.iter().any(|n| n.seq == entry.seq && n.hash != entry.hash) {
                    let problem = "the book was written anew: this entry is not the one noted".to_owned();
                    found.noted.push(Flaw { seq: entry.seq, problem });
                }
                let named = match &payload {
                    Payload::Article(article) => {
                        article.x_capture.as_ref().map(|hash| (hash, &article.input))
                    }
                    Payload::Fetched(fetched) => Some((&fetched.capture, &fetched.url)),
                    _ => None,
                };
                if let (Some(kept), Some((hash, input))) = (options.captures, named)
                    && captures.insert(hash.clone())
                {
                    match kept.check(hash) {
                        Ok(()) => found.captures += 1,
                        Err(problem) => found.bad_captures.push(BadCapture {
                            seq: entry.seq,
                            capture: hash.clone(),
                            input: input.clone(),
                            problem,
                        }),
                    }
                }
                if let (Some(kept), Payload::Report(report)) = (options.answers, &payload)
                    && let Some(Asked { answers: hash, .. }) = &report.x_asked
                    && captures.insert(hash.clone())
                {
                    match kept.check(hash) {
                        Ok(()) => found.answers += 1,
                        Err(problem) => found.bad_answers.push(Flaw { seq: entry.seq, problem }),
                    }
                }
                if before.as_deref().is_some_and(|before| is_set_back(before, &entry.at)) {
                    found.set_back.push(entry.seq);
                }
                before = Some(entry.at.clone());
                found.head = entry.head();
                found.entries += 1;
                if let Some(progress) = options.progress {
                    progress(entry.seq, last);
                }
                good.push((entry, payload));
            }
            replay(copy, &good)?;
        }
    }
}

/// An error with everything it was caused by.
fn with_causes(error: &(dyn std::error::Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// Names of tables whose digests differ.
fn differing(has: Vec<(&'static str, String)>, wanted: Vec<(&'static str, String)>) -> Vec<String> {
    has.into_iter()
        .zip(wanted)
        .filter(|(has, wanted)| has != wanted)
        .map(|((table, _), _)| table.to_owned())
        .collect()
}

/// Whether an entry is sealed, and to the one before it.
pub(crate) fn sealed(head: &Head, entry: &Entry) -> Result<(), Flaw> {
    let flaw = |problem: &str| Err(Flaw { seq: entry.seq, problem: problem.to_owned() });
    if entry.seq != head.seq + 1 {
        return Err(Flaw { seq: head.seq + 1, problem: "it is missing".to_owned() });
    }
    if entry.prev_hash != head.hash {
        return flaw("it is not chained to the entry before it");
    }
    if entry.compute_hash() != entry.hash {
        return flaw("its content is not what its hash was taken over");
    }
    Ok(())
}

/// An entry's payload, if it is sealed to the one before it.
fn check(head: &Head, entry: &Entry) -> Result<Payload, Flaw> {
    sealed(head, entry)?;
    entry.read().map_err(|e| Flaw { seq: entry.seq, problem: e.to_string() })
}

fn replay(copy: &mut dyn Store, entries: &[(Entry, Payload)]) -> Result<()> {
    copy.transact(&mut |writer| {
        for (entry, payload) in entries {
            writer.append(entry)?;
            derive::apply(writer, entry, payload)?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests;
