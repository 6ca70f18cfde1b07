//! How far an act went and how it is told.
//!
//! Owns: stage, negation, background and aggregate as the cues around a trigger give them. In: a trigger's place in the
//! [`Grammar`] and the [`Marks`]. Out: [`StageReading`]. Refuses: cues of another clause.

use super::grammar::Grammar;
use super::lexicon::{Cue, Marks};
use super::words::Words;
use crate::text::{Dep, Form, Tag};
use claimbook_records::report::Stage;
use std::ops::Range;

/// What the cues say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct StageReading {
    pub stage: Stage,
    pub negated: bool,
    pub background: bool,
    pub aggregate: bool,
    pub intercepted: bool,
}

/// Reads the cues that govern a trigger; `implied` is the stage its own words imply.
pub(super) fn read(
    grammar: &Grammar,
    marks: &Marks,
    head: usize,
    tokens: &Range<usize>,
    implied: Option<Stage>,
) -> StageReading {
    let mut out = StageReading {
        stage: implied.unwrap_or(Stage::Accomplished),
        negated: false,
        background: false,
        aggregate: false,
        intercepted: false,
    };
    let sentence = grammar.sentence(head);
    for (cue, at) in marks.cues_in(sentence) {
        let overlaps = at.start < tokens.end && tokens.start < at.end;
        if overlaps && !matches!(cue, Cue::Aggregate | Cue::Plural) {
            continue;
        }
        match cue {
            Cue::Attempted | Cue::Failed if applies(grammar, at, head) => out.stage = Stage::Attempted,
            Cue::Intercepted if applies(grammar, at, head) => {
                out.stage = Stage::Attempted;
                out.intercepted = true;
            }
            Cue::Planned if governs(grammar, at, head) && out.stage != Stage::Attempted => {
                out.stage = Stage::Planned
            }
            Cue::Threatened if governs(grammar, at, head) && !of_life(grammar, at) => {
                out.stage = Stage::Threatened;
            }
            Cue::Hypothetical if governs(grammar, at, head) && out.stage == Stage::Accomplished => {
                out.stage = Stage::Hypothetical;
            }
            Cue::Negated if governs(grammar, at, head) => out.negated = true,
            Cue::Background if clause_mate(grammar, at, head) => out.background = true,
            Cue::Aggregate if governs(grammar, at, head) || overlaps => out.aggregate = true,
            Cue::Plural if depends(grammar, at, head) && !of_people(grammar, at, head) => {
                out.aggregate = true
            }
            _ => {}
        }
    }
    out
}

/// "life-threatening wounds": nobody threatens.
fn of_life(grammar: &Grammar, cue: &Range<usize>) -> bool {
    let before = cue.start.checked_sub(1).map(|i| grammar.token(i).norm.as_str());
    matches!(before, Some("-" | "life"))
}

fn applies(grammar: &Grammar, cue: &Range<usize>, head: usize) -> bool {
    governs(grammar, cue, head) || same_act(grammar, cue, head)
}

/// True when an act is not told as having happened, tried, claimed, planned or threatened by somebody: wishes, abilities,
/// conditions, what is to be stopped, what may come.
pub(super) fn unreal(grammar: &Grammar, words: &Words, head: usize) -> bool {
    let mut at = head;
    for step in 0..4 {
        let token = grammar.token(at);
        let child = |i: usize| grammar.token(i);
        if grammar.children(at).any(|c| child(c).dep == Dep::Aux && child(c).form == Form::Modal) {
            return true;
        }
        let conditional = |c: usize| {
            child(c).dep == Dep::Mark
                && matches!(child(c).lemma.as_str(), "if" | "unless" | "whether" | "lest")
        };
        // What will be is told as a plan or a threat; anything else with a modal is not told at all.
        if token.dep == Dep::Advcl && grammar.children(at).any(conditional) {
            return true;
        }
        // "wants peace and has claimed attacks", "want to know what led to a shooting": a finite past stands for itself.
        let perfect = grammar.perfect(at).is_some();
        let finite = perfect || token.form == Form::Past;
        if step > 0 && token.tag == Tag::Verb && matches!(token.dep, Dep::Conj | Dep::Advcl) && finite {
            return false;
        }
        if step == 0
            && token.tag != Tag::Verb
            && grammar.children(at).any(|c| child(c).dep == Dep::Amod && words.able(&child(c).lemma))
        {
            return true;
        }
        if step == 0 && took_place(grammar, at) {
            return false;
        }
        let Some(up) = grammar.head(at) else { return false };
        let above = grammar.token(up);
        // "has seen a rise in the number of shootings": a trend.
        let counted = token.dep == Dep::Nmod && above.lemma == "number";
        let trend = |i: usize| words.trend(&grammar.token(i).lemma);
        if token.dep == Dep::Nmod && (trend(up) || counted && grammar.head(up).is_some_and(trend)) {
            return true;
        }
        // "want to speak about the investigation of a shooting".
        if token.dep == Dep::Nmod && words.inquiry(&above.lemma) {
            return false;
        }
        let infinitive = token.tag == Tag::Verb
            && grammar
                .children(at)
                .any(|c| child(c).norm == "to" && matches!(child(c).dep, Dep::Mark | Dep::Aux | Dep::Case));
        match token.dep {
            Dep::Xcomp | Dep::Acl | Dep::Advcl | Dep::Ccomp if infinitive && !perfect => {
                return !words.carries_on(&above.lemma);
            }
            Dep::Obj | Dep::Xcomp | Dep::Obl | Dep::Ccomp | Dep::Advcl | Dep::NsubjPass
                if words.holds_off(&above.lemma) && above.tag == Tag::Verb =>
            {
                return true;
            }
            Dep::Nmod | Dep::Obl | Dep::Acl | Dep::Xcomp if words.able(&above.lemma) => return true,
            Dep::Parataxis | Dep::AclRelcl | Dep::Root => return false,
            // What a reporting verb introduces stands for itself; the reporting is real anyway.
            Dep::Ccomp => return false,
            Dep::Nsubj => return grammar.children(up).any(conditional),
            _ => {}
        }
        at = up;
    }
    false
}

/// True when an act is the object of wanting it stopped: "to stop the attacks", "refused to end attacks", "will not cease
/// its operations", "supported ending attacks". An attack that somebody did stop was attempted.
pub(super) fn withheld(grammar: &Grammar, words: &Words, head: usize) -> bool {
    let (up, dep) = grammar.governor(head);
    let Some(verb) = up.filter(|u| grammar.token(*u).tag == Tag::Verb) else { return false };
    if !matches!(dep, Dep::Obj | Dep::Xcomp | Dep::Obl | Dep::NsubjPass)
        || !words.holds_off(&grammar.token(verb).lemma)
    {
        return false;
    }
    let token = grammar.token(verb);
    let modal = grammar.children(verb).any(|c| {
        let child = grammar.token(c);
        child.form == Form::Modal && child.dep == Dep::Aux
            || child.norm == "to" && matches!(child.dep, Dep::Mark | Dep::Aux)
    });
    modal
        || token.form == Form::PresentParticiple
            && !grammar.children(verb).any(|c| grammar.token(c).dep == Dep::Aux)
}

/// "would like to talk about a shooting that occurred on Monday".
fn took_place(grammar: &Grammar, head: usize) -> bool {
    let relative = |c: usize| grammar.token(c).dep == Dep::AclRelcl && grammar.token(c).form == Form::Past;
    grammar.token(head).tag == Tag::Noun && grammar.children(head).any(relative)
}

/// True when some word of the cue modifies the trigger or stands above it within a few steps.
fn governs(grammar: &Grammar, cue: &Range<usize>, head: usize) -> bool {
    if depends(grammar, cue, head) {
        return true;
    }
    if took_place(grammar, head) {
        return false;
    }
    let mut at = head;
    for _ in 0..3 {
        let dep = grammar.token(at).dep;
        // A relative clause is told about its noun, not about what governs the noun.
        if matches!(dep, Dep::AclRelcl | Dep::Parataxis) {
            return false;
        }
        let Some(up) = grammar.head(at) else { return false };
        // "seeks to overthrow the king and has claimed attacks": what stands beside a verb is not under it.
        if dep == Dep::Conj {
            at = up;
            continue;
        }
        if cue.contains(&up) {
            // "said the attack failed": a subject is not under the scope of a verb of attitude, an object is.
            return true;
        }
        // Auxiliaries and negations of the governing verb: "did not manage to attack".
        if grammar.token(up).tag == Tag::Verb
            && matches!(dep, Dep::Xcomp | Dep::Obj | Dep::Ccomp)
            && grammar
                .children(up)
                .any(|c| cue.contains(&c) && matches!(grammar.token(c).dep, Dep::Aux | Dep::Advmod))
        {
            return true;
        }
        at = up;
    }
    false
}

/// "both died", "several were shot": said of those who suffer one act and not of acts.
fn of_people(grammar: &Grammar, cue: &Range<usize>, head: usize) -> bool {
    let subject = |i: usize| {
        let token = grammar.token(i);
        token.norm == "both" || matches!(token.dep, Dep::Nsubj | Dep::NsubjPass | Dep::Obj)
    };
    grammar.token(head).tag == Tag::Verb && cue.clone().any(|i| grammar.head(i) == Some(head) && subject(i))
}

fn depends(grammar: &Grammar, cue: &Range<usize>, head: usize) -> bool {
    grammar.children(head).any(|c| cue.contains(&c))
}

/// "the attack *failed*", "drones fired ... *were intercepted*": trigger and cue are subject and predicate, or two
/// predicates of one thing.
fn same_act(grammar: &Grammar, cue: &Range<usize>, head: usize) -> bool {
    let (up, dep) = grammar.governor(head);
    let is_subject = matches!(dep, Dep::Nsubj | Dep::NsubjPass | Dep::Obj | Dep::Acl | Dep::AclRelcl);
    if let Some(up) = up
        && is_subject
    {
        if cue.contains(&up) {
            return true;
        }
        let (above, dep) = grammar.governor(up);
        if matches!(dep, Dep::Nsubj | Dep::NsubjPass) && above.is_some_and(|a| cue.contains(&a)) {
            return true;
        }
    }
    grammar
        .children(head)
        .any(|c| matches!(grammar.token(c).dep, Dep::Conj | Dep::Advcl | Dep::Parataxis) && cue.contains(&c))
}

fn clause_mate(grammar: &Grammar, cue: &Range<usize>, head: usize) -> bool {
    let predicate = grammar.predicate(head);
    cue.clone().any(|i| grammar.predicate(i) == predicate)
}
