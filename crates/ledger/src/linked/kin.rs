//! Who belongs to whom, as the register of actors or an article says it.
//!
//! Owns: whether one actor is counted to another on a day, and on what that rests. In: two actors, relations that articles
//! word, the register. Out: [`Kin`]. Refuses: chains of relations, and relations that nobody words.

use super::Tie;
use crate::keys::fold;
use claimbook_records::Codebook;
use claimbook_records::report::RelationType;
use serde::Serialize;

/// An actor by its name and, where it is known, its id in the register.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Named<'a> {
    pub(crate) name: &'a str,
    pub(crate) register: Option<&'a str>,
}

impl Named<'_> {
    /// The same register id where both have one, else the same name.
    pub(crate) fn is(self, other: Named<'_>) -> bool {
        match (self.register, other.register) {
            (Some(a), Some(b)) => a == b,
            _ => fold(self.name) == fold(other.name),
        }
    }
}

/// What a relation of two actors rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Kin {
    /// Exact words of an article; none where the register says it.
    pub words: Option<String>,
    /// Where the register has it from, where it says so.
    pub reference: Option<String>,
}

/// Whether `part` is counted to `whole` on a day: as member, front or other name.
pub(crate) fn belongs(
    part: Named<'_>,
    whole: Named<'_>,
    day: Option<&str>,
    ties: &[Tie],
    register: &Codebook,
) -> Option<Kin> {
    let worded = ties.iter().find(|tie| {
        let Some(up) = up(tie.kind) else { return false };
        let (lower, upper) = if up { (&tie.subject, &tie.object) } else { (&tie.object, &tie.subject) };
        let fits = named(lower, register).is(part) && named(upper, register).is(whole);
        fits && day.is_none_or(|day| holds(tie.since.as_deref(), tie.until.as_deref(), day))
    });
    if let Some(tie) = worded {
        return Some(Kin { words: Some(tie.words.clone()), reference: None });
    }
    let (part, whole) = (part.register?, whole.register?);
    let reference = registered(register, part, whole, day?)?;
    Some(Kin { words: None, reference })
}

/// Whether the register counts one actor to another on a day; with the edge's reference.
pub(crate) fn registered(register: &Codebook, part: &str, whole: &str, day: &str) -> Option<Option<String>> {
    register.actors.iter().find_map(|entry| {
        let edge = entry.relations.iter().find(|edge| {
            let fits = match up(edge.kind) {
                Some(true) => entry.id == part && edge.object == whole,
                Some(false) => entry.id == whole && edge.object == part,
                None => false,
            };
            fits && holds(edge.since.as_deref(), edge.until.as_deref(), day)
        })?;
        Some(edge.reference.clone())
    })
}

/// True where the subject of a relation is the part, false where it is the whole, nothing where it makes neither.
fn up(kind: RelationType) -> Option<bool> {
    match kind {
        RelationType::MemberOf | RelationType::FrontOf | RelationType::AliasOf => Some(true),
        RelationType::UmbrellaOf => Some(false),
        RelationType::SplitFrom
        | RelationType::BackedBy
        | RelationType::AlliedWith
        | RelationType::DesignatedBy => None,
    }
}

/// A name that an article gives, with the id under which the register lists exactly this name for one actor alone.
fn named<'a>(name: &'a str, register: &'a Codebook) -> Named<'a> {
    let folded = fold(name);
    let mut own = register.actors.iter().filter(|entry| fold(&entry.name) == folded);
    let first = own.next().filter(|_| own.next().is_none());
    Named { name, register: first.map(|entry| entry.id.as_str()) }
}

/// Whether a day lies in a range whose ends may be partial ("2023-10").
fn holds(since: Option<&str>, until: Option<&str>, day: &str) -> bool {
    let part = |end: &str| day.get(..end.len()).unwrap_or(day).to_owned();
    since.is_none_or(|s| part(s).as_str() >= s) && until.is_none_or(|u| part(u).as_str() <= u)
}
