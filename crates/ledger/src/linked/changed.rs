//! What became of the incidents since an earlier moment of the book.
//!
//! Owns: the comparison of two states, and the entries between them that bear on it. In: the ledger as it is and as its
//! entries say that it was. Out: [`Changed`], one for all incidents that exchanged accounts. Refuses: a record of its own:
//! the earlier state is replayed from the entries, so that every book with the same entries gives the same answer.

use super::{id_of, number_of};
use crate::entry::{Entry, EntryKind, Payload};
use crate::error::Result;
use crate::ledger::Ledger;
use crate::review::{Act, Anchor, Decision, history};
use claimbook_link::{Number, Settings};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// How incidents changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// No account of it stood in the book.
    New,
    /// Accounts of several incidents are one.
    Joined,
    /// Accounts of one incident are several.
    Parted,
    /// It goes by another id.
    Renamed,
    /// It has further accounts.
    Grown,
    /// It lost accounts.
    Shrunk,
    /// No account of it stands any more.
    Withdrawn,
}

impl Change {
    /// The word in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Joined => "joined",
            Self::Parted => "parted",
            Self::Renamed => "renamed",
            Self::Grown => "grown",
            Self::Shrunk => "shrunk",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// Incidents that changed together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Changed {
    pub changes: Vec<Change>,
    /// Their ids then.
    pub before: Vec<String>,
    /// Their ids now.
    pub now: Vec<String>,
    /// Ids of then that no incident goes by any more, and where their accounts stand now.
    pub gone: Vec<Gone>,
    /// Accounts that came, went, or stand elsewhere.
    pub moved: Vec<Moved>,
    /// Entries since then about any of their articles, or decisions about any of their accounts, in order. Where there are
    /// none, other articles moved them.
    pub because: Vec<Cause>,
}

/// An id that leads on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Gone {
    pub id: String,
    /// Incidents in which its accounts stand.
    pub now: Vec<String>,
}

/// An account that moved.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Moved {
    /// Id of the incident report, as it is or was last.
    pub report: String,
    /// Its id then, where a newer reading gave it another.
    pub was: Option<String>,
    pub article: String,
    pub input: String,
    /// The incident then.
    pub from: Option<String>,
    /// The incident now.
    pub to: Option<String>,
}

/// An entry that bears on a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cause {
    pub entry: i64,
    pub at: String,
    pub kind: EntryKind,
    /// The input of the article it is about, where it is about one.
    pub input: Option<String>,
    /// Who decided, and what.
    pub by: Option<String>,
    pub act: Option<&'static str>,
    pub reason: Option<String>,
}

impl Ledger {
    /// What became of the incidents since entry `since` was the last. The book must be linked, as far as it is not this tells
    /// of its last linking.
    pub fn changed(&self, since: i64, settings: &Settings) -> Result<Vec<Changed>> {
        let mut then = self.at(since)?;
        then.link(settings, &|_, _| {})?;
        let before: BTreeMap<Number, Number> = then.store.links().homes(None)?.into_iter().collect();
        let now: BTreeMap<Number, Number> = self.store.links().homes(None)?.into_iter().collect();
        let mut flows: Vec<Flow> = Vec::with_capacity(now.len());
        let mut known: BTreeSet<Number> = BTreeSet::new();
        for (report, from) in &before {
            let stands = match now.get(report) {
                Some(_) => Some(*report),
                None => self.successor(&then, *report)?.filter(|n| now.contains_key(n)),
            };
            known.extend(stands);
            flows.push(Flow {
                was: Some(*report),
                is: stands,
                from: Some(*from),
                to: stands.and_then(|n| now.get(&n).copied()),
            });
        }
        let fresh = now.iter().filter(|(report, _)| !known.contains(report));
        flows.extend(fresh.map(|(report, to)| Flow {
            was: None,
            is: Some(*report),
            from: None,
            to: Some(*to),
        }));
        let mut groups: Vec<Vec<Flow>> = together(flows);
        groups.retain(|group| group.iter().any(Flow::moved));
        let causes = if groups.is_empty() { Causes::default() } else { Causes::since(self, since)? };
        let mut out: Vec<Changed> =
            groups.iter().map(|group| self.told(&then, group, &causes)).collect::<Result<_>>()?;
        out.sort_by(|a, b| (&a.changes, &a.now, &a.before).cmp(&(&b.changes, &b.now, &b.before)));
        Ok(out)
    }

    /// The incident report that tells today what a report of an earlier book told.
    pub(super) fn successor(&self, then: &Self, report: Number) -> Result<Option<Number>> {
        let view = then.incident(&id_of(report))?;
        let stands = self.stands(&Anchor::of(&view.id, &view.article.id, &view.record))?;
        Ok(stands.map(|id| number_of(&id)))
    }

    fn told(&self, then: &Self, group: &[Flow], causes: &Causes) -> Result<Changed> {
        let ids = |homes: &BTreeSet<Number>| homes.iter().map(|n| id_of(*n)).collect::<Vec<_>>();
        let before: BTreeSet<Number> = group.iter().filter_map(|f| f.from).collect();
        let now: BTreeSet<Number> = group.iter().filter_map(|f| f.to).collect();
        let gone = before.iter().filter(|id| !now.contains(id)).map(|id| {
            let to: BTreeSet<Number> =
                group.iter().filter(|f| f.from == Some(*id)).filter_map(|f| f.to).collect();
            Gone { id: id_of(*id), now: ids(&to) }
        });
        let article = |book: &Self, report| book.article_row(&book.find_incident(&id_of(report))?.article);
        let mut moved = Vec::new();
        let mut articles: BTreeSet<String> = BTreeSet::new();
        for flow in group {
            let (report, article) = match (flow.is, flow.was) {
                (Some(report), _) => (report, article(self, report)?),
                (None, Some(report)) => (report, article(then, report)?),
                (None, None) => continue,
            };
            articles.insert(article.id.clone());
            if flow.moved() {
                moved.push(Moved {
                    report: id_of(report),
                    was: flow.was.filter(|was| *was != report).map(id_of),
                    article: article.id,
                    input: article.input,
                    from: flow.from.map(id_of),
                    to: flow.to.map(id_of),
                });
            }
        }
        moved.sort();
        let reports: BTreeSet<String> =
            group.iter().flat_map(|f| [f.was, f.is]).flatten().map(id_of).collect();
        Ok(Changed {
            changes: changes(group, &before, &now),
            before: ids(&before),
            now: ids(&now),
            gone: gone.collect(),
            moved,
            because: causes.about(&articles, &reports),
        })
    }
}

/// An account then and now: the report that told it, the one that tells it, and their homes.
#[derive(Debug, Clone, Copy)]
struct Flow {
    was: Option<Number>,
    is: Option<Number>,
    from: Option<Number>,
    to: Option<Number>,
}

impl Flow {
    fn moved(&self) -> bool {
        self.from != self.to
    }
}

/// Flows that share an incident of then or of now, directly or through others.
fn together(flows: Vec<Flow>) -> Vec<Vec<Flow>> {
    // Incidents of then and of now may go by one number and are told apart by the flag.
    let mut first: BTreeMap<(bool, Number), usize> = BTreeMap::new();
    let mut group: Vec<usize> = (0..flows.len()).collect();
    let end = |group: &[usize], mut at: usize| {
        while group[at] != at {
            at = group[at];
        }
        at
    };
    for (at, flow) in flows.iter().enumerate() {
        let homes = flow.from.map(|n| (false, n)).into_iter().chain(flow.to.map(|n| (true, n)));
        for home in homes {
            let other = *first.entry(home).or_insert(at);
            let (a, b) = (end(&group, at), end(&group, other));
            group[a.max(b)] = a.min(b);
        }
    }
    let mut out: BTreeMap<usize, Vec<Flow>> = BTreeMap::new();
    for (at, flow) in flows.iter().enumerate() {
        out.entry(end(&group, at)).or_default().push(*flow);
    }
    out.into_values().collect()
}

fn changes(group: &[Flow], before: &BTreeSet<Number>, now: &BTreeSet<Number>) -> Vec<Change> {
    if before.is_empty() {
        return vec![Change::New];
    }
    if now.is_empty() {
        return vec![Change::Withdrawn];
    }
    let ends = |of: fn(&Flow) -> Option<Number>, other: fn(&Flow) -> Option<Number>| {
        let mut ends: BTreeMap<Number, BTreeSet<Number>> = BTreeMap::new();
        for flow in group {
            if let (Some(one), Some(other)) = (of(flow), other(flow)) {
                ends.entry(one).or_default().insert(other);
            }
        }
        ends.values().any(|others| others.len() > 1)
    };
    let found = [
        (Change::Joined, ends(|f| f.to, |f| f.from)),
        (Change::Parted, ends(|f| f.from, |f| f.to)),
        (Change::Renamed, before.is_disjoint(now)),
        (Change::Grown, group.iter().any(|f| f.from.is_none())),
        (Change::Shrunk, group.iter().any(|f| f.to.is_none())),
    ];
    found.into_iter().filter(|(_, holds)| *holds).map(|(change, _)| change).collect()
}

/// Entries by the articles they are about; decisions with the incident reports they name.
#[derive(Default)]
struct Causes {
    by_article: BTreeMap<String, Vec<Cause>>,
    decided: BTreeMap<i64, BTreeSet<String>>,
}

impl Causes {
    fn since(ledger: &Ledger, since: i64) -> Result<Self> {
        let mut out = Self::default();
        ledger.each_entry(since, &mut |entry| {
            let cause = |input: Option<String>| Cause {
                entry: entry.seq,
                at: entry.at.clone(),
                kind: entry.kind,
                input,
                by: None,
                act: None,
                reason: None,
            };
            match entry.read()? {
                Payload::Article(article) => out.put(&article.id, cause(Some(article.input.clone()))),
                Payload::Report(report) => {
                    out.put(&report.article.id, cause(Some(report.article.input.clone())));
                }
                Payload::Withdrawn(withdrawal) => {
                    let report = ledger.store.report(&withdrawal.subject)?;
                    let article = report.map_or(withdrawal.subject, |r| r.article);
                    let input = ledger.article_row(&article)?.input;
                    out.put(&article, Cause { reason: Some(withdrawal.reason), ..cause(Some(input)) });
                }
                Payload::Decision(decision) => out.decision(ledger, entry, *decision, cause(None))?,
                Payload::Received(_) => {}
                Payload::Fetched(fetched) => {
                    if let Some(old) = fetched.replaces {
                        let input = ledger.article_row(&old)?.input;
                        let reason = format!("edited at {}", fetched.url);
                        out.put(&old, Cause { reason: Some(reason), ..cause(Some(input)) });
                    }
                }
            }
            Ok(true)
        })?;
        Ok(out)
    }

    fn put(&mut self, article: &str, cause: Cause) {
        self.by_article.entry(article.to_owned()).or_default().push(cause);
    }

    fn decision(&mut self, ledger: &Ledger, entry: &Entry, decision: Decision, cause: Cause) -> Result<()> {
        let subjects = match decision.act {
            Act::Undo { entry } => history::decision(ledger.store.as_ref(), entry)?.1.subjects,
            _ => decision.subjects,
        };
        let act = Some(decision.act.as_str());
        let cause = Cause { by: Some(decision.by), act, reason: decision.reason, ..cause };
        let articles: BTreeSet<&String> = subjects.iter().map(|s| &s.article).collect();
        articles.into_iter().for_each(|article| self.put(article, cause.clone()));
        self.decided.insert(entry.seq, subjects.into_iter().map(|s| s.incident).collect());
        Ok(())
    }

    /// Those about some articles; of decisions those about some incident reports.
    fn about(&self, articles: &BTreeSet<String>, reports: &BTreeSet<String>) -> Vec<Cause> {
        let all = articles.iter().filter_map(|article| self.by_article.get(article)).flatten();
        let own = all.filter(|c| self.decided.get(&c.entry).is_none_or(|named| !named.is_disjoint(reports)));
        let once: BTreeMap<i64, &Cause> = own.map(|c| (c.entry, c)).collect();
        once.into_values().cloned().collect()
    }
}
