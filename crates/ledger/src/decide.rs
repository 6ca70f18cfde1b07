//! How a person decides.
//!
//! Owns: what a decision must hold to be recorded, and the lists of what was decided and what waits. In: a [`Ruling`]
//! with ids as people type them. Out: the recorded [`Decided`]. Refuses: decisions about nothing, corrections without
//! words or a reason, values that mean nothing, publishing what nobody reviewed.

use crate::error::{Error, Result};
use crate::filter::IncidentFilter;
use crate::ledger::Ledger;
use crate::printable;
use crate::query::IncidentView;
use crate::review::{Act, Anchor, Decided, Decision, Evidence, State, check_correction, history};
use claimbook_link::Settings;
use claimbook_records::report::Place;
use claimbook_records::{Body, Span};
use std::collections::BTreeSet;

/// What somebody decides.
#[derive(Debug, Clone, PartialEq)]
pub struct Ruling {
    /// The name they go by.
    pub by: String,
    pub act: Act,
    /// Ids of incident reports or their beginnings.
    pub subjects: Vec<String>,
    pub reason: Option<String>,
    /// Words of the subjects' articles it rests on.
    pub words: Vec<String>,
    /// What they saw as the value read.
    pub shown: Option<String>,
    /// The places it sets, where the gazetteer knows them (see [`Ledger::look_up`]).
    pub places: Vec<Place>,
}

impl Ruling {
    /// A ruling without reason or words.
    pub fn new(by: &str, act: Act, subjects: &[&str]) -> Self {
        let subjects = subjects.iter().map(|s| (*s).to_owned()).collect();
        Self {
            by: by.to_owned(),
            act,
            subjects,
            reason: None,
            words: Vec::new(),
            shown: None,
            places: Vec::new(),
        }
    }
}

/// A decision that finds none of its subjects in the current readings.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Adrift {
    #[serde(flatten)]
    pub decided: Decided,
    /// The ids its subjects had.
    pub lost: Vec<String>,
}

impl Ledger {
    /// Records a decision; it is on disk when this returns.
    pub fn decide(&mut self, ruling: &Ruling) -> Result<Decided> {
        let views: Vec<IncidentView> =
            ruling.subjects.iter().map(|id| self.incident(id)).collect::<Result<_>>()?;
        let decision = Decision {
            by: ruling.by.trim().to_owned(),
            act: ruling.act.clone(),
            subjects: views.iter().map(|v| Anchor::of(&v.id, &v.article.id, &v.record)).collect(),
            reason: ruling.reason.as_ref().map(|r| r.trim().to_owned()).filter(|r| !r.is_empty()),
            evidence: self.evidence(&views, &ruling.words)?,
            shown: ruling.shown.clone(),
            places: ruling.places.clone(),
        };
        self.check(&decision, &views)?;
        let entry = self.append_decision(decision.clone())?;
        Ok(Decided { entry: entry.seq, at: entry.at, decision, undone: None, others: 0 })
    }

    /// The incident reports a ruling is about: where `linked` or where it is about whole incidents, all accounts of the
    /// incident of each subject.
    pub fn subjects(&self, ruling: &Ruling, linked: bool, settings: &Settings) -> Result<Vec<String>> {
        if !linked && !ruling.act.is_about_incidents() {
            return Ok(ruling.subjects.clone());
        }
        let mut all = Vec::new();
        for id in &ruling.subjects {
            all.extend(self.linked_with(id, settings)?.accounts.into_iter().map(|a| a.report));
        }
        all.sort_unstable();
        all.dedup();
        Ok(all)
    }

    /// Decisions about an incident report, oldest first, undone ones too.
    pub fn decisions_about(&self, incident: &str) -> Result<Vec<Decided>> {
        let view = self.incident(incident)?;
        let mut own = self.decisions(Some(&view.article.id))?;
        let names = |d: &Decided| d.decision.subjects.iter().any(|s| s.incident == view.id);
        own.retain(|d| view.review.decisions.contains(&d.entry) || names(d));
        Ok(own)
    }

    /// Every decision, oldest first; about one article only, where one is named.
    pub fn decisions(&self, article: Option<&str>) -> Result<Vec<Decided>> {
        history::decided(self.store.as_ref(), article)
    }

    /// Decisions that hold but find some of their subjects no more: a newer reading tells them otherwise.
    pub fn adrift(&self) -> Result<Vec<Adrift>> {
        let mut all = Vec::new();
        for decided in history::holding(self.store.as_ref(), None)? {
            let mut lost = Vec::new();
            for anchor in &decided.decision.subjects {
                if self.stands(anchor)?.is_none() {
                    lost.push(anchor.incident.clone());
                }
            }
            if !lost.is_empty() {
                all.push(Adrift { decided, lost });
            }
        }
        Ok(all)
    }

    /// Id of the incident report an anchor stands for today.
    pub fn stands(&self, anchor: &Anchor) -> Result<Option<String>> {
        let mut filter = IncidentFilter { articles: vec![anchor.article.clone()], ..Default::default() };
        filter.reviews = State::ALL.to_vec();
        let views = self.incidents(&filter)?;
        let at = anchor.find(views.iter().map(|v| (&v.id, &v.record)));
        Ok(at.and_then(|at| views.get(at)).map(|v| v.id.clone()))
    }

    /// The first place at which each of the words stands in one of the articles.
    fn evidence(&self, views: &[IncidentView], words: &[String]) -> Result<Vec<Evidence>> {
        let mut found = Vec::new();
        for wanted in words.iter().map(|w| w.trim()).filter(|w| !w.is_empty()) {
            let mut at = None;
            for view in views {
                let body = self.article(&view.article.id)?.record.body;
                if let Some(start) = body.find(wanted) {
                    let quote = Body::new(body.as_str()).quote(Span::new(start, start + wanted.len()));
                    at = Some(Evidence { article: view.article.id.clone(), quote });
                    break;
                }
            }
            found.push(at.ok_or_else(|| {
                Error::BadRequest(format!(
                    "the words '{wanted}' do not stand in the article; copy them exactly"
                ))
            })?);
        }
        Ok(found)
    }

    fn check(&self, decision: &Decision, views: &[IncidentView]) -> Result<()> {
        let bad = |message: String| Err(Error::BadRequest(message));
        if decision.by.is_empty() {
            return bad("a decision needs the name of who decides".to_owned());
        }
        let (least, most) = match decision.act {
            Act::GradePublisher { .. } | Act::Undo { .. } => (0, 0),
            Act::PartOf | Act::Duplicate => (2, 2),
            Act::Same | Act::Different => (2, usize::MAX),
            _ => (1, usize::MAX),
        };
        if !(least..=most).contains(&views.len()) {
            let wanted = if least == most { least.to_string() } else { format!("{least} or more") };
            return bad(format!("'{}' is about {wanted} incident reports", decision.act.as_str()));
        }
        if views.iter().map(|v| &v.id).collect::<BTreeSet<_>>().len() < views.len() {
            return bad("an incident report is named twice".to_owned());
        }
        let unlike = views.iter().any(|v| v.record.aggregate != views[0].record.aggregate);
        match &decision.act {
            Act::Correct { value, .. } if value.chars().any(printable::commands) => {
                return bad("the value holds characters that cannot be seen".to_owned());
            }
            Act::Correct { property, value } => {
                for view in views {
                    check_correction(&view.record, property, value)?;
                }
                if decision.reason.is_none() && decision.evidence.is_empty() {
                    return bad("a correction needs words of the article or a reason".to_owned());
                }
            }
            Act::Approve | Act::Publish => {
                let least = if decision.act == Act::Approve { State::Reviewed } else { State::Approved };
                if let Some(early) = views.iter().find(|v| v.review.state < least) {
                    return bad(format!("{} is {}, not yet {least}", early.id, early.review.state));
                }
            }
            Act::Same | Act::Duplicate if unlike => {
                return bad("several attacks told as one are never one with a single: use part-of".to_owned());
            }
            Act::PartOf if !views[1].record.aggregate => {
                return bad(format!("{} tells one attack; only several told as one have parts", views[1].id));
            }
            Act::GradePublisher { publisher, grade }
                if publisher.trim().is_empty() || !('A'..='F').contains(grade) =>
            {
                return bad(
                    "a publisher is graded A (completely reliable) to F (cannot be judged)".to_owned()
                );
            }
            Act::GradeInformation { grade } if !(1..=6).contains(grade) => {
                return bad(
                    "information is graded 1 (confirmed by others) to 6 (cannot be judged)".to_owned()
                );
            }
            Act::Mask { name } if name.trim().is_empty() => return bad("whose name?".to_owned()),
            Act::Note if decision.reason.is_none() => return bad("a note needs words".to_owned()),
            Act::Undo { entry } => return self.check_undo(*entry),
            _ => {}
        }
        Ok(())
    }

    fn check_undo(&self, entry: i64) -> Result<()> {
        let known = self.decisions(None)?.into_iter().find(|d| d.entry == entry);
        let problem = match known {
            None => format!("entry {entry} is no decision"),
            Some(d) if d.undone.is_some() => format!("entry {entry} was undone before"),
            Some(d) if matches!(d.decision.act, Act::Undo { .. }) => {
                format!("entry {entry} is itself an undo; decide anew instead")
            }
            Some(_) => return Ok(()),
        };
        Err(Error::BadRequest(problem))
    }
}
