//! Where marked phrases begin and end.
//!
//! Owns: the words at the edges of a mark that belong to no name and no phrase ("separatists in", "Roughly | twelve militants"). In:
//! marked words. Out: the same without them. Refuses: times and outcomes, whose small words count ("before noon", "nobody").

use super::words::{Words, words};
use crate::actor::{ActorMention, Naming};
use crate::annotation::{Annotations, Argument, Role};
use crate::engine::Reading;
use crate::text::Tag;
use claimbook_records::Span;
use claimbook_records::report::ActorKind;

/// Brings the marks of persons, groups, things and places to phrases; what holds no word goes.
pub fn tidy(reading: &Reading, mut marked: Annotations) -> Annotations {
    let phrase = |a: &Argument| {
        matches!(a.role, Role::Perpetrator | Role::Target | Role::Place | Role::Origin | Role::Interception)
    };
    let mut out: Vec<Argument> = Vec::with_capacity(marked.arguments.len());
    // A piece without a word of its own ("Roughly") opens the phrase behind it.
    let mut opening: Option<Argument> = None;
    for mut argument in std::mem::take(&mut marked.arguments) {
        if phrase(&argument) {
            if let Some(piece) = opening.take().filter(|p| goes_on(reading, p, &argument)) {
                argument.span = Span::new(piece.span.start(), argument.span.end());
            }
            let Some(span) = trimmed(reading, unbroken(reading, argument.span)) else { continue };
            argument.span = span;
            if !reading.text.tokens_in(span).any(|i| names(reading.text.tokens[i].tag)) {
                opening = Some(argument);
                continue;
            }
        }
        out.push(argument);
    }
    marked.arguments = out;
    for said in &mut marked.speech {
        said.speaker = said.speaker.and_then(|s| trimmed(reading, s)).map(|s| whole(reading, s));
    }
    marked
}

/// Words with their abbreviations whole: "U" of "U.S.".
fn unbroken(reading: &Reading, span: Span) -> Span {
    let tokens = reading.text.tokens_in(span).map(|i| reading.text.tokens[i].span);
    let dotted = |s: &Span| s.of(reading.body()).trim_end_matches('.').contains('.');
    tokens.filter(dotted).fold(span, |all, token| all.join(token))
}

/// A speaker as he is called: by the name he is part of ("Banner of | Tal Noor"), without what he owns ("the army | 's"), with the noun
/// that is counted ("two | senior officers"), and to the end of his name.
fn whole(reading: &Reading, span: Span) -> Span {
    let longer = |m: &&ActorMention| m.naming == Naming::Name && m.span.len() > span.len();
    if let Some(name) = reading.cast.around(span).filter(longer).max_by_key(|m| m.span.len()) {
        return name.span;
    }
    let tokens = &reading.text.tokens;
    let mut inside = reading.text.tokens_in(span);
    let owns = |i: usize| tokens[i].tag == Tag::Part && tokens[i].span.of(reading.body()).ends_with('s');
    while inside.len() > 1 && owns(inside.end - 1) {
        inside.end -= 1;
    }
    if inside.clone().all(|i| matches!(tokens[i].tag, Tag::Num | Tag::Adj | Tag::Det)) {
        let sentence = reading.text.sentence_around(span);
        let behind = inside.end..sentence.map_or(inside.end, |s| s.tokens.end);
        let noun = |i: &usize| matches!(tokens[*i].tag, Tag::Adj | Tag::Noun | Tag::Propn);
        inside.end += behind.take_while(noun).count();
    }
    let last = inside.end.checked_sub(1).and_then(|i| tokens.get(i));
    last.map_or(span, |t| Span::new(span.start(), name_end(reading, span.start(), t.span.end())))
}

/// Where the person's name ends that is cut off at `end` ("Gen. Ban Ki | -moon") or begins behind a title there ("Rear Adm. | Daniel
/// Hagari"); else `end`.
fn name_end(reading: &Reading, start: usize, end: usize) -> usize {
    let title = reading.body().get(start..).is_some_and(|b| {
        let (own, behind) = b.split_at_checked(end - start).unwrap_or_default();
        own.ends_with('.') && behind.starts_with(' ')
    });
    let person = |m: &&ActorMention| {
        let kind = reading.cast.members[m.member].kind;
        m.naming == Naming::Name && matches!(kind, ActorKind::Person | ActorKind::Official)
    };
    let mut near = reading.cast.over(Span::new(start, end + 2)).filter(person);
    let goes_on =
        |m: &&ActorMention| m.span.start() < end && end < m.span.end() || title && m.span.start() == end + 1;
    near.find(goes_on).map_or(end, |m| m.span.end())
}

fn goes_on(reading: &Reading, piece: &Argument, next: &Argument) -> bool {
    let between = reading.body().get(piece.span.end()..next.span.start());
    piece.act == next.act && piece.role == next.role && between.is_some_and(|b| b.trim().is_empty())
}

fn names(tag: Tag) -> bool {
    matches!(tag, Tag::Noun | Tag::Propn | Tag::Pron | Tag::Num | Tag::Adj | Tag::Det | Tag::Verb | Tag::X)
}

/// Without small words and marks at its ends.
fn trimmed(reading: &Reading, span: Span) -> Option<Span> {
    let tokens = &reading.text.tokens;
    let mut inside = reading.text.tokens_in(span);
    let mark = |i: usize| tokens[i].tag == Tag::Punct && !matches!(tokens[i].norm.as_str(), ")" | "." | "(");
    // "IN" behind a street is Indiana.
    let small = |i: usize| tokens[i].span.of(reading.body()).chars().skip(1).all(char::is_lowercase);
    let joins = |i: usize| small(i) && Words::has(&words().joints, &tokens[i].norm);
    while !inside.is_empty() && (mark(inside.start) || joins(inside.start)) {
        inside.start += 1;
    }
    let opens = |i: usize| matches!(tokens[i].tag, Tag::Det | Tag::Adp) && small(i);
    let first = inside.start;
    let hangs = |i: usize| mark(i) || joins(i) || opens(i) && first < i;
    while !inside.is_empty() && hangs(inside.end - 1) {
        inside.end -= 1;
    }
    let (first, last) = (tokens.get(inside.start)?, tokens.get(inside.end.checked_sub(1)?)?);
    if inside.is_empty() {
        return None;
    }
    // Words marked within a token stay as they are marked.
    Some(Span::new(first.span.start().max(span.start()), last.span.end().min(span.end())))
}
