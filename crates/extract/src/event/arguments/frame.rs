//! What grammar alone expects a phrase to be to an act.
//!
//! Owns: the usual frame of verbs and nouns and the codebook's exceptions. In: a trigger and a phrase. Out: an
//! [`Expected`]. Refuses: word meaning of the phrase (a place after "at" is expected to be a target all the same).

use super::Scene;
use crate::event::nominals::Nominal;
use crate::event::triggers::TriggerMention;
use crate::text::{Dep, Tag};
use claimbook_records::codebook;

/// A role as grammar expects it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Expected {
    Perpetrator,
    Target,
    Weapon,
    Place,
    Time,
    Other,
}

impl Expected {
    /// A short word for features.
    pub fn word(self) -> &'static str {
        match self {
            Self::Perpetrator => "doer",
            Self::Target => "target",
            Self::Weapon => "weapon",
            Self::Place => "place",
            Self::Time => "time",
            Self::Other => "other",
        }
    }

    fn of(role: codebook::Role) -> Self {
        match role {
            codebook::Role::Perpetrator => Self::Perpetrator,
            codebook::Role::Target => Self::Target,
            codebook::Role::Weapon => Self::Weapon,
            codebook::Role::Place => Self::Place,
            codebook::Role::Time => Self::Time,
            codebook::Role::Motive | codebook::Role::Loot | codebook::Role::Other => Self::Other,
        }
    }
}

/// What the phrase is expected to be to the trigger; `None` where grammar ties them loosely or not at all.
pub fn expected(scene: &Scene, trigger: &TriggerMention, nominal: &Nominal) -> Option<Expected> {
    if trigger.sentence != nominal.sentence
        || trigger.tokens.contains(&nominal.head) && trigger.head == nominal.head
    {
        return None;
    }
    let head = lead(scene, nominal.head);
    if trigger.verb { of_verb(scene, trigger, trigger.head, head) } else { of_noun(scene, trigger, head) }
}

/// The first of coordinated or apposed phrases stands for all of them.
fn lead(scene: &Scene, mut head: usize) -> usize {
    let g = &scene.grammar;
    for _ in 0..6 {
        let token = g.token(head);
        let nominal = |t: Tag| matches!(t, Tag::Noun | Tag::Propn | Tag::Pron | Tag::Num | Tag::Adj);
        match g.head(head) {
            // "fired rockets at one base and at another": what has a preposition of its own beside a bare noun is no
            // conjunct of it.
            Some(up) if token.dep == Dep::Conj && own_case(scene, head) && g.preposition(up).is_none() => {
                break;
            }
            Some(up)
                if matches!(token.dep, Dep::Conj | Dep::Appos | Dep::Flat | Dep::List)
                    && nominal(g.token(up).tag) =>
            {
                head = up;
            }
            _ => break,
        }
    }
    head
}

fn own_case(scene: &Scene, head: usize) -> bool {
    scene.grammar.children(head).any(|c| c < head && scene.grammar.token(c).dep == Dep::Case)
}

fn of_verb(scene: &Scene, trigger: &TriggerMention, verb: usize, head: usize) -> Option<Expected> {
    let text = &scene.reading.text;
    let frame = &scene.lexicon.triggers[trigger.entry].trigger.frame;
    if text.patient(verb) == Some(head) {
        return Some(frame.object.map_or(Expected::Target, Expected::of));
    }
    if text.agent(verb) == Some(head) {
        return Some(frame.subject.map_or(Expected::Perpetrator, Expected::of));
    }
    let up = scene.grammar.head(head);
    // "launched a drone toward the port", "attacked the bridge with rockets": the way of a weapon is that of the act, and
    // a weapon is what the act was done with, wherever the tree hangs it.
    let on_patient = || {
        let patient = up.filter(|u| text.patient(verb) == Some(*u))?;
        let weapon = |i: usize| scene.marks.weapons[i].is_some();
        by_preposition(scene, trigger, head).filter(|e| match e {
            Expected::Target => weapon(patient),
            Expected::Weapon => weapon(head),
            _ => false,
        })
    };
    if up == Some(verb) {
        by_preposition(scene, trigger, head)
    } else {
        on_patient().or_else(|| with_weapon(scene, verb, head))
    }
}

/// "attacked a company in the port with a drone": a weapon after "with" below the verb.
fn with_weapon(scene: &Scene, verb: usize, head: usize) -> Option<Expected> {
    let g = &scene.grammar;
    scene.marks.weapons[head].as_ref()?;
    if g.preposition(head) != Some("with") {
        return None;
    }
    let mut at = head;
    for _ in 0..4 {
        at = g.head(at)?;
        if at == verb {
            return Some(Expected::Weapon);
        }
        if g.token(at).tag == Tag::Verb {
            return None;
        }
    }
    None
}

fn of_noun(scene: &Scene, trigger: &TriggerMention, head: usize) -> Option<Expected> {
    let g = &scene.grammar;
    let text = &scene.reading.text;
    let frame = &scene.lexicon.triggers[trigger.entry].trigger.frame;
    if g.head(head) == Some(trigger.head) {
        return match g.token(head).dep {
            Dep::NmodPoss | Dep::Compound | Dep::Amod => {
                Some(frame.modifier.map_or(Expected::Perpetrator, Expected::of))
            }
            _ => by_preposition(scene, trigger, head),
        };
    }
    if by_below(scene, trigger.head, head) {
        return by_preposition(scene, trigger, head);
    }
    // "responsibility for the attack on the base": what follows the word at once is its own, wherever the tree hangs it.
    let case = g.children(head).find(|c| g.token(*c).dep == Dep::Case);
    if case == Some(trigger.tokens.end) && trigger.tokens.end < head {
        return by_preposition(scene, trigger, head);
    }
    // "carried out an attack on": the verb that supports the noun gives its subject and its own phrases.
    let (up, dep) = g.governor(trigger.head);
    let verb = up.filter(|u| g.token(*u).tag == Tag::Verb)?;
    match dep {
        Dep::Obj | Dep::NsubjPass => {
            if text.agent(verb) == Some(head) {
                return Some(Expected::Perpetrator);
            }
            (g.head(head) == Some(verb)).then(|| by_preposition(scene, trigger, head)).flatten()
        }
        // "the attack killed two".
        Dep::Nsubj | Dep::OblAgent => (text.patient(verb) == Some(head)).then_some(Expected::Target),
        // "the first since the raid": another act than the one of the verb.
        Dep::Obl
            if matches!(
                g.preposition(trigger.head),
                Some("since" | "after" | "before" | "until" | "during")
            ) =>
        {
            None
        }
        // "killed in the attack", "claimed responsibility for the attack".
        Dep::Obl => {
            if text.patient(verb) == Some(head) && !scene.lexicon.words.owning(&g.token(head).lemma) {
                return Some(Expected::Target);
            }
            (text.agent(verb) == Some(head)).then_some(Expected::Perpetrator)
        }
        _ => None,
    }
}

/// "the killing of a commander in Damascus by Israel": who stands after "by" belongs to the deed, not to the place.
fn by_below(scene: &Scene, deed: usize, head: usize) -> bool {
    let g = &scene.grammar;
    if g.preposition(head) != Some("by") {
        return false;
    }
    let mut at = head;
    for _ in 0..4 {
        match g.head(at) {
            Some(up) if up == deed => return true,
            Some(up) if matches!(g.token(up).tag, Tag::Noun | Tag::Propn) => at = up,
            _ => return false,
        }
    }
    false
}

/// "south of the town".
fn directed(scene: &Scene, head: usize) -> bool {
    let g = &scene.grammar;
    let case = g.children(head).find(|c| g.token(*c).dep == Dep::Case);
    let word = case.and_then(|c| c.checked_sub(1)).map(|i| g.token(i).lemma.as_str());
    word.is_some_and(|w| scene.lexicon.words.direction(w))
}

fn by_preposition(scene: &Scene, trigger: &TriggerMention, head: usize) -> Option<Expected> {
    let frame = &scene.lexicon.triggers[trigger.entry].trigger.frame;
    let preposition = scene.grammar.preposition(head)?;
    if preposition == "of" && directed(scene, head) {
        return Some(Expected::Place);
    }
    if let Some(role) = frame.prepositions.get(preposition) {
        return Some(Expected::of(*role));
    }
    Some(match preposition {
        "by" => Expected::Perpetrator,
        "with" => Expected::Weapon,
        "on" | "against" | "at" | "toward" | "towards" | "upon" | "into" => Expected::Target,
        "of" if !trigger.verb => Expected::Target,
        "in" | "near" | "outside" | "inside" | "around" | "within" => Expected::Place,
        "during" | "since" | "before" | "after" => Expected::Time,
        _ => Expected::Other,
    })
}
