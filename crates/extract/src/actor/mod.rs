//! Actors: found by the register and by form, and gathered into the article's cast.
//!
//! Owns: who is named and which names are one. In: a [`Text`], the codebook's register. Out: a [`Cast`].
//! Refuses: deciding who did what.

use crate::text::Text;
use claimbook_records::report::ActorKind;
use claimbook_records::{Codebook, Span};

/// Somebody the article names, by one or several names.
#[derive(Debug, Clone)]
pub struct Member {
    /// Canonical name where the register knows it, else the fullest name as written.
    pub name: String,
    /// Id in the register ("hezbollah"), `None` for actors known from this text only.
    pub register_id: Option<String>,
    pub kind: ActorKind,
    /// A collective that acts ("Iraqi militias") rather than a named organisation.
    pub collective: bool,
    /// ISO 3166-1 alpha-2 of the state it is or belongs to, where known.
    pub country: Option<String>,
    /// Index of the member that is the containing state or organisation, where known.
    pub parent: Option<usize>,
}

/// How a mention names its actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naming {
    /// By a name or alias.
    Name,
    /// By nationality or adjective ("Israeli", "U.S.").
    Adjective,
    /// By a common noun that stands for one named before ("the group").
    Nominal,
    /// By a pronoun.
    Pronoun,
}

/// A mention of an actor.
#[derive(Debug, Clone)]
pub struct ActorMention {
    pub span: Span,
    /// Index in [`Cast::members`].
    pub member: usize,
    pub naming: Naming,
}

/// Everybody an article names.
#[derive(Debug, Clone, Default)]
pub struct Cast {
    pub members: Vec<Member>,
    /// In order of position; may nest (an adjective inside a group's name is left out).
    pub mentions: Vec<ActorMention>,
}

/// The actors of a text.
pub fn find(_text: &Text, _body: &str, _codebook: &Codebook) -> Cast {
    Cast::default()
}
