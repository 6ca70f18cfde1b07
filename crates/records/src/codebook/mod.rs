//! The codebook: what a user may edit without touching Rust.
//!
//! Owns: the shapes of event types, actors, weapons, reporting verbs, publishers and clutter. In: texts of TOML files
//! with their names. Out: [`Codebook`]. Refuses: reading folders (the command does that).

mod actor;
mod check;
mod cues;
mod error;
mod event_type;
mod load;
mod merge;
mod names;
mod nouns;
mod phrase;
mod publisher;
mod relation;
mod speech;
mod weapon;

pub use actor::{ActorEntry, ActorRelation, Alias, Office};
pub use cues::{ContextCues, Cues, OutcomeCues, StageCues};
pub use error::{CodebookError, CodebookErrors};
pub use event_type::{Crosswalk, EventType, Example, Frame, Role, Trigger};
pub use names::{NameForms, NameHead, Title};
pub use nouns::{OBJECT_KINDS, PERSON_KINDS, PerpetratorNoun, TargetNoun};
pub use phrase::{Part, Phrase};
pub use publisher::{Clutter, ClutterExtent, PublisherEntry};
pub use relation::{RelationPattern, Side};
pub use speech::{Channel, Content, Hedge, ReportingVerb, SpeakerNoun, Speech};
pub use weapon::{WEAPON_KINDS, WeaponEntry};

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The files of `codebook/` as they were when this crate was built: name and text.
static BUILTIN: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/codebook_files.rs"));

/// Where an entry is written: file name and line from 1.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    pub file: Arc<str>,
    pub line: usize,
}

/// Part of speech of a codebook word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pos {
    Noun,
    Verb,
    Adj,
    Adv,
    /// A preposition or a frame that works as one ("according to").
    Adp,
}

impl Pos {
    const ALL: [(Self, &'static str); 5] = [
        (Self::Noun, "noun"),
        (Self::Verb, "verb"),
        (Self::Adj, "adj"),
        (Self::Adv, "adv"),
        (Self::Adp, "adp"),
    ];
}

impl std::str::FromStr for Pos {
    type Err = String;

    fn from_str(s: &str) -> Result<Self, String> {
        let found = Self::ALL.iter().find(|(_, word)| *word == s).map(|(pos, _)| *pos);
        found.ok_or_else(|| format!("'{s}' is none of: noun, verb, adj, adv, adp"))
    }
}

impl std::fmt::Display for Pos {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(Self::ALL.iter().find(|(pos, _)| pos == self).map_or("", |(_, word)| word))
    }
}

/// The word lists of one language.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Lists {
    pub cues: Cues,
    pub speech: Speech,
    pub targets: Vec<TargetNoun>,
    pub perpetrators: Vec<PerpetratorNoun>,
    pub names: NameForms,
    pub clutter: Vec<Clutter>,
    pub relations: Vec<RelationPattern>,
}

/// Everything the data files say.
#[derive(Debug, Clone, Default)]
pub struct Codebook {
    /// In order of file name, then of writing.
    pub event_types: Vec<EventType>,
    pub actors: Vec<ActorEntry>,
    pub weapons: Vec<WeaponEntry>,
    pub publishers: Vec<PublisherEntry>,
    /// Word lists by language code.
    pub lists: BTreeMap<String, Lists>,
    /// SHA-256 (hex) over the names and texts of all files, in order.
    pub hash: String,
}

impl Codebook {
    /// The codebook that comes with Claimbook. An entry with a mistake would be left out; a test holds that there is
    /// none.
    pub fn builtin() -> Self {
        load::read(&[BUILTIN]).0
    }

    /// A codebook of these files alone: names such as `actors/iraq.toml` and their texts.
    pub fn from_files<'a>(
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, CodebookErrors> {
        let files: Vec<_> = files.into_iter().collect();
        Self::checked(&[&files])
    }

    /// The built-in codebook with a user's files laid over it: an entry with a known id replaces the built-in one, or
    /// adds to it when it says `extend = true`; word lists are added to.
    pub fn with_overlay<'a>(
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, CodebookErrors> {
        let files: Vec<_> = files.into_iter().collect();
        Self::checked(&[BUILTIN, &files])
    }

    fn checked(layers: &[&[(&str, &str)]]) -> Result<Self, CodebookErrors> {
        let (codebook, errors) = load::read(layers);
        if errors.is_empty() { Ok(codebook) } else { Err(CodebookErrors(errors)) }
    }

    /// The word lists of a language, empty where there are none.
    pub fn lists(&self, language: &str) -> &Lists {
        static NONE: std::sync::OnceLock<Lists> = std::sync::OnceLock::new();
        self.lists.get(language).unwrap_or_else(|| NONE.get_or_init(Lists::default))
    }

    /// The actor with an id.
    pub fn actor(&self, id: &str) -> Option<&ActorEntry> {
        self.actors.iter().find(|a| a.id == id)
    }

    /// The publisher with a domain or a subdomain of it.
    pub fn publisher(&self, domain: &str) -> Option<&PublisherEntry> {
        let domain = domain.trim_start_matches("www.").to_ascii_lowercase();
        let hit = |d: &str| domain == d || domain.strip_suffix(d).is_some_and(|rest| rest.ends_with('.'));
        self.publishers.iter().find(|p| hit(&p.domain) || p.domains.iter().any(|d| hit(d)))
    }
}

#[cfg(test)]
mod tests;
