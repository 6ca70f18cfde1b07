//! What came of an act: for each thing struck, and in sum.
//!
//! Owns: effects of targets by the nearest word of effect, counts of killed and injured, damage, interception. In: a
//! [`Scene`], the targets of an incident. Out: [`Effect`]s and an [`Outcome`]. Refuses: tolls of a war (tallies).

use super::arguments::Scene;
use super::lexicon::Cue;
use super::nominals::{self, Denotes, Nominal};
use super::{EventTarget, stage};
use crate::text::{Dep, Form, Tag};
use claimbook_records::Span;
use claimbook_records::report::{Count, Damage, Effect, Outcome, TargetClass};
use rustc_hash::FxHashSet;
use std::collections::{BTreeMap, BTreeSet};

/// A word that says what happened to somebody or something.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word {
    pub(super) head: usize,
    pub(super) effect: Effect,
}

/// Words of effect by sentence, ready to be asked for each target.
#[derive(Debug, Default)]
pub struct Effects {
    /// By position.
    words: Vec<Word>,
    /// Somewhere a suicide is told.
    pub(super) suicide: bool,
}

impl Effects {
    /// Gathers triggers that imply an effect and the codebook's outcome cues.
    pub fn gather(scene: &Scene) -> Self {
        let mut words = Vec::new();
        let mut known: FxHashSet<usize> = FxHashSet::default();
        for trigger in &scene.triggers {
            if let Some(effect) = scene.lexicon.triggers[trigger.entry].trigger.effect {
                let effect = if trigger.negated { not(effect) } else { effect };
                known.insert(trigger.head);
                words.push(Word { head: trigger.head, effect });
            }
        }
        for (cue, at) in &scene.marks.cues {
            let effect = match cue {
                Cue::Killed => Effect::Killed,
                Cue::Injured => Effect::Injured,
                Cue::Damaged => Effect::Damaged,
                Cue::Destroyed => Effect::Destroyed,
                Cue::NoDeaths => Effect::NoDeath,
                Cue::NoInjuries => Effect::NoInjury,
                Cue::NoCasualties | Cue::NoDamage => Effect::None,
                Cue::Kidnapped => Effect::Kidnapped,
                Cue::Released => Effect::Released,
                Cue::Escaped => Effect::Escaped,
                Cue::PropertyTaken => Effect::PropertyTaken,
                _ => continue,
            };
            // The word of the phrase that governs the others.
            let head = at
                .clone()
                .find(|i| scene.grammar.head(*i).is_none_or(|h| !at.contains(&h)))
                .unwrap_or(at.start);
            if at.clone().any(|i| known.contains(&i)) {
                continue;
            }
            known.insert(head);
            let negated = stage::read(&scene.grammar, &scene.marks, head, at, None).negated;
            words.push(Word { head, effect: if negated { not(effect) } else { effect } });
        }
        words.sort_by_key(|w| w.head);
        let suicide = |t: &crate::text::Token| matches!(t.lemma.as_str(), "suicide" | "murder-suicide");
        Self { words, suicide: scene.reading.text.tokens.iter().any(suicide) }
    }

    /// What happened to the phrase headed by `head`: the effects of the words nearest in the tree.
    pub fn of(&self, scene: &Scene, head: usize, class: TargetClass) -> Vec<Effect> {
        let sentence = scene.grammar.sentence(head);
        let mut best: Vec<(usize, Effect)> = Vec::new();
        let speaks = speaker(scene, head) || accused(scene, head);
        for word in self.within(&sentence).iter().filter(|w| fits(w.effect, class)) {
            scene.step(4);
            // "killing five and wounding dozens": each verb has its own object, also where the tree makes the verb a
            // modifier of it.
            let object = scene.grammar.child(word.head, Dep::Obj).or_else(|| modified(scene, word.head));
            // "shot himself": who does it suffers it.
            let object = match object.filter(|o| reflexive(scene, *o)) {
                Some(_) => scene.reading.text.agent(word.head).or(object),
                None => object,
            };
            if object.is_some_and(|o| !scene.reading.text.governs(o, head))
                || names_work(scene, word.head, head)
            {
                continue;
            }
            // "Three were killed and another injured": who has a subject of his own shares no other's.
            if own_subject(scene, word.head).is_some_and(|s| !scene.reading.text.governs(s, head)) {
                continue;
            }
            if kin(scene, word.head, head) {
                continue;
            }
            if (speaks || owner(scene, head, word.head) || busy(scene, head, word.head))
                && !scene.reading.text.governs(head, word.head)
            {
                continue;
            }
            // "three people shot, one fatally"
            if alone(scene, word.head).is_some_and(|i| i != head) {
                continue;
            }
            // "and five others injured"
            if word.head == head + 1 && scene.grammar.token(word.head).form == Form::PastParticiple {
                return vec![word.effect];
            }
            let Some(path) = scene.grammar.path(word.head, head, 4) else { continue };
            // Coordination and apposition cost nothing.
            let cost = path.iter().filter(|s| !matches!(s.dep, Dep::Conj | Dep::Appos | Dep::Flat)).count();
            best.push((cost * 16 + word.head.abs_diff(head).min(15), word.effect));
        }
        best.sort_by_key(|(cost, _)| *cost);
        let Some((least, first)) = best.first().copied() else { return Vec::new() };
        let mut out = vec![first];
        // "killed or wounded": coordinated words of effect share their object.
        for (cost, effect) in best.iter().skip(1) {
            if *cost <= least + 4 && !out.contains(effect) && least < 32 {
                out.push(*effect);
            }
        }
        out
    }

    /// Words of effect within some tokens, in order.
    pub(super) fn within(&self, range: &std::ops::Range<usize>) -> &[Word] {
        let from = self.words.partition_point(|w| w.head < range.start);
        let to = self.words.partition_point(|w| w.head < range.end);
        self.words.get(from..to).unwrap_or_default()
    }

    /// True for a token that is a word of an effect.
    pub(super) fn is(&self, token: usize, effect: Effect) -> bool {
        self.within(&(token..token + 1)).iter().any(|w| w.effect == effect)
    }

    /// Words of an effect within some tokens.
    fn in_range(&self, range: &std::ops::Range<usize>, effect: Effect) -> bool {
        self.within(range).iter().any(|w| w.effect == effect)
    }
}

fn not(effect: Effect) -> Effect {
    match effect {
        Effect::Killed => Effect::NoDeath,
        Effect::Injured => Effect::NoInjury,
        Effect::Damaged | Effect::Destroyed => Effect::None,
        other => other,
    }
}

fn fits(effect: Effect, class: TargetClass) -> bool {
    let thing = matches!(effect, Effect::Damaged | Effect::Destroyed | Effect::PropertyTaken);
    let person = matches!(
        effect,
        Effect::Killed
            | Effect::Injured
            | Effect::Kidnapped
            | Effect::NoDeath
            | Effect::NoInjury
            | Effect::Released
            | Effect::Escaped
    );
    match class {
        TargetClass::Person => !thing,
        _ => !person,
    }
}

/// The outcome of an incident told by some triggers and in some sentences, from its targets and from cues without a target.
pub fn sum(
    scene: &Scene,
    effects: &Effects,
    targets: &[EventTarget],
    cluster: &[usize],
    sentences: &[usize],
) -> (Outcome, Vec<Span>) {
    let mut out = Outcome::default();
    let mut evidence: Vec<Span> = Vec::new();
    let persons = || targets.iter().filter(|t| t.class == TargetClass::Person);
    let with = |effect: Effect| persons().filter(move |t| t.effects.contains(&effect));
    out.killed = total(scene, with(Effect::Killed));
    out.injured = total(scene, with(Effect::Injured));
    for target in targets.iter().filter(|t| !t.effects.is_empty()) {
        evidence.extend(&target.evidence);
    }
    for s in sentences {
        let Some(sentence) = scene.reading.text.sentences.get(*s) else { continue };
        for (cue, at) in scene.marks.cues_in(sentence.tokens.clone()) {
            let zero = Some(Count::exact(0));
            match cue {
                Cue::NoCasualties => {
                    out.killed = out.killed.or(zero);
                    out.injured = out.injured.or(zero);
                }
                Cue::NoDeaths => out.killed = out.killed.or(zero),
                Cue::NoInjuries => out.injured = out.injured.or(zero),
                Cue::NoDamage => out.damage = out.damage.or(Some(Damage::None)),
                Cue::Intercepted => out.intercepted = Some(true),
                Cue::Destroyed | Cue::Damaged => {}
                _ => continue,
            }
            evidence.push(scene.reading.text.span_of(at.clone()));
        }
        if effects.in_range(&sentence.tokens, Effect::Destroyed) && out.damage.is_none() {
            out.damage = Some(Damage::Destroyed);
        } else if effects.in_range(&sentence.tokens, Effect::Damaged) && out.damage.is_none() {
            out.damage = Some(Damage::Some);
        }
    }
    let told = |e: Effect| targets.iter().any(|t| t.class != TargetClass::Person && t.effects.contains(&e));
    if told(Effect::Destroyed) {
        out.damage = Some(Damage::Destroyed);
    } else if told(Effect::Damaged) {
        out.damage = Some(Damage::Some);
    }
    // What tells a series beside it tells nothing of a single act.
    let series = |head: usize| {
        scene.trigger_at(head).is_some_and(|i| scene.triggers[i].plural && !cluster.contains(&i))
    };
    let mut told: Vec<usize> = sentences.to_vec();
    told.sort_unstable();
    told.dedup();
    let words = told.iter().filter_map(|s| scene.reading.text.sentences.get(*s));
    let words = words.flat_map(|s| effects.within(&s.tokens));
    for word in words.filter(|w| matches!(w.effect, Effect::Killed | Effect::Injured)) {
        if series(word.head) {
            continue;
        }
        let slot = if word.effect == Effect::Killed { &mut out.killed } else { &mut out.injured };
        if slot.is_none()
            && let Some((count, span)) = bare_number(scene, word.head)
                .or_else(|| another(scene, word))
                .or_else(|| somebody(scene, effects, word))
        {
            *slot = Some(count);
            evidence.push(span);
        }
    }
    if out.killed.is_none() && out.injured.is_none() {
        // "was shot in the head", and nothing more.
        let hit = told.iter().flat_map(|s| &scene.triggers[scene.triggers_in(*s)]);
        let hit = hit.filter(|t| !t.heading && !t.negated);
        let hit = hit.filter(|t| scene.lexicon.triggers[t.entry].trigger.at_least == Some(Effect::Injured));
        let found = hit.filter_map(|t| {
            let word = Word { head: t.head, effect: Effect::Injured };
            let told = Effects { words: vec![word], suicide: false };
            bare_number(scene, t.head).or_else(|| somebody(scene, &told, &told.words[0]))
        });
        if let Some((count, span)) = found.max_by_key(|(c, _)| c.min) {
            out.injured = Some(count);
            evidence.push(span);
        }
    }
    evidence.sort();
    evidence.dedup();
    (out, evidence)
}

/// "himself".
fn reflexive(scene: &Scene, i: usize) -> bool {
    matches!(scene.grammar.token(i).norm.as_str(), "himself" | "herself" | "themselves" | "itself" | "self")
}

/// "homicide detectives", "the murder suspect": the word names their work or part and says of a victim alone that
/// something happened.
fn names_work(scene: &Scene, word: usize, head: usize) -> bool {
    let g = &scene.grammar;
    let part = g.token(word).dep == Dep::Compound && g.token(word).tag == Tag::Noun;
    part && g.head(word) == Some(head) && g.token(head).lemma != "victim"
}

/// The number right before an adverb of effect: "one fatally", "two critically".
fn alone(scene: &Scene, word: usize) -> Option<usize> {
    let g = &scene.grammar;
    let before = word.checked_sub(1).filter(|_| g.token(word).tag == Tag::Adv)?;
    let number = g.token(before).tag == Tag::Num || g.token(before).norm == "one";
    (number && g.sentence(word).contains(&before)).then_some(before)
}

/// "another injured", "killing three; two others were wounded": the subject of a word of effect beside another one.
fn own_subject(scene: &Scene, word: usize) -> Option<usize> {
    let g = &scene.grammar;
    let second = matches!(g.token(word).dep, Dep::Conj | Dep::Parataxis);
    g.child(word, Dep::NsubjPass).or_else(|| g.child(word, Dep::Nsubj)).filter(|_| second)
}

/// "Family of boy killed speaks out": what a bare participle says is told of the one behind "of".
fn kin(scene: &Scene, word: usize, head: usize) -> bool {
    let g = &scene.grammar;
    let bare = g.token(word).form == Form::PastParticiple && g.child(word, Dep::AuxPass).is_none();
    let behind = |c: usize| {
        g.token(c).dep == Dep::Nmod && g.preposition(c) == Some("of") && c < word && person(scene, c)
    };
    bare && g.head(head) == Some(word) && head < word && g.children(head).any(behind)
}

/// A phrase for somebody.
pub(super) fn person(scene: &Scene, head: usize) -> bool {
    scene.nominal_at(head).is_some_and(|n| matches!(scene.nominals[n].denotes, Denotes::Person(_)))
}

/// "the brother was charged with the murder": nothing happened to who is said to have done it.
fn accused(scene: &Scene, head: usize) -> bool {
    let g = &scene.grammar;
    let (up, dep) = g.governor(head);
    matches!(dep, Dep::Nsubj | Dep::NsubjPass | Dep::Obj)
        && up.is_some_and(|u| scene.lexicon.words.accusing(&g.token(u).lemma))
}

/// "Detectives are investigating after a man was shot": who does something else suffers nothing of what is told below.
fn busy(scene: &Scene, head: usize, word: usize) -> bool {
    let g = &scene.grammar;
    let (up, dep) = g.governor(head);
    let Some(verb) = up.filter(|u| dep == Dep::Nsubj && *u != word && g.token(*u).tag == Tag::Verb) else {
        return false;
    };
    if g.passive(verb) || scene.lexicon.words.suffering(&g.token(verb).lemma) {
        return false;
    }
    // "drove away and died": the same subject.
    let mut at = word;
    for _ in 0..4 {
        match g.head(at) {
            Some(up) if matches!(g.token(at).dep, Dep::Conj | Dep::Xcomp) => at = up,
            _ => break,
        }
        if at == verb {
            return false;
        }
    }
    true
}

/// "his father's gun went off and killed him": a possessor suffers nothing but its own death or wound.
fn owner(scene: &Scene, head: usize, word: usize) -> bool {
    let g = &scene.grammar;
    g.token(head).dep == Dep::NmodPoss && g.head(head).is_some_and(|up| up != word)
}

/// "the sheriff said the boy died", "according to the sheriff": nothing happened to who says it, nor to whose office
/// says it.
fn speaker(scene: &Scene, head: usize) -> bool {
    let g = &scene.grammar;
    let vouches = |head: usize| g.children(head).any(|c| g.token(c).norm == "according");
    let mut head = head;
    for _ in 0..4 {
        let part = matches!(g.token(head).dep, Dep::Flat | Dep::Compound | Dep::NmodPoss | Dep::Appos);
        match g.head(head).filter(|_| part && !vouches(head)) {
            Some(up) => head = up,
            None => break,
        }
    }
    let (up, dep) = g.governor(head);
    let says = |v: usize| scene.lexicon.words.saying(&g.token(v).lemma);
    let subject = dep == Dep::Nsubj && up.is_some_and(says);
    // "Police: Two die in a crash".
    let colon = g.sentence(head).contains(&(head + 1)) && g.token(head + 1).norm == ":";
    // "Capt. Patton said Terry": where the tree takes the verb for a part of the name.
    subject || vouches(head) || colon || g.sentence(head).contains(&(head + 1)) && says(head + 1)
}

/// "dozens" of "wounding dozens" where the tree reads a modifier and its noun.
fn modified(scene: &Scene, verb: usize) -> Option<usize> {
    let token = scene.grammar.token(verb);
    let participle = token.form == Form::PresentParticiple && matches!(token.dep, Dep::Compound | Dep::Amod);
    scene.grammar.head(verb).filter(|up| participle && *up > verb)
}

/// "wounding dozens", "three were killed": a number that stands for people.
fn bare_number(scene: &Scene, verb: usize) -> Option<(Count, Span)> {
    let g = &scene.grammar;
    let passive = g.passive(verb);
    if let Some(before) = alone(scene, verb) {
        let at = g.token(before).span;
        let told = scene.reading.quantities_over(at).first();
        return Some(told.map_or((Count::exact(1), at), |q| (q.count, q.span)));
    }
    // Numbers of the verb's sentence, and those that the words right before it count.
    const BEFORE: usize = 12;
    let sentence = g.sentence(verb);
    let near = scene.reading.text.span_of(sentence.start.saturating_sub(BEFORE)..sentence.end);
    let inside = modified(scene, verb);
    let quantities = scene.reading.quantities_over(near);
    scene.step(quantities.len());
    quantities.iter().find_map(|q| {
        // "left one dead and five others critically injured"
        let last = scene.reading.text.tokens_in(q.span).chain(q.noun).max()?;
        let participle = g.token(verb).form == Form::PastParticiple;
        let between = last + 2 == verb && g.token(last + 1).tag == Tag::Adv;
        if participle && q.noun.is_none_or(|n| n == last) && (last + 1 == verb || between) {
            return Some((q.count, q.span));
        }
        let mut parts = scene.reading.text.tokens_in(q.span).chain(q.noun);
        let at = parts.find(|i| g.head(*i) == Some(verb) || Some(*i) == inside)?;
        let struck = match g.token(at).dep {
            _ if Some(at) == inside => true,
            Dep::Obj => true,
            Dep::NsubjPass | Dep::Nsubj => passive,
            _ => false,
        };
        struck.then_some((q.count, q.span))
    })
}

/// "and another critically injured": one more.
fn another(scene: &Scene, word: &Word) -> Option<(Count, Span)> {
    let token = scene.grammar.token(own_subject(scene, word.head)?);
    matches!(token.norm.as_str(), "another" | "one").then(|| (Count::exact(1), token.span))
}

/// "the boy died": a person that was not found to be struck, but who suffered what the word says.
fn somebody(scene: &Scene, effects: &Effects, word: &Word) -> Option<(Count, Span)> {
    let part =
        |n: &Nominal| n.name.is_none() && scene.lexicon.words.body_part(&scene.grammar.token(n.head).lemma);
    let suffers = |n: &&Nominal| {
        matches!(n.denotes, Denotes::Person(_))
            && !part(n)
            && effects.of(scene, n.head, TargetClass::Person).first() == Some(&word.effect)
            && scene.grammar.path(word.head, n.head, 1).is_some()
    };
    let sentence = scene.nominals_in(scene.grammar.token(word.head).sentence as usize);
    let n = scene.nominals[sentence].iter().find(suffers)?;
    let told = n.quantity.and_then(|q| scene.reading.quantities.get(q)).map(|q| q.count);
    let span = nominals::span(scene.reading, &n.base);
    told.or_else(|| (!n.plural).then(|| Count::exact(1))).map(|count| (count, span))
}

/// How many the targets are together. Those told in one sentence are different people; in other sentences they may be the same,
/// told again, so that the largest sentence counts, or the names. The largest group holds the single persons told beside it.
fn total<'a>(scene: &Scene, targets: impl Iterator<Item = &'a EventTarget>) -> Option<Count> {
    let targets: Vec<&EventTarget> = targets.collect();
    let words = |t: &EventTarget| -> BTreeSet<&str> {
        t.name.iter().flat_map(|n| n.of(scene.reading.body()).split_whitespace()).collect()
    };
    // "Melody" beside "Melody Cerros" is no second name.
    let inside = |i: usize, t: &EventTarget| {
        let own = words(t);
        targets.iter().enumerate().any(|(j, o)| {
            let other = words(o);
            j != i && own.is_subset(&other) && (own.len() < other.len() || j < i)
        })
    };
    let (mut named, mut group): (u64, Option<Count>) = (0, None);
    let mut by_sentence: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for (i, target) in targets.iter().copied().enumerate() {
        if target.name.is_some() && inside(i, target) {
            continue;
        }
        match target.count {
            Some(c) if !(c.min == Some(1) && c.max == Some(1)) => {
                let c = together(scene, &targets, target).unwrap_or(c);
                let more = |g: Count| (c.min, c.min == c.max) > (g.min, g.min == g.max);
                if group.is_none_or(more) {
                    group = Some(c);
                }
            }
            _ => {
                named += u64::from(target.name.is_some());
                let text = &scene.reading.text;
                let sentences = target.evidence.iter().filter_map(|e| text.token_at(e.start()));
                let sentences: BTreeSet<usize> = sentences.map(|t| text.sentence_of(t)).collect();
                let last =
                    target.span.of(scene.reading.body()).split_whitespace().next_back().unwrap_or_default();
                for sentence in sentences {
                    // "a 13-year-old boy was shot and that boy died": no second boy.
                    let known = by_sentence.entry(sentence).or_default();
                    if target.name.is_some() || !known.contains(&last) {
                        known.push(last);
                    }
                }
            }
        }
    }
    let by_sentence = by_sentence.into_values().map(|k| k.len() as u64);
    let singles = named.max(by_sentence.max().unwrap_or(0));
    match group {
        Some(g) if g.min.unwrap_or(0) >= singles => Some(g),
        _ if singles > 0 => Some(Count::exact(singles)),
        other => other,
    }
}

/// "Three children and two adults": those coordinated with a group, the group included; `None` where one of them has no
/// exact number.
fn together(scene: &Scene, targets: &[&EventTarget], group: &EventTarget) -> Option<Count> {
    let g = &scene.grammar;
    let head = |t: &EventTarget| {
        let inside = |n: &&Nominal| nominals::span(scene.reading, &n.base).contains(t.span);
        let sentence = scene.nominals_in(scene.reading.text.sentence_at(t.span)?);
        scene.nominals[sentence].iter().find(inside).map(|n| n.head)
    };
    let first = head(group)?;
    let exact = |t: &EventTarget| t.count.and_then(Count::single);
    let mut sum = exact(group)?;
    for other in targets.iter().filter(|t| t.span != group.span) {
        let Some(at) = head(other).filter(|h| *h != first) else { continue };
        let joined = |a: usize, b: usize| g.token(a).dep == Dep::Conj && g.head(a) == Some(b);
        if joined(at, first) || joined(first, at) {
            sum = sum.checked_add(exact(other)?)?;
        }
    }
    Some(Count::exact(sum))
}
