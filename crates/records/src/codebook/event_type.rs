//! Event types: what counts as which kind of incident, and the words that tell it.
//!
//! Owns: definitions, crosswalks, triggers with their senses, examples. In: `event_types/*.toml`, one type a file.
//! Out: [`EventType`]. Refuses: finding triggers in a text.

use super::{Origin, Phrase, Pos};
use crate::report::{Effect, IncidentType, Stage};
use serde::Deserialize;
use std::collections::BTreeMap;

/// A kind of incident.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventType {
    /// Name of the type in the codebook, snake case.
    pub id: String,
    /// Add to the built-in type of the same id instead of replacing it (user folders only).
    #[serde(default)]
    pub extend: bool,
    /// The type as the report writes it.
    #[serde(rename = "type")]
    pub kind: IncidentType,
    /// What counts, in a sentence or two.
    #[serde(default)]
    pub definition: String,
    /// A wider event type.
    pub parent: Option<String>,
    /// Roles its incidents take.
    #[serde(default)]
    pub roles: Vec<Role>,
    /// The nearest category in other code books.
    #[serde(default)]
    pub crosswalk: Crosswalk,
    /// Words that tell it, by language code.
    #[serde(default)]
    pub triggers: BTreeMap<String, Vec<Trigger>>,
    /// Texts with what must be found in them, by language code.
    #[serde(default)]
    pub examples: BTreeMap<String, Vec<Example>>,
    /// Where it is written.
    #[serde(skip)]
    pub origin: Origin,
}

/// The nearest category in other code books; `None` where they have none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Crosswalk {
    /// ACLED event type and sub-event type (ACLED Codebook, 2023).
    pub acled_event: Option<String>,
    pub acled_sub_event: Option<String>,
    /// PLOVER event type and mode (PLOVER manual, 2023).
    pub plover_event: Option<String>,
    pub plover_mode: Option<String>,
    /// CAMEO code (CAMEO 1.1b3).
    pub cameo: Option<String>,
    /// GTD attack type (GTD Codebook, 2021).
    pub gtd: Option<String>,
    /// MUC-4 incident type.
    pub muc4: Option<String>,
}

/// What a mention may be to an incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Perpetrator,
    Target,
    Weapon,
    Place,
    Time,
    Motive,
    /// Somebody or something without a role of its own (who defuses a bomb).
    Other,
    /// What was taken: money, goods, a vehicle.
    Loot,
}

/// Words that tell an incident of this type, and when they do.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trigger {
    /// Phrases with the same settings.
    pub words: Vec<Phrase>,
    /// Part of speech of the head.
    pub pos: Pos,
    /// How surely the words tell an incident, 0 to 1.
    #[serde(default = "one")]
    pub weight: f32,
    /// Tells an incident only with a violent argument: an armed perpetrator, a weapon, a victim ("hit", "target").
    #[serde(default)]
    pub weak: bool,
    /// Weapon kind the words imply ("shot" implies `gun`).
    pub weapon: Option<String>,
    /// What they say happened to the target ("murder" implies `killed`).
    pub effect: Option<Effect>,
    /// What whoever it strikes suffers at least, where nothing worse is said: one who was shot is wounded.
    #[serde(default)]
    pub at_least: Option<Effect>,
    /// Stage the words imply ("plot" implies `planned`).
    pub stage: Option<Stage>,
    /// More than one attack by itself ("attacks" is left to number; "bombing campaign" is not).
    #[serde(default)]
    pub aggregate: bool,
    /// What the grammar around it means, where it differs from the usual.
    #[serde(default)]
    pub frame: Frame,
    /// One of these must stand in the sentence.
    #[serde(default)]
    pub requires: Vec<Phrase>,
    /// None of these may stand in the sentence.
    #[serde(default)]
    pub forbids: Vec<Phrase>,
    /// None of these may stand within three words before, or in the gaps of the phrase ("heart" attack, "labor" strike).
    #[serde(default)]
    pub not_after: Vec<Phrase>,
    /// None of these may stand within three words after (attack "ad", shoot "film").
    #[serde(default)]
    pub not_before: Vec<Phrase>,
}

fn one() -> f32 {
    1.0
}

/// Which grammatical place holds which role. Usual for verbs: subject = perpetrator, object = target, "by" =
/// perpetrator, "with" = weapon, "on/against/at/toward" = target. Usual for nouns: "by" = perpetrator, "on/against/
/// at/of" = target, possessive or adjective before it = perpetrator.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Frame {
    /// Role of the subject of the active verb ("a bomb exploded": `weapon`; "three died": `target`).
    pub subject: Option<Role>,
    /// Role of the object, and of the subject in the passive ("fired a rocket": `weapon`).
    pub object: Option<Role>,
    /// Role of a noun's compound modifier or possessive ("drone attack": `weapon`; "embassy bombing": `target`).
    pub modifier: Option<Role>,
    /// Roles by preposition.
    pub prepositions: BTreeMap<String, Role>,
}

/// A text and what must be found in it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// An invented sentence.
    pub text: String,
    /// The trigger word as written; absent when nothing may be found.
    pub trigger: Option<String>,
    /// Why the engine does not do this yet; a test holds that it does not.
    pub known_gap: Option<String>,
}
