//! Is the book what it was?
//!
//! Owns: the check of the chain, of the captures it names and of the views derived from it. In: a ledger, and where
//! captures can be read. Out: [`Verification`], which names the first bad entry. Refuses: to repair anything.

use crate::derive;
use crate::entry::{Entry, Head, Payload};
use crate::error::{Error, Result};
use crate::ledger::Ledger;
use crate::store::Store;
use claimbook_records::ids::sha256;
use serde::Serialize;
use std::collections::BTreeSet;

/// Entries read at a time.
const AT_A_TIME: usize = 256;

/// Gives the bytes of a capture by its SHA-256: nothing when it is not kept, an error when it cannot be read.
pub type ReadCapture<'a> = &'a dyn Fn(&str) -> Result<Option<Vec<u8>>, String>;

/// What to check besides chain and views.
#[derive(Default)]
pub struct VerifyOptions<'a> {
    /// Where captures are; without it they are not checked.
    pub captures: Option<ReadCapture<'a>>,
    /// A head noted earlier ([`Ledger::head`]). A book cut short, or written anew from some entry on, is a chain
    /// without a flaw; only this shows it.
    pub noted: Option<Head>,
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

/// What a check found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Verification {
    /// Entries that are as they were sealed, from the first on.
    pub entries: i64,
    /// The last good one.
    pub head: Head,
    /// The first bad entry. What follows it is not checked.
    pub bad_entry: Option<Flaw>,
    /// What does not agree with the noted head.
    pub noted: Option<Flaw>,
    /// Different captures whose bytes were checked and good.
    pub captures: u64,
    /// Captures that are missing, unreadable or changed.
    pub bad_captures: Vec<Flaw>,
    /// Derived tables that differ from what the entries give; `rebuild` mends them.
    pub bad_views: Vec<String>,
}

impl Verification {
    /// Whether everything checked is as it should be.
    pub fn is_good(&self) -> bool {
        self.bad_entry.is_none()
            && self.noted.is_none()
            && self.bad_captures.is_empty()
            && self.bad_views.is_empty()
    }
}

impl Ledger {
    /// Checks the chain, the captures and the views, as they are at one moment; others may go on writing. Reads the whole
    /// book and replays it beside itself.
    pub fn verify(&self, options: &VerifyOptions<'_>) -> Result<Verification> {
        let mut found = Verification::default();
        self.store.at_one_moment(&mut || {
            found = self.look(options)?;
            Ok(())
        })?;
        Ok(found)
    }

    fn look(&self, options: &VerifyOptions<'_>) -> Result<Verification> {
        let mut found = Verification::default();
        let mut copy = self.store.scratch()?;
        copy.transact(&mut |w| w.clear(derive::RULES))?;
        let last = self.head()?.seq;
        let mut captures = BTreeSet::new();
        let mut at_a_time = AT_A_TIME;
        loop {
            let entries = match self.store.entries(found.head.seq, at_a_time) {
                Ok(entries) => entries,
                // One that cannot be read at all may not be the first bad one of its lot.
                Err(Error::BadEntry { .. }) if at_a_time > 1 => {
                    at_a_time = 1;
                    continue;
                }
                Err(Error::BadEntry { seq, problem }) => {
                    found.bad_entry = Some(Flaw { seq, problem });
                    return Ok(found);
                }
                Err(other) => return Err(other),
            };
            if entries.is_empty() {
                break;
            }
            let mut good = Vec::with_capacity(entries.len());
            for entry in entries {
                let payload = match check(&found.head, &entry) {
                    Ok(payload) => payload,
                    Err(flaw) => {
                        found.bad_entry = Some(flaw);
                        break;
                    }
                };
                if options.noted.as_ref().is_some_and(|n| n.seq == entry.seq && n.hash != entry.hash) {
                    let problem = "the book was written anew: this entry is not the one noted".to_owned();
                    found.noted = Some(Flaw { seq: entry.seq, problem });
                }
                if let (Some(read), Payload::Article(article)) = (options.captures, &payload)
                    && let Some(hash) = &article.x_capture
                    && captures.insert(hash.clone())
                {
                    match check_capture(hash, read) {
                        None => found.captures += 1,
                        Some(problem) => found.bad_captures.push(Flaw { seq: entry.seq, problem }),
                    }
                }
                found.head = entry.head();
                found.entries += 1;
                if let Some(progress) = options.progress {
                    progress(entry.seq, last);
                }
                good.push((entry, payload));
            }
            if found.bad_entry.is_some() {
                return Ok(found);
            }
            replay(copy.as_mut(), &good)?;
        }
        if let Some(noted) = &options.noted
            && noted.seq > found.head.seq
        {
            let problem = format!(
                "the book was cut short: entry {} was noted, the last is {}",
                noted.seq, found.head.seq
            );
            found.noted = Some(Flaw { seq: noted.seq, problem });
        }
        let wanted = copy.digests()?;
        let differing = self.store.digests()?.into_iter().zip(wanted).filter(|(have, want)| have != want);
        found.bad_views = differing.map(|((table, _), _)| table.to_owned()).collect();
        Ok(found)
    }
}

/// An entry's payload, if it is sealed to the one before it.
fn check(head: &Head, entry: &Entry) -> Result<Payload, Flaw> {
    let flaw = |problem: String| Flaw { seq: entry.seq, problem };
    if entry.seq != head.seq + 1 {
        return Err(Flaw { seq: head.seq + 1, problem: "it is missing".to_owned() });
    }
    if entry.prev_hash != head.hash {
        return Err(flaw("it is not chained to the entry before it".to_owned()));
    }
    if entry.compute_hash() != entry.hash {
        return Err(flaw("its content is not what its hash was taken over".to_owned()));
    }
    entry.read().map_err(|e| flaw(e.to_string()))
}

fn check_capture(hash: &str, read: ReadCapture<'_>) -> Option<String> {
    match read(hash) {
        Ok(Some(bytes)) if sha256(&bytes) == hash => None,
        Ok(Some(_)) => Some(format!("capture {hash} was changed")),
        Ok(None) => Some(format!("capture {hash} is missing")),
        Err(problem) => Some(format!("capture {hash} cannot be read: {problem}")),
    }
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
