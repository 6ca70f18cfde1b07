//! Why pins are not right, and which news is missing.
//!
//! Owns: the causes and what belongs to each. In: paired articles. Out: [`Finding`]s. Refuses: what gold calls optional.

use super::agree::{self, Faults};
use super::gold::GoldIncident;
use super::pair::{Paired, Told, meets, similarity};
use super::reports::PressIncident;
use super::tell;
use serde::Serialize;
use std::fmt;

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// A pin that tells once more what another prediction tells.
    ToldAgain,
    /// A pin where gold has no act.
    NoAct,
    /// A pin beside an act of gold with which it shares too little.
    Unpaired,
    /// Background shown as news.
    Background,
    /// A series shown as one act.
    Series,
    /// What was only planned or threatened, shown as done.
    NotDone,
    Type,
    Date,
    Place,
    Perpetrator,
    /// News of which nothing was found.
    MissedUnread,
    /// News that was found but is shown as something else.
    MissedNoPin,
}

impl Cause {
    /// Every cause in the order of the lists.
    pub const ALL: [Self; 12] = [
        Self::ToldAgain,
        Self::NoAct,
        Self::Unpaired,
        Self::Background,
        Self::Series,
        Self::NotDone,
        Self::Type,
        Self::Date,
        Self::Place,
        Self::Perpetrator,
        Self::MissedUnread,
        Self::MissedNoPin,
    ];
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::ToldAgain => "invented: told again",
            Self::NoAct => "invented: no act",
            Self::Unpaired => "invented: unpaired",
            Self::Background => "stale: background as news",
            Self::Series => "stale: series as one act",
            Self::NotDone => "stale: plan as act",
            Self::Type => "wrong type",
            Self::Date => "wrong date",
            Self::Place => "wrong place",
            Self::Perpetrator => "wrong perpetrator",
            Self::MissedUnread => "missed: nothing found",
            Self::MissedNoPin => "missed: shown as no pin",
        })
    }
}

/// One thing that is wrong; a pin with two wrong values gives two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub cause: Cause,
    pub article: String,
    /// What was predicted.
    pub found: Option<String>,
    /// What gold has.
    pub gold: Option<String>,
    /// The sentence of the evidence; for missed news the one of gold.
    pub sentence: String,
}

/// Everything that is wrong, by cause and in the order of the articles.
pub fn causes(paired: &[Paired<'_>]) -> Vec<Finding> {
    let mut findings: Vec<Finding> =
        paired.iter().flat_map(|article| pins(article).into_iter().chain(missed(article))).collect();
    findings.sort_by_key(|finding| finding.cause);
    findings
}

/// What is wrong with the pins of an article.
fn pins(article: &Paired<'_>) -> Vec<Finding> {
    let body = &article.report.article.body;
    let mut findings = Vec::new();
    for (j, found) in article.report.incidents.iter().enumerate().filter(|(_, p)| p.is_pin()) {
        let mut add = |cause, told: String, gold: Option<String>| {
            let (article, sentence) = (article.gold.id.clone(), tell::evidence(found, body));
            findings.push(Finding { cause, article, found: Some(told), gold, sentence });
        };
        let Some(gold) = article.gold_for(j).map(|i| &article.gold.incidents[i]) else {
            let (cause, gold) = invented(article, found);
            add(cause, tell::found(found), gold.map(tell::gold));
            continue;
        };
        if gold.optional {
            continue;
        }
        if !gold.is_pin() {
            let cause = match gold {
                g if g.background => Cause::Background,
                g if g.aggregate => Cause::Series,
                _ => Cause::NotDone,
            };
            add(cause, tell::found(found), Some(tell::gold(gold)));
            continue;
        }
        let faults = Faults::of(gold, found);
        if faults.kind {
            add(Cause::Type, found.kind.to_string(), Some(gold.kind.to_string()));
        }
        if faults.date {
            add(Cause::Date, tell::found_date(found), Some(tell::gold_date(gold)));
        }
        if faults.place {
            add(Cause::Place, tell::found_places(found), Some(tell::gold_places(gold)));
        }
        if faults.perpetrator {
            let (told, wanted) = (tell::found_perpetrators(found), tell::gold_perpetrators(gold));
            add(Cause::Perpetrator, told, Some(wanted));
        }
    }
    findings
}

/// Why a pin was paired with nothing, and the gold incident it comes nearest to.
fn invented<'a>(article: &Paired<'a>, found: &PressIncident) -> (Cause, Option<&'a GoldIncident>) {
    let near = article
        .gold
        .incidents
        .iter()
        .enumerate()
        .filter(|(i, gold)| is_near(gold, article.told[*i].as_ref(), found))
        .max_by(|(i, a), (j, b)| {
            let alike =
                |i: usize, gold| similarity(gold, article.told[i].as_ref(), found).unwrap_or_default();
            // The first of those that are as near.
            alike(*i, *a).total_cmp(&alike(*j, *b)).then(j.cmp(i))
        });
    match near {
        None => (Cause::NoAct, None),
        Some((i, gold)) if article.found_for(i).is_some() => (Cause::ToldAgain, Some(gold)),
        Some((_, gold)) => (Cause::Unpaired, Some(gold)),
    }
}

/// Told by the same sentence, or of one kind at one place or by the same people, and not on another day.
fn is_near(gold: &GoldIncident, told: Option<&Told>, found: &PressIncident) -> bool {
    let facts = agree::kind(gold, found)
        && agree::date(gold, found) != Some(0.0)
        && (agree::place(gold, found).is_some_and(|p| p >= 0.75)
            || agree::perpetrator(gold, found).is_some_and(|p| p >= 0.5));
    facts || told.is_some_and(|t| meets(found, &t.sentence))
}

/// News that no pin tells.
fn missed(article: &Paired<'_>) -> Vec<Finding> {
    let body = &article.report.article.body;
    let news = article.gold.incidents.iter().enumerate().filter(|(_, g)| g.is_pin() && !g.optional);
    news.filter_map(|(i, gold)| {
        let found = article.found_for(i).map(|j| &article.report.incidents[j]);
        let cause = match found {
            None => Cause::MissedUnread,
            Some(found) if !found.is_pin() => Cause::MissedNoPin,
            Some(_) => return None,
        };
        Some(Finding {
            cause,
            article: article.gold.id.clone(),
            found: found.map(tell::found),
            gold: Some(tell::gold(gold)),
            sentence: tell::told(gold, article.told[i].as_ref(), body),
        })
    })
    .collect()
}
