//! How sure an incident is.
//!
//! Owns: the probability that a pin is right. In: the annotator's scores and what was resolved. Out: 0 to 1. Refuses: dropping
//! anything.

use super::Table;
use crate::annotation::Ranked;
use crate::event::IncidentReport;
use claimbook_records::report::IncidentType;

pub(super) fn of(
    table: &Table,
    acts: &[usize],
    _report: &IncidentReport,
    kinds: &Ranked<IncidentType>,
    background: f32,
    aggregate: f32,
) -> f64 {
    let told = acts.iter().map(|a| table.marked.acts[*a].score).fold(0.0, f32::max);
    let kind = kinds.first().map_or(0.0, |k| k.1);
    let pin = (1.0 - background).max(background) * (1.0 - aggregate).max(aggregate);
    f64::from(told * kind.sqrt() * pin)
}
