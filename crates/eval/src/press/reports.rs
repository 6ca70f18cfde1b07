//! Reports as the press figures read them.
//!
//! Owns: which fields of a report count here. In: JSON lines of `claimbook extract`, of any version, or of another program
//! that writes the same fields. Out: [`PressReport`]s. Refuses: fields of which no figure is made.

use claimbook_records::report::{Count, IncidentType, PerpetratorBasis, PlaceRole, Quote, SpeechAct, Stage};
use serde::Deserialize;
use std::collections::BTreeMap;

/// One report.
#[derive(Debug, Clone, Deserialize)]
pub struct PressReport {
    pub article: PressArticle,
    pub incidents: Vec<PressIncident>,
    #[serde(default)]
    pub claims: Vec<PressClaim>,
}

/// The article that was read.
#[derive(Debug, Clone, Deserialize)]
pub struct PressArticle {
    /// The id under which it was given.
    pub input: String,
    pub body: String,
}

/// One incident of a report.
#[derive(Debug, Clone, Deserialize)]
pub struct PressIncident {
    pub id: String,
    #[serde(rename = "type")]
    pub kind: IncidentType,
    pub stage: Stage,
    #[serde(default)]
    pub background: bool,
    #[serde(default)]
    pub aggregate: bool,
    #[serde(default)]
    pub date: Option<PressDate>,
    #[serde(default)]
    pub places: Vec<PressPlace>,
    #[serde(default)]
    pub perpetrators: Vec<PressPerpetrator>,
    #[serde(default)]
    pub outcome: PressOutcome,
    #[serde(default)]
    pub evidence: Vec<Quote>,
    #[serde(default)]
    pub confidence: Option<f64>,
    /// What the confidence rests on; `claimbook extract --mentions` writes it.
    #[serde(default)]
    pub x_signs: Option<BTreeMap<String, f64>>,
}

/// When; an open end is `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct PressDate {
    #[serde(default)]
    pub earliest: Option<String>,
    #[serde(default)]
    pub latest: Option<String>,
}

/// Where.
#[derive(Debug, Clone, Deserialize)]
pub struct PressPlace {
    pub name: String,
    pub role: PlaceRole,
    #[serde(default)]
    pub country: Option<String>,
}

/// Who is said to have done it.
#[derive(Debug, Clone, Deserialize)]
pub struct PressPerpetrator {
    pub name: String,
    #[serde(default)]
    pub text: Option<String>,
    pub basis: PerpetratorBasis,
}

/// Dead and wounded.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct PressOutcome {
    #[serde(default)]
    pub killed: Option<Count>,
    #[serde(default)]
    pub injured: Option<Count>,
}

/// Who says what about which incident.
#[derive(Debug, Clone, Deserialize)]
pub struct PressClaim {
    #[serde(default)]
    pub speaker: Option<PressSpeaker>,
    pub act: SpeechAct,
    #[serde(default)]
    pub about: Option<String>,
    /// What its probability rests on; `claimbook extract --mentions` writes it.
    #[serde(default)]
    pub x_signs: Option<BTreeMap<String, f64>>,
}

/// A speaker.
#[derive(Debug, Clone, Deserialize)]
pub struct PressSpeaker {
    #[serde(default)]
    pub name: Option<String>,
}

impl PressIncident {
    /// True for what a reader sees as a pin on the map.
    pub fn is_pin(&self) -> bool {
        is_pin(self.background, self.aggregate, self.stage)
    }

    /// The places that were struck.
    pub fn struck(&self) -> impl Iterator<Item = &PressPlace> {
        self.places.iter().filter(|place| place.role == PlaceRole::Target)
    }
}

impl super::gold::GoldIncident {
    /// True for what should be a pin on the map.
    pub fn is_pin(&self) -> bool {
        is_pin(self.background, self.aggregate, self.stage)
    }
}

/// News of one act that was done or tried.
fn is_pin(background: bool, aggregate: bool, stage: Stage) -> bool {
    !background && !aggregate && matches!(stage, Stage::Accomplished | Stage::Attempted)
}
