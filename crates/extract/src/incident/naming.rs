//! Whom some words name.
//!
//! Owns: the actor that marked words mention, and whether they are a name, a pronoun or a description of somebody named before. In: words of
//! an article. Out: [`Named`]. Refuses: choosing an antecedent, which those who ask know better.

use super::words::{Words, words};
use crate::actor::{ActorMention, Naming};
use crate::engine::Reading;
use crate::text::Tag;
use claimbook_records::Span;
use claimbook_records::report::ActorKind;

/// What words name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named {
    /// Index in the cast.
    pub(crate) member: Option<usize>,
    /// A proper name or an adjective of nationality is among the words.
    pub(crate) name: bool,
    /// A pronoun, or a description of somebody named before ("the group").
    pub(crate) points_back: bool,
    /// Nothing but a pronoun.
    pub(crate) pronoun: bool,
}

/// The token of a span that no other token of it governs.
pub(crate) fn head(reading: &Reading, span: Span) -> Option<usize> {
    let text = &reading.text;
    let tokens = text.tokens_in(span);
    tokens
        .clone()
        .find(|i| text.head(*i).is_none_or(|h| !tokens.contains(&h)))
        .or_else(|| tokens.clone().next())
}

pub(crate) fn named(reading: &Reading, span: Span) -> Named {
    let span = before_adversaries(reading, span);
    let text = span.of(reading.body());
    let lists = words();
    let pronoun = !text.contains(' ') && Words::has(&lists.pronouns, text);
    let mentions = || reading.cast.over(span);
    let head = head(reading, span).map(|h| reading.text.tokens[h].span);
    let at_head = |m: &&ActorMention| head.is_some_and(|h| m.span.contains(h));
    let behind_head = |m: &ActorMention| head.is_some_and(|h| h.end() <= m.span.start());
    let rank = |m: &&ActorMention| {
        let kind = reading.cast.members[m.member].kind;
        let acts = matches!(
            kind,
            ActorKind::ArmedGroup | ActorKind::Umbrella | ActorKind::Person | ActorKind::Official
        );
        (m.naming == Naming::Name, at_head(m) || acts, m.span.len())
    };
    let whole = |m: &&ActorMention| match m.naming {
        Naming::Name => !goes_on(reading, span, m.span) && !adverb(reading, m.span),
        Naming::Adjective => {
            !behind_head(m) && !named_beside(reading, span, m.span) && group_noun(text).is_none()
        }
        _ => false,
    };
    if let Some(mention) = mentions().filter(whole).max_by_key(rank) {
        return Named { member: Some(mention.member), name: true, points_back: false, pronoun: false };
    }
    let points_back = pronoun || describes(text);
    if has_name(reading, span) && !(points_back && group_noun(text).is_some() && adjectives(reading, span)) {
        return Named { member: None, name: true, points_back: false, pronoun: false };
    }
    let known =
        |m: &&ActorMention| matches!(m.naming, Naming::Pronoun | Naming::Nominal) && m.span.overlaps(span);
    let member = mentions().filter(known).max_by_key(|m| m.span.len()).map(|m| m.member);
    Named { member, name: false, points_back, pronoun }
}

/// "militants" of "militants who fight against Indian rule": whom somebody fights is not who he is.
fn before_adversaries(reading: &Reading, span: Span) -> Span {
    let tokens = &reading.text.tokens;
    let mut inside = reading.text.tokens_in(span).skip(1);
    // Not "Against" in the name of a group.
    let adversary =
        inside.find(|i| words().adversaries.iter().any(|w| w == tokens[*i].span.of(reading.body())));
    adversary.map_or(span, |i| Span::new(span.start(), tokens[i - 1].span.end()))
}

/// "The Resistance" in "The Resistance Front": the name goes on beyond the mention, so the mention is not what is named.
fn goes_on(reading: &Reading, span: Span, mention: Span) -> bool {
    let body = reading.body();
    let rest = body.get(mention.end()..span.end()).unwrap_or_default();
    let word = rest.strip_prefix(' ').and_then(|r| r.split_whitespace().next()).unwrap_or_default();
    let next = Span::new(mention.end() + 1, mention.end() + 1 + word.len());
    let other = reading.cast.beginning_at(next.start());
    word.starts_with(char::is_uppercase) && !other
}

/// "Roughly" at the head of a sentence.
fn adverb(reading: &Reading, mention: Span) -> bool {
    let tokens = reading.text.tokens_in(mention);
    tokens.len() == 1 && tokens.clone().all(|i| reading.text.tokens[i].tag == Tag::Adv)
}

/// "Pakistani" in "Pakistani Jaish": another name stands beside the adjective.
fn named_beside(reading: &Reading, span: Span, adjective: Span) -> bool {
    let tokens = reading.text.tokens_in(span);
    let text = |i: usize| reading.text.tokens[i].span.of(reading.body());
    tokens.filter(|i| !adjective.overlaps(reading.text.tokens[*i].span)).any(|i| {
        text(i).starts_with(char::is_uppercase) && text(i).len() > 2 && i > reading.text.tokens_in(span).start
    })
}

/// Capitalised words that are none because of their place: an article, a generic word at the head of a sentence.
fn has_name(reading: &Reading, span: Span) -> bool {
    let text = &reading.text;
    let opens = |i: usize| {
        text.sentences.get(text.sentence_of(i)).is_some_and(|s| s.tokens.start == i)
            || i.checked_sub(1).is_some_and(|b| matches!(text.tokens[b].norm.as_str(), "\"" | "'" | ":"))
    };
    text.tokens_in(span).any(|i| {
        let word = text.tokens[i].span.of(reading.body());
        let capitals = word.chars().filter(|c| c.is_uppercase()).count();
        let small = matches!(text.tokens[i].norm.as_str(), "the" | "a" | "an" | "its" | "their" | "some");
        word.starts_with(char::is_uppercase) && !small && (!opens(i) || capitals > 1)
    })
}

/// "the group", "its fighters", "this statement".
fn describes(text: &str) -> bool {
    let lists = words();
    let mut list = text.split_whitespace();
    let first = list.next().unwrap_or_default();
    Words::has(&lists.pointing, first) && list.any(|w| Words::has(&lists.stand_ins, w))
}

/// "group" in "the Islamic group", "militants" in "Lebanese militants": the last word, where it stands for an armed group or its people.
pub(crate) fn group_noun(text: &str) -> Option<&str> {
    let last = text.split_whitespace().last()?;
    (Words::has(&words().groups, last) || Words::has(&words().fighters, last)).then_some(last)
}

/// No capitals but those of adjectives: "the Islamist group", "the Lebanese group".
fn adjectives(reading: &Reading, span: Span) -> bool {
    let tokens = reading.text.tokens_in(span);
    let adjective = |i: usize| {
        let at = reading.text.tokens[i].span;
        Words::has(&words().creeds, at.of(reading.body()))
            || reading.text.tokens[i].tag == Tag::Adj
            || reading.cast.over(at).any(|m| m.naming == Naming::Adjective)
    };
    let first = tokens.start;
    tokens
        .filter(|i| {
            *i > first && reading.text.tokens[*i].span.of(reading.body()).starts_with(char::is_uppercase)
        })
        .all(adjective)
}

/// "Iranian" in "Iranian-made drones", "India" in "India-administered Kashmir": whence something comes, not who acts.
pub(crate) fn origin(reading: &Reading, span: Span) -> bool {
    let body = reading.body();
    let behind = body.get(span.end()..).unwrap_or_default();
    let own = span.of(body);
    let word = match own.rsplit_once('-') {
        Some((name, word)) if !name.contains(' ') => word,
        _ => match behind.strip_prefix('-') {
            Some(rest) if !own.contains(' ') => {
                rest.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default()
            }
            _ => return false,
        },
    };
    Words::has(&words().origins, word)
}

/// What somebody is called: by his name in the cast, else by the words.
pub(crate) fn called<'a>(reading: &'a Reading, member: Option<usize>, words: Span) -> &'a str {
    match member.and_then(|m| reading.cast.members.get(m)) {
        Some(member) => &member.name,
        None => words.of(reading.body()),
    }
}

/// True for an actor the register knows.
pub(crate) fn registered(reading: &Reading, member: Option<usize>) -> bool {
    member.and_then(|m| reading.cast.members.get(m)).is_some_and(|m| m.register_id.is_some())
}

/// Two names that lead to one: equal, one inside the other, or one made of the other's first letters.
pub(crate) fn same_name(a: &str, b: &str) -> bool {
    let parts = |s: &str| -> Vec<String> {
        s.split(|c: char| !c.is_alphanumeric())
            .filter(|w| {
                !w.is_empty() && !matches!(w.to_lowercase().as_str(), "the" | "a" | "an" | "of" | "and")
            })
            .map(str::to_lowercase)
            .collect()
    };
    let (x, y) = (parts(a), parts(b));
    if x.is_empty() || y.is_empty() {
        return false;
    }
    let (short, long) = if x.len() <= y.len() { (&x, &y) } else { (&y, &x) };
    let initials = |of: &[String]| of.iter().filter_map(|w| w.chars().next()).collect::<String>();
    short.iter().all(|w| long.contains(w)) || short.len() == 1 && long.len() > 1 && short[0] == initials(long)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_to_one() {
        assert!(same_name("Tamariz", "Francisco Tamariz"));
        assert!(same_name("Police", "the police in Qarn"));
        assert!(same_name("QLF", "Qarn Liberation Front"));
        assert!(!same_name("Qarn Front", "Qarn Army"));
    }
}
