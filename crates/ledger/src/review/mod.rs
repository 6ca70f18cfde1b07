//! What people decided about what the engine read.
//!
//! Owns: decisions, how they find the incident report they are about in every later reading, what they change in it, and
//! the state review gives an incident. In: decision entries and a report. Out: the corrected report and a [`Review`] for
//! each of its incidents. Refuses: changing an entry; a decision is taken back by another one.
//!
//! A decision names incident reports by id and by the words that tell them ([`Anchor`]). When a newer engine reads the
//! article otherwise, the id may be gone; the decision then goes with the incident report whose telling clauses share
//! most of those words. One that finds none stays in the book and is listed as *adrift*.

mod correct;
mod decision;
pub(crate) mod history;
mod places;
mod state;

pub(crate) use correct::check as check_correction;
pub use correct::{Corrected, PROPERTIES};
pub(crate) use correct::{told as value_of, typed};
pub(crate) use decision::shared;
pub use decision::{Act, Anchor, Decided, Decision, Evidence};
pub use places::{Gazetteer, KnownPlace, Meant, meant};
pub use state::State;

use claimbook_records::Report;
use claimbook_records::report::{Incident, Quote};
use serde::{Deserialize, Serialize};

/// What people decided about one incident report.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Review {
    pub state: State,
    /// Values people set, in the order they did.
    pub corrected: Vec<Corrected>,
    /// Names to be withheld from the public besides those of persons without a public role.
    pub masked: Vec<String>,
    /// Credibility of the information, 1 (confirmed by others) to 6 (cannot be judged), as NATO's grading has it.
    pub information: Option<u8>,
    /// Entries of the decisions about it.
    pub decisions: Vec<i64>,
    /// When it was published.
    pub published: Option<String>,
}

impl Review {
    /// Whether nobody decided anything.
    pub fn is_empty(&self) -> bool {
        self.decisions.is_empty() && self.state == State::default()
    }
}

/// Applies decisions, oldest first, to a report whose incidents have the ids `ids`; gives a review for each incident.
/// Decisions that were undone must have been left out.
pub(crate) fn apply(report: &mut Report, ids: &[String], decided: &[Decided]) -> Vec<Review> {
    let mut reviews = vec![Review::default(); report.incidents.len()];
    // Where each anchor stands is found before any value is changed.
    let article = report.article.id.clone();
    let found: Vec<Vec<usize>> = decided
        .iter()
        .map(|d| {
            let own = d.decision.subjects.iter().filter(|s| s.article == article);
            own.filter_map(|anchor| anchor.find(ids.iter().zip(&report.incidents))).collect()
        })
        .collect();
    for (decided, positions) in decided.iter().zip(found) {
        for at in positions {
            if let (Some(review), Some(incident)) = (reviews.get_mut(at), report.incidents.get_mut(at)) {
                one(review, incident, decided);
            }
        }
    }
    reviews
}

fn one(review: &mut Review, incident: &mut Incident, decided: &Decided) {
    review.decisions.push(decided.entry);
    let seen = |state: State| state.max(State::Reviewed);
    match &decided.decision.act {
        Act::Accept => review.state = seen(review.state),
        Act::Reject => review.state = State::Rejected,
        Act::Approve => review.state = State::Approved,
        Act::Publish => {
            review.state = State::Published;
            review.published = Some(decided.at.clone());
        }
        Act::Correct { property, value } => {
            let was = correct::told(incident, property);
            let words: Vec<Quote> = decided.quotes_of(&decided.decision.subjects);
            // The value was checked when it was decided; an older form that no longer parses leaves the record as read.
            if correct::set(incident, property, value, words, &decided.decision.places).is_ok() {
                review.state = seen(review.state);
                review.corrected.push(Corrected {
                    property: property.clone(),
                    was,
                    now: correct::told(incident, property),
                    by: decided.decision.by.clone(),
                    at: decided.at.clone(),
                    reason: decided.decision.reason.clone(),
                    entry: decided.entry,
                });
            }
        }
        Act::Mask { name } => review.masked.push(name.clone()),
        Act::GradeInformation { grade } => review.information = Some(*grade),
        Act::Same | Act::Different | Act::PartOf | Act::Duplicate | Act::Note => {}
        Act::GradePublisher { .. } | Act::Undo { .. } => {}
    }
}
