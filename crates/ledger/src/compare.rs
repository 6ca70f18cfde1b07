//! Where two annotators read an article differently.
//!
//! Owns: which two readings of an article are compared, which of their incidents are one, and what differs. In: a book in which
//! articles were read by the built-in reader and by a language model, or by two of those. Out: [`Compared`]. Refuses: to say who is right;
//! a person does.

use crate::derive;
use crate::error::Result;
use crate::keys;
use crate::ledger::Ledger;
use crate::review::{shared, typed, value_of};
use crate::store::{Question, ReportRow};
use claimbook_records::Report;
use claimbook_records::report::Incident;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// Properties that are compared, as corrections name them.
const COMPARED: [&str; 7] = ["type", "background", "date", "place", "perpetrator", "killed", "injured"];

/// What two annotators made of the articles that both read.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Compared {
    /// Articles that both read.
    pub articles: usize,
    /// Incidents that both tell, and those of them in which nothing differs.
    pub both: usize,
    pub agreed: usize,
    /// By article, then as the reading that lists show has them; what only the other reading tells comes last.
    pub differences: Vec<Difference>,
}

/// An incident that is read in two ways, or by one annotator alone.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    pub article: String,
    pub input: String,
    /// The models behind the reading that lists show and behind the other one; none for the built-in reader.
    pub models: [Option<String>; 2],
    /// The incident's id in each of the two readings.
    pub incidents: [Option<String>; 2],
    /// Words that tell it.
    pub told: String,
    /// What differs where both tell it.
    pub differing: Vec<Differing>,
}

/// A property with its two values, as people read them and as corrections write them: places by their ids, where they have such.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Differing {
    pub property: &'static str,
    pub values: [String; 2],
    pub sets: [String; 2],
}

impl Difference {
    /// "the built-in reader", or the name of a model.
    pub fn reader(&self, which: usize) -> &str {
        self.models[which].as_deref().unwrap_or("the built-in reader")
    }
}

impl Ledger {
    /// Compares the reading that lists show of each article with the newest one by another annotator; only of some articles, where they are
    /// named.
    pub fn compare(&self, articles: Option<&BTreeSet<String>>) -> Result<Compared> {
        let mut compared = Compared::default();
        for row in self.store.ask(&Question::ReadTwice)? {
            let Some(article) = row.into_iter().next().map(crate::store::Cell::text) else { continue };
            if articles.is_some_and(|all| !all.contains(&article)) {
                continue;
            }
            let versions = self.store.reports(&article)?;
            if let Some([here, there]) = self.by_two(&versions)? {
                let input = self.article_row(&article)?.input;
                compared.articles += 1;
                compared.add(&article, &input, [&here, &there]);
            }
        }
        Ok(compared)
    }

    /// The current report and the newest of another annotator.
    fn by_two(&self, versions: &[ReportRow]) -> Result<Option<[Report; 2]>> {
        let Some(current) = versions.iter().find(|v| v.current) else { return Ok(None) };
        let here = derive::recorded(self.store.as_ref(), current.seq)?;
        for other in versions.iter().rev().filter(|v| !v.current && v.withdrawn.is_none()) {
            let there = derive::recorded(self.store.as_ref(), other.seq)?;
            if model(&there) != model(&here) {
                return Ok(Some([here, there]));
            }
        }
        Ok(None)
    }
}

impl Compared {
    fn add(&mut self, article: &str, input: &str, reports: [&Report; 2]) {
        let [here, there] = reports.map(|r| r.incidents.as_slice());
        let ids = [here, there].map(|incidents| keys::incident_ids(article, incidents));
        let pairs = paired(here, there);
        let mut tell = |at: [Option<usize>; 2], differing: Vec<Differing>| {
            let told = at[0].map(|i| &here[i]).or(at[1].map(|i| &there[i]));
            self.differences.push(Difference {
                article: article.to_owned(),
                input: input.to_owned(),
                models: reports.map(|r| model(r).map(str::to_owned)),
                incidents: [0, 1].map(|side: usize| at[side].map(|i| ids[side][i].clone())),
                told: told.and_then(|t| t.evidence.first()).map(|q| q.text.clone()).unwrap_or_default(),
                differing,
            });
        };
        let mut agreed = 0;
        for at in 0..here.len() {
            match pairs.iter().find(|(a, _)| *a == at) {
                Some(&(a, b)) => match differing(&here[a], &there[b]) {
                    nothing if nothing.is_empty() => agreed += 1,
                    differing => tell([Some(a), Some(b)], differing),
                },
                None => tell([Some(at), None], Vec::new()),
            }
        }
        for at in (0..there.len()).filter(|at| pairs.iter().all(|(_, b)| b != at)) {
            tell([None, Some(at)], Vec::new());
        }
        self.both += pairs.len();
        self.agreed += agreed;
    }
}

fn model(report: &Report) -> Option<&str> {
    report.x_asked.as_ref().map(|asked| asked.model.as_str())
}

/// Incidents of two readings that are told in the same words, those that share most of them first; each stands in one pair at most.
fn paired(here: &[Incident], there: &[Incident]) -> Vec<(usize, usize)> {
    let mut all = Vec::new();
    for (a, one) in here.iter().enumerate() {
        for (b, other) in there.iter().enumerate() {
            let shared = shared(&one.evidence, &other.evidence);
            if shared > 0 {
                all.push((Reverse((shared, one.kind == other.kind)), a, b));
            }
        }
    }
    all.sort_unstable();
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (_, a, b) in all {
        if pairs.iter().all(|p| p.0 != a && p.1 != b) {
            pairs.push((a, b));
        }
    }
    pairs
}

fn differing(here: &Incident, there: &Incident) -> Vec<Differing> {
    COMPARED
        .into_iter()
        .map(|property| {
            let values = [value_of(here, property), value_of(there, property)];
            let set =
                |side: usize| typed([here, there][side], property).unwrap_or_else(|| values[side].clone());
            Differing { property, sets: [set(0), set(1)], values }
        })
        .filter(|d| d.values[0] != d.values[1])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;
    use crate::{IncidentFilter, QueueItem, QueueKind, Reading};
    use claimbook_link::Settings;
    use claimbook_records::report::Asked;

    fn asked(model: &str) -> Option<Asked> {
        Some(Asked { model: model.to_owned(), answers: "00".to_owned() })
    }

    /// What is worth deciding most.
    fn asked_first(ledger: &Ledger) -> QueueItem {
        let all = ledger.queue(&[], &IncidentFilter::default(), &Settings::embedded()).unwrap();
        let first = all.into_iter().next().unwrap();
        assert_eq!(first.kind, QueueKind::Annotators);
        first
    }

    #[test]
    fn two_annotators_are_compared_and_two_readings_of_one_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::create_or_open(folder.path().join("book.ledger")).unwrap();
        let add = |ledger: &mut Ledger, version: &str, change: &dyn Fn(&mut Report)| {
            let (article, mut report) = sample::depot().engine(version, "c").build();
            change(&mut report);
            ledger.add(&[Reading { article: &article, report: &report }]).unwrap();
            ledger.compare(None).unwrap()
        };
        let killed = |report: &mut Report, n: u64| {
            let count = report.incidents[0].outcome.killed.as_mut();
            if let Some(count) = count {
                (count.min, count.max) = (Some(n), Some(n));
            } else {
                panic!("the sample tells dead");
            }
        };
        assert_eq!(add(&mut ledger, "1.0.0", &|_| {}), Compared::default());
        assert_eq!(
            add(&mut ledger, "1.0.1", &|r| killed(r, 9)),
            Compared::default(),
            "one annotator, two versions"
        );
        let same = add(&mut ledger, "1.0.2", &|r| {
            r.x_asked = asked("m");
            killed(r, 9);
        });
        assert!(same.articles == 1 && same.both == same.agreed && same.differences.is_empty(), "{same:?}");
        let other = add(&mut ledger, "1.0.3", &|r| {
            r.x_asked = asked("n");
            killed(r, 8);
        });
        let [difference] = other.differences.as_slice() else { panic!("{other:?}") };
        let values = ["8", "9"].map(str::to_owned);
        assert_eq!(
            difference.differing,
            [Differing { property: "killed", values: values.clone(), sets: values }]
        );
        assert_eq!((difference.reader(0), difference.reader(1)), ("n", "m"));
        let queue = asked_first(&ledger);
        assert_eq!(queue.property.as_deref(), Some("killed"));
        assert_eq!(queue.candidates.iter().map(|c| c.set.as_str()).collect::<Vec<_>>(), ["8", "9"]);
        let alone = add(&mut ledger, "1.0.4", &|r| {
            r.incidents.clear();
            r.claims.clear();
            r.tallies.clear();
        });
        assert!(alone.both == 0 && alone.differences.iter().all(|d| d.incidents[0].is_none()), "{alone:?}");
        assert_eq!(alone.differences[0].reader(0), "the built-in reader");
    }
}
