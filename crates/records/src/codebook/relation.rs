//! Words that state a relation between two actors.
//!
//! Owns: the shape of `relations/<language>.toml`. In: its tables. Out: [`RelationPattern`]. Refuses: matching.

use super::Phrase;
use crate::report::RelationType;
use serde::Deserialize;

/// Phrases between two actors that state one relation.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelationPattern {
    pub kind: RelationType,
    /// Which of the two actors, as they stand in the text, is the relation's subject.
    pub subject: Side,
    pub words: Vec<Phrase>,
    /// The phrase stands right between the two with nothing but a hyphen ("Ruritanian-backed Front").
    #[serde(default)]
    pub adjoining: bool,
    /// The phrase stands before both ("pro-Ruritanian Front").
    #[serde(default)]
    pub prefix: bool,
}

/// Place of an actor beside the phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    First,
    Second,
}
