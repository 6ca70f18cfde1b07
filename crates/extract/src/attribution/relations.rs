//! Relations between actors in the article's words.
//!
//! Owns: which two actors a phrase of relation joins. In: the cast and the codebook's relation patterns. Out:
//! [`Edge`]s, each once, in text order. Refuses: relations nobody words ("Qatari newspaper" is an epithet).

use super::located::{Located, by_evidence};
use super::{Attribution, Edge};
use crate::actor::{ActorMention, Naming};
use crate::engine::Reading;
use crate::phrases::{Hit, PhraseIndex};
use crate::text::{Dep, SentenceKind, Tag, Token};
use claimbook_records::Span;
use claimbook_records::codebook::{RelationPattern, Side};
use claimbook_records::report::{ActorKind, RelationType};
use rustc_hash::FxHashMap;

/// Tokens that may stand between a phrase and the actor it joins.
const REACH: usize = 6;

/// All relations of the article.
pub(super) fn relations(
    reading: &Reading,
    index: &PhraseIndex,
    patterns: &[RelationPattern],
    found: &Attribution,
) -> Vec<Edge> {
    let mut out = Edges { claims: by_evidence(found), ..Edges::default() };
    for sentence in reading.text.sentences.iter().filter(|s| s.kind != SentenceKind::Clutter) {
        let named = mentions_in(reading, sentence.span);
        for (subject, object) in names_of_one(reading, &named) {
            add(reading, found, &mut out, sentence.span, RelationType::AliasOf, subject, object);
        }
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
                add(reading, found, &mut out, sentence.span, pattern.kind, subject, object);
            }
        }
        // "the pro-Ruritanian channel": the prefix inside one word.
        for token in &reading.text.tokens[sentence.tokens.clone()] {
            for pattern in patterns.iter().filter(|p| p.prefix) {
                let pair = pattern.words.iter().find_map(|w| hyphenated(reading, &named, token, w.first()));
                if let Some((state, subject)) = pair {
                    add(reading, found, &mut out, sentence.span, pattern.kind, subject, state);
                }
            }
        }
    }
    out.all
}

/// The relations found so far.
#[derive(Default)]
struct Edges {
    all: Vec<Edge>,
    numbers: FxHashMap<(usize, RelationType, usize), usize>,
    /// Claims by their words.
    claims: Located,
}

fn mentions_in<'a>(reading: &'a Reading, span: Span) -> Vec<&'a ActorMention> {
    reading.cast.inside(span).collect()
}

/// Adds a relation, or its words to the one known.
fn add(
    reading: &Reading,
    found: &Attribution,
    out: &mut Edges,
    sentence: Span,
    kind: RelationType,
    subject: &ActorMention,
    object: &ActorMention,
) {
    if !possible(reading, kind, subject.member, object.member) {
        return;
    }
    let evidence = subject.span.join(object.span);
    let key = (subject.member, kind, object.member);
    let next = out.all.len();
    match out.all.get_mut(*out.numbers.entry(key).or_insert(next)) {
        Some(known) => known.evidence.push(evidence),
        None => {
            let claim = out.claims.around(evidence).first().and_then(|c| found.claims.get(*c));
            out.all.push(Edge {
                subject: subject.member,
                kind,
                object: object.member,
                since: since(reading, kind, sentence),
                speaker: claim.and_then(|c| c.speaker.clone()),
                evidence: vec![evidence],
            });
        }
    }
}

/// "Sand River Brigades (SRB)", "Front of Qarn, Saraya al-Qarn": two names of one actor side by side.
fn names_of_one<'a>(
    reading: &Reading,
    named: &[&'a ActorMention],
) -> Vec<(&'a ActorMention, &'a ActorMention)> {
    let names: Vec<&&ActorMention> = named.iter().filter(|m| m.naming == Naming::Name).collect();
    let fold = |m: &ActorMention| m.span.of(reading.body()).to_lowercase();
    let beside = |a: &ActorMention, b: &ActorMention| {
        let gap = a.span.end()..b.span.start();
        let between = reading.body().get(gap).unwrap_or_default().trim();
        matches!(between, "," | "(" | "or" | "[")
    };
    names
        .windows(2)
        .filter(|w| w[0].member == w[1].member && beside(w[0], w[1]) && fold(w[0]) != fold(w[1]))
        .map(|w| (*w[1], *w[0]))
        .collect()
}

/// State and actor of "pro-Ruritanian Front", where prefix and adjective are one token.
fn hyphenated<'a>(
    reading: &Reading,
    named: &[&'a ActorMention],
    token: &Token,
    prefixes: &[String],
) -> Option<(&'a ActorMention, &'a ActorMention)> {
    let (head, _) = token.norm.split_once('-')?;
    if !prefixes.iter().any(|p| p == head) {
        return None;
    }
    let state = named.iter().find(|m| token.span.contains(m.span) && m.naming == Naming::Adjective)?;
    let around = named.iter().find(|m| m.span.contains(token.span));
    let next = || {
        named.iter().find(|m| {
            m.span.start() > token.span.end()
                && reading.body().get(token.span.end()..m.span.start()).is_some_and(|g| g.trim().is_empty())
        })
    };
    around.or_else(next).map(|subject| (*state, *subject))
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
    // "with Ruritania's assistance": the object stands inside the phrase, the subject is the clause's.
    if let Some(inside) =
        named.iter().find(|m| hit.tokens.start < tokens(m).start && tokens(m).end <= hit.tokens.end)
    {
        let group = |m: &&&ActorMention| {
            let kind = reading.cast.members[m.member].kind;
            matches!(kind, ActorKind::ArmedGroup | ActorKind::Umbrella) && tokens(m).end <= hit.tokens.start
        };
        let subject = doer(reading, named, hit.tokens.start);
        let subject = subject.or_else(|| named.iter().find(group).copied()).or(before.copied());
        return subject.into_iter().map(|s| (s, *inside)).collect();
    }
    let Some(first) = before else { return Vec::new() };
    if pattern.adjoining {
        // "Ruritanian-backed groups": the phrase is part of the name it is told of, or of an apposition to it.
        let whole = named.iter().find(|m| tokens(m).start < hit.tokens.start && m.span.contains(first.span));
        if let Some(whole) = whole.filter(|m| tokens(m).end > hit.tokens.end && m.member != first.member) {
            let second = apposed(reading, named, hit.head).unwrap_or(whole);
            return vec![(*first, second)];
        }
    }
    let list = colon_list(reading, named, hit.tokens.end);
    if lists(pattern.kind) && !list.is_empty() {
        return list.into_iter().map(|m| (*first, m)).collect();
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
            gap.len() <= reach
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
            // "militias backed by Ruritania: A, B and C".
            if pattern.subject == Side::First {
                pairs.extend(list.iter().map(|m| (*m, *mention)));
            }
            break;
        }
    }
    pairs
}

/// Two or more groups listed behind a colon that stands soon after token `from`.
fn colon_list<'a>(reading: &Reading, named: &[&'a ActorMention], from: usize) -> Vec<&'a ActorMention> {
    let tokens = &reading.text.tokens;
    let Some(colon) = (from..tokens.len().min(from + 3 * REACH))
        .take_while(|i| tokens[*i].sentence == tokens[from].sentence)
        .find(|i| tokens[*i].norm == ":")
    else {
        return Vec::new();
    };
    let mut out: Vec<&ActorMention> = Vec::new();
    let mut end = colon + 1;
    for mention in named.iter().filter(|m| m.naming == Naming::Name) {
        let range = reading.text.tokens_in(mention.span);
        if range.start < end {
            continue;
        }
        if !listed(reading, end..range.start) {
            break;
        }
        end = range.end;
        out.push(mention);
    }
    if out.len() < 2 { Vec::new() } else { out }
}

/// Who the clause around a token is about: the agent of its verb, what "a group that …" is said to be.
fn doer<'a>(reading: &Reading, named: &[&'a ActorMention], at: usize) -> Option<&'a ActorMention> {
    let text = &reading.text;
    let verb = text.climb(at).find(|t| text.tokens[*t].tag == Tag::Verb)?;
    let agent = text.agent(verb)?;
    let subject = text.children(agent).find(|c| matches!(text.tokens[*c].dep, Dep::Nsubj));
    let head = subject.unwrap_or(agent);
    named
        .iter()
        .filter(|m| m.naming != Naming::Adjective && m.span.contains(text.tokens[head].span))
        .max_by_key(|m| m.span.len())
        .copied()
}

/// "Front of Qarn, Liria's oldest Ruritania-aligned militia": the actor that the noun above a word is in apposition to.
fn apposed<'a>(reading: &Reading, named: &[&'a ActorMention], word: usize) -> Option<&'a ActorMention> {
    let text = &reading.text;
    let noun = text.climb(word).find(|t| text.tokens[*t].dep == Dep::Appos)?;
    let head = text.head(noun)?;
    let holds = |m: &&&ActorMention| m.span.contains(text.tokens[head].span);
    named.iter().filter(holds).max_by_key(|m| m.span.len()).copied()
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
        // A collective is no other name of anybody.
        RelationType::AliasOf => {
            (group(s.kind) && group(o.kind) || subject == object) && !s.collective && !o.collective
        }
        _ => group(s.kind) && (group(o.kind) || o.kind == K::Agency) && s.kind != K::Media,
    }
}

/// The date a relation began, where its sentence gives one for kinds that begin on a day.
fn since(reading: &Reading, kind: RelationType, sentence: Span) -> Option<String> {
    if !matches!(kind, RelationType::SplitFrom | RelationType::DesignatedBy | RelationType::MemberOf) {
        return None;
    }
    let time = reading.times_inside(sentence).find(|t| t.window.is_some())?;
    time.timex.value.starts_with(|c: char| c.is_ascii_digit()).then(|| time.timex.value.clone())
}
