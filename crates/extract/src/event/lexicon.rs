//! The codebook as the event room asks it: one index over all phrases that matter here.
//!
//! Owns: which phrase means what (trigger, cue, target noun, perpetrator noun, weapon). In: a [`Codebook`]. Out:
//! [`Lexicon`], and the [`Marks`] it leaves on a text. Refuses: deciding whether a marked word tells an incident.

use crate::phrases::{Hit, PhraseIndex};
use crate::text::Text;
use claimbook_records::Codebook;
use claimbook_records::codebook::{PerpetratorNoun, Phrase, Pos, TargetNoun, Trigger};
use claimbook_records::report::IncidentType;
use std::collections::BTreeSet;
use std::ops::Range;

/// What a cue phrase says about the words around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[rustfmt::skip]
pub enum Cue {
    Attempted, Failed, Intercepted, Planned, Threatened, Hypothetical, Negated,
    Background, Court, Anniversary, Fiction, Sport, Business, Health, Exercise, Trend, Capability, Opinion, Metaphor,
    Killed, Injured, Damaged, Destroyed, NoCasualties, NoDeaths, NoInjuries, NoDamage, Kidnapped, Released, Escaped,
    PropertyTaken, Motive, Aggregate, Plural, BackReference, Origin, Interception, Transit,
}

/// What a phrase of the codebook means; numbers point into the lexicon's own tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sense {
    Trigger(u16),
    Target(u16),
    Perpetrator(u16),
    Weapon {
        entry: u16,
        weak: bool,
    },
    /// A model of a weapon ("Grad", "LAW"), and whether its name is all capitals.
    Model {
        entry: u16,
        capitals: bool,
    },
    Implies(u16),
    Cue(Cue),
}

/// A trigger of the codebook with the type it tells.
#[derive(Debug)]
pub struct TriggerEntry {
    pub kind: IncidentType,
    pub trigger: Trigger,
    guards: [PhraseIndex; 4],
}

impl TriggerEntry {
    /// True when the words around the trigger allow it to tell an incident.
    pub fn holds(&self, text: &Text, hit: Range<usize>) -> bool {
        let Some(sentence) = text.tokens.get(hit.start).and_then(|t| text.sentences.get(t.sentence as usize))
        else {
            return false;
        };
        let around = sentence.tokens.clone();
        let [requires, forbids, not_after, not_before] = &self.guards;
        let found = |index: &PhraseIndex, range: Range<usize>| {
            range.clone().any(|i| index.at(text, i).iter().any(|h| h.tokens.end <= range.end))
        };
        // The words in the gaps of the phrase stand before what it ends with.
        let before = hit.start.saturating_sub(3).max(around.start)..hit.end;
        let after = hit.end..(hit.end + 3).min(around.end);
        (self.trigger.requires.is_empty() || found(requires, around.clone()))
            && (self.trigger.forbids.is_empty() || !found(forbids, around))
            && (self.trigger.not_after.is_empty() || !found(not_after, before))
            && (self.trigger.not_before.is_empty() || !found(not_before, after))
    }
}

/// All phrases that matter to incidents, built once per codebook.
#[derive(Debug, Default)]
pub struct Lexicon {
    index: PhraseIndex,
    senses: Vec<Sense>,
    pub triggers: Vec<TriggerEntry>,
    pub targets: Vec<TargetNoun>,
    pub perpetrators: Vec<PerpetratorNoun>,
    /// Weapon kinds by number.
    pub weapons: Vec<String>,
    /// Type of an act done with them, by the same number.
    pub weapon_types: Vec<Option<IncidentType>>,
    /// Words that make an act unreal.
    pub words: super::words::Words,
    /// Common given names, lower case.
    pub given: BTreeSet<String>,
    /// Ids of actors that the register ties to each other, whatever the tie; the smaller id first.
    ties: BTreeSet<(String, String)>,
}

/// What the codebook says about the words of one text.
#[derive(Debug, Default)]
pub struct Marks {
    /// Triggers by position: entry and where it stands. One token may head several.
    pub triggers: Vec<(usize, Hit)>,
    /// Per token that heads a phrase: number of the noun's entry, and the phrase's tokens.
    pub targets: Vec<Option<(u16, Range<usize>)>>,
    pub perpetrators: Vec<Option<(u16, Range<usize>)>>,
    pub weapons: Vec<Option<(u16, bool, Range<usize>)>>,
    /// Weapon kind that a verb implies, per token.
    pub implied: Vec<Option<u16>>,
    /// Cues in order of position.
    pub cues: Vec<(Cue, Range<usize>)>,
    /// Tokens that head a trigger, sorted.
    heads: Vec<usize>,
}

impl Marks {
    /// True for a token that heads a trigger.
    pub(crate) fn heads_trigger(&self, token: usize) -> bool {
        self.heads.binary_search(&token).is_ok()
    }

    /// Cues that lie in a range of tokens.
    pub fn cues_in(&self, range: Range<usize>) -> impl Iterator<Item = &(Cue, Range<usize>)> {
        let from = self.cues.partition_point(|(_, r)| r.start < range.start);
        self.cues[from..]
            .iter()
            .take_while(move |(_, r)| r.start < range.end)
            .filter(move |(_, r)| r.end <= range.end)
    }
}

impl Lexicon {
    /// Gathers the phrases of a language.
    pub fn new(codebook: &Codebook, language: &str) -> Self {
        let mut build = Builder::default();
        let mut triggers = Vec::new();
        for kind in &codebook.event_types {
            for trigger in kind.triggers.get(language).into_iter().flatten() {
                build.add(&trigger.words, trigger.pos, Sense::Trigger(triggers.len() as u16));
                let guard = |phrases: &[Phrase]| PhraseIndex::new(phrases.iter().map(|p| (0, p, Pos::Adv)));
                let guards = [
                    guard(&trigger.requires),
                    guard(&trigger.forbids),
                    guard(&trigger.not_after),
                    guard(&trigger.not_before),
                ];
                triggers.push(TriggerEntry { kind: kind.kind, trigger: trigger.clone(), guards });
            }
        }
        let lists = codebook.lists(language);
        for (i, noun) in lists.targets.iter().enumerate() {
            build.add(&noun.words, Pos::Noun, Sense::Target(i as u16));
        }
        for (i, noun) in lists.perpetrators.iter().enumerate() {
            build.add(&noun.words, Pos::Noun, Sense::Perpetrator(i as u16));
        }
        let (mut weapons, mut weapon_types) = (Vec::new(), Vec::new());
        for (i, entry) in codebook.weapons.iter().enumerate() {
            let of = |words: &std::collections::BTreeMap<String, Vec<Phrase>>| {
                words.get(language).cloned().unwrap_or_default()
            };
            build.add(&of(&entry.words), Pos::Noun, Sense::Weapon { entry: i as u16, weak: false });
            build.add(&of(&entry.weak_words), Pos::Noun, Sense::Weapon { entry: i as u16, weak: true });
            build.add(&of(&entry.implied_by), Pos::Verb, Sense::Implies(i as u16));
            for name in &entry.types {
                let capitals = !name.contains(char::is_lowercase);
                let phrase: Vec<Phrase> = Phrase::parse(&name.to_lowercase()).into_iter().collect();
                build.add(&phrase, Pos::Noun, Sense::Model { entry: i as u16, capitals });
            }
            weapons.push(entry.kind.clone());
            weapon_types.push(entry.event_type);
        }
        for (cue, phrases) in cues(&lists.cues) {
            build.add(phrases, Pos::Adv, Sense::Cue(cue));
        }
        let index = PhraseIndex::new(build.items.iter().map(|(i, p, pos)| (*i, p, *pos)));
        Self {
            index,
            senses: build.senses,
            triggers,
            targets: lists.targets.clone(),
            perpetrators: lists.perpetrators.clone(),
            weapons,
            weapon_types,
            words: super::words::Words::embedded(),
            given: lists.names.given.iter().cloned().collect(),
            ties: ties(codebook),
        }
    }

    /// True when the register ties two actors: one may act for, within or under the name of the other.
    pub fn tied(&self, a: &str, b: &str) -> bool {
        let pair = if a < b { (a, b) } else { (b, a) };
        self.ties.contains(&(pair.0.to_owned(), pair.1.to_owned()))
    }

    /// Marks a text.
    pub fn mark(&self, text: &Text, body: &str) -> Marks {
        let n = text.tokens.len();
        let mut marks = Marks {
            targets: vec![None; n],
            perpetrators: vec![None; n],
            weapons: vec![None; n],
            implied: vec![None; n],
            ..Marks::default()
        };
        for at in 0..n {
            for hit in self.index.at(text, at) {
                let Some(sense) = self.senses.get(hit.entry) else { continue };
                match *sense {
                    Sense::Trigger(t) => marks.triggers.push((usize::from(t), hit)),
                    Sense::Target(t) => longer(&mut marks.targets[hit.head], (t, hit.tokens), |m| m.1.len()),
                    Sense::Perpetrator(p) => {
                        longer(&mut marks.perpetrators[hit.head], (p, hit.tokens), |m| m.1.len());
                    }
                    Sense::Weapon { entry, weak } => {
                        longer(&mut marks.weapons[hit.head], (entry, weak, hit.tokens), |m| m.2.len());
                    }
                    Sense::Model { entry, capitals } if named(text, body, &hit.tokens, capitals) => {
                        longer(&mut marks.weapons[hit.head], (entry, false, hit.tokens), |m| m.2.len());
                    }
                    Sense::Model { .. } => {}
                    Sense::Implies(w) => {
                        marks.implied[hit.head].get_or_insert(w);
                    }
                    Sense::Cue(cue) => marks.cues.push((cue, hit.tokens)),
                }
            }
        }
        marks.heads = marks.triggers.iter().map(|(_, hit)| hit.head).collect();
        marks.heads.sort_unstable();
        marks
    }
}

/// True when a model's name is written as a name: "law" and "grad" are words, and in a text all in capitals short names
/// cannot be told from words.
fn named(text: &Text, body: &str, tokens: &Range<usize>, capitals: bool) -> bool {
    let written = || text.tokens.get(tokens.clone()).unwrap_or_default().iter().map(|t| t.span.of(body));
    if text.all_caps {
        return tokens.len() > 1
            || written().any(|w| w.contains(|c: char| c.is_ascii_digit()) || w.len() > 5);
    }
    written().next().is_some_and(|w| !w.starts_with(char::is_lowercase))
        && (!capitals || written().all(|w| !w.contains(char::is_lowercase)))
}

/// Umbrellas with their members, fronts, wings, bodies with what they belong to. Backing is no such tie: the backer is
/// another actor.
fn ties(codebook: &Codebook) -> BTreeSet<(String, String)> {
    use claimbook_records::report::RelationType as R;
    let mut out = BTreeSet::new();
    for actor in &codebook.actors {
        let within = actor
            .relations
            .iter()
            .filter(|r| matches!(r.kind, R::UmbrellaOf | R::MemberOf | R::FrontOf | R::AliasOf));
        for other in within.map(|r| &r.object).chain(&actor.parent) {
            let (a, b) = (actor.id.clone(), other.clone());
            out.insert(if a < b { (a, b) } else { (b, a) });
        }
    }
    out
}

fn longer<T>(slot: &mut Option<T>, new: T, length: impl Fn(&T) -> usize) {
    if slot.as_ref().is_none_or(|old| length(&new) > length(old)) {
        *slot = Some(new);
    }
}

#[derive(Default)]
struct Builder {
    items: Vec<(usize, Phrase, Pos)>,
    senses: Vec<Sense>,
}

impl Builder {
    fn add(&mut self, phrases: &[Phrase], pos: Pos, sense: Sense) {
        let entry = self.senses.len();
        self.senses.push(sense);
        self.items.extend(phrases.iter().map(|p| (entry, p.clone(), pos)));
    }
}

fn cues(cues: &claimbook_records::codebook::Cues) -> [(Cue, &[Phrase]); 38] {
    let (s, c, o) = (&cues.stage, &cues.context, &cues.outcome);
    [
        (Cue::Attempted, &s.attempted),
        (Cue::Failed, &s.failed),
        (Cue::Intercepted, &s.intercepted),
        (Cue::Planned, &s.planned),
        (Cue::Threatened, &s.threatened),
        (Cue::Hypothetical, &s.hypothetical),
        (Cue::Negated, &s.negated),
        (Cue::Background, &c.background),
        (Cue::Court, &c.court),
        (Cue::Anniversary, &c.anniversary),
        (Cue::Fiction, &c.fiction),
        (Cue::Sport, &c.sport),
        (Cue::Business, &c.business),
        (Cue::Health, &c.health),
        (Cue::Exercise, &c.exercise),
        (Cue::Trend, &c.trend),
        (Cue::Capability, &c.capability),
        (Cue::Opinion, &c.opinion),
        (Cue::Metaphor, &c.metaphor),
        (Cue::Killed, &o.killed),
        (Cue::Injured, &o.injured),
        (Cue::Damaged, &o.damaged),
        (Cue::Destroyed, &o.destroyed),
        (Cue::NoCasualties, &o.no_casualties),
        (Cue::NoDeaths, &o.no_deaths),
        (Cue::NoInjuries, &o.no_injuries),
        (Cue::NoDamage, &o.no_damage),
        (Cue::Kidnapped, &o.kidnapped),
        (Cue::Released, &o.released),
        (Cue::Escaped, &o.escaped),
        (Cue::PropertyTaken, &o.property_taken),
        (Cue::Motive, &cues.motive),
        (Cue::Aggregate, &cues.aggregate),
        (Cue::Plural, &cues.plural),
        (Cue::BackReference, &cues.back_reference),
        (Cue::Origin, &cues.origin),
        (Cue::Interception, &cues.interception),
        (Cue::Transit, &cues.transit),
    ]
    .map(|(cue, phrases): (Cue, &Vec<Phrase>)| (cue, phrases.as_slice()))
}
