//! Linked incidents page by page.
//!
//! Owns: the order in which a filter finds linked incidents, and how many it finds. In: filters over incident reports, a
//! place in the list. Out: one page. Refuses: reading the whole book for it.
//!
//! An incident stands where the earliest of those of its reports stands that the filter finds, in the order of incident
//! reports. So a page is found by walking these, and each incident is told once.

use super::{LinkedIncident, id_of, number_of};
use crate::error::Result;
use crate::filter::{IncidentFilter, Position};
use crate::ledger::Ledger;
use claimbook_link::{Number, Settings};
use std::collections::{BTreeMap, BTreeSet};

/// Incident reports walked at a time.
const AT_A_TIME: usize = 200;

/// Which linked incidents.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LinkedFilter {
    /// Some report of theirs is among these; its limit is the size of the page.
    pub reports: IncidentFilter,
    /// Only those that more than one report tells.
    pub several: bool,
    /// Only those whose accounts exclude each other in some property.
    pub conflicts: bool,
}

impl LinkedFilter {
    /// Whether it takes an incident, whatever its reports.
    pub fn takes(&self, incident: &LinkedIncident) -> bool {
        (!self.several || incident.accounts.len() > 1)
            && (!self.conflicts || incident.matrix.iter().any(|r| r.conflict))
    }
}

/// Some linked incidents, and where the next ones begin.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkedPage {
    pub incidents: Vec<LinkedIncident>,
    pub next: Option<Position>,
}

impl Ledger {
    /// One page of the linked incidents a filter finds.
    pub fn linked_page(&self, filter: &LinkedFilter, settings: &Settings) -> Result<LinkedPage> {
        let wanted = filter.reports.limit.unwrap_or(usize::MAX);
        // One more than wanted is looked for, so that it is known whether there is a next page.
        let mut found: Vec<(LinkedIncident, Position)> = Vec::new();
        let at_a_time = AT_A_TIME.min(wanted.saturating_add(10));
        let mut walk = IncidentFilter { limit: Some(at_a_time), offset: 0, ..filter.reports.clone() };
        while found.len() <= wanted {
            let reports = self.incidents(&walk)?;
            let numbers: Vec<Number> = reports.iter().map(|r| number_of(&r.id)).collect();
            let homes: BTreeMap<Number, Number> =
                self.store.links().homes(Some(&numbers))?.into_iter().collect();
            for (report, number) in reports.iter().zip(&numbers) {
                if found.len() > wanted {
                    break;
                }
                let home = homes.get(number).copied().unwrap_or(*number);
                let mates = self.store.links().at_home(home)?;
                let alone = mates.len() < 2;
                if alone && (filter.several || filter.conflicts) {
                    continue;
                }
                if !alone && self.first_found(&mates, &filter.reports)?.as_ref() != Some(&report.id) {
                    continue;
                }
                let incident = self.linked_with(&report.id, settings)?;
                if filter.takes(&incident) {
                    found.push((incident, Position::of(report)));
                }
            }
            match reports.last().filter(|_| reports.len() == at_a_time) {
                Some(last) => walk.after = Some(Position::of(last)),
                None => break,
            }
        }
        let more = found.len() > wanted;
        found.truncate(wanted);
        let next = found.last().map(|(_, at)| at.clone()).filter(|_| more);
        Ok(LinkedPage { incidents: found.into_iter().map(|(incident, _)| incident).collect(), next })
    }

    /// How many linked incidents it finds; unknown where their accounts have to be read for that.
    pub fn count_linked(&self, filter: &LinkedFilter) -> Result<Option<u64>> {
        if filter.conflicts {
            return Ok(None);
        }
        let everything = filter.reports.whole();
        let found: BTreeSet<Number> =
            self.incident_ids(&everything)?.iter().map(|id| number_of(id)).collect();
        let homes: BTreeMap<Number, Number> = self.store.links().homes(None)?.into_iter().collect();
        let home = |number: &Number| homes.get(number).copied().unwrap_or(*number);
        let found: BTreeSet<Number> = found.iter().map(home).collect();
        if !filter.several {
            return Ok(Some(found.len() as u64));
        }
        let mut mates: BTreeMap<Number, u64> = BTreeMap::new();
        homes.values().for_each(|home| *mates.entry(*home).or_default() += 1);
        Ok(Some(found.iter().filter(|home| mates.get(home).is_some_and(|n| *n > 1)).count() as u64))
    }

    /// The first of some incident reports in the order of a list with this filter.
    fn first_found(&self, of: &[Number], filter: &IncidentFilter) -> Result<Option<String>> {
        let articles = self.store.links().linked_articles(of)?;
        let mut own = filter.whole();
        if own.articles.is_empty() {
            own.articles = articles.into_iter().collect();
        } else {
            own.articles.retain(|a| articles.contains(a));
        }
        let ids: BTreeSet<String> = of.iter().map(|n| id_of(*n)).collect();
        Ok(self.incident_ids(&own)?.into_iter().find(|id| ids.contains(id)))
    }
}
