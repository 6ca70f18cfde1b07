//! Incidents from annotations: each act that the article tells, with its values resolved.
//!
//! Owns: which tellings are one incident and what it says. In: annotations, and everything found in the article. Out:
//! [`IncidentReport`]s in order of first mention, unsure news last. Refuses: reading words (the annotator's) and values (the rooms').

mod basis;
pub mod confidence;
mod date;
mod dial;
mod edges;
mod evidence;
mod facts;
pub(crate) mod naming;
mod people;
mod perpetrators;
mod places;
pub mod sameness;
#[cfg(test)]
mod tests;
mod toll;
pub(crate) mod unclaimed;
mod weapons;
pub(crate) mod words;

pub use basis::settle;
pub use dial::Dial;
pub use edges::tidy;
pub use places::mark as mark_places;

use crate::annotation::{self, ActMention, Annotations, Argument, Ranked, Role};
use crate::event::IncidentReport;
use crate::event::arguments::Scene;
use crate::event::outcome::Effects;
use crate::text::{Cover, SentenceKind};
use crate::time::TimeMention;
use claimbook_records::Span;
use claimbook_records::report::{Damage, IncidentType, Outcome, Stage};
use std::cell::OnceCell;

/// What resolving looks at.
#[derive(Debug)]
pub struct Table<'a> {
    pub scene: &'a Scene<'a>,
    pub marked: &'a Annotations,
    pub dial: &'a Dial,
    pub weights: &'a sameness::Weights,
    effects: Effects,
    /// Per telling the indices of its roles, in order.
    roles_of: Vec<Vec<usize>>,
    /// Words of those who are said not to have claimed anything.
    unclaimed: Cover,
    /// Those marked as perpetrators and called by a name, in order.
    called: OnceCell<Vec<(naming::Named, Span)>>,
    /// Times of an article that nothing dates.
    undated: OnceCell<Vec<TimeMention>>,
}

/// An incident with the annotator's tellings of it.
#[derive(Debug, Clone)]
pub struct Resolved {
    pub report: IncidentReport,
    /// Indices in [`Annotations::acts`].
    pub acts: Vec<usize>,
}

/// The incidents of an article.
pub fn resolve(
    scene: &Scene,
    marked: &Annotations,
    dial: &Dial,
    weights: &sameness::Weights,
) -> Vec<Resolved> {
    let table = Table::new(scene, marked, dial, weights);
    let clusters = sameness::clusters(&table, &table.acts());
    let told: Vec<Vec<usize>> = clusters.into_iter().filter(|c| table.opens(c)).collect();
    let alone = told.len() == 1;
    let mut out: Vec<Resolved> = told.into_iter().map(|c| table.resolved(c, alone)).collect();
    out.sort_by_key(|r| (r.report.unsure(dial.confidence), r.acts.first().copied()));
    out
}

/// Pairs of groups of tellings with their features, for fitting the weights of sameness: not part of reading an article.
#[doc(hidden)]
pub fn sameness_pairs(
    scene: &Scene,
    marked: &Annotations,
    dial: &Dial,
    weights: &sameness::Weights,
) -> Vec<sameness::Pair> {
    let table = Table::new(scene, marked, dial, weights);
    sameness::pairs(&table, &table.acts())
}

impl<'a> Table<'a> {
    fn new(
        scene: &'a Scene<'a>,
        marked: &'a Annotations,
        dial: &'a Dial,
        weights: &'a sameness::Weights,
    ) -> Self {
        let unclaimed = Cover::of(&unclaimed::speakers(scene.reading, marked));
        let mut roles_of = vec![Vec::new(); marked.acts.len()];
        for (i, argument) in marked.arguments.iter().enumerate() {
            if let Some(own) = roles_of.get_mut(argument.act) {
                own.push(i);
            }
        }
        Self {
            scene,
            marked,
            dial,
            weights,
            effects: Effects::gather(scene),
            roles_of,
            unclaimed,
            called: OnceCell::new(),
            undated: OnceCell::new(),
        }
    }

    fn undated(&self) -> &[TimeMention] {
        self.undated.get_or_init(|| date::undated(self.scene.reading))
    }

    /// Tellings that are likely enough and no page furniture.
    fn acts(&self) -> Vec<usize> {
        (0..self.marked.acts.len()).filter(|i| self.usable(*i)).collect()
    }

    fn usable(&self, act: usize) -> bool {
        let mention = &self.marked.acts[act];
        mention.score >= self.dial.act
            && self.sentence_kind(mention.trigger).is_some_and(|k| k != SentenceKind::Clutter)
    }

    fn sentence_kind(&self, span: Span) -> Option<SentenceKind> {
        let text = &self.scene.reading.text;
        text.sentence_around(span).map(|s| s.kind)
    }

    /// Headings open no incident, nor do words that hardly tell an act.
    fn opens(&self, acts: &[usize]) -> bool {
        let prose =
            |a: &&usize| self.sentence_kind(self.marked.acts[**a].trigger) == Some(SentenceKind::Prose);
        let told: Vec<usize> = acts.iter().filter(prose).copied().collect();
        self.told(&told) >= self.dial.incident
    }

    /// How likely some sentence tells the act. "A car bomb killed two": of two words either of which may be the one that tells it, one does.
    fn told(&self, acts: &[usize]) -> f32 {
        let text = &self.scene.reading.text;
        let sentence = |a: usize| text.sentence_at(self.marked.acts[a].trigger);
        let none = |of: usize| -> f32 {
            let own = acts.iter().filter(|a| sentence(**a) == sentence(of));
            own.map(|a| 1.0 - self.marked.acts[*a].score).product()
        };
        acts.iter().map(|a| 1.0 - none(*a)).fold(0.0, f32::max)
    }

    /// Roles of some tellings, in order of their words, each span once with its best score. Of words that one telling marks wider than
    /// another the wider stand.
    fn roles(&self, acts: &[usize], role: Role) -> Vec<Argument> {
        let mut out: Vec<Argument> = Vec::new();
        let marked: Vec<&Argument> = self.marked_as(acts, role).collect();
        self.scene.step(marked.len() * marked.len());
        for argument in &marked {
            let around = marked.iter().map(|a| a.span).filter(|s| s.contains(argument.span));
            // The widest words marked that hold these.
            let span = around.max_by_key(|s| s.len()).unwrap_or(argument.span);
            match out.iter_mut().find(|o| o.span == span) {
                Some(known) => known.score = known.score.max(argument.score),
                None => out.push(Argument { span, ..(*argument).clone() }),
            }
        }
        out.sort_by_key(|a| (a.span.start(), a.span.end()));
        out
    }

    fn marked_as<'s>(&'s self, acts: &'s [usize], role: Role) -> impl Iterator<Item = &'s Argument> {
        let mut own: Vec<usize> =
            acts.iter().filter_map(|a| self.roles_of.get(*a)).flatten().copied().collect();
        own.sort_unstable();
        self.scene.step(own.len());
        let likely = move |a: &&Argument| a.role == role && a.score >= self.dial.role;
        own.into_iter().map(|i| &self.marked.arguments[i]).filter(likely)
    }

    /// Place mentions that some words hold.
    fn places_in(&self, span: Span) -> impl Iterator<Item = usize> {
        self.scene.reading.places_over(span)
    }

    /// Mean probability of each value over the tellings: surer ones and the first weigh more.
    fn mean<T: Copy + PartialEq>(
        &self,
        acts: &[usize],
        of: impl Fn(&ActMention) -> &[(T, f32)],
    ) -> Ranked<T> {
        let mut sums: Ranked<T> = Vec::new();
        let weights = self.weigh(acts);
        for (act, weight) in acts.iter().zip(&weights) {
            for (value, p) in of(&self.marked.acts[*act]) {
                annotation::add(&mut sums, *value, weight * p);
            }
        }
        let total = f32::max(weights.iter().sum(), f32::MIN_POSITIVE);
        sums.iter_mut().for_each(|(_, sum)| *sum /= total);
        sums.sort_by(|a, b| b.1.total_cmp(&a.1));
        sums
    }

    /// Mean of one probability over the tellings.
    fn share(&self, acts: &[usize], of: impl Fn(&ActMention) -> f32) -> f32 {
        let weights = self.weigh(acts);
        let sum: f32 = acts.iter().zip(&weights).map(|(a, w)| w * of(&self.marked.acts[*a])).sum();
        sum / f32::max(weights.iter().sum(), f32::MIN_POSITIVE)
    }

    fn weigh(&self, acts: &[usize]) -> Vec<f32> {
        let weight =
            |(n, act): (usize, &usize)| self.marked.acts[*act].score * if n == 0 { 1.5 } else { 1.0 };
        acts.iter().enumerate().map(weight).collect()
    }

    fn kinds(&self, acts: &[usize]) -> Ranked<IncidentType> {
        self.mean(acts, |m| &m.kinds)
    }

    fn resolved(&self, acts: Vec<usize>, alone: bool) -> Resolved {
        let kinds = self.kinds(&acts);
        let stages = self.mean(&acts, |m| &m.stages);
        let background = self.share(&acts, |m| m.background);
        let aggregate = self.share(&acts, |m| m.aggregate);
        let kind = kinds.first().map_or(IncidentType::Other, |(k, _)| *k);
        let mut stage = stages.first().map_or(Stage::Accomplished, |(s, _)| *s);
        let is_aggregate = aggregate > self.dial.aggregate;
        let mut is_background = background > self.dial.background;
        let triggers = evidence::triggers(self, &acts);
        let (telling, pointing) = evidence::parts(self, &acts);
        let mut outcome_evidence = Vec::new();
        let mut outcome = Outcome {
            killed: toll::count(self, &acts, Role::Killed, &mut outcome_evidence),
            injured: toll::count(self, &acts, Role::Injured, &mut outcome_evidence),
            ..Outcome::default()
        };
        toll::once(self, &acts, &mut outcome);
        toll::nobody(self, &acts, &mut outcome, &mut outcome_evidence);
        let told = |role: Role| self.roles(&acts, role).iter().map(|a| a.span).collect::<Vec<_>>();
        let (damage, intercepted) = (told(Role::Damage), told(Role::Intercepted));
        if !damage.is_empty() {
            outcome.damage = Some(Damage::Some);
            outcome_evidence.extend(damage);
        }
        if !intercepted.is_empty() || kind == IncidentType::InterceptionOnly {
            outcome.intercepted = Some(true);
            outcome_evidence.extend(intercepted);
        }
        // What killed a number of people was no mere attempt. Of one who is only named it may be told that he was to be killed.
        if stage == Stage::Attempted && outcome.killed.is_some_and(|c| c.min > Some(0)) {
            if !toll::counted(self, &acts, Role::Killed) {
                outcome.killed = None;
            } else if outcome.intercepted != Some(true) {
                stage = Stage::Accomplished;
            }
        }
        let (date, old) = date::of(self, &acts, is_background);
        is_background |= old;
        let places = places::places(self, &acts, is_background);
        let perpetrators = perpetrators::perpetrators(self, &acts);
        let mut report = IncidentReport {
            kind,
            types_also: Vec::new(),
            stage,
            aggregate: is_aggregate,
            count: if is_aggregate { toll::acts(self, &acts) } else { None },
            background: is_background,
            triggers,
            evidence: evidence::clauses(self, &telling),
            references: evidence::clauses(self, &pointing),
            motives: told(Role::Motive),
            date,
            places,
            targets: people::targets(self, &acts),
            weapons: weapons::weapons(self, &acts, stage),
            perpetrators,
            outcome,
            outcome_evidence,
            confidence: 0.0,
            signs: Vec::new(),
        };
        (report.confidence, report.signs) =
            confidence::of(self, &acts, &report, &kinds, background, aggregate, alone);
        Resolved { report, acts }
    }
}
