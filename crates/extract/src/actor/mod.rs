//! Actors: found by the register and by form, and gathered into the article's cast.
//!
//! Owns: who is named and which names are one. In: a [`Text`], the codebook's register. Out: a [`Cast`].
//! Refuses: deciding who did what.

mod coref;
mod deeds;
mod draft;
mod drafts;
mod fold;
mod groups;
mod known;
mod lexicon;
mod people;
mod register;

pub use register::Register;

use crate::text::Text;
use claimbook_records::Span;
use claimbook_records::report::ActorKind;
use draft::{Gathering, Who};
use rustc_hash::FxHashMap;

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
    /// Index of the member that is the containing state or organisation, where the article names it too.
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
    /// In order of first mention.
    pub members: Vec<Member>,
    /// In order of position; may nest (an adjective inside a group's name is left out).
    pub mentions: Vec<ActorMention>,
    /// For each mention the furthest end of those up to it.
    ends: Vec<usize>,
    /// For each member the indices of its mentions.
    own: Vec<Vec<usize>>,
    /// How many members there are of each kind.
    kinds: FxHashMap<ActorKind, usize>,
}

impl Cast {
    fn new(members: Vec<Member>, mentions: Vec<ActorMention>) -> Self {
        let mut own = vec![Vec::new(); members.len()];
        let mut ends = Vec::with_capacity(mentions.len());
        for (i, mention) in mentions.iter().enumerate() {
            ends.push(ends.last().copied().unwrap_or(0).max(mention.span.end()));
            if let Some(list) = own.get_mut(mention.member) {
                list.push(i);
            }
        }
        let mut kinds = FxHashMap::default();
        for member in &members {
            *kinds.entry(member.kind).or_default() += 1;
        }
        Self { members, mentions, ends, own, kinds }
    }

    /// How many members are of a kind.
    pub(crate) fn alike(&self, kind: ActorKind) -> usize {
        self.kinds.get(&kind).copied().unwrap_or(0)
    }

    /// How often a member is mentioned.
    pub(crate) fn times(&self, member: usize) -> usize {
        self.own.get(member).map_or(0, Vec::len)
    }

    /// Mentions that begin before `end` and may reach beyond `start`.
    fn near(&self, start: usize, end: usize) -> &[ActorMention] {
        let from = self.ends.partition_point(|e| *e <= start);
        let to = self.mentions.partition_point(|m| m.span.start() < end);
        self.mentions.get(from..to).unwrap_or_default()
    }

    /// Mentions that cover some of a span, in order.
    pub(crate) fn over(&self, span: Span) -> impl DoubleEndedIterator<Item = &ActorMention> {
        self.near(span.start(), span.end()).iter().filter(move |m| m.span.overlaps(span))
    }

    /// True where a mention begins.
    pub(crate) fn beginning_at(&self, byte: usize) -> bool {
        self.mentions.binary_search_by_key(&byte, |m| m.span.start()).is_ok()
    }

    /// Mentions that a span holds, in order.
    pub(crate) fn inside(&self, span: Span) -> impl DoubleEndedIterator<Item = &ActorMention> {
        let from = self.mentions.partition_point(|m| m.span.start() < span.start());
        let to = self.mentions.partition_point(|m| m.span.start() <= span.end());
        let near = self.mentions.get(from..to).unwrap_or_default();
        near.iter().filter(move |m| span.contains(m.span))
    }

    /// Mentions that hold a span, in order.
    pub(crate) fn around(&self, span: Span) -> impl DoubleEndedIterator<Item = &ActorMention> {
        let near = self.near(span.end().saturating_sub(1), span.start() + 1);
        near.iter().filter(move |m| m.span.contains(span))
    }

    /// Mentions of a member, in order.
    pub(crate) fn of(&self, member: usize) -> impl DoubleEndedIterator<Item = &ActorMention> {
        let own = self.own.get(member).map(Vec::as_slice).unwrap_or_default();
        own.iter().filter_map(|i| self.mentions.get(*i))
    }
}

/// The actors of a text.
///
/// ```
/// use claimbook_extract::actor::{self, Register};
/// use claimbook_extract::text::{Models, analyse};
/// use claimbook_records::Codebook;
/// let register = Register::new(&Codebook::builtin(), "en");
/// let body = "The Iraqi group Kataeb Hizbollah denied it, Al-Mayadeen reported.";
/// let cast = actor::find(&analyse(body, &[], Models::embedded()), body, &register);
/// let names: Vec<&str> = cast.members.iter().map(|m| m.name.as_str()).collect();
/// assert_eq!(names, ["Iraq", "Kata'ib Hezbollah", "Al-Mayadeen"]);
/// ```
pub fn find(text: &Text, body: &str, register: &Register) -> Cast {
    let mut gathering = Gathering::new(text, body, register);
    known::find(&mut gathering);
    groups::named(&mut gathering);
    people::find(&mut gathering);
    deeds::named(&mut gathering);
    groups::remaining(&mut gathering);
    coref::find(&mut gathering);
    cast(gathering)
}

/// Members in order of first mention, mentions by position.
fn cast(mut g: Gathering) -> Cast {
    let drafts = g.drafts.sorted(|d| (d.span.start(), usize::MAX - d.span.end()));
    let mut order: Vec<Who> = Vec::new();
    let mut number: FxHashMap<Who, usize> = FxHashMap::default();
    let mut mentions = Vec::with_capacity(drafts.len());
    for draft in &drafts {
        let member = *number.entry(draft.who).or_insert_with(|| {
            order.push(draft.who);
            order.len() - 1
        });
        mentions.push(ActorMention { span: draft.span, member, naming: draft.naming });
    }
    let index = |who: Who| number.get(&who).copied();
    let members = order.iter().filter_map(|who| member(&g, *who, &index)).collect();
    Cast::new(members, mentions)
}

fn member(g: &Gathering, who: Who, index: &dyn Fn(Who) -> Option<usize>) -> Option<Member> {
    match who {
        Who::Known(i) => g.register.actors.get(i).map(|a| Member {
            name: a.name.clone(),
            register_id: Some(a.id.clone()),
            kind: a.kind,
            collective: a.collective,
            country: a.country.clone(),
            parent: a.parent.and_then(|p| index(Who::Known(p))),
        }),
        Who::Local(i) => g.locals.get(i).map(|l| Member {
            name: l.name.clone(),
            register_id: None,
            kind: l.kind,
            collective: l.collective,
            country: l.country.clone(),
            parent: l.parent.and_then(index),
        }),
    }
}

#[cfg(test)]
mod tests;
