//! The record of one corpus article as types.
//!
//! Owns: what a page says and how it looks as JSON (one object a line, offsets in code points of the text with its
//! headline). In: values from the reader. Out: the shape training reads. Refuses: a value without its words.

use super::words::{PlaceLevel, Reason, Weapon};
use claimbook_records::report::{
    Effect, IncidentType, PerpetratorBasis, RelationType, SpeechAct, Stage, TallyWhat,
};
use serde::Serialize;
use std::collections::BTreeMap;

/// An article with its whole record.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Document {
    /// File name without its ending, as `c1-001`.
    pub id: String,
    /// What the article shows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// A day, or `unknown`.
    pub published: String,
    /// Everything else in the head: publisher, genre, split and the like.
    #[serde(flatten)]
    pub head: BTreeMap<String, String>,
    /// Headline, empty line, text.
    pub body: String,
    /// Start and end of every sentence, the headline included.
    pub sentences: Vec<[usize; 2]>,
    /// True when the first sentence is a headline.
    pub headline: bool,
    pub acts: Vec<Act>,
    pub says: Vec<Saying>,
    pub tallies: Vec<Tally>,
    pub relations: Vec<Relation>,
    pub nots: Vec<Not>,
}

impl Document {
    /// True for the part that is kept for choosing.
    pub fn is_dev(&self) -> bool {
        self.head.get("split").is_some_and(|split| split == "dev")
    }

    /// True when no act is news.
    pub fn is_quiet(&self) -> bool {
        self.acts.iter().all(|act| act.background)
    }
}

/// Words with their place: "attacked" from 17 to 25. JSON: `[17, 25, "attacked"]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(into = "(usize, usize, String)")]
pub struct Phrase {
    pub start: usize,
    pub end: usize,
    pub words: String,
}

impl From<Phrase> for (usize, usize, String) {
    fn from(phrase: Phrase) -> Self {
        (phrase.start, phrase.end, phrase.words)
    }
}

/// A number as told, `3`, `3..5`, `3..` or `..5`; an open end is `None`.
pub type Bounds = [Option<u64>; 2];

/// One incident.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Act {
    pub key: String,
    #[serde(rename = "type")]
    pub kind: IncidentType,
    pub stage: Stage,
    pub background: bool,
    /// For a series: how many acts at least.
    pub aggregate: Option<u64>,
    /// The main telling first, then those that tell it again.
    pub tellings: Vec<Telling>,
    /// Id over articles, in clusters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gid: Option<String>,
}

impl Act {
    /// Every role of every telling, in the order of the page.
    pub fn roles(&self) -> impl Iterator<Item = &Role> {
        self.tellings.iter().flat_map(|telling| &telling.roles)
    }
}

/// A place where an act is told.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Telling {
    pub sentence: usize,
    pub trigger: Phrase,
    pub main: bool,
    pub roles: Vec<Role>,
}

/// Words that play a part in an act.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Role {
    pub span: Phrase,
    pub sentence: usize,
    /// Whom a pronoun or a description means.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(flatten)]
    pub part: Part,
}

/// Which part, with its value.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "role", rename_all = "snake_case")]
pub enum Part {
    Who { how: PerpetratorBasis },
    Target { effect: Option<Effect> },
    At { level: PlaceLevel },
    When { value: String },
    Weapon { kind: Weapon, n: Option<Bounds> },
    Killed { value: Bounds },
    Injured { value: Bounds },
    Kidnapped { value: Bounds },
    From,
    Stopped,
    None,
    Intercepted,
    Damage,
    Motive,
}

/// Somebody says something about an act, or about none.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Saying {
    pub sentence: usize,
    pub cue: Phrase,
    pub act: SpeechAct,
    pub speaker: Phrase,
    pub name: Option<String>,
    pub about: Option<String>,
    pub via: Option<Phrase>,
    pub when: Option<Phrase>,
    pub date: Option<String>,
}

/// A total.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tally {
    pub sentence: usize,
    pub span: Phrase,
    pub what: TallyWhat,
    pub value: Bounds,
    pub since: Option<String>,
    pub by: Option<Phrase>,
}

/// A relation between two actors.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Relation {
    pub sentence: usize,
    pub cue: Phrase,
    pub subject: String,
    #[serde(rename = "type")]
    pub kind: RelationType,
    pub object: String,
}

/// Words that look like an act and open no incident.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Not {
    pub sentence: usize,
    pub span: Phrase,
    pub reason: Reason,
}
