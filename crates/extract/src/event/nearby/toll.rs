//! How many died and were hurt, told beside the telling: "He died at a hospital on Sunday."
//!
//! Owns: the dead and wounded that the sentences around an incident tell where its own clauses give no number; that those
//! whose wounds and death are told count once, and who died of those shot not among the wounded. In: a report. Out: its
//! outcome. Refuses: the dead of other incidents and tolls of a place or a year.

use super::{Around, LEAD};
use crate::event::IncidentReport;
use crate::event::arguments::Scene;
use crate::event::outcome::{self, Effects, Word};
use crate::quantity::QuantityMention;
use crate::text::{Dep, Form, Tag};
use claimbook_records::Span;
use claimbook_records::report::{Count, Effect, Stage};

/// Completes the dead and the wounded of an incident.
pub(super) fn toll(around: &Around, effects: &Effects, report: &mut IncidentReport) {
    let real = matches!(report.stage, Stage::Accomplished | Stage::Attempted);
    if report.aggregate || report.background || !real {
        return;
    }
    if report.outcome.killed.is_none()
        && let Some((count, span)) = told(around, effects, Effect::Killed)
    {
        report.outcome.killed = Some(count);
        report.outcome_evidence.push(span);
    }
    if let Some((count, span)) = with_self(around, effects) {
        let known = report.outcome.killed;
        // Where several dead are told, killer and victims, others of those shot may be told to live.
        let wounded = report.outcome.injured.and_then(|i| i.min).unwrap_or(0);
        let lived = |dead: u64| if dead > 1 { wounded } else { 0 };
        if known.is_none_or(|k| k.max.is_some_and(|dead| dead.saturating_add(lived(dead)) < count)) {
            report.outcome.killed = Some(Count::exact(count));
            report.outcome_evidence.push(span);
        }
    }
    if let Some((count, span)) = left_wounded(around, report) {
        report.outcome.injured = Some(Count::exact(count));
        report.outcome_evidence.push(span);
    }
    let some = |c: Option<Count>| c.and_then(Count::single).filter(|n| *n > 0);
    let (dead, hurt) = (some(report.outcome.killed), some(report.outcome.injured));
    if dead.is_some() && dead == hurt && !apart(around.scene, effects, report) {
        // Those who were wounded are those who died.
        report.outcome.injured = None;
    }
    report.outcome_evidence.sort();
    report.outcome_evidence.dedup();
}

/// "Four people were shot. One of them died": those hit who did not die, where the wounded are told as all or as fewer.
fn left_wounded(around: &Around, report: &IncidentReport) -> Option<(u64, Span)> {
    let (scene, g) = (around.scene, &around.scene.grammar);
    let exact = |c: Option<Count>| c.and_then(Count::single);
    let own = report.triggers.iter().filter_map(|t| scene.trigger_at(*t)).map(|t| &scene.triggers[t]);
    let hit = own.filter(|t| {
        let hits = scene.lexicon.triggers[t.entry].trigger.at_least == Some(Effect::Injured);
        hits && !t.negated && !t.heading
    });
    let whom = hit.filter_map(|t| {
        let object = g.child(t.head, Dep::Obj).filter(|o| person(scene, *o));
        let who = object.or_else(|| scene.reading.text.patient(t.head))?;
        // "Omar Hadid, 26 was shot": an age.
        let age = g.token(who).tag == Tag::Num
            && who.checked_sub(1).is_some_and(|b| matches!(g.token(b).tag, Tag::Punct | Tag::Propn));
        let count = exact(count_of(scene, who).filter(|_| person(scene, who) && !age))?;
        Some((count, quantity(scene, who).map_or(g.token(who).span, |q| q.span)))
    });
    let (all, span) = whom.max_by_key(|(n, _)| *n).filter(|(n, _)| *n > 1)?;
    let killed = match report.outcome.killed {
        None => 0,
        some => exact(some)?,
    };
    let rest = all.checked_sub(killed).filter(|r| *r > 0)?;
    let wounded = report.outcome.injured;
    let wrong = wounded.is_none_or(|w| exact(Some(w)).is_some_and(|w| w < rest || w == all));
    (wrong && exact(wounded) != Some(rest)).then_some((rest, span))
}

/// "shot his two children and then himself": the dead of a killing that ended with the killer's own death.
fn with_self(around: &Around, effects: &Effects) -> Option<(u64, Span)> {
    let (scene, g) = (around.scene, &around.scene.grammar);
    let text = &scene.reading.text;
    let killed = |v: usize| effects.is(v, Effect::Killed);
    let shot = |v: usize| {
        let hits = |e: usize| scene.lexicon.triggers[e].trigger.at_least == Some(Effect::Injured);
        scene.trigger_at(v).is_some_and(|t| hits(scene.triggers[t].entry))
    };
    let mut best: Option<(u64, Span)> = None;
    let mut numbers: Vec<usize> = (0..=LEAD).chain(around.own.iter().copied()).collect();
    numbers.sort_unstable();
    numbers.dedup();
    for number in numbers {
        let Some(sentence) = text.sentences.get(number) else { continue };
        let near = around.distance(number).is_some_and(|d| d == 0 || number <= LEAD);
        let tokens = || sentence.tokens.clone();
        let himself = tokens().find(|i| matches!(g.token(*i).norm.as_str(), "himself" | "herself"));
        let Some(himself) = himself.filter(|_| near) else { continue };
        // Who only tried lived.
        let tried = tokens().any(|i| matches!(g.token(i).lemma.as_str(), "attempt" | "try" | "attempted"));
        let dead = effects.suicide || tokens().any(|i| i < himself && killed(i));
        if tried || !dead {
            continue;
        }
        let victims = tokens().filter(|v| g.token(*v).tag == Tag::Verb && (killed(*v) || shot(*v)));
        let victims = victims.filter_map(|v| {
            let object = g.child(v, Dep::Obj).filter(|o| *o != himself && !g.passive(v))?;
            count_of(scene, object).filter(|_| person(scene, object))?.max
        });
        let Some(most) = victims.max() else { continue };
        if best.is_none_or(|(n, _)| n < most + 1) {
            best = Some((most + 1, g.token(himself).span));
        }
    }
    best
}

/// The number that counts a phrase or is it.
fn quantity<'a>(scene: &'a Scene, who: usize) -> Option<&'a QuantityMention> {
    let at = scene.grammar.token(who).span;
    let counted = scene.reading.quantity_of(who).map(|q| &scene.reading.quantities[q]);
    let alone = scene.reading.quantities_over(at).iter().find(|q| q.noun.is_none());
    counted.into_iter().chain(alone).min_by_key(|q| q.span.start())
}

/// How many a phrase is, with those coordinated with it; `None` for a plural with no number.
fn count_of(scene: &Scene, who: usize) -> Option<Count> {
    let g = &scene.grammar;
    let alone = |i: usize| {
        let plural = g.token(i).form == Form::Plural
            || matches!(g.token(i).norm.as_str(), "people" | "they" | "them" | "men" | "women" | "children");
        quantity(scene, i).map(|q| q.count).or_else(|| (!plural).then(|| Count::exact(1)))
    };
    let first = alone(who)?;
    let others = g.children(who).filter(|c| g.token(*c).dep == Dep::Conj && person(scene, *c));
    let more: u64 = others.filter_map(alone).filter_map(|c| c.max).sum();
    match (first.min, first.max) {
        (Some(a), Some(b)) if a == b && more > 0 => Some(Count::exact(a.saturating_add(more))),
        _ => Some(first),
    }
}

/// The number told nearest to the incident, by the first word of the effect that gives one.
fn told(around: &Around, effects: &Effects, effect: Effect) -> Option<(Count, Span)> {
    let scene = around.scene;
    let mut best: Option<(usize, Count, Span)> = None;
    let words = around.sentences().flat_map(|s| effects.within(&s.tokens));
    for word in words.filter(|w| w.effect == effect) {
        scene.step(1);
        let number = scene.grammar.token(word.head).sentence as usize;
        let Some(apart) = around.distance(number) else { continue };
        let near = apart == 0 || number <= LEAD;
        let Some((count, span, known)) = struck(scene, word) else { continue };
        if (near || known) && best.as_ref().is_none_or(|(b, ..)| apart < *b) {
            best = Some((apart, count, span));
        }
    }
    best.map(|(_, count, span)| (count, span))
}

/// Who a word of effect says it happened to, how many they are, and whether they are told as known already.
fn struck(scene: &Scene, word: &Word) -> Option<(Count, Span, bool)> {
    let (g, text) = (&scene.grammar, &scene.reading.text);
    let token = g.token(word.head);
    if g.children(word.head)
        .any(|c| g.token(c).form == Form::Modal || g.token(c).dep == Dep::Mark && g.token(c).norm == "if")
    {
        return None;
    }
    let who = match token.tag {
        Tag::Verb => {
            let object = g.child(word.head, Dep::Obj);
            let himself = object.is_some_and(|o| g.token(o).norm.ends_with("self"));
            match (object, g.passive(word.head)) {
                _ if himself => text.agent(word.head),
                (Some(o), false) => Some(o),
                _ => text.patient(word.head).or_else(|| text.agent(word.head)),
            }
        }
        Tag::Adj => g.child(word.head, Dep::Nsubj).or_else(|| {
            let up = g.head(word.head).filter(|u| *u < word.head)?;
            if g.token(up).tag == Tag::Verb { text.patient(up) } else { Some(up) }
        }),
        // "three people shot, one fatally"
        Tag::Adv if numbered(scene, word.head).is_some() => numbered(scene, word.head),
        Tag::Adv => {
            let verb = g.head(word.head).filter(|u| g.token(*u).tag == Tag::Verb)?;
            let himself = g.child(verb, Dep::Obj).filter(|o| g.token(*o).norm.ends_with("self"));
            if himself.is_some() { text.agent(verb) } else { text.patient(verb) }
        }
        Tag::Noun => g.children(word.head).find(|c| {
            g.token(*c).dep == Dep::NmodPoss
                || g.token(*c).dep == Dep::Nmod && g.preposition(*c) == Some("of")
        }),
        _ => None,
    }?;
    if g.token(who).sentence != token.sentence || !person(scene, who) {
        return None;
    }
    let count = count_of(scene, who)?;
    let definite =
        g.children(who).any(|c| matches!(g.token(c).norm.as_str(), "the" | "his" | "her" | "their"));
    let known = definite || matches!(g.token(who).tag, Tag::Pron | Tag::Propn);
    let span = quantity(scene, who).map_or(g.token(who).span, |q| q.span);
    Some((count, span, known))
}

/// "one fatally".
fn numbered(scene: &Scene, adverb: usize) -> Option<usize> {
    let before = adverb.checked_sub(1)?;
    let token = scene.grammar.token(before);
    let same = token.sentence == scene.grammar.token(adverb).sentence;
    (same && (token.tag == Tag::Num || token.norm == "one")).then_some(before)
}

/// Somebody, as far as words tell.
fn person(scene: &Scene, i: usize) -> bool {
    let token = scene.grammar.token(i);
    if token.tag == Tag::Pron {
        return matches!(token.norm.as_str(), "he" | "she" | "him" | "her" | "his" | "they" | "who" | "them");
    }
    let age = token.norm == "old" || token.lemma == "victim" || token.norm.ends_with("-year-old");
    outcome::person(scene, i) || age || token.tag == Tag::Num || scene.lexicon.words.resident(&token.lemma)
}

/// The dead and the wounded are told as different people: by names, in one breath, or as "another".
fn apart(scene: &Scene, effects: &Effects, report: &IncidentReport) -> bool {
    let with = |effect: Effect| report.targets.iter().filter(move |t| t.effects.contains(&effect));
    let body = scene.reading.body();
    let different = with(Effect::Killed).any(|a| {
        with(Effect::Injured).any(|b| match (a.name, b.name) {
            (Some(x), Some(y)) => {
                let last = |s: Span| s.of(body).split_whitespace().next_back().unwrap_or_default().to_owned();
                last(x) != last(y)
            }
            _ => false,
        })
    });
    let sentences = &scene.reading.text.sentences;
    let words = |s: usize| sentences.get(s).map(|s| effects.within(&s.tokens)).unwrap_or_default();
    let in_sentence = |s: u32, effect: Effect| words(s as usize).iter().find(|w| w.effect == effect);
    let mut own: Vec<usize> =
        report.triggers.iter().map(|t| scene.grammar.token(*t).sentence as usize).collect();
    own.sort_unstable();
    own.dedup();
    let injured = own.iter().flat_map(|s| words(*s)).filter(|w| w.effect == Effect::Injured);
    let together = injured.into_iter().any(|w| {
        let sentence = scene.grammar.token(w.head).sentence;
        let (Some(dead), Some((_, hurt, _))) = (in_sentence(sentence, Effect::Killed), struck(scene, w))
        else {
            return false;
        };
        struck(scene, dead).is_some_and(|(_, span, _)| span != hurt)
    });
    different || together
}
