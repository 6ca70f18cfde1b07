//! What else two accounts or incidents are to each other than the same.
//!
//! Owns: the kinds of links and what each rests on. In: a linked incident, the articles of its accounts, decisions, the
//! register of actors. Out: [`Link`]s. Refuses: a kind without words, facts or a decision that say so; nothing here joins
//! accounts.

use super::life::{Life, TurnKind};
use super::worded::worded;
use super::{LinkedIncident, Step, id_of, number_of};
use crate::error::Result;
use crate::ledger::Ledger;
use crate::query::Read;
use crate::review::{Act, history};
use claimbook_records::report::Quote;
use serde::Serialize;
use std::collections::BTreeSet;

/// What a link says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    /// The one is among the several acts of the other.
    PartOf,
    /// The one was done because the other had happened or was going on.
    FollowUp,
    /// An article tells the one as an answer to the other.
    Retaliation,
    /// The one account is the other printed again.
    Copy,
    /// Both claim one incident, and nothing counts one claimant to the other.
    CompetingClaim,
    /// The one takes back the claim of the other.
    SupersededClaim,
}

impl LinkKind {
    /// In words, from the one to the other.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PartOf => "part of",
            Self::FollowUp => "follow-up to",
            Self::Retaliation => "retaliation for",
            Self::Copy => "copy of",
            Self::CompetingClaim => "competes with the claim of",
            Self::SupersededClaim => "takes back the claim of",
        }
    }
}

/// An end of a link: an incident report and the incident that it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct End {
    pub report: String,
    pub incident: String,
}

/// Exact words of an article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Said {
    pub article: String,
    pub text: String,
}

/// A link between two accounts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Link {
    pub kind: LinkKind,
    pub from: End,
    pub to: End,
    /// The words it rests on; none where only likeness or a decision gives it.
    pub words: Vec<Said>,
    /// Why, in one line.
    pub reason: String,
    /// The decision it rests on, by its entry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided: Option<i64>,
}

impl Ledger {
    /// Everything that links an incident to others, and its accounts to each other, besides that they are one; `life` is that of
    /// its claim.
    pub fn links_of(&self, incident: &LinkedIncident, life: &Life) -> Result<Vec<Link>> {
        let mut all = self.parts_of(incident)?;
        for (n, account) in incident.accounts.iter().enumerate() {
            let told_before = incident.accounts[..n].iter().any(|other| other.article == account.article);
            if !told_before {
                all.extend(self.worded_in(&account.article)?);
            }
        }
        all.retain(|link| link.from.incident == incident.id || link.to.incident == incident.id);
        all.extend(copies(incident));
        all.extend(claims(incident, life));
        let apart = self.said_apart(incident)?;
        let between = |link: &Link| (link.from.incident.clone(), link.to.incident.clone());
        all.retain(|l| l.kind != LinkKind::PartOf || l.decided.is_some() || !apart.contains(&between(l)));
        let firm = |l: &&Link| l.kind == LinkKind::PartOf && (l.decided.is_some() || !l.words.is_empty());
        let firm: BTreeSet<(String, String)> = all.iter().filter(firm).map(between).collect();
        all.retain(|l| {
            let likely = l.kind == LinkKind::PartOf && l.decided.is_none() && l.words.is_empty();
            !(likely && firm.contains(&between(l)))
        });
        all.sort_by(|a, b| {
            (a.kind, &a.from, &a.to, a.decided, &a.reason)
                .cmp(&(b.kind, &b.from, &b.to, b.decided, &b.reason))
        });
        Ok(all)
    }

    /// What an article says of the incidents it tells, where they are of different homes.
    fn worded_in(&self, article: &str) -> Result<Vec<Link>> {
        let Some(row) = self.store.current(article)? else { return Ok(Vec::new()) };
        let decided = history::holding(self.store.as_ref(), Some(article))?;
        let read = Read::of(self.store.as_ref(), row.seq, article, &decided)?;
        if read.incidents.len() < 2 {
            return Ok(Vec::new());
        }
        let body = self.article(article)?.record.body;
        let numbers: Vec<_> = read.incidents.iter().map(|id| number_of(id)).collect();
        let homes = self.store.links().homes(Some(&numbers))?;
        let end = |at: usize| -> Option<End> {
            let home = homes.iter().find(|(number, _)| *number == numbers[at])?.1;
            Some(End { report: read.incidents[at].clone(), incident: id_of(home) })
        };
        let said = |quote: Quote| Said { article: article.to_owned(), text: quote.text };
        let found = worded(&body, &read.report.incidents).into_iter().filter_map(|w| {
            let (from, to) = (end(w.from)?, end(w.to)?);
            let words = w.quotes.into_iter().map(said).collect();
            (from.incident != to.incident).then_some(Link {
                kind: w.kind,
                from,
                to,
                words,
                reason: w.reason,
                decided: None,
            })
        });
        Ok(found.collect())
    }

    /// Incidents of which a person decided that they are different, both ways.
    fn said_apart(&self, incident: &LinkedIncident) -> Result<BTreeSet<(String, String)>> {
        let mut apart = BTreeSet::new();
        for decided in incident.decisions.iter().filter(|d| d.decision.act == Act::Different) {
            let mut homes = Vec::new();
            for anchor in &decided.decision.subjects {
                if let Some(id) = self.stands(anchor)? {
                    let home = self.store.links().homes(Some(&[number_of(&id)]))?;
                    homes.extend(home.into_iter().map(|(_, home)| id_of(home)));
                }
            }
            apart.extend(homes.iter().flat_map(|a| homes.iter().map(|b| (a.clone(), b.clone()))));
        }
        Ok(apart)
    }

    /// Parts and wholes that people decided or the rules found.
    fn parts_of(&self, incident: &LinkedIncident) -> Result<Vec<Link>> {
        let mut all: Vec<Link> = incident.part_reasons.clone();
        for decided in incident.decisions.iter().filter(|d| d.decision.act == Act::PartOf) {
            let [part, whole] = &decided.decision.subjects[..] else { continue };
            let (Some(part), Some(whole)) = (self.stands(part)?, self.stands(whole)?) else { continue };
            let homes = self.store.links().homes(Some(&[number_of(&part), number_of(&whole)]))?;
            let home = |id: &String| {
                let number = number_of(id);
                let home = homes.iter().find(|h| h.0 == number).map_or(number, |h| h.1);
                End { report: id.clone(), incident: id_of(home) }
            };
            let (from, to) = (home(&part), home(&whole));
            // A later decision may have taken it back.
            let holds = incident.part_of.contains(&to.incident) || incident.parts.contains(&from.incident);
            if holds {
                let decision = &decided.decision;
                let reason = decision.reason.as_ref().map(|r| format!(": {r}")).unwrap_or_default();
                all.push(Link {
                    kind: LinkKind::PartOf,
                    from,
                    to,
                    words: decision
                        .evidence
                        .iter()
                        .map(|e| Said { article: e.article.clone(), text: e.quote.text.clone() })
                        .collect(),
                    reason: format!("decided by {}{reason}", decision.by),
                    decided: Some(decided.entry),
                });
            }
        }
        Ok(all)
    }
}

/// Accounts that print others again.
fn copies(incident: &LinkedIncident) -> Vec<Link> {
    let copy = |account: &super::Told| {
        let original = incident.accounts.get(account.copy_of?)?;
        let decided = incident.decisions.iter().rev().find(|d| {
            let own = &d.decision.subjects;
            d.decision.act == Act::Duplicate && own.first().is_some_and(|s| s.incident == account.report)
        });
        Some(Link {
            kind: LinkKind::Copy,
            from: End { report: account.report.clone(), incident: incident.id.clone() },
            to: End { report: original.report.clone(), incident: incident.id.clone() },
            words: Vec::new(),
            reason: decided.map_or_else(
                || "at least half of the runs of five words of the two texts are equal".to_owned(),
                |d| format!("decided by {}", d.decision.by),
            ),
            decided: decided.map(|d| d.entry),
        })
    };
    incident.accounts.iter().filter_map(copy).collect()
}

/// Claims that compete or are taken back.
fn claims(incident: &LinkedIncident, life: &Life) -> Vec<Link> {
    let steps = &incident.ladder;
    let end = |step: &Step| {
        let account = incident.accounts.get(*step.accounts.first()?)?;
        Some(End { report: account.report.clone(), incident: incident.id.clone() })
    };
    let said = |step: &Step| {
        let account = incident.accounts.get(*step.accounts.first()?)?;
        Some(Said { article: account.article.clone(), text: step.words.clone() })
    };
    let mut out = Vec::new();
    for turn in &life.turns {
        let step = &steps[turn.step];
        let earlier = turn.of.as_ref().and_then(|of| {
            let claims = |s: &&Step| s.act == claimbook_records::report::SpeechAct::ClaimsResponsibility;
            steps.iter().filter(claims).find(|s| s.speaker == *of)
        });
        let Some(earlier) = earlier else { continue };
        let (kind, reason) = match turn.turn {
            TurnKind::ClaimedByAnother => (
                LinkKind::CompetingClaim,
                format!(
                    "{} and {} each say they did it; neither an article nor the register counts one to the other",
                    step.speaker, earlier.speaker
                ),
            ),
            TurnKind::Withdrawn if step.named().is(earlier.named()) => {
                (LinkKind::SupersededClaim, format!("{} took its claim back", step.speaker))
            }
            TurnKind::Withdrawn => (
                LinkKind::SupersededClaim,
                format!("{} took back the claim of {}", step.speaker, earlier.speaker),
            ),
            TurnKind::DeniedAsFake if step.named().is(earlier.named()) => {
                (LinkKind::SupersededClaim, format!("{} calls its own claim fake", step.speaker))
            }
            _ => continue,
        };
        if let (Some(from), Some(to)) = (end(step), end(earlier)) {
            let words = [said(step), said(earlier)].into_iter().flatten().collect();
            out.push(Link { kind, from, to, words, reason, decided: None });
        }
    }
    out
}
