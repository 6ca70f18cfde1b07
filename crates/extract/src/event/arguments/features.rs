//! What a pair of trigger and phrase looks like to the scorer.
//!
//! Owns: the feature templates. In: a [`Scene`] and a pair. Out: a [`Bag`]. Refuses: names of persons, groups and
//! places as features, so that nothing is learned about who or where.

use crate::actor::Naming;
use crate::engine::Reading;
use crate::event::grammar::{Grammar, Step};
use crate::event::learn::Bag;
use crate::event::lexicon::{Lexicon, Marks};
use crate::event::nearby::{Bearing, Namesakes};
use crate::event::nominals::{Denotes, Nominal};
use crate::event::triggers::TriggerMention;
use crate::text::{Dep, Tag};
use claimbook_records::report::{ActorKind, IncidentType, PerpetratorCategory};
use rustc_hash::FxHashMap;
use std::fmt::Write;
use std::ops::Range;
use std::sync::OnceLock;

/// Everything known before roles are weighed.
#[derive(Debug)]
pub struct Scene<'a> {
    pub reading: &'a Reading<'a>,
    pub grammar: Grammar<'a>,
    pub lexicon: &'a Lexicon,
    pub marks: Marks,
    pub triggers: Vec<TriggerMention>,
    pub nominals: Vec<Nominal>,
    /// The first trigger left out, where there are more than are coded.
    pub(crate) more: Option<usize>,
    /// What every trigger aims at, asked for once all are known.
    pub(crate) aims: OnceLock<Aims>,
    /// What each place is by the words around it.
    pub(in crate::event) bearings: OnceLock<Vec<Bearing>>,
    /// Words that persons and places share.
    pub(in crate::event) namesakes: OnceLock<Namesakes>,
}

/// What grammar gives each trigger as a target or place, and how many triggers tell an act of each kind by their own words.
#[derive(Debug, Default)]
pub(crate) struct Aims {
    /// Numbers of lemmas, sorted, by trigger.
    of: Vec<Vec<u32>>,
    rivals: FxHashMap<IncidentType, usize>,
}

impl Aims {
    fn gather(scene: &Scene) -> Self {
        let mut numbers: FxHashMap<&str, u32> = FxHashMap::default();
        let mut out = Self::default();
        for trigger in &scene.triggers {
            if !trigger.definite && !trigger.heading {
                *out.rivals.entry(trigger.kind).or_default() += 1;
            }
            let mut own = Vec::new();
            for n in &scene.nominals[scene.nominals_in(trigger.sentence)] {
                let told = super::expected(scene, trigger, n);
                if matches!(told, Some(super::Expected::Target | super::Expected::Place)) {
                    let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
                    own.push(*numbers.entry(scene.grammar.token(n.head).lemma.as_str()).or_insert(next));
                }
            }
            own.sort_unstable();
            own.dedup();
            out.of.push(own);
        }
        out
    }
}

impl Scene<'_> {
    /// Counts a step, or several, of the article's work.
    pub(crate) fn step(&self, steps: usize) {
        self.reading.text.work.take(steps);
    }

    /// True when the article has cost more than it may: what is not done is left, and nothing of it is reported.
    pub(crate) fn over(&self) -> bool {
        self.reading.text.work.over()
    }

    /// The triggers of a sentence, by index.
    pub(crate) fn triggers_in(&self, sentence: usize) -> Range<usize> {
        let from = self.triggers.partition_point(|t| t.sentence < sentence);
        from..self.triggers.partition_point(|t| t.sentence <= sentence)
    }

    /// The phrases of a sentence, by index.
    pub(crate) fn nominals_in(&self, sentence: usize) -> Range<usize> {
        let from = self.nominals.partition_point(|n| n.sentence < sentence);
        from..self.nominals.partition_point(|n| n.sentence <= sentence)
    }

    /// The trigger that a token heads.
    pub(crate) fn trigger_at(&self, head: usize) -> Option<usize> {
        self.triggers.binary_search_by_key(&head, |t| t.head).ok()
    }

    fn all_aims(&self) -> &Aims {
        self.aims.get_or_init(|| Aims::gather(self))
    }

    /// Numbers of the lemmas of what grammar gives a trigger as its target or place, sorted.
    pub(crate) fn aims(&self, trigger: usize) -> &[u32] {
        self.all_aims().of.get(trigger).map(Vec::as_slice).unwrap_or_default()
    }

    /// How many triggers tell an act of a kind by their own words.
    pub(crate) fn rivals(&self, kind: IncidentType) -> usize {
        self.all_aims().rivals.get(&kind).copied().unwrap_or(0)
    }

    /// The phrase that a token heads.
    pub(crate) fn nominal_at(&self, head: usize) -> Option<usize> {
        self.nominals.binary_search_by_key(&head, |n| n.head).ok()
    }
}

/// Numbers of the templates; new ones are added at the end of a block.
mod t {
    pub(super) const BIAS: u16 = 100;
    pub(super) const HEAD: u16 = 101;
    pub(super) const CLASS: u16 = 102;
    pub(super) const SHAPE: u16 = 103;
    pub(super) const MODIFIER: u16 = 104;
    pub(super) const DETERMINER: u16 = 105;
    pub(super) const RELATION: u16 = 110;
    pub(super) const GOVERNOR: u16 = 111;
    pub(super) const GOVERNOR_KIND: u16 = 112;
    pub(super) const PREPOSITION: u16 = 113;
    pub(super) const PATH: u16 = 120;
    pub(super) const PATH_TRIGGER: u16 = 121;
    pub(super) const PATH_CLASS: u16 = 122;
    pub(super) const PATH_KIND: u16 = 123;
    pub(super) const PATH_VERB: u16 = 124;
    pub(super) const DISTANCE: u16 = 130;
    pub(super) const SENTENCE: u16 = 131;
    pub(super) const TRIGGER_CLASS: u16 = 132;
    pub(super) const TRIGGER_HEAD: u16 = 133;
    pub(super) const KIND_CLASS: u16 = 134;
    pub(super) const KIND_HEAD: u16 = 135;
    pub(super) const BEFORE: u16 = 140;
    pub(super) const AFTER: u16 = 141;
    pub(super) const BEFORE_CLASS: u16 = 142;
    pub(super) const AFTER_CLASS: u16 = 143;
    pub(super) const POSITION: u16 = 144;
    pub(super) const BETWEEN: u16 = 145;
    pub(super) const CUE: u16 = 146;
    pub(super) const ONLY_ONE: u16 = 147;
    pub(super) const MENTIONS: u16 = 148;
    pub(super) const STAGE: u16 = 149;
    pub(super) const RIVAL: u16 = 150;
    pub(super) const OWN_VERB: u16 = 151;
    pub(super) const OWN_VERB_CLASS: u16 = 152;
    pub(super) const SIDE_CLASS: u16 = 153;
    pub(super) const EXPECTED: u16 = 154;
    pub(super) const EXPECTED_CLASS: u16 = 155;
    pub(super) const EXPECTED_KIND: u16 = 156;
    pub(super) const EXPECTED_LEMMA: u16 = 157;
    pub(super) const EXPECTED_HEAD: u16 = 158;
    pub(super) const NEAREST: u16 = 159;
}

/// Fills `bag` with the features of the pair of trigger `trigger` and phrase `nominal`.
pub fn pair_features(scene: &Scene, trigger: usize, nominal: usize, bag: &mut Bag) {
    bag.clear();
    let (g, tr, n) = (&scene.grammar, &scene.triggers[trigger], &scene.nominals[nominal]);
    let class = class(scene, n);
    let kind = tr.kind.as_str();
    let lemma = g.token(tr.head).lemma.as_str();
    let word = head_word(scene, n);
    bag.add(t::BIAS, &[]);
    bag.add(t::HEAD, &[word]);
    bag.add(t::CLASS, &[class]);
    let number = if n.plural { "s" } else { "1" };
    let counted = if n.quantity.is_some() { "q" } else { "-" };
    bag.add(t::SHAPE, &[class, number, counted, if n.named() { "name" } else { "-" }]);
    for i in n.core.clone().filter(|i| *i != n.head && !n.named()) {
        let token = g.token(i);
        if matches!(token.tag, Tag::Adj | Tag::Noun | Tag::Verb | Tag::Adv) {
            bag.add(t::MODIFIER, &[token.lemma.as_str()]);
        }
    }
    bag.add(t::DETERMINER, &[class, determiner(scene, n)]);

    let (governor, dep) = g.governor(n.head);
    let dep = dep_name(dep);
    let preposition = g.preposition(n.head).unwrap_or("-");
    let up = governor.map_or("-", |i| plain(scene, i));
    bag.add(t::RELATION, &[dep, preposition, class]);
    bag.add(t::GOVERNOR, &[up, dep, preposition]);
    bag.add(t::GOVERNOR_KIND, &[up, dep, class]);
    bag.add(t::PREPOSITION, &[preposition, kind]);
    // The nearest verb above, with voice, says most where the trigger is far.
    let verb = g.predicate(governor.unwrap_or(n.head));
    let voice = if g.passive(verb) { "passive" } else { "active" };
    let verb_lemma = plain(scene, verb);
    bag.add(t::OWN_VERB, &[verb_lemma, dep, voice]);
    bag.add(t::OWN_VERB_CLASS, &[verb_lemma, dep, voice, class]);

    let same = tr.sentence == n.sentence;
    let expected = super::expected(scene, tr, n).map_or("-", super::Expected::word);
    bag.add(t::EXPECTED, &[expected]);
    bag.add(t::EXPECTED_CLASS, &[expected, class, if same { "s" } else { "-" }]);
    bag.add(t::EXPECTED_KIND, &[expected, class, kind]);
    bag.add(t::EXPECTED_LEMMA, &[expected, class, lemma]);
    bag.add(t::EXPECTED_HEAD, &[expected, word]);
    let side = if tr.head < n.head { "after" } else { "before" };
    if same {
        let path = g.path(tr.head, n.head, 5);
        let way = path.as_ref().map_or_else(|| "far".to_owned(), |p| path_words(scene, p));
        let way = if tr.verb && g.passive(tr.head) { format!("{way}|passive") } else { way };
        bag.add(t::PATH, &[&way]);
        bag.add(t::PATH_TRIGGER, &[&way, lemma]);
        bag.add(t::PATH_CLASS, &[&way, class]);
        bag.add(t::PATH_KIND, &[&way, kind, class]);
        if let Some(path) = &path
            && let Some(middle) = path.iter().find(|s| g.token(s.to).tag == Tag::Verb && s.to != tr.head)
        {
            bag.add(t::PATH_VERB, &[plain(scene, middle.to), class, side]);
        }
        bag.add(t::DISTANCE, &[crate::event::learn::bin(tr.head.abs_diff(n.head)), side, class]);
        let (low, high) = (tr.head.min(n.head) + 1, tr.head.max(n.head));
        if high - low <= 12 {
            for i in low..high {
                if g.token(i).tag == Tag::Verb {
                    bag.add(t::BETWEEN, &[g.token(i).lemma.as_str(), side, class]);
                }
            }
        }
    }
    let sentences = match n.sentence as i64 - tr.sentence as i64 {
        0 => "0",
        1 => "1",
        2 => "2",
        _ => "-1",
    };
    bag.add(t::SENTENCE, &[sentences, class]);
    bag.add(t::SENTENCE, &[sentences, dep, class]);
    bag.add(t::SIDE_CLASS, &[side, class, kind, sentences]);
    bag.add(t::TRIGGER_CLASS, &[lemma, class, sentences]);
    bag.add(t::KIND_CLASS, &[kind, class]);
    if same {
        bag.add(t::TRIGGER_HEAD, &[lemma, word]);
        bag.add(t::KIND_HEAD, &[kind, word]);
    }
    context(scene, tr, n, class, bag);
}

fn context(scene: &Scene, tr: &TriggerMention, n: &Nominal, class: &str, bag: &mut Bag) {
    let g = &scene.grammar;
    let sentence = g.sentence(n.head);
    for (template, with_class, at) in [
        (t::BEFORE, t::BEFORE_CLASS, n.base.start.checked_sub(1).filter(|i| *i >= sentence.start)),
        (t::AFTER, t::AFTER_CLASS, Some(n.base.end).filter(|i| *i < sentence.end)),
    ] {
        let word = at.map_or("-", |i| plain(scene, i));
        bag.add(template, &[word]);
        bag.add(with_class, &[word, class]);
    }
    // Another trigger stands nearer.
    let beside = &scene.triggers[scene.triggers_in(n.sentence)];
    let nearer =
        beside.iter().any(|o| o.head != tr.head && o.head.abs_diff(n.head) < tr.head.abs_diff(n.head));
    bag.add(t::NEAREST, &[if nearer { "far" } else { "near" }, class]);
    let last = scene.reading.text.sentences.len().max(1);
    let position = match n.sentence {
        0 => "0",
        1 => "1",
        s if s * 2 < last => "early",
        _ => "late",
    };
    bag.add(t::POSITION, &[position, class]);
    for (cue, _) in scene.marks.cues_in(sentence) {
        bag.add(t::CUE, &[&format!("{cue:?}"), class]);
    }
    bag.add(t::STAGE, &[tr.stage.as_str(), class, if tr.negated { "not" } else { "-" }]);
    let others = &scene.nominals[scene.nominals_in(n.sentence)];
    scene.step(beside.len() + others.len());
    let rivals = others.iter().filter(|o| o.head != n.head && self::class(scene, o) == class);
    bag.add(t::RIVAL, &[crate::event::learn::bin(rivals.count()), class]);
    if let Some(member) = n.member {
        let cast = &scene.reading.cast;
        let mentions = cast.times(member);
        bag.add(t::MENTIONS, &[crate::event::learn::bin(mentions), class]);
        let like = cast.members.get(member).map_or(0, |m| cast.alike(m.kind));
        bag.add(t::ONLY_ONE, &[crate::event::learn::bin(like), class]);
    }
}

/// A short word for what a phrase denotes, from codebook, cast and form; never a name.
pub fn class(scene: &Scene, n: &Nominal) -> &'static str {
    if let Some(p) = n.perpetrator {
        let noun = &scene.lexicon.perpetrators[usize::from(p)];
        return match (noun.category, noun.weak) {
            (PerpetratorCategory::ArmedGroup, false) => "doer-group",
            (PerpetratorCategory::ArmedGroup, true) => "doer-group-weak",
            (PerpetratorCategory::State, _) => "doer-state",
            (PerpetratorCategory::Criminal, _) => "doer-crime",
            (PerpetratorCategory::Unknown, _) => "doer",
        };
    }
    let member = n.member.and_then(|m| scene.reading.cast.members.get(m));
    match n.denotes {
        Denotes::Person(Some(noun)) => {
            let kind = scene.lexicon.targets[usize::from(noun)].kind.as_str();
            match (kind, n.name.is_some()) {
                ("military", _) => "person-military",
                ("police", _) => "person-police",
                ("militant", _) => "person-militant",
                (_, true) => "person-named",
                ("civilian", _) => "person-civilian",
                _ => "person-office",
            }
        }
        Denotes::Person(None) if n.name.is_some() => "name",
        Denotes::Person(None) => "person",
        Denotes::Object(noun) => match scene.lexicon.targets[usize::from(noun)].kind.as_str() {
            "vehicle" | "vessel" | "aircraft" => "vehicle",
            "military_base" | "law_enforcement" => "post",
            "residence" => "residence",
            "energy" | "water" | "transport_route" | "communications" | "transport_facility" => "works",
            "other" => "object",
            _ => "building",
        },
        Denotes::Weapon(_) => match &scene.marks.weapons[n.head] {
            Some((_, true, _)) => "weapon-weak",
            _ => "weapon",
        },
        Denotes::Place => "place",
        Denotes::Time => "time",
        Denotes::Organisation => match member.map(|m| m.kind) {
            Some(ActorKind::ArmedGroup | ActorKind::Umbrella) => "group",
            Some(ActorKind::State) => "state",
            Some(ActorKind::Military) => "military",
            Some(ActorKind::Agency) => "agency",
            Some(ActorKind::Media | ActorKind::Company) => "media",
            _ => "organisation",
        },
        Denotes::Unknown => "other",
    }
}

fn head_word<'a>(scene: &'a Scene, n: &Nominal) -> &'a str {
    match (n.named(), n.denotes) {
        (true, _) | (_, Denotes::Place | Denotes::Organisation) => "-",
        _ => plain(scene, n.head),
    }
}

/// Lemma of a common word; proper nouns and numbers by their class only.
fn plain<'a>(scene: &'a Scene, i: usize) -> &'a str {
    let token = scene.grammar.token(i);
    match token.tag {
        Tag::Propn if scene.marks.targets[i].is_none() && scene.marks.perpetrators[i].is_none() => "<name>",
        Tag::Num => "<number>",
        _ => token.lemma.as_str(),
    }
}

fn determiner(scene: &Scene, n: &Nominal) -> &'static str {
    let g = &scene.grammar;
    if n.naming == Some(Naming::Pronoun) {
        return "pronoun";
    }
    for i in n.base.start..n.head {
        match g.token(i).norm.as_str() {
            "the" => return "the",
            "a" | "an" => return "a",
            "no" => return "no",
            "this" | "that" | "these" | "those" => return "this",
            "his" | "her" | "their" | "its" | "our" | "my" => return "his",
            _ => {}
        }
    }
    "-"
}

fn path_words(scene: &Scene, path: &[Step]) -> String {
    let mut out = String::new();
    for step in path {
        let arrow = if step.up { '^' } else { 'v' };
        let _ = write!(out, "{arrow}{}", dep_name(step.dep));
        if !step.up && matches!(step.dep, Dep::Obl | Dep::Nmod) {
            let _ = write!(out, ":{}", scene.grammar.preposition(step.to).unwrap_or("-"));
        }
    }
    out
}

fn dep_name(dep: Dep) -> &'static str {
    match dep {
        Dep::Acl => "acl",
        Dep::AclRelcl => "relcl",
        Dep::Advcl => "advcl",
        Dep::Amod => "amod",
        Dep::Appos => "appos",
        Dep::Ccomp => "ccomp",
        Dep::Compound => "compound",
        Dep::Conj => "conj",
        Dep::Csubj => "csubj",
        Dep::Flat => "flat",
        Dep::Iobj => "iobj",
        Dep::Nmod => "nmod",
        Dep::NmodPoss => "poss",
        Dep::Nsubj => "nsubj",
        Dep::NsubjPass => "nsubjpass",
        Dep::Nummod => "nummod",
        Dep::Obj => "obj",
        Dep::Obl => "obl",
        Dep::OblAgent => "agent",
        Dep::Parataxis => "parataxis",
        Dep::Root => "root",
        Dep::Xcomp => "xcomp",
        _ => "other",
    }
}
