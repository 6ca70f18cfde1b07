//! How sure an incident is.
//!
//! Owns: the probability that a pin is right in type, day, place and perpetrator. In: the annotator's scores and what was resolved. Out: 0 to
//! 1, and the signs it rests on. Refuses: dropping anything.

use super::Table;
use crate::annotation::{Ranked, Role};
use crate::event::IncidentReport;
use crate::signs::{self, logit};
use claimbook_records::report::{IncidentType, PerpetratorBasis, PlaceRole};
use std::sync::LazyLock;

/// Names of the signs, in order; `data/confidence.toml` gives their weights.
pub const SIGNS: [&str; 19] = [
    "bias",
    "told",
    "told_mean",
    "tellings",
    "type",
    "other",
    "news",
    "single",
    "own_day",
    "exact_day",
    "own_place",
    "no_place",
    "perpetrator",
    "perpetrator_score",
    "toll",
    "early",
    "claimed",
    "share",
    "alone",
];

static WEIGHTS: LazyLock<[f64; SIGNS.len()]> =
    LazyLock::new(|| signs::weights(&SIGNS, include_str!("../../data/confidence.toml")));

/// The probability, and the signs. `alone`: the article tells no other act.
pub(super) fn of(
    table: &Table,
    acts: &[usize],
    report: &IncidentReport,
    kinds: &Ranked<IncidentType>,
    background: f32,
    aggregate: f32,
    alone: bool,
) -> (f64, Vec<f64>) {
    let scores = || acts.iter().map(|a| f64::from(table.marked.acts[*a].score));
    let is = |x: bool| f64::from(u8::from(x));
    let own_place = acts.iter().any(|a| table.marked.roles(*a).any(|r| r.role == Role::Place));
    let day = report.date.as_ref().map(|d| d.window);
    let exact =
        day.is_some_and(|w| w.earliest.is_some() && w.earliest.map(|i| i.date) == w.latest.map(|i| i.date));
    let named =
        table.marked.arguments.iter().filter(|a| a.role == Role::Perpetrator && acts.contains(&a.act));
    let sentences = table.scene.reading.text.sentences.len().max(1);
    let first =
        acts.first().and_then(|a| table.scene.reading.text.sentence_at(table.marked.acts[*a].trigger));
    let signs = [
        1.0,
        logit(f64::from(table.told(acts))),
        logit(scores().sum::<f64>() / acts.len().max(1) as f64),
        (acts.len() as f64).ln(),
        kinds.first().map_or(0.0, |k| f64::from(k.1)),
        is(report.kind == IncidentType::Other),
        f64::from(1.0 - background),
        f64::from(1.0 - aggregate),
        is(day.is_some_and(|w| w.earliest.is_some())),
        is(exact),
        is(own_place),
        is(!report.places.iter().any(|p| p.role == PlaceRole::Target)),
        is(!report.perpetrators.is_empty()),
        named.map(|a| f64::from(a.score)).fold(0.0, f64::max),
        is(report.outcome.killed.is_some() || report.outcome.injured.is_some()),
        is(first.is_some_and(|s| s <= 2)),
        is(report.perpetrators.iter().any(|p| p.basis == PerpetratorBasis::Claimed)),
        (acts.len() as f64 / sentences as f64).min(1.0),
        is(alone),
    ];
    (signs::probability(&signs, &WEIGHTS), signs.to_vec())
}
