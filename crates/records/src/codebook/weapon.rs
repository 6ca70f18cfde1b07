//! Weapons: their words, the verbs that imply them, the types press reports name.
//!
//! Owns: weapon kinds of the report and their vocabulary. In: `weapons/*.toml`. Out: [`WeaponEntry`]. Refuses:
//! technical data (range, payload, making): Claimbook records what reports say was used.

use super::{Origin, Phrase};
use crate::report::IncidentType;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Weapon kinds of the report schema.
pub const WEAPON_KINDS: [&str; 26] = [
    "drone",
    "cruise_missile",
    "ballistic_missile",
    "missile",
    "rocket",
    "mortar",
    "artillery",
    "bomb",
    "vehicle_bomb",
    "letter_bomb",
    "dynamite",
    "mine",
    "grenade",
    "molotov",
    "explosive",
    "gun",
    "machine_gun",
    "rifle",
    "handgun",
    "aircraft_bomb",
    "torture",
    "fire",
    "stone",
    "knife",
    "cyber",
    "other",
];

/// A kind of weapon with its words and named types.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeaponEntry {
    /// Unique name of the entry; usually the kind.
    pub id: String,
    /// A word of [`WEAPON_KINDS`].
    pub kind: String,
    /// Type of an act told by no other word than "attack", where this is what it was done with.
    pub event_type: Option<IncidentType>,
    /// Head nouns and phrases, by language code.
    #[serde(default)]
    pub words: BTreeMap<String, Vec<Phrase>>,
    /// Words that are this weapon only near violence ("charge", "device", "shell"), by language code.
    #[serde(default)]
    pub weak_words: BTreeMap<String, Vec<Phrase>>,
    /// Verbs that imply it where no weapon is named ("shoot", "stab"), by language code.
    #[serde(default)]
    pub implied_by: BTreeMap<String, Vec<Phrase>>,
    /// Named types as the press writes them ("Shahed-136", "M-16").
    #[serde(default)]
    pub types: Vec<String>,
    /// Where it is written.
    #[serde(skip)]
    pub origin: Origin,
}
