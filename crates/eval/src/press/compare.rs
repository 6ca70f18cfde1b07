//! Two runs over one press kit side by side.
//!
//! Owns: what a change did to pins and news. In: both runs, paired with the same gold. Out: [`Changes`]. Refuses: judging
//! whether a change is worth it.

use super::agree::Faults;
use super::figures::Figures;
use super::pair::Paired;
use super::reports::PressIncident;
use super::tell;
use serde::Serialize;
use std::collections::BTreeMap;

/// What differs, a line each.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Changes {
    /// Every figure: name, before, after.
    pub figures: Vec<(String, Option<f64>, Option<f64>)>,
    /// News whose pin is right now.
    pub became_right: Vec<String>,
    /// News whose pin was right and is there still, but wrong.
    pub became_wrong: Vec<String>,
    /// News that had no pin and has one now, though not a right one.
    pub newly_found: Vec<String>,
    /// News that had a pin and has none now.
    pub lost: Vec<String>,
    /// Pins paired with nothing.
    pub newly_invented: Vec<String>,
    pub no_longer_invented: Vec<String>,
    /// Background, series and plans shown as pins.
    pub newly_stale: Vec<String>,
    pub no_longer_stale: Vec<String>,
}

impl Changes {
    /// The lists with their titles.
    pub fn lists(&self) -> [(&'static str, &[String]); 8] {
        [
            ("became right", &self.became_right),
            ("became wrong", &self.became_wrong),
            ("newly found, not right", &self.newly_found),
            ("lost", &self.lost),
            ("newly invented", &self.newly_invented),
            ("no longer invented", &self.no_longer_invented),
            ("newly stale", &self.newly_stale),
            ("no longer stale", &self.no_longer_stale),
        ]
    }
}

/// How a gold incident is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Right,
    Wrong(Faults),
    NoPin,
}

impl Shown {
    fn tell(self) -> String {
        match self {
            Self::Right => "right".to_owned(),
            Self::NoPin => "no pin".to_owned(),
            Self::Wrong(faults) => {
                let all = [
                    ("type", faults.kind),
                    ("date", faults.date),
                    ("place", faults.place),
                    ("perpetrator", faults.perpetrator),
                ];
                let wrong: Vec<&str> = all.iter().filter(|(_, is)| *is).map(|(name, _)| *name).collect();
                format!("wrong {}", wrong.join(", "))
            }
        }
    }
}

/// One run: its articles by id, and their figures.
#[derive(Debug)]
pub struct Side<'a> {
    articles: BTreeMap<&'a str, &'a Paired<'a>>,
    figures: &'a Figures,
}

impl<'a> Side<'a> {
    /// The articles of a run with the figures they gave.
    pub fn new(paired: &'a [Paired<'a>], figures: &'a Figures) -> Self {
        Self { articles: paired.iter().map(|p| (p.gold.id.as_str(), p)).collect(), figures }
    }
}

/// What the second run does otherwise than the first, over the articles that both have.
pub fn compare(before: &Side<'_>, after: &Side<'_>) -> Changes {
    let mut changes = Changes { figures: columns(before.figures, after.figures), ..Changes::default() };
    for (id, new) in &after.articles {
        let Some(old) = before.articles.get(id) else { continue };
        for (i, gold) in new.gold.incidents.iter().enumerate().filter(|(_, g)| !g.optional) {
            let (was, is) = (shown(old, i), shown(new, i));
            let line = || {
                let found = new.found_for(i).map(|j| tell::found(&new.report.incidents[j]));
                let found = found.map(|f| format!(" | read as {f}")).unwrap_or_default();
                format!("{id} {} | was {}, is {}{found}", tell::gold(gold), was.tell(), is.tell())
            };
            let list = match (gold.is_pin(), was, is) {
                _ if was == is => continue,
                (true, _, Shown::Right) => &mut changes.became_right,
                (true, Shown::Right, Shown::Wrong(_)) => &mut changes.became_wrong,
                (true, Shown::NoPin, Shown::Wrong(_)) => &mut changes.newly_found,
                (true, _, Shown::NoPin) => &mut changes.lost,
                (false, Shown::NoPin, Shown::Right | Shown::Wrong(_)) => &mut changes.newly_stale,
                (false, Shown::Right | Shown::Wrong(_), Shown::NoPin) => &mut changes.no_longer_stale,
                _ => continue,
            };
            list.push(line());
        }
        changes.newly_invented.extend(only_here(id, new, old));
        changes.no_longer_invented.extend(only_here(id, old, new));
    }
    changes
}

fn shown(article: &Paired<'_>, gold: usize) -> Shown {
    let found = article.found_for(gold).map(|j| &article.report.incidents[j]).filter(|p| p.is_pin());
    match found.map(|p| Faults::of(&article.gold.incidents[gold], p)) {
        None => Shown::NoPin,
        Some(faults) if faults.none() => Shown::Right,
        Some(faults) => Shown::Wrong(faults),
    }
}

/// Pins of `this` that are paired with nothing and share no evidence with such a pin of `other`.
fn only_here(id: &str, this: &Paired<'_>, other: &Paired<'_>) -> Vec<String> {
    let known: Vec<&PressIncident> = invented(other).collect();
    let body = &this.report.article.body;
    invented(this)
        .filter(|p| !known.iter().any(|q| shares_evidence(p, q)))
        .map(|p| format!("{id} {} | {}", tell::found(p), tell::evidence(p, body)))
        .collect()
}

fn invented<'a>(article: &'a Paired<'_>) -> impl Iterator<Item = &'a PressIncident> {
    let incidents = article.report.incidents.iter().enumerate();
    incidents.filter(|(j, p)| p.is_pin() && article.gold_for(*j).is_none()).map(|(_, p)| p)
}

fn shares_evidence(a: &PressIncident, b: &PressIncident) -> bool {
    a.evidence.iter().any(|x| b.evidence.iter().any(|y| x.start < y.end && y.start < x.end))
}

/// The figures of both, in the order of the first; those only the second has come last.
fn columns(before: &Figures, after: &Figures) -> Vec<(String, Option<f64>, Option<f64>)> {
    let new = after.shares.iter().filter(|(name, _)| before.get(name).is_none());
    let both = before.shares.iter().map(|(name, old)| (name.clone(), Some(*old), after.get(name)));
    both.chain(new.map(|(name, value)| (name.clone(), None, Some(*value)))).collect()
}
