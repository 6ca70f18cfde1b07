//! Linked incidents, one JSON object a line.
//!
//! Owns: the two forms. `clusters`: `incident`, `standing`, `reports` (`input` and the incident's id in its report).
//! `incidents`: the record that all accounts support together, how many they are and how many are independent, who
//! published them, and what joins them. In: linked incidents. Out: lines. Refuses: coordinates and names of persons.

use super::cases::Case;
use super::{mark, public};
use crate::error::Result;
use crate::printable;
use serde::Serialize;
use serde_json::json;
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

/// Writes a line.
pub(super) fn write(case: &Case, form: Form, out: &mut dyn Write) -> Result<()> {
    let incident = &case.incident;
    let standing = incident.standing.standing.as_str();
    let mut line = match form {
        Form::Clusters => {
            let reports: Vec<_> = incident
                .accounts
                .iter()
                .flat_map(|a| std::iter::once(&a.input).chain(&a.also).map(move |i| (a, i)))
                .map(|(a, i)| json!({"input": i, "incident": a.local}))
                .collect();
            json!({"incident": incident.id, "standing": standing, "reports": reports})
        }
        Form::Incidents => {
            let text = |d: Option<jiff::civil::Date>| d.map(|d| d.to_string());
            let merged = &incident.merged;
            let publishers: BTreeSet<&String> =
                incident.accounts.iter().filter_map(|a| a.publisher.as_ref()).collect();
            json!({
                "incident": incident.id,
                "review": mark(incident.state),
                "standing": standing,
                "standing_reason": incident.standing.reason,
                "date": merged.date.map(|(a, b)| Day { earliest: text(a), latest: text(b) }),
                "killed": merged.killed,
                "injured": merged.injured,
                "places": merged.places,
                "accounts": incident.accounts.len(),
                "independent": incident.independent,
                "publishers": publishers,
                "reports": incident.accounts.iter().map(|a| &a.report).collect::<Vec<_>>(),
                "judgements": incident.judgements,
            })
        }
    };
    if let Some(names) = &case.names {
        public::withhold(&mut line, names);
    }
    Ok(out.write_all((printable::json(&line.to_string()) + "\n").as_bytes())?)
}
