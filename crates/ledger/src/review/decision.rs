//! A decision as its entry keeps it.
//!
//! Owns: the kinds of decision and the anchors by which they hold on to an incident report. In: what a person decided.
//! Out: canonical JSON, and the place of an anchor in a report. Refuses: guessing: an anchor that shares no word with any
//! telling finds nothing.

use claimbook_records::report::{Incident, IncidentType, Place, Quote};
use serde::{Deserialize, Serialize};

/// An incident report as a decision names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchor {
    /// Its id when the decision was made.
    pub incident: String,
    /// The article that tells it.
    pub article: String,
    #[serde(rename = "type")]
    pub kind: IncidentType,
    /// The clauses that told it.
    pub quotes: Vec<Quote>,
}

/// Words of an article that a decision rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    pub article: String,
    pub quote: Quote,
}

/// What was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum Act {
    /// The record is right.
    Accept,
    /// It is no incident, or not as told.
    Reject,
    /// It may be published.
    Approve,
    /// It is public.
    Publish,
    /// A property has another value, in the form people type.
    Correct { property: String, value: String },
    /// All subjects tell one incident.
    Same,
    /// The subjects tell different incidents, each of them.
    Different,
    /// The first subject is one of the several acts that the second tells.
    PartOf,
    /// The first subject is a copy of the second: the same account printed again.
    Duplicate,
    /// Reliability of a publisher, A (completely reliable) to F (cannot be judged).
    GradePublisher { publisher: String, grade: char },
    /// Credibility of what the subjects tell, 1 to 6.
    GradeInformation { grade: u8 },
    /// A name is withheld from the public.
    Mask { name: String },
    /// Something worth writing down; it stands in the reason.
    Note,
    /// An earlier decision no longer holds.
    Undo {
        /// Beside the number of the undoing entry itself in what is printed.
        #[serde(rename = "undoes")]
        entry: i64,
    },
}

impl Act {
    /// The word a person types.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Reject => "reject",
            Self::Approve => "approve",
            Self::Publish => "publish",
            Self::Correct { .. } => "correct",
            Self::Same => "same",
            Self::Different => "different",
            Self::PartOf => "part-of",
            Self::Duplicate => "duplicate",
            Self::GradePublisher { .. } => "grade-publisher",
            Self::GradeInformation { .. } => "grade",
            Self::Mask { .. } => "mask",
            Self::Note => "note",
            Self::Undo { .. } => "undo",
        }
    }

    /// What was decided, in few words.
    pub fn told(&self) -> String {
        match self {
            Self::Accept => "accepted".to_owned(),
            Self::Reject => "rejected".to_owned(),
            Self::Approve => "approved".to_owned(),
            Self::Publish => "published".to_owned(),
            Self::Correct { property, value } => format!("{property} corrected to {value}"),
            Self::Same => "one incident".to_owned(),
            Self::Different => "different incidents".to_owned(),
            Self::PartOf => "the first is part of the second".to_owned(),
            Self::Duplicate => "the first is a copy of the second".to_owned(),
            Self::GradePublisher { publisher, grade } => format!("{publisher} graded {grade}"),
            Self::GradeInformation { grade } => format!("graded {grade}"),
            Self::Mask { name } => format!("name withheld: {name}"),
            Self::Note => "note".to_owned(),
            Self::Undo { entry } => format!("entry {entry} undone"),
        }
    }

    /// Whether it is about whole incidents and not about single accounts.
    pub fn is_about_incidents(&self) -> bool {
        matches!(self, Self::Approve | Self::Publish)
    }

    /// Whether it names places, which are looked up (see [`crate::Ledger::look_up`]).
    pub fn sets_places(&self) -> bool {
        matches!(self, Self::Correct { property, .. } if property == "place")
    }
}

/// What an entry of kind `decided` carries.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// Who decided, by the name they go by.
    pub by: String,
    #[serde(flatten)]
    pub act: Act,
    /// What it is about; empty for a publisher's grade and an undo.
    #[serde(default)]
    pub subjects: Vec<Anchor>,
    #[serde(default)]
    pub reason: Option<String>,
    #[serde(default)]
    pub evidence: Vec<Evidence>,
    /// What the one who decided saw as the value read, where the screen says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown: Option<String>,
    /// Where it sets places: what the gazetteer knew of them, so that the book reads the same with another gazetteer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<Place>,
}

/// A decision with the entry that holds it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Decided {
    pub entry: i64,
    pub at: String,
    #[serde(flatten)]
    pub decision: Decision,
    /// The entry that took it back.
    pub undone: Option<i64>,
    /// Further subjects, which are left out where one incident is shown.
    #[serde(skip_serializing_if = "none")]
    pub others: usize,
}

fn none(others: &usize) -> bool {
    *others == 0
}

impl Decided {
    /// The quotes it rests on that stand in the articles of its subjects.
    pub(super) fn quotes_of(&self, subjects: &[Anchor]) -> Vec<Quote> {
        let of = |e: &&Evidence| subjects.iter().any(|s| s.article == e.article);
        self.decision.evidence.iter().filter(of).map(|e| e.quote.clone()).collect()
    }
}

impl Anchor {
    /// An anchor for an incident report.
    pub fn of(incident: &str, article: &str, record: &Incident) -> Self {
        Self {
            incident: incident.to_owned(),
            article: article.to_owned(),
            kind: record.kind,
            quotes: record.evidence.clone(),
        }
    }

    /// Its position among a reading's incidents: the one with its id, else the one whose telling clauses share most code
    /// points with its own; of equal ones the one of its type, then the first.
    pub(crate) fn find<'a>(
        &self,
        told: impl Iterator<Item = (&'a String, &'a Incident)> + Clone,
    ) -> Option<usize> {
        if let Some(same) = told.clone().position(|(id, _)| *id == self.incident) {
            return Some(same);
        }
        let shared = |incident: &Incident| shared(&self.quotes, &incident.evidence);
        let rank = |(at, i): &(usize, &Incident)| (shared(i), i.kind == self.kind, std::cmp::Reverse(*at));
        let best = told.map(|(_, incident)| incident).enumerate().max_by_key(rank)?;
        (shared(best.1) > 0).then_some(best.0)
    }
}

/// Code points that two lists of clauses share.
pub(crate) fn shared(a: &[Quote], b: &[Quote]) -> usize {
    let pairs = a.iter().flat_map(|a| b.iter().map(move |b| (a, b)));
    pairs.map(|(a, b)| a.end.min(b.end).saturating_sub(a.start.max(b.start))).sum()
}
