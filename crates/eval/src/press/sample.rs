//! Small invented incidents for the tests of this room.
//!
//! Owns: values that say as little as possible, to be changed with `..`. In: ids and names. Out: gold and predicted
//! incidents. Refuses: use outside tests.

use super::gold::{GoldIncident, GoldPerpetrator, GoldPlace};
use super::reports::{PressIncident, PressOutcome, PressPerpetrator, PressPlace};
use claimbook_records::report::{IncidentType, PerpetratorBasis, PlaceRole, Stage};

/// News of a bombing of which nothing is told.
pub(super) fn gold(key: &str) -> GoldIncident {
    GoldIncident {
        key: key.to_owned(),
        background: false,
        optional: false,
        aggregate: false,
        kind: IncidentType::Bombing,
        type_also: Vec::new(),
        stage: Stage::Accomplished,
        date: None,
        places: Vec::new(),
        perpetrators: Vec::new(),
        killed: None,
        injured: None,
        trigger: None,
        at: None,
        gid: None,
    }
}

/// The same as predicted.
pub(super) fn found(id: &str) -> PressIncident {
    PressIncident {
        id: id.to_owned(),
        kind: IncidentType::Bombing,
        stage: Stage::Accomplished,
        background: false,
        aggregate: false,
        date: None,
        places: Vec::new(),
        perpetrators: Vec::new(),
        outcome: PressOutcome::default(),
        evidence: Vec::new(),
        confidence: None,
        x_signs: None,
    }
}

/// A gold place in Niger.
pub(super) fn place(name: &str, level: &str) -> GoldPlace {
    GoldPlace { names: vec![name.to_owned()], level: Some(level.to_owned()), country: Some("NE".to_owned()) }
}

/// A predicted place in Niger.
pub(super) fn struck(name: &str) -> PressPlace {
    PressPlace { name: name.to_owned(), role: PlaceRole::Target, country: Some("NE".to_owned()) }
}

/// Somebody in gold.
pub(super) fn perpetrator(name: &str) -> GoldPerpetrator {
    GoldPerpetrator { names: vec![name.to_owned()], how: PerpetratorBasis::Claimed }
}

/// Somebody predicted.
pub(super) fn doer(name: &str) -> PressPerpetrator {
    PressPerpetrator { name: name.to_owned(), text: None, basis: PerpetratorBasis::Claimed }
}
