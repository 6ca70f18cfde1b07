//! Reporting verbs and channels: how a text says that somebody says something.
//!
//! Owns: their vocabulary. In: `reporting_verbs/<language>.toml`. Out: [`ReportingVerb`], [`Channel`]. Refuses:
//! the final speech act, which depends on who speaks about whose act.

use super::{Phrase, Pos};
use crate::report::{Firmness, Property, SpeechAct};
use serde::Deserialize;

/// Words that introduce what somebody says.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportingVerb {
    /// Phrases with the same settings.
    pub words: Vec<Phrase>,
    /// Part of speech of the head; `adp` for frames such as "according to".
    pub pos: Pos,
    /// The act when nothing else decides: a third party speaking.
    pub act: SpeechAct,
    /// The act when the speaker talks about its own deed; `claims_responsibility` for most.
    pub own_act: Option<SpeechAct>,
    /// How firmly it is said.
    pub firmness: Firmness,
    /// Where the content stands.
    #[serde(default)]
    pub takes: Vec<Content>,
    /// What alone it speaks about: "denied involvement" is about who did it.
    #[serde(default)]
    pub property: Option<Property>,
    /// Speaks only with a speaker and content in the clause ("add", "note", "release").
    #[serde(default)]
    pub weak: bool,
}

/// Where the content of a reporting verb stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// A clause with or without "that".
    Clause,
    /// Words in quotation marks.
    Quote,
    /// A noun as object: "confirmed the attack", "claimed responsibility for the attack".
    Object,
    /// "to" and a verb: "claimed to have attacked", "threatened to bomb".
    Infinitive,
    /// A noun after "for": "blamed X for Y".
    For,
    /// A noun after "of": "accused X of Y".
    Of,
    /// The person it is said about as object: "accused X", "blamed X".
    Accused,
}

/// A way words reach the public.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Channel {
    /// As the report writes it: "Telegram", "video", "press conference", "written statement".
    pub name: String,
    /// Words that name it.
    pub words: Vec<Phrase>,
}

/// Everything of `reporting_verbs/<language>.toml`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Speech {
    pub verbs: Vec<ReportingVerb>,
    pub channels: Vec<Channel>,
    /// Words that make a naming a suspicion ("alleged", "presumably").
    pub hedges: Vec<Hedge>,
    /// Nouns for unnamed speakers ("source", "witness", "official") with their kind.
    pub speakers: Vec<SpeakerNoun>,
}

/// Words of doubt beside a name.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hedge {
    pub words: Vec<Phrase>,
}

/// A common noun for a speaker.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpeakerNoun {
    pub words: Vec<Phrase>,
    pub kind: crate::report::SpeakerKind,
}
