//! Actors: the register of groups, states, agencies, persons, media and companies.
//!
//! Owns: names, aliases and dated relations, each with its published reference. In: `actors/*.toml`. Out:
//! [`ActorEntry`]. Refuses: facts without a reference and judgements about anybody.

use super::Origin;
use crate::report::{ActorKind, RelationType};
use serde::{Deserialize, Deserializer};

/// Somebody the register knows.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActorEntry {
    /// Snake case, unique ("kataib_hezbollah").
    pub id: String,
    /// Add to the built-in entry of the same id instead of replacing it (user folders only).
    #[serde(default)]
    pub extend: bool,
    /// Canonical name.
    pub name: String,
    pub kind: ActorKind,
    /// ISO 3166-1 alpha-2 of the state it is, belongs to or mainly acts in.
    pub country: Option<String>,
    /// A collective that acts ("Iraqi militias") rather than an organisation.
    #[serde(default)]
    pub collective: bool,
    /// Other names. Spelling variants (case, apostrophes, hyphens, "al-") need no alias of their own.
    #[serde(default)]
    pub aliases: Vec<Alias>,
    /// Short forms in capitals. Those of up to three letters count only where the text or its country supports them.
    #[serde(default)]
    pub acronyms: Vec<String>,
    /// Names that mean this actor only where it is named in full too, or its country is the text's topic
    /// ("the Front", "National Police").
    #[serde(default)]
    pub context_aliases: Vec<String>,
    /// Adjectives and demonyms of a state ("Israeli", "Israelis").
    #[serde(default)]
    pub adjectives: Vec<String>,
    /// Places that stand for it ("Washington", "Kremlin").
    #[serde(default)]
    pub metonyms: Vec<String>,
    /// The name is a transcription: vowels and doubled letters vary ("Hizballah", "Hezbollah").
    #[serde(default)]
    pub romanised: bool,
    /// Id of the state or organisation it belongs to.
    pub parent: Option<String>,
    /// Where the facts of this entry are published: body or author, title, year, URL where known.
    #[serde(default)]
    pub references: Vec<String>,
    /// Dated, referenced edges to other actors.
    #[serde(default, rename = "relation")]
    pub relations: Vec<ActorRelation>,
    /// Offices a person holds or held.
    #[serde(default, rename = "office")]
    pub offices: Vec<Office>,
    /// Where it is written.
    #[serde(skip)]
    pub origin: Origin,
}

/// Another name of an actor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    pub name: String,
    /// ISO 15924 code, `Latn` unless said.
    pub script: String,
    /// Language code, where it matters.
    pub language: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "an alias is a string, or { name, script, language }")]
enum AliasForm {
    Plain(String),
    Full(AliasTable),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AliasTable {
    name: String,
    script: Option<String>,
    language: Option<String>,
}

impl<'de> Deserialize<'de> for Alias {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let latin = || "Latn".to_owned();
        Ok(match AliasForm::deserialize(deserializer)? {
            AliasForm::Plain(name) => Self { name, script: latin(), language: None },
            AliasForm::Full(t) => {
                Self { name: t.name, script: t.script.unwrap_or_else(latin), language: t.language }
            }
        })
    }
}

/// A dated edge to another actor.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActorRelation {
    #[serde(rename = "type")]
    pub kind: RelationType,
    /// Id of the other actor.
    pub object: String,
    /// ISO 8601, partial allowed ("2018-07").
    pub since: Option<String>,
    pub until: Option<String>,
    /// Where it is published; the entry's references hold when absent.
    pub reference: Option<String>,
}

/// An office a person holds or held.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Office {
    /// "Prime Minister of Iraq".
    pub title: String,
    /// Id of the state or body whose office it is.
    pub of: Option<String>,
    /// ISO 8601, partial allowed.
    pub since: Option<String>,
    pub until: Option<String>,
}
