//! Where an id leads that no longer stands.
//!
//! Owns: what ended an incident report, with which others it stood last, and where those stand now. In: an id of a report
//! that was withdrawn, rejected or read otherwise. Out: [`LedOn`]. Refuses: ids that stand (see [`Ledger::linked_with`]).

use super::{id_of, number_of};
use crate::error::{Error, Result};
use crate::ledger::Ledger;
use crate::review::{Act, State, history};
use crate::store::Known;
use claimbook_link::Settings;
use serde::Serialize;
use std::collections::BTreeSet;

/// What became of an id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LedOn {
    /// The whole id.
    pub id: String,
    /// The entry with which it ended.
    pub entry: i64,
    /// Why, in a few words.
    pub reason: String,
    /// The incidents in which the accounts of its incident stand now; none where no account stands.
    pub now: Vec<String>,
}

impl Ledger {
    /// Where the accounts stand that were one incident with a report which no longer stands. The book as it was is replayed
    /// beside it, which takes as long as reading it.
    pub fn led_on(&self, asked: &str, settings: &Settings) -> Result<LedOn> {
        let (id, entry, reason) = self.ended(asked)?;
        let mut then = self.at(entry - 1)?;
        then.link(settings, &|_, _| {})?;
        let number = number_of(&id);
        let (old, links) = (then.store.links(), self.store.links());
        let home = old.homes(Some(&[number]))?.first().map_or(number, |h| h.1);
        let mut now = BTreeSet::new();
        for mate in old.at_home(home)? {
            if let Some(stands) = self.successor(&then, mate)? {
                now.extend(links.homes(Some(&[stands]))?.into_iter().map(|(_, home)| id_of(home)));
            }
        }
        Ok(LedOn { id, entry, reason, now: now.into_iter().collect() })
    }

    /// The whole id of a report that no longer stands, the entry with which it ended, and why.
    fn ended(&self, asked: &str) -> Result<(String, i64, String)> {
        match self.incident(asked) {
            Ok(view) if view.review.state == State::Rejected => {
                let decided = history::holding(self.store.as_ref(), Some(&view.article.id))?;
                let own = |d: &&crate::Decided| view.review.decisions.contains(&d.entry);
                let last = decided.iter().filter(own).rfind(|d| d.decision.act == Act::Reject);
                let last = last.ok_or(Error::NotFound { kind: "incident", wanted: view.id.clone() })?;
                Ok((view.id, last.entry, format!("{} rejected it", last.decision.by)))
            }
            Ok(view) => Err(Error::BadRequest(format!("{} stands", view.id))),
            Err(Error::Former { incident, article, reason }) => {
                let known = self.store.incident_ids(&incident, 1)?;
                let Some((_, Known::Former { report, .. })) = known.into_iter().next() else {
                    return Err(Error::Former { incident, article, reason });
                };
                let reports = self.store.reports(&article)?;
                let next = reports.iter().map(|r| r.seq).filter(|seq| *seq > report);
                let own = reports.iter().filter(|r| r.seq == report).filter_map(|r| r.withdrawn);
                let whole = self.article_row(&article)?.withdrawn;
                match next.chain(own).chain(whole).min() {
                    Some(entry) => Ok((incident, entry, reason)),
                    None => Err(Error::Former { incident, article, reason }),
                }
            }
            Err(other) => Err(other),
        }
    }
}
