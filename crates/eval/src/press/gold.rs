//! What a press kit says about its articles.
//!
//! Owns: the file format of press gold, one article a line. In: such a file, or the corpus. Out: [`GoldArticle`]s.
//! Refuses: types, stages, bases and acts of saying that a report cannot have.

use claimbook_records::report::{IncidentType, PerpetratorBasis, SpeechAct, Stage};
use serde::{Deserialize, Serialize};

/// The record of one article as values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GoldArticle {
    /// The id under which the article was given to the engine.
    pub id: String,
    #[serde(default)]
    pub published: Option<String>,
    pub incidents: Vec<GoldIncident>,
    pub claims: Vec<GoldClaim>,
}

/// One incident as the article tells it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GoldIncident {
    pub key: String,
    #[serde(default)]
    pub background: bool,
    /// May be found or not.
    #[serde(default)]
    pub optional: bool,
    /// A series told as one.
    #[serde(default)]
    pub aggregate: bool,
    #[serde(rename = "type")]
    pub kind: IncidentType,
    /// Types that are as good.
    #[serde(default)]
    pub type_also: Vec<IncidentType>,
    pub stage: Stage,
    /// A day, month or year, or a range of these: `2024-03-05`, `2024-03`, `2024-03-05/2024-03-06`, `../2024-03-05`.
    pub date: Option<String>,
    #[serde(default)]
    pub places: Vec<GoldPlace>,
    #[serde(default)]
    pub perpetrators: Vec<GoldPerpetrator>,
    /// Smallest and largest number.
    #[serde(default)]
    pub killed: Option<[Option<u64>; 2]>,
    #[serde(default)]
    pub injured: Option<[Option<u64>; 2]>,
    /// Words of the body that tell it.
    #[serde(default)]
    pub trigger: Option<String>,
    /// First code point of the trigger in headline, empty line and body; the corpus knows it.
    #[serde(rename = "_at", default, skip_serializing_if = "Option::is_none")]
    pub at: Option<usize>,
    /// Id over articles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gid: Option<String>,
}

/// A place that was struck.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoldPlace {
    pub names: Vec<String>,
    #[serde(default)]
    pub level: Option<String>,
    #[serde(default)]
    pub country: Option<String>,
}

/// Somebody who is said to have done it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoldPerpetrator {
    pub names: Vec<String>,
    pub how: PerpetratorBasis,
}

/// Somebody says something about an incident, or about none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoldClaim {
    pub speaker: OneOrMore,
    pub act: SpeechAct,
    /// Key of the incident.
    #[serde(default)]
    pub about: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
}

/// A name, or several that are as good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl OneOrMore {
    /// Every name.
    pub fn names(&self) -> &[String] {
        match self {
            Self::One(name) => std::slice::from_ref(name),
            Self::More(names) => names,
        }
    }
}
