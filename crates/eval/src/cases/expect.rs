//! What a case expects of the record.
//!
//! Owns: the keys of an `expect` block. In: TOML. Out: [`Expectation`]. Refuses: unknown keys, so that a misspelt one
//! never passes silently. Whatever a case does not mention is not checked.

use claimbook_records::report::{
    Damage, IncidentType, PerpetratorBasis, Precision, RelationType, SpeakerKind, SpeechAct, Stage,
    TallyWhat, WarningKind,
};
use serde::Deserialize;

/// Everything a case says about the record.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    /// Why the engine does not do this yet; a case with it must not hold, so that the mark goes when the gap closes.
    pub known_gap: Option<String>,
    /// How many incidents there are.
    pub incidents: Option<usize>,
    /// How many claims there are.
    pub claims: Option<usize>,
    /// How many tallies there are.
    pub tallies: Option<usize>,
    /// Language as recorded.
    pub language: Option<String>,
    /// Publication date as recorded (given or solved).
    pub published: Option<String>,
    /// Names that must be among the actors.
    #[serde(default)]
    pub actors: Vec<String>,
    /// Names that must not be among the actors.
    #[serde(default)]
    pub no_actors: Vec<String>,
    /// Words of the body that must not be evidence of any incident.
    #[serde(default)]
    pub no_incident_in: Vec<String>,
    /// Words of the body that must lie in clutter.
    #[serde(default)]
    pub clutter: Vec<String>,
    #[serde(default)]
    pub incident: Vec<ExpectedIncident>,
    #[serde(default)]
    pub claim: Vec<ExpectedClaim>,
    #[serde(default)]
    pub tally: Vec<ExpectedTally>,
    #[serde(default)]
    pub relation: Vec<ExpectedRelation>,
    #[serde(default)]
    pub warning: Vec<WarningKind>,
}

/// An incident; it is looked for among those of the record by its words and fields.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedIncident {
    /// Words of the body that must lie in its evidence (one clause that tells it).
    pub told: Option<String>,
    /// Words that must be evidence or a reference of it: told again, or referred back to.
    #[serde(default)]
    pub also: Vec<String>,
    #[serde(rename = "type")]
    pub kind: Option<IncidentType>,
    #[serde(default)]
    pub types_also: Vec<IncidentType>,
    pub stage: Option<Stage>,
    pub aggregate: Option<bool>,
    pub background: Option<bool>,
    /// Number of attacks in an aggregate, see [`super::check::count`].
    pub count: Option<String>,
    /// "2024-03-05", "2024-03-01/2024-03-05", "../2024-03-05" or "none".
    pub date: Option<String>,
    pub precision: Option<Precision>,
    /// Places with the role of target.
    #[serde(default)]
    pub at: Vec<String>,
    #[serde(default)]
    pub from: Vec<String>,
    #[serde(default)]
    pub intercepted_at: Vec<String>,
    /// Country codes, one of which a target place must have.
    pub country: Option<String>,
    /// Names that must be no place of the incident in any role.
    #[serde(default)]
    pub not_places: Vec<String>,
    /// "Name" or "Name: basis".
    #[serde(default)]
    pub by: Vec<String>,
    #[serde(default)]
    pub not_by: Vec<String>,
    /// No perpetrator at all.
    #[serde(default)]
    pub by_nobody: bool,
    /// Words that must stand in the text or name of a target.
    #[serde(default)]
    pub targets: Vec<String>,
    /// Kind of weapon, or "kind: count".
    #[serde(default)]
    pub weapons: Vec<String>,
    pub killed: Option<String>,
    pub injured: Option<String>,
    pub damage: Option<Damage>,
    pub intercepted: Option<bool>,
}

/// A claim.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedClaim {
    pub speaker: String,
    pub act: SpeechAct,
    pub kind: Option<SpeakerKind>,
    /// Number of the expected incident it is about, from 1; 0 = about none.
    pub about: Option<usize>,
    /// Relays, outermost first.
    pub via: Option<Vec<String>>,
    pub channel: Option<String>,
    /// As for an incident.
    pub date: Option<String>,
}

/// A tally.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedTally {
    pub what: TallyWhat,
    pub count: String,
    pub since: Option<String>,
    pub until: Option<String>,
    pub speaker: Option<String>,
}

/// A relation between actors.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedRelation {
    pub subject: String,
    #[serde(rename = "type")]
    pub kind: RelationType,
    pub object: String,
}

/// The ground a perpetrator is named on, after the colon of "Name: basis".
pub fn basis(text: &str) -> Result<(&str, Option<PerpetratorBasis>), String> {
    match text.rsplit_once(": ") {
        Some((name, basis)) => Ok((name, Some(basis.parse()?))),
        None => Ok((text, None)),
    }
}
