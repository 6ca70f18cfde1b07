//! Forms of names: how an actor that no register knows can be told from its words.
//!
//! Owns: head words of organisation names, agency nouns, titles, collective nouns, words that stand for a group named
//! before. In: `names/<language>.toml`. Out: [`NameForms`]. Refuses: names themselves.

use crate::report::ActorKind;
use serde::Deserialize;

/// Name-building words of one language, all in lower case.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NameForms {
    /// Last or first words of organisation names, by the kind they suggest ("brigades", "front", "ministry").
    pub heads: Vec<NameHead>,
    /// Bodies that belong to a state named before them ("army", "foreign ministry").
    pub bodies: Vec<NameHead>,
    /// Titles and posts before a person's name ("general", "prime minister", "spokesman").
    pub titles: Vec<Title>,
    /// Nouns of groups without a name ("militias", "groups", "factions").
    pub collectives: Vec<String>,
    /// Nouns that refer back to one organisation ("group", "organization").
    pub back_singular: Vec<String>,
    /// Nouns that refer back to several ("groups", "factions").
    pub back_plural: Vec<String>,
    /// Words that tie a group to a backer after a hyphen or blank ("backed", "aligned").
    pub backed: Vec<String>,
    /// Prefixes of alignment ("pro", "anti").
    pub prefixes: Vec<String>,
    /// Small words that may stand inside a name ("of", "the", "al", "de").
    pub inner: Vec<String>,
    /// Words that are names only in mixed case; in capitals they are ordinary words ("us", "who").
    pub not_in_capitals: Vec<String>,
    /// Capitalised words that never begin or are a name by themselves (weekdays, months, pronouns).
    pub never: Vec<String>,
    /// Phrases written like names that name nobody who acts ("Foreign Terrorist Organization").
    pub not_names: Vec<String>,
    /// Common given names help to tell persons ("juan", "mohammed").
    pub given: Vec<String>,
    /// Lemmas of verbs whose subject attacks, with no need of an object ("attack", "bomb").
    pub deeds: Vec<String>,
    /// Lemmas of verbs whose subject attacks when one of `deed_objects` is their object ("fire", "launch", "claim").
    pub deeds_with: Vec<String>,
    /// See `deeds_with` ("rocket", "drone", "responsibility").
    pub deed_objects: Vec<String>,
    /// Lemmas of verbs of saying, planning and trying that carry the deed ("say", "plan").
    pub deed_carriers: Vec<String>,
}

/// Words of an organisation's name and what they suggest.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NameHead {
    pub kind: ActorKind,
    pub words: Vec<String>,
}

/// Titles of one sort.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Title {
    /// `official` for offices, `military` for ranks, `person` for plain forms of address.
    pub kind: ActorKind,
    pub words: Vec<String>,
}
