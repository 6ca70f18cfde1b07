//! Linked incidents on their way out.
//!
//! Owns: what holds for every format over linked incidents: which are in, the care for persons over all accounts,
//! locality precision, the public gate and the delay. In: a ledger, a filter, options. Out: [`Case`]s in the order of
//! [`Ledger::linked`]. Refuses: incidents that a person rejected, and with the gate those that nobody published.

use super::names::{Names, Registry};
use super::{Audience, Exported, Request, mark, public, round};
use crate::error::Result;
use crate::filter::IncidentFilter;
use crate::ledger::Ledger;
use crate::linked::LinkedIncident;
use crate::review::State;
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::rc::Rc;

/// A linked incident as it may be shown.
#[derive(Debug)]
pub(super) struct Case {
    pub(super) incident: LinkedIncident,
    /// The mark of its review.
    pub(super) review: String,
    /// When the ledger last recorded one of its reports or a decision about it, ISO 8601.
    pub(super) recorded: String,
    /// Names to be withheld from what a format adds from outside the accounts; none in a private export.
    pub(super) names: Option<Rc<Names>>,
    /// A name was withheld.
    pub(super) masked: bool,
}

/// Cases with what was kept back before any format saw it.
#[derive(Debug, Default)]
pub(super) struct Cases {
    pub(super) cases: Vec<Case>,
    /// Id and reason.
    pub(super) gated: Vec<(String, &'static str)>,
}

impl Cases {
    /// How many they are, and how many of them were changed or kept back.
    pub(super) fn counts(&self) -> Exported {
        Exported {
            incidents: self.cases.len() as u64,
            masked: self.cases.iter().filter(|c| c.masked).count() as u64,
            held_back: self.gated.len() as u64,
            ..Exported::default()
        }
    }
}

impl Case {
    /// The id in files of other code books: `CB-` and the digits of the incident's id.
    pub(super) fn id(&self) -> String {
        format!("CB-{}", self.incident.id.trim_start_matches("inc_"))
    }
}

/// The cases of which the filter finds some report.
pub(super) fn cases(ledger: &Ledger, request: &Request<'_>) -> Result<Cases> {
    let Request { filter, options, knowledge } = *request;
    let mut out = Cases::default();
    let (linked, found) = linked(ledger, filter)?;
    let registry = Registry::new(ledger, knowledge);
    for mut incident in linked.into_iter().filter(|i| found.takes(i)) {
        if let Some(reason) = held(&incident, options) {
            out.gated.push((incident.id, reason));
            continue;
        }
        let mut recorded = String::new();
        for view in &incident.reports {
            recorded = recorded.max(ledger.entry(view.report)?.at);
        }
        for decided in &incident.decisions {
            recorded = recorded.max(decided.at.clone());
        }
        for view in &mut incident.reports {
            round(view, options.decimals);
            public::gate(view);
        }
        let (mut names, mut masked) = (None, false);
        if options.audience == Audience::Public {
            let set = registry.of(&incident.reports)?;
            masked = public::mask_linked(&mut incident, &set)?;
            names = Some(set);
        }
        let review = mark(incident.state).to_owned();
        out.cases.push(Case { incident, review, recorded, names, masked });
    }
    Ok(out)
}

/// All linked incidents, and which of them a filter means.
pub(super) fn linked(ledger: &Ledger, filter: &IncidentFilter) -> Result<(Vec<LinkedIncident>, Found)> {
    let found = ledger.incident_ids(filter)?.into_iter().collect();
    Ok((ledger.linked(&claimbook_link::Settings::embedded())?, Found(found)))
}

/// The incident reports that a filter finds.
pub(super) struct Found(BTreeSet<String>);

impl Found {
    /// Whether some account of an incident is among them.
    pub(super) fn takes(&self, incident: &LinkedIncident) -> bool {
        incident.accounts.iter().any(|a| self.0.contains(&a.report))
    }
}

/// Why an incident is not for this audience.
pub(super) fn held(incident: &LinkedIncident, options: &super::ExportOptions) -> Option<&'static str> {
    if incident.state == State::Rejected {
        return Some("rejected in review");
    }
    if options.published_only && incident.state != State::Published {
        return Some("not published");
    }
    let (as_of, days) = options.delay?;
    // Without a last possible day it may be from today.
    let last = incident.merged.date.and_then(|(_, last)| last);
    let old = last.is_some_and(|last| days_between(last, as_of) >= i64::from(days));
    (!old).then_some("within the delay")
}

fn days_between(from: Date, to: Date) -> i64 {
    (to - from).get_days().into()
}
