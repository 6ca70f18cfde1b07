//! Linked incidents, one JSON object a line.
//!
//! Owns: the two forms. `clusters`: `incident`, `standing`, `reports` (`input` and the incident's id in its report).
//! `incidents`: the record that all accounts support together, how many they are and how many are independent, who
//! published them, what joins them, and what links them to other incidents of the export. In: linked incidents. Out:
//! lines. Refuses: coordinates and names of persons.

use super::cases::Case;
use super::{mark, public};
use crate::error::Result;
use crate::ledger::Ledger;
use crate::linked::{LinkedIncident, life};
use crate::printable;
use claimbook_records::Codebook;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::Write;

/// Which form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Clusters,
    Incidents,
}

#[derive(Serialize)]
struct Day {
    earliest: Option<String>,
    latest: Option<String>,
}

/// An incident on its way out.
pub(super) struct Line<'a> {
    pub(super) ledger: &'a Ledger,
    pub(super) case: &'a Case,
    /// The register of actors is in it.
    pub(super) register: &'a Codebook,
    /// Ids of the incidents that are in the export: a link to another would tell of what is held back.
    pub(super) shown: &'a BTreeSet<&'a str>,
}

impl Line<'_> {
    /// Writes it.
    pub(super) fn write(&self, form: Form, out: &mut dyn Write) -> Result<()> {
        let mut line = match form {
            Form::Clusters => cluster(&self.case.incident),
            Form::Incidents => self.incident()?,
        };
        if let Some(names) = &self.case.names {
            public::withhold(&mut line, names);
        }
        Ok(out.write_all((printable::json(&line.to_string()) + "\n").as_bytes())?)
    }

    fn incident(&self) -> Result<Value> {
        let incident = &self.case.incident;
        let text = |d: Option<jiff::civil::Date>| d.map(|d| d.to_string());
        let merged = &incident.merged;
        let publishers: BTreeSet<&String> =
            incident.accounts.iter().filter_map(|a| a.publisher.as_ref()).collect();
        let life = life(incident, self.register);
        let mut links = self.ledger.links_of(incident, &life)?;
        links.retain(|l| [&l.from, &l.to].iter().all(|end| self.shown.contains(end.incident.as_str())));
        // Who decided and why is the team's own affair.
        for link in links.iter_mut().filter(|l| l.decided.is_some() && self.case.names.is_some()) {
            (link.reason, link.words) = ("decided in review".to_owned(), Vec::new());
        }
        Ok(json!({
            "incident": incident.id,
            "review": mark(incident.state),
            "standing": incident.standing.standing.as_str(),
            "standing_reason": incident.standing.reason,
            "in_one_sentence": life.sentence,
            "date": merged.date.map(|(a, b)| Day { earliest: text(a), latest: text(b) }),
            "killed": merged.killed,
            "injured": merged.injured,
            "places": merged.places,
            "accounts": incident.accounts.len(),
            "independent": incident.independent,
            "publishers": publishers,
            "reports": incident.accounts.iter().map(|a| &a.report).collect::<Vec<_>>(),
            "links": links,
            "judgements": incident.judgements,
        }))
    }
}

fn cluster(incident: &LinkedIncident) -> Value {
    let accounts = incident.accounts.iter();
    let inputs = accounts.flat_map(|a| std::iter::once(&a.input).chain(&a.also).map(move |i| (a, i)));
    let reports: Vec<_> = inputs.map(|(a, i)| json!({"input": i, "incident": a.local})).collect();
    json!({"incident": incident.id, "standing": incident.standing.standing.as_str(), "reports": reports})
}
