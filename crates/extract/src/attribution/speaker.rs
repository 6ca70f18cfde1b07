//! Speakers: whose words they are, and what kind of speaker that is.
//!
//! Owns: coding guide 6.4 and 6.5. In: the head token of a noun phrase. Out: [`Speaker`]. Refuses: what is said.

use super::{Vocabulary, Who};
use crate::actor::Naming;
use crate::engine::Reading;
use crate::text::{Dep, SentenceKind, Tag};
use claimbook_records::Span;
use claimbook_records::report::{ActorKind, SpeakerKind};

/// How many sentences back "the official" may be one who asked for anonymity.
const HIDDEN_REACH: u32 = 3;

/// A resolved speaker.
#[derive(Debug, Clone)]
pub(super) struct Speaker {
    /// `None` = the author.
    pub(super) who: Option<Who>,
    pub(super) kind: SpeakerKind,
    /// Holds an office or a rank, also where the name is withheld: knows what happened.
    pub(super) office: bool,
}

/// Those who speak for a state.
pub(crate) fn authority(kind: SpeakerKind) -> bool {
    matches!(kind, SpeakerKind::Official | SpeakerKind::State | SpeakerKind::Military)
}

/// Resolves the noun phrase headed by `head`. A pronoun that nothing resolves gives no speaker.
pub(super) fn resolve(reading: &Reading, words: &Vocabulary, head: usize) -> Option<Speaker> {
    let token = reading.text.tokens.get(head)?;
    // "No group has claimed it".
    if reading
        .text
        .children(head)
        .any(|c| c < head && matches!(reading.text.tokens[c].norm.as_str(), "no" | "neither"))
        || matches!(token.norm.as_str(), "nobody" | "none")
    {
        return None;
    }
    let phrase = phrase_span(reading, head);
    let by_noun = noun_kind(reading, words, head);
    // The smallest mention that holds the head; adjectives inside the phrase name somebody else.
    let mention = reading
        .cast
        .around(token.span)
        .filter(|m| m.naming != Naming::Adjective)
        .max_by_key(|m| m.span.len());
    if let Some(mention) = mention {
        let member = &reading.cast.members[mention.member];
        let kind = match (member.kind, by_noun) {
            (ActorKind::Person | ActorKind::Other | ActorKind::Official, Some((kind, _))) => kind,
            (kind, _) => of_actor(kind),
        };
        let office = member.kind == ActorKind::Official || by_noun.is_some_and(|(_, office)| office);
        return Some(Speaker { who: Some(Who::Member(mention.member)), kind, office });
    }
    if token.tag == Tag::Pron {
        return None;
    }
    if let Some(who) = press(reading, head) {
        return Some(Speaker { who: Some(who), kind: SpeakerKind::Media, office: false });
    }
    if by_noun.is_none()
        && let Some(named) = named_inside(reading, phrase)
    {
        return Some(named);
    }
    let (kind, office) = by_noun?;
    Some(Speaker { who: Some(Who::Words(phrase)), kind, office })
}

/// A group, state or agency named in a phrase whose head the tree took for something else.
fn named_inside(reading: &Reading, phrase: Span) -> Option<Speaker> {
    let mention = reading.cast.inside(phrase).find(|m| m.naming == Naming::Name)?;
    let kind = of_actor(reading.cast.members[mention.member].kind);
    Some(Speaker { who: Some(Who::Member(mention.member)), kind, office: false })
}

/// The media named in a noun phrase ("the Al-Noor network", "the Qarn Times report"), if any.
pub(super) fn press(reading: &Reading, head: usize) -> Option<Who> {
    let phrase = phrase_span(reading, head);
    let mention = reading
        .cast
        .inside(phrase)
        .find(|m| m.naming == Naming::Name && reading.cast.members[m.member].kind == ActorKind::Media)?;
    Some(Who::Member(mention.member))
}

/// The kind a common noun gives ("official", "source", "witness") and whether it names an office; asking for anonymity
/// makes the speaker anonymous.
fn noun_kind(reading: &Reading, words: &Vocabulary, head: usize) -> Option<(SpeakerKind, bool)> {
    // "one of the officials".
    let part = reading
        .text
        .children(head)
        .find(|c| reading.text.tokens[head].norm == "one" && reading.text.tokens[*c].dep == Dep::Nmod);
    let head = part.unwrap_or(head);
    let range = reading.text.subtree(head);
    let hit = words.nouns.longest(&reading.text, range.start..range.end).into_iter().find(|h| h.head == head);
    let hit = hit.or_else(|| words.nouns.at(&reading.text, head).into_iter().next());
    let kind = *words.kinds.get(hit?.entry)?;
    let sentence = &reading.text.sentences[reading.text.tokens[head].sentence as usize];
    let definite = reading.text.children(head).any(|c| reading.text.tokens[c].norm == "the");
    let from = match definite {
        true => reading.text.tokens[head].sentence.saturating_sub(HIDDEN_REACH),
        false => reading.text.tokens[head].sentence,
    };
    let first = reading.text.sentences[from as usize].tokens.start;
    let hidden = sentence.kind != SentenceKind::Clutter
        && reading.text.tokens[first..sentence.tokens.end]
            .iter()
            .any(|t| t.norm == "anonymity" || t.norm == "pseudonym");
    let office = matches!(kind, SpeakerKind::Official | SpeakerKind::Military);
    Some((if hidden { SpeakerKind::Anonymous } else { kind }, office))
}

/// The noun phrase as a reader would name the speaker: without relative clauses.
fn phrase_span(reading: &Reading, head: usize) -> Span {
    reading.text.span_of(reading.text.noun_phrase(head))
}

/// Speaker kind of a member of the cast.
pub(super) fn of_actor(kind: ActorKind) -> SpeakerKind {
    match kind {
        ActorKind::ArmedGroup | ActorKind::Umbrella => SpeakerKind::ArmedGroup,
        ActorKind::State | ActorKind::Agency => SpeakerKind::State,
        ActorKind::Military => SpeakerKind::Military,
        ActorKind::Official => SpeakerKind::Official,
        ActorKind::Person => SpeakerKind::Person,
        ActorKind::Media => SpeakerKind::Media,
        ActorKind::Company => SpeakerKind::Company,
        ActorKind::Other => SpeakerKind::Other,
    }
}
