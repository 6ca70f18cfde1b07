//! Decisions of people as linking needs them.
//!
//! Owns: which accounts a decision about several incident reports means today, and publishers' grades. In: decisions that
//! hold, and the accounts. Out: [`Rulings`] and grades. Refuses: decisions that find fewer than two accounts.

use crate::keys;
use crate::query::IncidentView;
use crate::review::{Act, Anchor, Decided};
use claimbook_link::{Ruling, Rulings};
use std::collections::BTreeMap;

/// Finds the account an anchor stands for.
pub(super) struct Places<'v> {
    views: &'v [IncidentView],
    articles: BTreeMap<&'v str, Vec<usize>>,
}

impl<'v> Places<'v> {
    pub(super) fn of(views: &'v [IncidentView]) -> Self {
        let mut articles: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (n, view) in views.iter().enumerate() {
            articles.entry(&view.article.id).or_default().push(n);
        }
        Self { views, articles }
    }

    fn find(&self, anchor: &Anchor) -> Option<usize> {
        let own = self.articles.get(anchor.article.as_str())?;
        let told = own.iter().map(|n| (&self.views[*n].id, &self.views[*n].record));
        anchor.find(told).and_then(|at| own.get(at).copied())
    }

    /// The accounts of all subjects of a decision that are still told.
    pub(super) fn subjects(&self, decided: &Decided) -> Vec<usize> {
        decided.decision.subjects.iter().filter_map(|s| self.find(s)).collect()
    }
}

/// What was decided about pairs, oldest first.
pub(super) fn rulings(decided: &[Decided], places: &Places<'_>) -> Rulings {
    let mut rulings = Rulings::default();
    for decided in decided {
        let ruling = match decided.decision.act {
            Act::Same => Ruling::Same,
            Act::Different => Ruling::Different,
            Act::PartOf => Ruling::PartOf,
            Act::Duplicate => Ruling::Copy,
            _ => continue,
        };
        let subjects = places.subjects(decided);
        for (n, a) in subjects.iter().enumerate() {
            for b in &subjects[n + 1..] {
                rulings.add(*a, *b, ruling);
            }
        }
    }
    rulings
}

/// Grades by the folded name or domain of the publisher; the last one holds.
pub(super) fn grades(decided: &[Decided]) -> BTreeMap<String, char> {
    let graded = decided.iter().filter_map(|d| match &d.decision.act {
        Act::GradePublisher { publisher, grade } => Some((keys::fold(publisher), *grade)),
        _ => None,
    });
    graded.collect()
}
