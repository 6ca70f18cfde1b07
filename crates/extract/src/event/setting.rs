//! Whether an article, or a sentence of it, speaks of armed violence at all.
//!
//! Owns: the signs that tell attacks from accidents, illness and quarrels: groups that fight, words for their people,
//! firearms and weapons of war. In: a [`Scene`]. Out: the sentences that bear a sign. Refuses: deciding about a single act (see
//! [`super::admission`]).

use super::arguments::Scene;
use super::triggers::TriggerMention;
use crate::actor::Naming;
use crate::text::{SentenceKind, Tag};
use claimbook_records::report::{ActorKind, IncidentType, PerpetratorCategory};
use std::collections::BTreeSet;

/// Sentences with a sign of armed violence, clutter left out.
#[derive(Debug, Default)]
pub struct Setting {
    sentences: BTreeSet<usize>,
}

impl Setting {
    /// Gathers the signs of an article.
    pub fn of(scene: &Scene) -> Self {
        let text = &scene.reading.text;
        let mut out = Self::default();
        for (i, token) in text.tokens.iter().enumerate() {
            let sentence = token.sentence as usize;
            let told = text.sentences.get(sentence).is_some_and(|s| s.kind != SentenceKind::Clutter);
            if told && (fighter(scene, i) || weapon_of_war(scene, i)) {
                out.sentences.insert(sentence);
            }
        }
        // "shooting", "gunned down"
        let armed = |t: &TriggerMention| {
            let weapon = scene.lexicon.triggers[t.entry].trigger.weapon.as_deref();
            weapon.is_some_and(|w| scene.lexicon.words.of_war(w))
        };
        for trigger in scene.triggers.iter().filter(|t| !t.weak && (from_afar(t.kind) || armed(t))) {
            out.sentences.insert(trigger.sentence);
        }
        for mention in &scene.reading.cast.mentions {
            let armed = scene.reading.cast.members.get(mention.member).is_some_and(|m| match m.kind {
                ActorKind::ArmedGroup | ActorKind::Umbrella => true,
                // Police and sheriffs stand in every report of crime.
                ActorKind::Military => m.register_id.is_some(),
                _ => false,
            });
            if armed && mention.naming != Naming::Adjective {
                out.sentences.extend(text.token_at(mention.span.start()).map(|t| text.sentence_of(t)));
            }
        }
        out
    }

    /// True when any sentence bears a sign.
    pub fn armed(&self) -> bool {
        !self.sentences.is_empty()
    }

    /// True when this sentence bears one.
    pub fn has(&self, sentence: usize) -> bool {
        self.sentences.contains(&sentence)
    }
}

/// Types that only weapons of war make possible.
fn from_afar(kind: IncidentType) -> bool {
    matches!(
        kind,
        IncidentType::DroneAttack
            | IncidentType::RocketMissileAttack
            | IncidentType::Airstrike
            | IncidentType::Shelling
    )
}

/// A word for those who fight in a group ("guerrillas"), for armed men nobody knows ("gunmen") or for soldiers.
fn fighter(scene: &Scene, i: usize) -> bool {
    let Some((entry, _)) = &scene.marks.perpetrators[i] else { return false };
    let noun = &scene.lexicon.perpetrators[usize::from(*entry)];
    let lemma = &scene.grammar.token(i).lemma;
    match noun.category {
        PerpetratorCategory::ArmedGroup => !scene.lexicon.words.common_doers(lemma),
        PerpetratorCategory::Unknown | PerpetratorCategory::State => scene.lexicon.words.gunmen(lemma),
        _ => false,
    }
}

/// Wider, for those said to have done it: also "masked men" and "drug traffickers", but not "a man" or "the suspect".
pub(super) fn band(scene: &Scene, i: usize) -> bool {
    let Some((entry, _)) = &scene.marks.perpetrators[i] else { return false };
    let noun = &scene.lexicon.perpetrators[usize::from(*entry)];
    let common = scene.lexicon.words.common_doers(&scene.grammar.token(i).lemma);
    let unnamed = matches!(noun.category, PerpetratorCategory::Unknown | PerpetratorCategory::Criminal);
    fighter(scene, i) || unnamed && !noun.weak && !common
}

fn weapon_of_war(scene: &Scene, i: usize) -> bool {
    // "charged", "two rounds".
    let noun = matches!(scene.grammar.token(i).tag, Tag::Noun | Tag::Propn);
    scene.marks.weapons[i].as_ref().is_some_and(|(entry, weak, _)| {
        noun && !weak && scene.lexicon.words.of_war(&scene.lexicon.weapons[usize::from(*entry)])
    })
}
