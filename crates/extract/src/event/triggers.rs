//! Words that tell an incident.
//!
//! Owns: which hits of the codebook's trigger phrases count, one per word, with what the words around say about stage,
//! number and time. In: [`Marks`]. Out: [`TriggerMention`]s in order. Refuses: roles and merging.

use super::grammar::Grammar;
use super::lexicon::{Cue, Lexicon, Marks};
use super::{motives, stage};
use crate::engine::Reading;
use crate::text::{Dep, Form, SentenceKind, Tag};
use crate::time::TimeMention;
use claimbook_records::codebook::Pos;
use claimbook_records::report::{Count, IncidentType, Qualifier, Stage};
use std::ops::Range;

/// A word that may tell an incident.
#[derive(Debug, Clone)]
pub struct TriggerMention {
    /// Token that carries the meaning.
    pub head: usize,
    pub tokens: Range<usize>,
    /// Index in [`Lexicon::triggers`].
    pub entry: usize,
    pub kind: IncidentType,
    pub verb: bool,
    /// Tells an incident only together with a violent argument.
    pub weak: bool,
    pub stage: Stage,
    /// Said not to have happened.
    pub negated: bool,
    /// More than one act.
    pub plural: bool,
    /// How many acts, where a number counts them.
    pub count: Option<Count>,
    /// "the attack", "this incident": points back.
    pub definite: bool,
    /// An earlier happening told for context.
    pub background: bool,
    pub sentence: usize,
    /// Stands in a heading or in page furniture.
    pub heading: bool,
}

/// The triggers of a text.
pub fn find(reading: &Reading, grammar: &Grammar, lexicon: &Lexicon, marks: &Marks) -> Vec<TriggerMention> {
    let text = &reading.text;
    let mut best: Vec<Option<(usize, Range<usize>)>> = vec![None; text.tokens.len()];
    for (entry, hit) in &marks.triggers {
        let trigger = &lexicon.triggers[*entry];
        let sentence = &text.sentences[text.sentence_of(hit.head)];
        if sentence.kind == SentenceKind::Clutter
            || text.furniture.touches(text.tokens[hit.head].span)
            || !form_fits(grammar, hit.head, trigger.trigger.pos)
            || !trigger.holds(text, hit.tokens.clone())
            || marks
                .cues_in(sentence.tokens.clone())
                .any(|(c, at)| *c == Cue::Metaphor && at.contains(&hit.head))
        {
            continue;
        }
        let slot = &mut best[hit.head];
        let better = slot.as_ref().is_none_or(|(old, tokens)| {
            let strength = |e: usize| (!lexicon.triggers[e].trigger.weak, lexicon.triggers[e].trigger.weight);
            (hit.tokens.len(), strength(*entry)) > (tokens.len(), strength(*old))
        });
        if better {
            *slot = Some((*entry, hit.tokens.clone()));
        }
    }
    let mut out: Vec<TriggerMention> = Vec::new();
    for (head, found) in best.into_iter().enumerate() {
        let Some((entry, tokens)) = found else { continue };
        let mention = mention(reading, grammar, lexicon, marks, head, entry, tokens);
        if unreal(grammar, lexicon, &mention) && !motives::is_reason(grammar, marks, mention.head) {
            continue;
        }
        // Of overlapping phrases ("carry out attacks", "attacks") the longer one stands.
        match out.last_mut() {
            Some(last) if last.tokens.end > mention.tokens.start && last.sentence == mention.sentence => {
                let longer = mention.tokens.len() > last.tokens.len();
                let other = if longer { std::mem::replace(last, mention) } else { mention };
                // "launched a drone attack": the longer phrase stands, the means told in the other one too.
                if last.kind == IncidentType::Other {
                    last.kind = other.kind;
                }
            }
            _ => out.push(mention),
        }
    }
    series(reading, grammar, &mut out);
    out
}

/// Verbs that tell a series: "targeted the port with drone attacks", "groups have targeted Israel".
fn series(reading: &Reading, grammar: &Grammar, triggers: &mut [TriggerMention]) {
    for v in 0..triggers.len() {
        if !triggers[v].verb {
            continue;
        }
        let head = triggers[v].head;
        // "3,290 people have been injured in those shootings".
        let those = |t: &TriggerMention| {
            let det = grammar.child(t.head, Dep::Det).map(|d| grammar.token(d).norm.as_str());
            grammar.preposition(t.head) == Some("in") && matches!(det, Some("those" | "these" | "such"))
        };
        let sentence = triggers[v].sentence;
        let from = triggers.partition_point(|t| t.sentence < sentence);
        let to = triggers.partition_point(|t| t.sentence <= sentence);
        reading.text.work.take(to - from);
        let means = |t: &&TriggerMention| {
            let by = grammar.preposition(t.head) == Some("with");
            !t.verb && t.plural && grammar.head(t.head) == Some(head) && (by || those(t))
        };
        if let Some((kind, count)) = triggers[from..to].iter().find(means).map(|t| (t.kind, t.count)) {
            triggers[v].plural = true;
            triggers[v].count = count;
            if triggers[v].kind == IncidentType::Other {
                triggers[v].kind = kind;
            }
            continue;
        }
        let perfect = grammar.perfect(head).is_some();
        let beside = || {
            let here = move |at: usize| grammar.token(at).sentence as usize == sentence;
            let times = reading.times_over(reading.text.span_of(grammar.sentence(head)));
            times.iter().filter(move |t| reading.text.token_at(t.span.start()).is_some_and(here))
        };
        // "have launched 25 drones since November".
        let open = |t: &TimeMention| t.window.is_some_and(|w| w.earliest.is_some() && w.latest.is_none());
        // "eight children have been shot in the past 17 months".
        let several = || {
            let counts =
                |p: usize| reading.quantity_of(p).is_some_and(|q| more_than_one(reading.quantities[q].count));
            let subject = grammar.child(head, Dep::NsubjPass);
            reading.text.patient(head).into_iter().chain(subject).any(counts)
        };
        if perfect && (beside().any(open) || beside().any(lasts_months) && several()) {
            triggers[v].plural = true;
            continue;
        }
        let plural = |i: usize| grammar.token(i).form == Form::Plural && grammar.token(i).tag == Tag::Noun;
        let place = |i: usize| !reading.places_over(grammar.token(i).span).is_empty();
        if perfect
            && reading.text.agent(head).is_some_and(plural)
            && reading.text.patient(head).is_some_and(place)
        {
            triggers[v].plural = true;
            triggers[v].count = triggers[v].count.or(Some(Count::from(2, Qualifier::Vague)));
        }
    }
}

fn more_than_one(count: Count) -> bool {
    count.min.unwrap_or(0) > 1
}

/// A stretch of months or years.
fn lasts_months(time: &TimeMention) -> bool {
    const LONG: i32 = 32;
    let ends = time.window.and_then(|w| w.earliest.zip(w.latest));
    let days = ends.map_or(0, |(a, b)| (b.date - a.date).get_days());
    let value = &time.timex.value;
    days >= LONG || value.starts_with('P') && !value.starts_with("PT") && value.ends_with(['M', 'Y'])
}

/// Acts not told as facts, claims, attempts, plans or threats tell no incident (coding guide 1.6).
fn unreal(grammar: &Grammar, lexicon: &Lexicon, mention: &TriggerMention) -> bool {
    let told = matches!(mention.stage, Stage::Attempted | Stage::Planned | Stage::Threatened);
    mention.stage == Stage::Hypothetical
        || stage::withheld(grammar, &lexicon.words, mention.head)
        || (!told && stage::unreal(grammar, &lexicon.words, mention.head))
}

/// True when the word is used as the codebook says; participles before a noun are no acts ("wounded soldiers").
fn form_fits(grammar: &Grammar, head: usize, pos: Pos) -> bool {
    let token = grammar.token(head);
    match pos {
        Pos::Verb => match token.tag {
            Tag::Verb | Tag::Aux => token.dep != Dep::Amod && token.dep != Dep::Compound,
            Tag::Adj | Tag::Noun => {
                matches!(token.form, Form::PastParticiple | Form::Past | Form::PresentParticiple)
            }
            _ => token.tag == Tag::X,
        },
        Pos::Noun => match token.tag {
            Tag::Noun | Tag::Propn | Tag::X => true,
            Tag::Verb | Tag::Adj => token.norm == token.lemma && grammar.child(head, Dep::Det).is_some(),
            _ => false,
        },
        _ => true,
    }
}

fn mention(
    reading: &Reading,
    grammar: &Grammar,
    lexicon: &Lexicon,
    marks: &Marks,
    head: usize,
    entry: usize,
    tokens: Range<usize>,
) -> TriggerMention {
    let TriggerInfo { verb, weak, implied, aggregate } = info(lexicon, entry);
    let token = grammar.token(head);
    let reading_of = stage::read(grammar, marks, head, &tokens, implied);
    let count = reading.quantity_of(head);
    // "was attacked at least 160 times".
    let times = || {
        let mut nouns = grammar
            .children(head)
            .filter(|n| verb && matches!(grammar.token(*n).lemma.as_str(), "time" | "occasion"));
        nouns.find_map(|n| reading.quantity_of(n))
    };
    let count = count.or_else(times).map(|q| reading.quantities[q].count);
    // "was shot multiple times", "the deaths of four women": shots and people, not acts.
    let shots = verb && lexicon.triggers[entry].trigger.at_least.is_some() && times_after(grammar, head);
    let count = count.filter(|_| !shots);
    let several = count.is_some_and(more_than_one);
    let plural_noun = !verb && token.form == Form::Plural && !lexicon.words.dying(&token.lemma);
    let aggregate = aggregate && !shots;
    let determiner = grammar.child(head, Dep::Det).map(|d| grammar.token(d).norm.as_str());
    let sentence = &reading.text.sentences[token.sentence as usize];
    TriggerMention {
        head,
        entry,
        kind: lexicon.triggers[entry].kind,
        verb,
        weak,
        stage: reading_of.stage,
        negated: reading_of.negated,
        plural: aggregate || plural_noun || several || reading_of.aggregate && !shots,
        count: count.or_else(|| (plural_noun || aggregate).then(|| Count::from(2, Qualifier::Vague))),
        definite: !verb && matches!(determiner, Some("the" | "this" | "that" | "these" | "those" | "both")),
        background: reading_of.background,
        sentence: token.sentence as usize,
        heading: sentence.kind == SentenceKind::Heading,
        tokens,
    }
}

/// "multiple times" right behind a verb.
fn times_after(grammar: &Grammar, head: usize) -> bool {
    const AHEAD: usize = 5;
    let end = grammar.sentence(head).end.min(head + 1 + AHEAD);
    (head + 1..end).any(|i| grammar.token(i).lemma == "time" && grammar.token(i).form == Form::Plural)
}

struct TriggerInfo {
    verb: bool,
    weak: bool,
    implied: Option<Stage>,
    aggregate: bool,
}

fn info(lexicon: &Lexicon, entry: usize) -> TriggerInfo {
    let t = &lexicon.triggers[entry].trigger;
    TriggerInfo { verb: t.pos == Pos::Verb, weak: t.weak, implied: t.stage, aggregate: t.aggregate }
}
