//! Names of persons as spans.
//!
//! Owns: where a person's name begins and ends, in wire text in capitals too, where grammar alone cannot tell. In: the
//! cast, entity spans, the codebook's given names. Out: token ranges, in order, not overlapping. Refuses: titles inside a
//! name, and who is who (see the cast and [`super::entities`]).

use super::lexicon::{Lexicon, Marks};
use crate::actor::Naming;
use crate::engine::Reading;
use crate::text::{EntityKind, Tag};
use claimbook_records::report::{ActorKind, TargetClass};
use std::ops::Range;

/// Most words of a name.
const MOST: usize = 5;

/// Small words inside Spanish, Portuguese, Dutch and Arabic names.
const INNER: [&str; 14] =
    ["de", "del", "la", "las", "los", "da", "dos", "y", "von", "van", "bin", "ibn", "abu", "al"];

/// All names of persons.
pub(super) fn find(reading: &Reading, lexicon: &Lexicon, marks: &Marks) -> Vec<Range<usize>> {
    let finder = Finder { reading, lexicon, marks };
    let mut found: Vec<Range<usize>> = Vec::new();
    let cast = &reading.cast;
    for mention in cast.mentions.iter().filter(|m| m.naming == Naming::Name) {
        let kind = cast.members.get(mention.member).map(|m| m.kind);
        if matches!(kind, Some(ActorKind::Person | ActorKind::Official)) {
            found.extend(finder.trim(reading.text.tokens_in(mention.span)));
        }
    }
    for entity in reading.text.entities.iter().filter(|e| e.kind == EntityKind::Person && e.score >= 0.5) {
        found.extend(finder.trim(entity.tokens.clone()));
    }
    found.extend(finder.by_given_name());
    // Overlapping findings are one name; the words of a name never reach over a sentence.
    found.sort_by_key(|r| (r.start, usize::MAX - r.end));
    let mut out: Vec<Range<usize>> = Vec::new();
    for range in found {
        match out.last_mut() {
            Some(last) if range.start < last.end => {
                last.end = last.end.max(range.end).min(last.start + MOST + 1)
            }
            _ => out.push(range),
        }
    }
    let mut out: Vec<Range<usize>> = out.into_iter().flat_map(|r| finder.parted(r)).collect();
    out.retain(|r| !finder.taken(r));
    out
}

struct Finder<'a> {
    reading: &'a Reading<'a>,
    lexicon: &'a Lexicon,
    marks: &'a Marks,
}

impl Finder<'_> {
    /// True for a word that may stand in a name.
    fn name_word(&self, i: usize) -> bool {
        let token = &self.reading.text.tokens[i];
        let closed = matches!(
            token.tag,
            Tag::Punct
                | Tag::Det
                | Tag::Adp
                | Tag::Pron
                | Tag::Aux
                | Tag::Cconj
                | Tag::Sconj
                | Tag::Num
                | Tag::Part
        );
        let common = self.marks.targets[i].is_some()
            || self.marks.perpetrators[i].is_some()
            || self.marks.heads_trigger(i);
        let verb = token.tag == Tag::Verb && token.lemma != token.norm;
        token.norm.chars().all(|c| c.is_alphabetic() || c == '-' || c == '\'' || c == '.')
            && token.norm.len() > 1
            && !closed
            && !common
            && !verb
            && self.reading.time_at(token.span).is_none()
    }

    /// "Tal said Noor" is two names.
    fn parted(&self, range: Range<usize>) -> Vec<Range<usize>> {
        let tokens = &self.reading.text.tokens;
        let says =
            |i: &usize| tokens.get(*i).is_some_and(|t| matches!(t.norm.as_str(), "said" | "says" | "told"));
        let mut out = Vec::new();
        let mut start = range.start;
        for cut in range.clone().filter(says) {
            out.push(start..cut);
            start = cut + 1;
        }
        out.push(start..range.end);
        out.retain(|r| !r.is_empty());
        out
    }

    /// A span without titles and marks at either end; nothing where no name is left.
    fn trim(&self, mut range: Range<usize>) -> Option<Range<usize>> {
        let text = &self.reading.text;
        let title = |i: usize| {
            self.marks.targets[i]
                .as_ref()
                .is_some_and(|(t, _)| self.lexicon.targets[usize::from(*t)].class == TargetClass::Person)
                || self.marks.perpetrators[i].is_some()
                || matches!(text.tokens[i].tag, Tag::Punct | Tag::Det | Tag::Adp | Tag::Cconj | Tag::Num)
        };
        // The last title inside a long span ends what stands before the name.
        let last = range.clone().rfind(|i| title(*i) && !INNER.contains(&text.tokens[*i].norm.as_str()));
        if let Some(last) = last
            && last + 1 < range.end
        {
            range.start = last + 1;
        }
        while !range.is_empty() && text.tokens[range.end - 1].norm.chars().all(|c| !c.is_alphanumeric()) {
            range.end -= 1;
        }
        if range.is_empty() || title(range.end - 1) {
            return None;
        }
        // In capitals an entity often begins with a common noun ("cook Elba Ramos").
        let given = |i: &usize| self.lexicon.given.contains(text.tokens[*i].norm.as_str());
        if let Some(first) = range.clone().find(given)
            && text.all_caps
            && (range.start..first).all(|i| text.tokens[i].tag != Tag::Propn)
        {
            range.start = first;
        }
        // A further given name may stand before the first one the codebook knows.
        let sentence = text.sentence_tokens(range.start);
        while range.start > sentence.start
            && range.len() < MOST
            && text.tokens[range.start - 1].tag == Tag::Propn
            && self.capital(range.start - 1)
            && self.name_word(range.start - 1)
            && !self.known(range.start - 1)
        {
            range.start -= 1;
        }
        let plain = range.clone().any(|i| self.name_word(i));
        (plain && range.len() <= MOST + 1 && !range.is_empty()).then_some(range)
    }

    /// Runs of name words from a common given name on.
    fn by_given_name(&self) -> Vec<Range<usize>> {
        let text = &self.reading.text;
        let mut out = Vec::new();
        for sentence in &text.sentences {
            let mut at = sentence.tokens.start;
            while at < sentence.tokens.end {
                if !self.lexicon.given.contains(text.tokens[at].norm.as_str()) {
                    at += 1;
                    continue;
                }
                let mut end = at + 1;
                while end < sentence.tokens.end && end - at < MOST {
                    let inner = INNER.contains(&text.tokens[end].norm.as_str())
                        && end + 1 < sentence.tokens.end
                        && self.name_word(end + 1);
                    let initial = text.tokens[end].norm.len() == 1 && text.tokens[end].tag != Tag::Punct;
                    if !(inner || initial || self.capital(end) && self.name_word(end)) {
                        break;
                    }
                    end += 1;
                }
                if end - at >= 2 {
                    out.extend(self.trim(at..end));
                }
                at = end;
            }
        }
        out
    }

    /// True for a word that another room reads as a place, a nation or a body.
    fn known(&self, i: usize) -> bool {
        let span = self.reading.text.tokens[i].span;
        let cast = &self.reading.cast;
        let body = |m: &crate::actor::ActorMention| {
            let kind = cast.members.get(m.member).map(|m| m.kind);
            !matches!(kind, Some(ActorKind::Person | ActorKind::Official))
        };
        !self.reading.places_over(span).is_empty() || cast.over(span).any(body)
    }

    /// Begins with a capital, or the whole text is in capitals.
    fn capital(&self, i: usize) -> bool {
        let token = &self.reading.text.tokens[i];
        token.span.of(self.reading.body()).starts_with(char::is_uppercase)
    }

    /// True where another room knows the words as a group, or as nothing but a place.
    fn taken(&self, range: &Range<usize>) -> bool {
        let text = &self.reading.text;
        let span = text.span_of(range.clone());
        let cast = &self.reading.cast;
        cast.around(span).any(|m| {
            let kind = cast.members.get(m.member).map(|m| m.kind);
            m.naming == Naming::Name
                && !matches!(kind, Some(ActorKind::Person | ActorKind::Official | ActorKind::Other))
        }) || (range.len() == 1
            && self.reading.places_over(span).any(|p| self.reading.places[p].span == span)
            && cast.over(span).next().is_none())
    }
}

/// Title or role told right before or after a name: "senator", "mayor of Achi".
pub(super) fn before(
    reading: &Reading,
    lexicon: &Lexicon,
    marks: &Marks,
    name: &Range<usize>,
) -> Option<Range<usize>> {
    let text = &reading.text;
    let sentence = text.sentence_tokens(name.start);
    let mut low = name.start;
    while low > sentence.start && name.start - low < 7 {
        let token = &text.tokens[low - 1];
        let time = reading.time_at(token.span).is_some();
        let fits = matches!(token.tag, Tag::Noun | Tag::Adj | Tag::Propn)
            || (token.tag == Tag::Punct && token.norm == "-")
            || marks.targets[low - 1].is_some();
        if !fits || time || marks.heads_trigger(low - 1) {
            break;
        }
        low -= 1;
    }
    let role = |i: usize| {
        marks.targets[i]
            .as_ref()
            .is_some_and(|(t, _)| lexicon.targets[usize::from(*t)].class == TargetClass::Person)
    };
    (low < name.start && (low..name.start).any(role)).then_some(low..name.start)
}
