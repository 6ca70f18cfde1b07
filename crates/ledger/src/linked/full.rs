//! A linked incident with what follows from all of its accounts.
//!
//! Owns: the one object that commands and pages show of an incident. In: an incident, and the register of actors. Out:
//! [`FullIncident`]. Refuses: working anything out itself (see [`super::life`] and [`super::links`]).

use super::{Life, Link, LinkedIncident, life};
use crate::error::Result;
use crate::ledger::Ledger;
use claimbook_records::Codebook;
use serde::Serialize;
use std::collections::BTreeSet;

/// An incident with the life of its claim and its links to others.
#[derive(Debug, Serialize)]
pub struct FullIncident {
    #[serde(flatten)]
    pub incident: LinkedIncident,
    pub life: Life,
    pub links: Vec<Link>,
}

impl Ledger {
    /// Takes an incident, and looks for what it is to others. Of its decisions it keeps the subjects that are its own
    /// accounts, and the number of the others: one decision may be about a thousand.
    pub fn in_full(&self, mut incident: LinkedIncident, register: &Codebook) -> Result<FullIncident> {
        let life = life(&incident, register);
        let links = self.links_of(&incident, &life)?;
        let reports: BTreeSet<&str> = incident.accounts.iter().map(|a| a.report.as_str()).collect();
        let articles: BTreeSet<&str> = incident.accounts.iter().map(|a| a.article.as_str()).collect();
        for decided in &mut incident.decisions {
            let subjects = &mut decided.decision.subjects;
            let all = subjects.len();
            // An account that a newer reading tells otherwise is known by its article alone.
            let named = subjects.iter().any(|s| reports.contains(s.incident.as_str()));
            subjects.retain(|s| match named {
                true => reports.contains(s.incident.as_str()),
                false => articles.contains(s.article.as_str()),
            });
            decided.others = all - subjects.len();
        }
        Ok(FullIncident { life, links, incident })
    }
}
