//! Decisions of people as linking needs them.
//!
//! Owns: which incident reports a decision about several means today, and publishers' grades. In: decisions that hold, and
//! the incidents of the articles they name. Out: [`Rulings`] and grades. Refuses: decisions that find fewer than two
//! incident reports.

use super::number_of;
use crate::keys;
use crate::review::{Act, Anchor, Decided};
use claimbook_link::{Number, Ruling, Rulings};
use claimbook_records::report::Incident;
use std::collections::{BTreeMap, BTreeSet};

/// Finds the incident report an anchor stands for.
#[derive(Default)]
pub(super) struct Places(BTreeMap<String, Vec<(String, Incident)>>);

impl Places {
    /// Adds incidents of an article with their ids.
    pub(super) fn add(&mut self, article: &str, told: impl Iterator<Item = (String, Incident)>) {
        self.0.entry(article.to_owned()).or_default().extend(told);
    }

    fn find(&self, anchor: &Anchor) -> Option<Number> {
        let own = self.0.get(&anchor.article)?;
        let at = anchor.find(own.iter().map(|(id, incident)| (id, incident)))?;
        own.get(at).map(|(id, _)| number_of(id))
    }

    /// The incident reports of all subjects of a decision that are still told.
    pub(super) fn subjects(&self, decided: &Decided) -> Vec<Number> {
        decided.decision.subjects.iter().filter_map(|s| self.find(s)).collect()
    }
}

/// Articles that decisions about pairs name.
pub(super) fn articles(decided: &[Decided]) -> BTreeSet<String> {
    let pairs = decided.iter().filter(|d| ruling(&d.decision.act).is_some());
    pairs.flat_map(|d| d.decision.subjects.iter().map(|s| s.article.clone())).collect()
}

fn ruling(act: &Act) -> Option<Ruling> {
    match act {
        Act::Same => Some(Ruling::Same),
        Act::Different => Some(Ruling::Different),
        Act::PartOf => Some(Ruling::PartOf),
        Act::Duplicate => Some(Ruling::Copy),
        _ => None,
    }
}

/// What was decided about pairs, oldest first.
pub(super) fn rulings(decided: &[Decided], places: &Places) -> Rulings {
    let mut rulings = Rulings::default();
    for decided in decided {
        let Some(ruling) = ruling(&decided.decision.act) else { continue };
        let subjects = places.subjects(decided);
        for (n, a) in subjects.iter().enumerate() {
            for b in &subjects[n + 1..] {
                rulings.add(*a, *b, ruling);
            }
        }
    }
    rulings
}

/// Grades by the folded name or domain of the publisher, with their decisions; the last one holds.
pub(crate) fn grades(decided: &[Decided]) -> BTreeMap<String, (&Decided, char)> {
    let graded = decided.iter().filter_map(|d| match &d.decision.act {
        Act::GradePublisher { publisher, grade } => Some((keys::fold(publisher), (d, *grade))),
        _ => None,
    });
    graded.collect()
}
