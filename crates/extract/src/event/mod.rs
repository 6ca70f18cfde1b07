//! Incidents: triggers, roles, stage, merging.
//!
//! Owns: what happened to whom. In: [`Reading`] (everything found so far) and the codebook. Out: incident reports,
//! still with byte spans. Refuses: who says so (see [`crate::attribution`], which sets the basis of perpetrators).

use crate::engine::Reading;
use crate::time::Window;
use claimbook_records::report::{
    Count, Effect, IncidentType, Outcome, PerpetratorBasis, PerpetratorCategory, PerpetratorKind, PlaceRole,
    Stage, TargetClass,
};
use claimbook_records::{Codebook, Span};

/// The date of an incident with the words it rests on.
#[derive(Debug, Clone)]
pub struct EventDate {
    pub window: Window,
    pub evidence: Vec<Span>,
}

/// A place in its role.
#[derive(Debug, Clone)]
pub struct EventPlace {
    /// Index in [`Reading::places`].
    pub mention: usize,
    pub role: PlaceRole,
}

/// Somebody named as the one who did it.
#[derive(Debug, Clone)]
pub struct EventPerpetrator {
    /// Index in the cast, where the words name a member of it.
    pub member: Option<usize>,
    /// Head mention.
    pub span: Span,
    pub kind: PerpetratorKind,
    pub category: Option<PerpetratorCategory>,
    /// Reported as fact until attribution knows better.
    pub basis: PerpetratorBasis,
    pub evidence: Vec<Span>,
}

/// Somebody or something struck or aimed at.
#[derive(Debug, Clone)]
pub struct EventTarget {
    /// Head mention.
    pub span: Span,
    pub class: TargetClass,
    /// A word of the schema's list of target kinds.
    pub kind: Option<String>,
    /// Proper name of a person.
    pub name: Option<Span>,
    /// Role or title.
    pub description: Option<Span>,
    pub member: Option<usize>,
    pub nationality: Option<String>,
    pub count: Option<Count>,
    pub effects: Vec<Effect>,
    pub evidence: Vec<Span>,
}

/// A weapon named or implied.
#[derive(Debug, Clone)]
pub struct EventWeapon {
    /// The words, `None` when only the act implies it.
    pub span: Option<Span>,
    pub kind: String,
    pub name: Option<Span>,
    pub used: Option<bool>,
    pub count: Option<Count>,
    pub evidence: Vec<Span>,
}

/// One incident as the article tells it, before it is written out.
#[derive(Debug, Clone)]
pub struct IncidentReport {
    pub kind: IncidentType,
    pub types_also: Vec<IncidentType>,
    pub stage: Stage,
    pub aggregate: bool,
    pub count: Option<Count>,
    pub background: bool,
    /// Token indices of its triggers, in order.
    pub triggers: Vec<usize>,
    /// Clauses that tell it.
    pub evidence: Vec<Span>,
    /// Clauses that only refer back.
    pub references: Vec<Span>,
    pub motives: Vec<Span>,
    pub date: Option<EventDate>,
    pub places: Vec<EventPlace>,
    pub perpetrators: Vec<EventPerpetrator>,
    pub targets: Vec<EventTarget>,
    pub weapons: Vec<EventWeapon>,
    /// Values only; its evidence stands in `outcome_evidence`.
    pub outcome: Outcome,
    pub outcome_evidence: Vec<Span>,
    /// Calibrated probability that the article reports this incident.
    pub confidence: f64,
}

/// The incidents an article tells, in order of first mention.
pub fn incidents(_reading: &Reading, _codebook: &Codebook) -> Vec<IncidentReport> {
    Vec::new()
}
