//! Common nouns for those who are struck and those who strike.
//!
//! Owns: target nouns with class and kind, generic perpetrator nouns with category. In: `targets/<language>.toml`,
//! `perpetrators/<language>.toml`. Out: [`TargetNoun`], [`PerpetratorNoun`]. Refuses: names (see actors).

use super::Phrase;
use crate::report::{PerpetratorCategory, PerpetratorKind, TargetClass};
use serde::Deserialize;

/// Kinds of persons in the report schema.
pub const PERSON_KINDS: [&str; 16] = [
    "civilian",
    "official",
    "former_official",
    "diplomat",
    "politician",
    "military",
    "former_military",
    "police",
    "guard",
    "judge",
    "journalist",
    "clergy",
    "aid_worker",
    "spokesperson",
    "militant",
    "other",
];

/// Kinds of objects in the report schema.
pub const OBJECT_KINDS: [&str; 24] = [
    "military_base",
    "vessel",
    "vehicle",
    "aircraft",
    "energy",
    "water",
    "transport_route",
    "transport_facility",
    "diplomatic",
    "government",
    "political",
    "law_enforcement",
    "hospital",
    "militant_camp",
    "financial",
    "commercial",
    "media",
    "communications",
    "residence",
    "church",
    "school",
    "organisation_office",
    "farm",
    "other",
];

/// Head nouns and phrases with one class and kind.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TargetNoun {
    pub class: TargetClass,
    /// A word of [`PERSON_KINDS`] or [`OBJECT_KINDS`]; free for organisations and places.
    pub kind: String,
    pub words: Vec<Phrase>,
    /// Titles stand before a name ("General", "Judge") and are written as a person's description.
    #[serde(default)]
    pub title: bool,
    /// A target only as the object of a clear act ("point", "side").
    #[serde(default)]
    pub weak: bool,
}

/// Generic words for those who act.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PerpetratorNoun {
    pub category: PerpetratorCategory,
    pub kind: PerpetratorKind,
    pub words: Vec<Phrase>,
    /// May be a perpetrator only with a violent verb ("man", "individual", "youth").
    #[serde(default)]
    pub weak: bool,
}
