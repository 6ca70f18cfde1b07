//! From a cluster of triggers to an incident report.
//!
//! Owns: pooling of fillers over a cluster, type, stage, aggregate, evidence. In: a [`Scene`], profiles, a cluster. Out:
//! an [`IncidentReport`]. Refuses: deciding whether it is reported at all (see [`super::relevance`]).

use super::arguments::{Role, Scene};
use super::facts::Facts;
use super::nominals::Denotes;
use super::outcome::{self, Effects};
use super::profile::{Filler, Profile};
use super::settings::Settings;
use super::triggers::TriggerMention;
use super::{IncidentReport, date, motives, nearby, perpetrators, places, targets, weapons};
use crate::text::SentenceKind;
use claimbook_records::Span;
use claimbook_records::report::{Effect, IncidentType, Stage, TargetClass};
use rustc_hash::FxHashMap;

/// Everything an assembly looks at.
#[derive(Debug, Clone, Copy)]
pub struct Table<'a> {
    pub scene: &'a Scene<'a>,
    pub profiles: &'a [Profile],
    pub facts: &'a [Facts],
    /// Entity number of each nominal.
    pub entities: &'a [usize],
    /// Nominals of each entity, in order.
    pub members: &'a Members,
    pub effects: &'a Effects,
    pub settings: &'a Settings,
}

/// Nominals by the entity they denote.
pub type Members = FxHashMap<usize, Vec<usize>>;

/// Number of the last sentence of the lead.
const LEAD: usize = 2;
/// Most phrases that play one role in one act.
const FILLERS: usize = 48;

/// A named person killed on purpose is assassinated whatever the means (coding guide 1.8).
fn murder(struck: &[super::EventTarget], kind: IncidentType) -> bool {
    let killed =
        |t: &&super::EventTarget| t.class == TargetClass::Person && t.effects.contains(&Effect::Killed);
    let mut dead = struck.iter().filter(killed);
    matches!(kind, IncidentType::Other | IncidentType::ArmedAssault)
        && dead.next().is_some_and(|t| t.name.is_some())
        && dead.next().is_none()
}

/// "engineer Salim Karout" and "Salim Karout": of two phrases for one person the one with the name stays.
fn once(struck: &mut Vec<super::EventTarget>) {
    let inside = |a: &super::EventTarget, b: &super::EventTarget| {
        a.class == b.class && a.span != b.span && (b.span.contains(a.span) || a.span.contains(b.span))
    };
    let mut i = 0;
    while i < struck.len() {
        let worse = (0..struck.len()).any(|j| {
            let better = (struck[j].name.is_some(), std::cmp::Reverse(j))
                > (struck[i].name.is_some(), std::cmp::Reverse(i));
            j != i && inside(&struck[i], &struck[j]) && better
        });
        if worse {
            struck.remove(i);
        } else {
            i += 1;
        }
    }
}

impl Table<'_> {
    /// Writes the report of one cluster.
    pub fn report(&self, cluster: &[usize], confidence: f32) -> IncidentReport {
        let scene = self.scene;
        let s = self.settings;
        let telling: Vec<usize> = self.telling(cluster);
        let stage = self.stage(&telling);
        let (mut kind, mut types_also) = self.kind(&telling);
        let mut individuals = self.pool(cluster, Role::Perpetrator, s.perpetrator);
        let organisations = self.pool(cluster, Role::Organisation, s.organisation);
        let mut victims = self.pool(cluster, Role::Victim, s.victim);
        victims.retain(|f| self.somebody(f.nominal) && !self.of_a_series(f.nominal, cluster));
        let objects = self.pool(cluster, Role::Object, s.object);
        perpetrators::separate(&mut individuals, &victims);
        let whole = |f: &Filler| -> Vec<usize> { self.members.get(&f.entity).cloned().unwrap_or_default() };
        let mut struck = Vec::new();
        for (fillers, person) in [(&victims, true), (&objects, false)] {
            for f in fillers {
                struck.push(targets::target(scene, self.effects, f.nominal, &whole(f), person));
            }
        }
        once(&mut struck);
        let mut sentences: Vec<usize> = telling.iter().map(|t| scene.triggers[*t].sentence).collect();
        sentences.dedup();
        let aggregate = telling.iter().all(|t| scene.triggers[*t].plural);
        // "Most of them caused no injuries" is no outcome of the series.
        let told = if aggregate { Vec::new() } else { sentences.clone() };
        sentences.extend(told.into_iter().flat_map(|s| self.sequel(s)).collect::<Vec<_>>());
        let (mut outcome, outcome_evidence) = outcome::sum(scene, self.effects, &struck, cluster, &sentences);
        if scene.triggers[telling[0]].kind == IncidentType::InterceptionOnly {
            outcome.intercepted = Some(true);
        }
        let stage = self.settle(stage, &telling, &struck, &outcome);
        if murder(&struck, kind) {
            types_also.insert(0, kind);
            types_also.retain(|k| !matches!(k, IncidentType::Other | IncidentType::Assassination));
            kind = IncidentType::Assassination;
        }
        let count = aggregate.then(|| telling.iter().find_map(|t| scene.triggers[*t].count)).flatten();
        let telling_spans: Vec<Span> = self.clauses(&telling);
        let pointing: Vec<usize> = cluster.iter().copied().filter(|t| !telling.contains(t)).collect();
        IncidentReport {
            kind,
            types_also,
            stage,
            aggregate,
            count,
            background: self.background(&telling),
            triggers: cluster.iter().map(|t| scene.triggers[*t].head).collect(),
            references: self.clauses(&pointing),
            evidence: telling_spans,
            motives: motives::motives(scene, &telling),
            date: date::date(scene, self.facts, &telling, &self.pool(cluster, Role::Time, s.time)),
            places: places::places(scene, self.facts, &self.pool(cluster, Role::Place, s.place), &telling),
            perpetrators: perpetrators::perpetrators(scene, &individuals, &organisations),
            weapons: weapons::weapons(scene, &self.pool(cluster, Role::Weapon, s.weapon), &telling, stage),
            targets: struck,
            outcome,
            outcome_evidence,
            confidence: f64::from(confidence),
            signs: Vec::new(),
        }
    }

    /// Those whom grammar gives to a series told elsewhere: "3,290 people have been injured in those shootings".
    fn of_a_series(&self, nominal: usize, cluster: &[usize]) -> bool {
        let suffers = |t: usize| self.facts[t].aims.contains(&nominal);
        let other = |t: &usize| self.scene.triggers[*t].plural && !cluster.contains(t) && suffers(*t);
        !cluster.iter().any(|t| suffers(*t)) && (0..self.facts.len()).any(|t| other(&t))
    }

    /// Days, places, weapons and parts of the body are nobody.
    pub(super) fn somebody(&self, nominal: usize) -> bool {
        let n = &self.scene.nominals[nominal];
        if n.name.as_ref().is_some_and(|name| nearby::names_a_town(self.scene, name)) {
            return false;
        }
        let thing = matches!(n.denotes, Denotes::Time | Denotes::Weapon(_));
        let part = self.scene.lexicon.words.body_part(&self.scene.grammar.token(n.head).lemma);
        !(thing || part && n.name.is_none())
    }

    /// The two sentences after a telling one, as far as they tell no act of their own: "No one was hurt."
    fn sequel(&self, sentence: usize) -> Vec<usize> {
        let follows = |next: &usize| {
            let prose =
                self.scene.reading.text.sentences.get(*next).is_some_and(|s| s.kind == SentenceKind::Prose);
            let own = |t: &TriggerMention| t.sentence == *next && !t.negated && !t.definite;
            prose && !self.scene.triggers[self.scene.triggers_in(*next)].iter().any(own)
        };
        (sentence + 1..sentence + 3).take_while(follows).collect()
    }

    /// Earlier happenings told for context: by their cues, as the reason for or the anchor of another act, as a series
    /// told after the lead, or by their date.
    fn background(&self, telling: &[usize]) -> bool {
        let scene = self.scene;
        let published = date::published(scene);
        telling.iter().all(|t| {
            let trigger = &scene.triggers[*t];
            let anchor = !trigger.verb
                && matches!(scene.grammar.preposition(trigger.head), Some("since" | "after"))
                && !self.outcome_of(trigger.head);
            let window = self.facts[*t].window.and_then(|(w, _)| w.latest).zip(published);
            let old = window.is_some_and(|(w, p)| (p - w.date).get_days() > date::RECENT);
            trigger.background
                || anchor
                || old
                || motives::is_reason(&scene.grammar, &scene.marks, trigger.head)
                || trigger.sentence > LEAD && self.series(*t)
        })
    }

    /// "four people found dead after a shooting": the act is told by what came of it at once.
    fn outcome_of(&self, act: usize) -> bool {
        let g = &self.scene.grammar;
        let words = &self.scene.lexicon.words;
        let lemma = |i: usize| g.token(i).lemma.as_str();
        g.head(act)
            .is_some_and(|up| words.finding(lemma(up)) || words.dying(lemma(up)) || lemma(up) == "dead")
    }

    /// "attacks", "have targeted": several acts without the words of one occasion.
    fn series(&self, t: usize) -> bool {
        let (g, trigger) = (&self.scene.grammar, &self.scene.triggers[t]);
        trigger.plural
            && (g.perfect(trigger.head).is_some() || !trigger.verb && !self.profiles[t].has_target(0.5))
    }

    /// Triggers that tell something; a bare "the attack" only points back.
    pub(super) fn telling(&self, cluster: &[usize]) -> Vec<usize> {
        let tells = |t: &&usize| {
            let trigger = &self.scene.triggers[**t];
            !(trigger.heading || trigger.definite && self.profiles[**t].bare())
        };
        let some: Vec<usize> = cluster.iter().filter(tells).copied().collect();
        if some.is_empty() { cluster[..1].to_vec() } else { some }
    }

    /// One filler per entity, the best of the cluster, best first.
    pub fn pool(&self, cluster: &[usize], role: Role, least: f32) -> Vec<Filler> {
        let mut out: Vec<Filler> = Vec::new();
        let mut places: FxHashMap<usize, usize> = FxHashMap::default();
        for filler in cluster.iter().flat_map(|t| self.profiles[*t].of(role, least)) {
            self.scene.step(1);
            let known = places.entry(filler.entity).or_insert(out.len());
            match out.get_mut(*known) {
                Some(known) if filler.score > known.score => *known = *filler,
                Some(_) => {}
                None => out.push(*filler),
            }
        }
        out.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.nominal.cmp(&b.nominal)));
        out.truncate(FILLERS);
        out
    }

    fn stage(&self, telling: &[usize]) -> Stage {
        let stages = || telling.iter().map(|t| self.scene.triggers[*t].stage);
        if stages().any(|s| s == Stage::Attempted) {
            return Stage::Attempted;
        }
        stages().min().unwrap_or(Stage::Accomplished)
    }

    /// A failed attack that hurt or broke something was accomplished; one that was intercepted only if some of it is
    /// told to have struck.
    fn settle(
        &self,
        stage: Stage,
        telling: &[usize],
        struck: &[super::EventTarget],
        outcome: &claimbook_records::report::Outcome,
    ) -> Stage {
        let harm = struck.iter().any(|t| {
            t.effects
                .iter()
                .any(|e| matches!(e, Effect::Killed | Effect::Injured | Effect::Damaged | Effect::Destroyed))
        });
        let struck = |t: &usize| {
            let trigger = &self.scene.triggers[*t];
            trigger.stage == Stage::Accomplished
                && trigger.kind != IncidentType::InterceptionOnly
                && !self.facts[*t].aims.is_empty()
        };
        let through = outcome.intercepted != Some(true) || telling.iter().any(struck);
        if stage == Stage::Attempted && harm && through {
            return Stage::Accomplished;
        }
        stage
    }

    /// The type told with most weight; words for "attack" without means count least.
    fn kind(&self, telling: &[usize]) -> (IncidentType, Vec<IncidentType>) {
        let mut sums: Vec<(IncidentType, f32)> = Vec::new();
        for t in telling {
            let trigger = &self.scene.triggers[*t];
            let entry = &self.scene.lexicon.triggers[trigger.entry].trigger;
            let weight = entry.weight * if trigger.kind == IncidentType::Other { 0.1 } else { 1.0 };
            match sums.iter_mut().find(|(k, _)| *k == trigger.kind) {
                Some((_, w)) => *w += weight,
                None => sums.push((trigger.kind, weight)),
            }
        }
        let mut best = (IncidentType::Other, 0.0);
        for (kind, weight) in &sums {
            if *weight > best.1 {
                best = (*kind, *weight);
            }
        }
        // Sabotage names an aim; a bomb that fells a pylon is a bombing.
        if matches!(best.0, IncidentType::Other | IncidentType::Sabotage)
            && let Some(kind) = self.by_means(telling)
        {
            best.0 = kind;
        }
        let also = sums
            .iter()
            .map(|(k, _)| *k)
            .filter(|k| *k != best.0 && !matches!(k, IncidentType::Other | IncidentType::InterceptionOnly));
        (best.0, also.collect())
    }

    /// "attacked with drones": the type by what grammar says it was done with.
    fn by_means(&self, telling: &[usize]) -> Option<IncidentType> {
        telling.iter().flat_map(|t| &self.facts[*t].weapons).find_map(|n| {
            let Denotes::Weapon(entry) = self.scene.nominals[*n].denotes else { return None };
            self.scene.lexicon.weapon_types.get(usize::from(entry)).copied().flatten()
        })
    }

    /// The clauses of some triggers.
    fn clauses(&self, triggers: &[usize]) -> Vec<Span> {
        self.scene.grammar.clauses(triggers.iter().map(|t| self.scene.triggers[*t].head))
    }
}
