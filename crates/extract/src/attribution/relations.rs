//! Relations between actors in the article's words.
//!
//! Owns: which two actors a phrase of relation joins. In: the cast and the codebook's relation patterns. Out:
//! [`Edge`]s, each once, in text order. Refuses: relations nobody words ("Qatari newspaper" is an epithet).

use super::{Attribution, Edge};
use crate::actor::{ActorMention, Naming};
use crate::engine::Reading;
use crate::phrases::{Hit, PhraseIndex};
use crate::text::SentenceKind;
use claimbook_records::Span;
use claimbook_records::codebook::{RelationPattern, Side};
use claimbook_records::report::{ActorKind, RelationType};

/// Tokens that may stand between a phrase and the actor it joins.
const REACH: usize = 6;

/// All relations of the article.
pub(super) fn relations(
    reading: &Reading,
    index: &PhraseIndex,
    patterns: &[RelationPattern],
    found: &Attribution,
) -> Vec<Edge> {
    let mut out: Vec<Edge> = Vec::new();
    for sentence in reading.text.sentences.iter().filter(|s| s.kind != SentenceKind::Clutter) {
        let named = mentions_in(reading, sentence.span);
        for hit in index.longest(&reading.text, sentence.tokens.clone()) {
            let pattern = &patterns[hit.entry];
            let pairs = if pattern.prefix {
                prefixed(reading, &named, &hit)
            } else {
                joined(reading, &named, &hit, pattern)
            };
            for (first, second) in pairs {
                let (subject, object) =
                    if pattern.subject == Side::First { (first, second) } else { (second, first) };
                if !possible(reading, pattern.kind, subject.member, object.member) {
                    continue;
                }
                let evidence = first.span.join(second.span);
                let edge = Edge {
                    subject: subject.member,
                    kind: pattern.kind,
                    object: object.member,
                    since: since(reading, pattern.kind, sentence.span),
                    speaker: found
                        .claims
                        .iter()
                        .find(|c| c.evidence.iter().any(|e| e.contains(evidence)))
                        .and_then(|c| c.speaker.clone()),
                    evidence: vec![evidence],
                };
                match out
                    .iter_mut()
                    .find(|e| (e.subject, e.kind, e.object) == (edge.subject, edge.kind, edge.object))
                {
                    Some(known) => known.evidence.extend(edge.evidence),
                    None => out.push(edge),
                }
            }
        }
    }
    out
}

fn mentions_in<'a>(reading: &'a Reading, span: Span) -> Vec<&'a ActorMention> {
    reading.cast.mentions.iter().filter(|m| span.contains(m.span)).collect()
}

/// The pairs of mentions a phrase joins; a list after it ("…, A, B and C") gives one pair each.
fn joined<'a>(
    reading: &Reading,
    named: &[&'a ActorMention],
    hit: &Hit,
    pattern: &RelationPattern,
) -> Vec<(&'a ActorMention, &'a ActorMention)> {
    let tokens = |m: &ActorMention| reading.text.tokens_in(m.span);
    let reach = if pattern.adjoining { 1 } else { REACH };
    let before = named
        .iter()
        .filter(|m| {
            tokens(m).end <= hit.tokens.start && m.naming != Naming::Adjective
                || pattern.adjoining && tokens(m).end <= hit.tokens.start
        })
        .max_by_key(|m| tokens(m).end)
        .filter(|m| !pattern.adjoining || tokens(m).end + reach >= hit.tokens.start);
    let Some(first) = before else { return Vec::new() };
    // "with Ruritania's assistance": the object stands inside the phrase.
    if let Some(inside) =
        named.iter().find(|m| hit.tokens.start < tokens(m).start && tokens(m).end <= hit.tokens.end)
    {
        return vec![(*first, *inside)];
    }
    let mut after: Vec<&&ActorMention> = named
        .iter()
        .filter(|m| {
            tokens(m).start >= hit.tokens.end && (m.naming == Naming::Name || m.naming == Naming::Nominal)
        })
        .collect();
    after.sort_by_key(|m| tokens(m).start);
    let mut pairs = Vec::new();
    let mut end = hit.tokens.end;
    let mut skipped = false;
    for mention in after {
        let range = tokens(mention);
        let gap = end..range.start.max(end);
        let near = if pairs.is_empty() && !skipped {
            gap.len() <= reach || (lists(pattern.kind) && colon(reading, hit.tokens.end, range.start))
        } else {
            lists(pattern.kind) && listed(reading, gap)
        };
        if !near {
            break;
        }
        end = range.end;
        // In a list of members the sponsor named before it is no member.
        if lists(pattern.kind) && reading.cast.members[mention.member].kind == ActorKind::State {
            skipped = true;
            continue;
        }
        pairs.push((*first, *mention));
        if !lists(pattern.kind) {
            break;
        }
    }
    pairs
}

/// "pro-Ruritanian Front": the phrase, the adjective, the name.
fn prefixed<'a>(
    reading: &Reading,
    named: &[&'a ActorMention],
    hit: &Hit,
) -> Vec<(&'a ActorMention, &'a ActorMention)> {
    let tokens = |m: &ActorMention| reading.text.tokens_in(m.span);
    let next = |from: usize| named.iter().find(|m| tokens(m).start >= from && tokens(m).start <= from + 1);
    let Some(first) = next(hit.tokens.end) else { return Vec::new() };
    next(tokens(first).end).map(|second| (*first, *second)).into_iter().collect()
}

/// Relations that take a list.
fn lists(kind: RelationType) -> bool {
    matches!(kind, RelationType::UmbrellaOf)
}

fn colon(reading: &Reading, from: usize, to: usize) -> bool {
    reading.text.tokens.get(from..to).is_some_and(|g| g.iter().any(|t| t.norm == ":"))
}

fn listed(reading: &Reading, gap: std::ops::Range<usize>) -> bool {
    reading.text.tokens.get(gap).is_some_and(|g| {
        g.len() <= 3
            && g.iter().all(|t| {
                matches!(t.norm.as_str(), "," | ";" | ":" | "and" | "or" | "as" | "well" | "the" | "\"")
            })
    })
}

/// Kinds of actors a relation can hold between.
fn possible(reading: &Reading, kind: RelationType, subject: usize, object: usize) -> bool {
    use ActorKind as K;
    let member = |i: usize| &reading.cast.members[i];
    let (s, o) = (member(subject), member(object));
    let group =
        |k: K| matches!(k, K::ArmedGroup | K::Umbrella | K::Other | K::Company | K::Media | K::Military);
    if subject == object && kind != RelationType::AliasOf {
        return false;
    }
    match kind {
        RelationType::DesignatedBy => group(s.kind) && matches!(o.kind, K::State | K::Agency | K::Official),
        RelationType::BackedBy => group(s.kind) && !matches!(o.kind, K::Person | K::Media | K::Company),
        RelationType::AlliedWith => {
            !matches!(s.kind, K::Person | K::Official) && !matches!(o.kind, K::Person | K::Official)
        }
        RelationType::AliasOf => group(s.kind) && group(o.kind),
        _ => group(s.kind) && (group(o.kind) || o.kind == K::Agency) && s.kind != K::Media,
    }
}

/// The date a relation began, where its sentence gives one for kinds that begin on a day.
fn since(reading: &Reading, kind: RelationType, sentence: Span) -> Option<String> {
    if !matches!(kind, RelationType::SplitFrom | RelationType::DesignatedBy | RelationType::MemberOf) {
        return None;
    }
    let time = reading.times.iter().find(|t| sentence.contains(t.span) && t.window.is_some())?;
    time.timex.value.starts_with(|c: char| c.is_ascii_digit()).then(|| time.timex.value.clone())
}
