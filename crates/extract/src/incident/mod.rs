//! Incidents from annotations: each act that the article tells, with its values resolved.
//!
//! Owns: which tellings are one incident and what it says. In: annotations, and everything found in the article. Out:
//! [`IncidentReport`]s in order of first mention, unsure news last. Refuses: reading words (the annotator's) and values (the rooms').

mod basis;
pub mod confidence;
mod date;
mod dial;
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
pub use places::{add_unresolved, prefer_cities};

use crate::annotation::{Annotations, Argument, Ranked, Role};
use crate::event::IncidentReport;
use crate::event::arguments::Scene;
use crate::event::outcome::Effects;
use crate::text::SentenceKind;
use claimbook_records::Span;
use claimbook_records::report::{Damage, IncidentType, Outcome, Stage};

/// What resolving looks at.
#[derive(Debug)]
pub struct Table<'a> {
    pub scene: &'a Scene<'a>,
    pub marked: &'a Annotations,
    pub dial: &'a Dial,
    pub weights: &'a sameness::Weights,
    effects: Effects,
    /// Words of those who are said not to have claimed anything.
    unclaimed: Vec<Span>,
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
    let table = Table {
        scene,
        marked,
        dial,
        weights,
        effects: Effects::gather(scene),
        unclaimed: unclaimed::speakers(scene.reading, marked),
    };
    let acts: Vec<usize> = (0..marked.acts.len()).filter(|i| table.usable(*i)).collect();
    let clusters = sameness::clusters(&table, &acts);
    let mut out: Vec<Resolved> =
        clusters.into_iter().filter(|c| table.opens(c)).map(|c| table.resolved(c)).collect();
    let unsure = |r: &Resolved| {
        let happened = matches!(r.report.stage, Stage::Accomplished | Stage::Attempted);
        let news = happened && !r.report.background && !r.report.aggregate;
        news && r.report.confidence < dial.confidence
    };
    out.sort_by_key(|r| (unsure(r), r.acts.first().copied()));
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
    let table = Table {
        scene,
        marked,
        dial,
        weights,
        effects: Effects::gather(scene),
        unclaimed: unclaimed::speakers(scene.reading, marked),
    };
    let acts: Vec<usize> = (0..marked.acts.len()).filter(|i| table.usable(*i)).collect();
    sameness::pairs(&table, &acts)
}

impl Table<'_> {
    /// Page furniture tells nothing.
    fn usable(&self, act: usize) -> bool {
        let mention = &self.marked.acts[act];
        mention.score >= self.dial.act
            && self.sentence_kind(mention.trigger).is_some_and(|k| k != SentenceKind::Clutter)
    }

    fn sentence_kind(&self, span: Span) -> Option<SentenceKind> {
        let text = &self.scene.reading.text;
        let token = text.tokens_in(span).next()?;
        text.sentences.get(text.sentence_of(token)).map(|s| s.kind)
    }

    /// Headings open no incident, nor do words that hardly tell an act.
    fn opens(&self, acts: &[usize]) -> bool {
        let prose =
            |a: &&usize| self.sentence_kind(self.marked.acts[**a].trigger) == Some(SentenceKind::Prose);
        let sure = |a: &usize| self.marked.acts[*a].score >= self.dial.incident;
        acts.iter().filter(prose).any(sure)
    }

    /// Roles of some tellings, in order of their words, each span once with its best score. Of words that one telling marks wider than
    /// another the wider stand.
    fn roles(&self, acts: &[usize], role: Role) -> Vec<Argument> {
        let mut out: Vec<Argument> = Vec::new();
        for argument in self.marked_as(acts, role) {
            let span = self.widest(acts, role, argument.span);
            match out.iter_mut().find(|o| o.span == span) {
                Some(known) => known.score = known.score.max(argument.score),
                None => out.push(Argument { span, ..argument.clone() }),
            }
        }
        out.sort_by_key(|a| (a.span.start(), a.span.end()));
        out
    }

    fn marked_as<'s>(&'s self, acts: &'s [usize], role: Role) -> impl Iterator<Item = &'s Argument> {
        let likely =
            move |a: &&Argument| a.role == role && acts.contains(&a.act) && a.score >= self.dial.role;
        self.marked.arguments.iter().filter(likely)
    }

    /// The widest words marked in a role that hold some words.
    fn widest(&self, acts: &[usize], role: Role, span: Span) -> Span {
        let around = self.marked_as(acts, role).map(|a| a.span).filter(|s| s.contains(span));
        around.max_by_key(|s| s.len()).unwrap_or(span)
    }

    /// Mean probability of each value over the tellings: surer ones and the first weigh more.
    fn mean<T: Copy + PartialEq>(&self, acts: &[usize], of: impl Fn(usize) -> Ranked<T>) -> Ranked<T> {
        let mut sums: Ranked<T> = Vec::new();
        let mut total = 0.0;
        for (n, act) in acts.iter().enumerate() {
            let weight = self.marked.acts[*act].score * if n == 0 { 1.5 } else { 1.0 };
            total += weight;
            for (value, p) in of(*act) {
                match sums.iter_mut().find(|(v, _)| *v == value) {
                    Some((_, sum)) => *sum += weight * p,
                    None => sums.push((value, weight * p)),
                }
            }
        }
        sums.iter_mut().for_each(|(_, sum)| *sum /= f32::max(total, f32::MIN_POSITIVE));
        sums.sort_by(|a, b| b.1.total_cmp(&a.1));
        sums
    }

    fn resolved(&self, acts: Vec<usize>) -> Resolved {
        let mention = |i: usize| &self.marked.acts[i];
        let kinds = self.mean(&acts, |i| mention(i).kinds.clone());
        let stages = self.mean(&acts, |i| mention(i).stages.clone());
        let share = |of: &dyn Fn(usize) -> f32| {
            self.mean(&acts, |i| vec![(true, of(i))]).first().map_or(0.0, |(_, p)| *p)
        };
        let (background, aggregate) = (share(&|i| mention(i).background), share(&|i| mention(i).aggregate));
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
        // What hurt somebody was no mere attempt.
        let hurt = |c: Option<claimbook_records::report::Count>| c.is_some_and(|c| c.min.unwrap_or(0) > 0);
        if stage == Stage::Attempted && outcome.intercepted != Some(true) && hurt(outcome.killed) {
            stage = Stage::Accomplished;
        }
        let (date, old) = date::date(self, &acts, is_background);
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
            confidence::of(self, &acts, &report, &kinds, background, aggregate);
        Resolved { report, acts }
    }
}
