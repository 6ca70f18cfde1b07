//! Publishers and page furniture.
//!
//! Owns: who prints what, and phrases that are no part of an article. In: `publishers/*.toml`,
//! `clutter/<language>.toml`. Out: [`PublisherEntry`], [`Clutter`]. Refuses: grades of reliability (those are the
//! user's).

use super::Origin;
use serde::Deserialize;

/// A publisher.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublisherEntry {
    /// Main domain, lower case, unique ("example.org").
    pub domain: String,
    pub name: String,
    /// Other domains and names.
    #[serde(default)]
    pub domains: Vec<String>,
    #[serde(default)]
    pub aliases: Vec<String>,
    /// ISO 3166-1 alpha-2 of its seat.
    pub country: Option<String>,
    /// BCP 47 codes it prints in.
    #[serde(default)]
    pub languages: Vec<String>,
    /// Ownership or alignment in neutral words, as a published reference states it.
    pub affiliation: Option<String>,
    /// The reference for `affiliation`.
    pub reference: Option<String>,
    /// Id in the actor register, where it is an actor too.
    pub actor: Option<String>,
    /// Where it is written.
    #[serde(skip)]
    pub origin: Origin,
}

/// A phrase that marks page furniture.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clutter {
    /// Texts; case is ignored, `*` stands for anything on the line, `?` for any one character.
    pub texts: Vec<String>,
    /// How much of the text is furniture.
    pub extent: ClutterExtent,
}

/// How much around a furniture phrase goes with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClutterExtent {
    /// The phrase alone, anywhere in a line.
    Phrase,
    /// The line, when it begins with the phrase.
    LineStart,
    /// The line, when it is nothing but the phrase.
    Line,
    /// From the phrase to the end of the body, when at a line's start in the last third.
    Rest,
}
