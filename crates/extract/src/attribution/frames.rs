//! Speech frames: a reporting cue, who speaks, what is said.
//!
//! Owns: the grammar of reporting (verb + clause, quotation, "according to", passive, nominal). In: a [`Reading`] and
//! the reporting verbs. Out: [`Frame`]s in text order. Refuses: what the words mean for an incident.

use crate::engine::Reading;
use crate::phrases::{Hit, PhraseIndex};
use crate::text::{Dep, SentenceKind, Tag};
use claimbook_records::Span;
use claimbook_records::codebook::{Content, Pos, Speech};
use claimbook_records::report::{Firmness, Property, SpeechAct};

/// One cue with its parts, as token indices and byte spans.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    /// Token of the cue's head.
    pub(super) cue: usize,
    pub(super) cue_span: Span,
    pub(super) sentence: usize,
    pub(super) act: SpeechAct,
    pub(super) own_act: Option<SpeechAct>,
    /// What alone its verb speaks about.
    pub(super) property: Option<Property>,
    pub(super) firmness: Firmness,
    /// Head token of the speaker; `None` where the grammar gives none.
    pub(super) speaker: Option<usize>,
    /// Head token of the actor named right beside the cue.
    pub(super) beside: Option<usize>,
    /// Head tokens of those it was said to or through ("told Reuters").
    pub(super) hearers: Vec<usize>,
    /// What is said.
    pub(super) content: Vec<Span>,
    /// Set by the caller: some trigger of the incident at hand lies in `content`.
    pub(super) tells_trigger: bool,
    pub(super) kind: Pos,
}

/// Frames of the text, by the position of their cue.
pub(super) fn frames(reading: &Reading, index: &PhraseIndex, speech: &Speech) -> Vec<Frame> {
    let mut out: Vec<Frame> = Vec::new();
    for (s, sentence) in reading.text.sentences.iter().enumerate() {
        if sentence.kind == SentenceKind::Clutter {
            continue;
        }
        for hit in index.longest(&reading.text, sentence.tokens.clone()) {
            let verb = &speech.verbs[hit.entry];
            let found = match verb.pos {
                Pos::Verb => verbal(reading, &hit, verb.weak, &verb.takes),
                Pos::Adp => according(reading, &hit),
                _ => nominal(reading, &hit),
            };
            let Some(mut parts) = found else { continue };
            whole_quotations(reading, sentence.span, &mut parts.content);
            out.push(Frame {
                cue: hit.head,
                cue_span: cover(reading, hit.tokens.start, hit.tokens.end - 1),
                sentence: s,
                act: verb.act,
                own_act: verb.own_act,
                property: verb.property,
                firmness: verb.firmness,
                speaker: parts.speaker,
                beside: if verb.pos == Pos::Verb { beside(reading, hit.head) } else { None },
                hearers: parts.hearers,
                content: parts.content,
                tells_trigger: false,
                kind: verb.pos,
            });
        }
    }
    out
}

/// A quotation that begins in what is said belongs to it to its end, over as many sentences as it has.
fn whole_quotations(reading: &Reading, sentence: Span, content: &mut Vec<Span>) {
    let quotations = &reading.text.quotations;
    let from = quotations.partition_point(|q| q.span.start() < sentence.start());
    let to = quotations.partition_point(|q| q.span.start() <= sentence.end());
    reading.text.work.take(to - from);
    let longer: Vec<Span> = quotations[from..to]
        .iter()
        .map(|q| q.span)
        .filter(|q| q.end() > sentence.end())
        .filter(|q| content.iter().any(|c| c.overlaps(*q)))
        .collect();
    content.extend(longer);
}

struct Parts {
    speaker: Option<usize>,
    hearers: Vec<usize>,
    content: Vec<Span>,
}

fn verbal(reading: &Reading, hit: &Hit, weak: bool, takes: &[Content]) -> Option<Parts> {
    let text = &reading.text;
    let cue = hit.head;
    if !matches!(text.tokens[cue].tag, Tag::Verb | Tag::Aux | Tag::Adj | Tag::Noun | Tag::X) {
        return None;
    }
    // "as noted above": nobody says anything new.
    if has_mark(reading, cue, "as") && text.child(cue, Dep::Nsubj).is_none() {
        return None;
    }
    let speaker = speaker_of(reading, cue);
    let mut content = Vec::new();
    // "claimed responsibility for the attack", "claimed at least 20 attacks": the words of the cue are content too.
    if hit.tokens.len() > 1 {
        let end = text.subtree(cue).end.max(hit.tokens.end);
        content.push(cover(reading, cue, end - 1));
    }
    for child in reading.text.children(cue) {
        let dep = text.tokens[child].dep;
        let said = match dep {
            Dep::Ccomp | Dep::Parataxis => true,
            Dep::Xcomp => true,
            Dep::Obj => takes.contains(&Content::Object) || hit.tokens.contains(&child),
            Dep::Obl => {
                (takes.contains(&Content::For) && has_case(reading, child, "for"))
                    || (takes.contains(&Content::Of) && has_case(reading, child, "of"))
            }
            Dep::NsubjPass => speaker != Some(child),
            Dep::Advcl => has_mark(reading, child, "that"),
            _ => false,
        };
        if said && Some(child) != speaker {
            content.push(text.subtree_span(child));
        }
    }
    if takes.contains(&Content::Accused) {
        content.extend(
            reading
                .text
                .children(cue)
                .filter(|c| matches!(text.tokens[*c].dep, Dep::Obj | Dep::Advcl | Dep::Obl))
                .map(|c| text.subtree_span(c)),
        );
    }
    // "…, an official said": the frame hangs on what is said.
    if content.is_empty() && matches!(text.tokens[cue].dep, Dep::Parataxis) {
        content = rest_of_sentence(reading, cue);
    }
    if let Some(before) = speaker.and_then(|s| postposed(reading, cue, s))
        && content.iter().all(|c| c.end() <= before.end())
    {
        content = vec![before];
    }
    if content.is_empty() {
        content = quotations(reading, cue);
    }
    if content.is_empty() && !weak && speaker.is_some() {
        content = after(reading, cue);
    }
    if content.is_empty() || (weak && speaker.is_none()) {
        return None;
    }
    let hearers = hearers(reading, cue);
    Some(Parts { speaker, hearers, content })
}

/// "A drone hit the base on Monday, wounding two, the army said": all that stands before the speaker and the verb, set
/// off by a comma.
fn postposed(reading: &Reading, cue: usize, speaker: usize) -> Option<Span> {
    let text = &reading.text;
    let sentence = text.sentences[text.tokens[cue].sentence as usize].tokens.clone();
    let first = text.noun_phrase(speaker).start.min(speaker).min(cue);
    let close = cue.abs_diff(speaker) <= 6;
    let comma = first.checked_sub(1).filter(|b| *b > sentence.start && text.tokens[*b].norm == ",")?;
    let clause = text.tokens[sentence.start..comma].iter().any(|t| t.tag == Tag::Verb);
    (close && clause).then(|| text.span_of(sentence.start..comma))
}

fn has_case(reading: &Reading, token: usize, word: &str) -> bool {
    reading
        .text
        .children(token)
        .any(|c| reading.text.tokens[c].dep == Dep::Case && reading.text.tokens[c].norm == word)
}

fn has_mark(reading: &Reading, token: usize, word: &str) -> bool {
    reading
        .text
        .children(token)
        .any(|c| reading.text.tokens[c].dep == Dep::Mark && reading.text.tokens[c].norm == word)
}

/// Who speaks at a verb: its agent, or for "a statement claiming …" whoever issues the statement.
fn speaker_of(reading: &Reading, cue: usize) -> Option<usize> {
    let text = &reading.text;
    // "…, said an official": a subject behind the verb, whatever else the tree takes for one.
    let set_off = cue.checked_sub(1).is_some_and(|b| text.tokens[b].tag == Tag::Punct);
    let inverted = || text.children(cue).find(|c| *c > cue && text.tokens[*c].dep == Dep::Nsubj);
    if let Some(speaker) = inverted().filter(|_| set_off) {
        return Some(speaker);
    }
    let mut verb = cue;
    for _ in 0..3 {
        let Some(agent) = text.agent(verb) else {
            let loose = matches!(
                text.tokens[verb].dep,
                Dep::Acl | Dep::Advcl | Dep::Xcomp | Dep::Conj | Dep::Parataxis
            );
            match text.climb(verb).skip(1).find(|t| loose && text.is_predicate(*t)) {
                Some(up) => verb = up,
                None => break,
            }
            continue;
        };
        let agent = phrase_head(reading, agent, verb);
        let token = &text.tokens[agent];
        if !is_nominal(token.tag) && agent + 1 != verb {
            break;
        }
        let carrier =
            matches!(token.dep, Dep::Obj | Dep::Obl | Dep::Nmod) && agent < verb && is_nominal(token.tag);
        let acts = reading.cast.around(token.span).next().is_some();
        if !carrier || acts {
            return Some(agent);
        }
        match text.climb(agent).skip(1).find(|t| text.is_predicate(*t)) {
            Some(up) => verb = up,
            None => return Some(agent),
        }
    }
    beside(reading, cue)
}

/// "the Iraqi military said": where the tree takes an article or adjective for the subject, the last word of the run of
/// such words before the verb is.
fn phrase_head(reading: &Reading, agent: usize, verb: usize) -> usize {
    let tokens = &reading.text.tokens;
    let loose = |t: Tag| matches!(t, Tag::Det | Tag::Adj);
    if agent >= verb
        || !loose(tokens[agent].tag)
        || !tokens[agent..verb].iter().all(|t| loose(t.tag) || is_nominal(t.tag))
    {
        return agent;
    }
    verb - 1
}

fn is_nominal(tag: Tag) -> bool {
    matches!(tag, Tag::Noun | Tag::Propn | Tag::Pron | Tag::X)
}

/// Without a subject in the tree: the actor named right beside the cue.
fn beside(reading: &Reading, cue: usize) -> Option<usize> {
    let tokens = &reading.text.tokens;
    let near = |m: &&crate::actor::ActorMention| {
        let range = reading.text.tokens_in(m.span);
        let same = tokens[cue].sentence == tokens[range.start.min(tokens.len() - 1)].sentence;
        let between = tokens.get(range.end..cue).unwrap_or_default();
        let adverbs = range.end <= cue
            && between.len() <= 3
            && between.iter().all(|t| matches!(t.tag, Tag::Adv | Tag::Aux | Tag::Punct));
        same && m.naming != crate::actor::Naming::Adjective && (adverbs || range.start == cue + 1)
    };
    let sentence = reading.text.span_of(reading.text.sentence_tokens(cue));
    let mention = reading.cast.over(sentence).find(near)?;
    reading.text.tokens_in(mention.span).last()
}

/// Those told, where they carry the words on: "told Reuters", "confirmed to the network".
fn hearers(reading: &Reading, cue: usize) -> Vec<usize> {
    let tokens = &reading.text.tokens;
    reading
        .text
        .children(cue)
        .filter(|c| match tokens[*c].dep {
            Dep::Iobj | Dep::Obj => true,
            Dep::Obl => has_case(reading, *c, "to") || has_case(reading, *c, "with"),
            _ => false,
        })
        .collect()
}

fn according(reading: &Reading, hit: &Hit) -> Option<Parts> {
    let tokens = &reading.text.tokens;
    let end = reading.text.sentences[tokens[hit.head].sentence as usize].tokens.end;
    let governor = hit
        .tokens
        .clone()
        .map(|t| tokens[t].head as usize)
        .find(|h| *h >= hit.tokens.end && is_nominal(tokens[*h].tag));
    // A name right after the cue is surer than the tree, which is often led astray by what is quoted behind it.
    let behind = reading.text.span_of(hit.tokens.end..end);
    let named = reading
        .cast
        .over(behind)
        .filter(|m| m.naming == crate::actor::Naming::Name)
        .map(|m| reading.text.tokens_in(m.span))
        .filter(|r| r.start >= hit.tokens.end && r.start <= hit.tokens.end + 3 && r.end <= end)
        .filter(|r| tokens.get(hit.tokens.end..r.start).is_some_and(|g| g.iter().all(|t| is_modifier(t.tag))))
        .filter(|r| r.end >= end || !is_nominal(tokens[r.end].tag))
        .max_by_key(|r| r.len());
    let speaker = named.and_then(|r| r.last()).or(governor).or_else(|| {
        let from = hit.tokens.end;
        (from..end.min(from + 12))
            .find(|t| is_nominal(tokens[*t].tag) && !(*t + 1 < end && is_nominal(tokens[*t + 1].tag)))
    })?;
    let skip = cover(reading, hit.tokens.start, hit.tokens.end - 1).join(reading.text.subtree_span(speaker));
    let content = match aside(reading, hit.tokens.start, end) {
        Some(clause) => vec![clause],
        None => sentence_without(reading, tokens[hit.head].sentence as usize, skip),
    };
    Some(Parts { speaker: Some(speaker), hearers: Vec::new(), content })
}

/// "The Front, backed by Liria according to X, said …": X vouches for the clause between the commas alone.
fn aside(reading: &Reading, cue: usize, end: usize) -> Option<Span> {
    let text = &reading.text;
    let clause = text.climb(cue).find(|i| matches!(text.tokens[*i].dep, Dep::Acl | Dep::AclRelcl))?;
    let range = text.subtree(clause);
    let comma = |i: usize| text.tokens.get(i).is_some_and(|t| t.norm == ",");
    let closed = (range.end < end && comma(range.end)) || range.end.checked_sub(1).is_some_and(comma);
    let told = text.span_of(range.start..cue);
    (cue > range.start && !comma(cue - 1) && closed && range.end + 1 < end).then_some(told)
}

/// Words that may stand between "according to" and a name.
fn is_modifier(tag: Tag) -> bool {
    matches!(tag, Tag::Det | Tag::Adj | Tag::Noun | Tag::Propn | Tag::Punct)
}

/// "a statement by X", "X's claim that …", "in a statement, X …".
fn nominal(reading: &Reading, hit: &Hit) -> Option<Parts> {
    let tokens = &reading.text.tokens;
    let cue = hit.head;
    let owner = reading.text.children(cue).find(|c| {
        tokens[*c].dep == Dep::NmodPoss
            || (matches!(tokens[*c].dep, Dep::Nmod | Dep::Obl)
                && (has_case(reading, *c, "by")
                    || has_case(reading, *c, "from")
                    // "the statement of the Front was taken down": the phrase reaches over whose it is.
                    || (has_case(reading, *c, "of") && hit.tokens.contains(c))))
    })?;
    let mut content: Vec<Span> = reading
        .text
        .children(cue)
        .filter(|c| {
            *c != owner && matches!(tokens[*c].dep, Dep::Acl | Dep::Ccomp | Dep::Nmod | Dep::AclRelcl)
        })
        .map(|c| reading.text.subtree_span(c))
        .collect();
    if content.is_empty() {
        let skip = reading.text.subtree_span(owner).join(tokens[cue].span);
        content = sentence_without(reading, tokens[cue].sentence as usize, skip);
    }
    Some(Parts { speaker: Some(owner), hearers: Vec::new(), content })
}

fn cover(reading: &Reading, first: usize, last: usize) -> Span {
    reading.text.tokens[first].span.join(reading.text.tokens[last].span)
}

fn sentence_without(reading: &Reading, sentence: usize, skip: Span) -> Vec<Span> {
    let whole = reading.text.sentences[sentence].span;
    let parts = [
        Span::new(whole.start(), skip.start().max(whole.start())),
        Span::new(skip.end().min(whole.end()), whole.end()),
    ];
    parts.into_iter().map(|s| s.trim(reading.body())).filter(|s| s.len() > 2).collect()
}

fn rest_of_sentence(reading: &Reading, cue: usize) -> Vec<Span> {
    let skip = reading.text.subtree_span(cue);
    sentence_without(reading, reading.text.tokens[cue].sentence as usize, skip)
}

/// What follows the cue in its sentence.
fn after(reading: &Reading, cue: usize) -> Vec<Span> {
    let whole = reading.text.sentences[reading.text.tokens[cue].sentence as usize].span;
    let rest =
        Span::new(reading.text.tokens[cue].span.end().min(whole.end()), whole.end()).trim(reading.body());
    if rest.len() > 2 { vec![rest] } else { Vec::new() }
}

/// Quotations in the cue's sentence.
fn quotations(reading: &Reading, cue: usize) -> Vec<Span> {
    let text = &reading.text;
    let mut out: Vec<Span> = text
        .sentence_tokens(cue)
        .filter_map(|t| text.quotation(t))
        .map(|q| text.span_of(q.tokens.clone()))
        .collect();
    out.sort_unstable();
    out.dedup();
    out
}
