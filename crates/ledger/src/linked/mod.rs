//! Incident reports of the book linked into incidents.
//!
//! Owns: which reports are linked, the id, standing and merged record of a linked incident. In: the ledger and the
//! settings of linking. Out: [`LinkedIncident`]s by day and id. Refuses: judging pairs (see `claimbook_link`), and keeping
//! the result: it follows from the reports and is derived anew when asked for.

mod decided;
mod ladder;
mod parties;

use crate::entry::Payload;
use crate::error::Result;
use crate::filter::IncidentFilter;
use crate::keys;
use crate::ledger::Ledger;
use crate::query::{IncidentView, Read, incident_view};
use crate::review::{Decided, State, history};
use crate::standing::Judged;
use crate::store::Found;
use claimbook_link::{Account, Judgement, Linked, Merged, Row, Rulings, Settings, Verdict};
use claimbook_records::report::{Property, Relation, SpeechAct, Target};
use decided::Places;
use ladder::{ladder, pooled};
pub use parties::{Attribution, Tie, View};
use parties::{attributions, ties};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Relations that articles word, by article.
type Relations = BTreeMap<String, Vec<Relation>>;

/// One account of an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Told {
    pub article: String,
    /// The input the article came from.
    pub input: String,
    /// Id of the incident report in its article ("i1").
    pub local: String,
    /// Its id in the book.
    pub report: String,
    pub publisher: Option<String>,
    pub published: Option<String>,
    /// Told for context by an article that is about something later.
    pub follow_up: bool,
    /// The account it prints again, a position among the accounts.
    pub copy_of: Option<usize>,
    /// What people decided about this account.
    pub state: State,
    /// Reliability of the publisher, A to F, where somebody graded it.
    pub reliability: Option<char>,
    /// Credibility of what it tells, 1 to 6, where somebody graded it.
    pub credibility: Option<u8>,
}

/// An incident with all its accounts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LinkedIncident {
    /// The id of the incident report that was published first (of several, the smallest), so that it does not depend on
    /// the order of adding and rarely changes when further accounts come. Every id of its reports leads to it.
    pub id: String,
    pub standing: Judged,
    pub accounts: Vec<Told>,
    /// Accounts that are no copy of another.
    pub independent: usize,
    /// Their positions in `accounts`.
    #[serde(skip)]
    pub own: Vec<usize>,
    pub merged: Merged,
    /// What each account says of each property; numbers are positions in `accounts`.
    pub matrix: Vec<Row>,
    /// The life of the claim: who claimed, denied, confirmed, in order of the day it was said.
    pub ladder: Vec<Step>,
    /// Who did it, in whose view.
    pub attributions: Vec<Attribution>,
    /// Relations that its articles word between those named.
    pub ties: Vec<Tie>,
    /// Judgements between its accounts.
    pub judgements: Vec<LinkReason>,
    /// How far people have reviewed it: as far as the account that got furthest.
    pub state: State,
    /// When it was published.
    pub published: Option<String>,
    /// Aggregates it may be one of the acts of.
    pub part_of: Vec<String>,
    /// Incidents that may be among its acts, where it is an aggregate.
    pub parts: Vec<String>,
    /// Decisions that hold about any of its accounts, oldest first.
    pub decisions: Vec<Decided>,
    /// The incident report of each account as people corrected it, in the order of `accounts`.
    #[serde(skip)]
    pub reports: Vec<IncidentView>,
    /// Names of private victims in any account, which a public export withholds.
    #[serde(skip)]
    pub private: Vec<String>,
}

/// One step of a claim's life.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Day it was said, or the day the first article that carries it was published.
    pub day: Option<String>,
    pub speaker: String,
    pub act: SpeechAct,
    pub property: Option<Property>,
    /// Those who carried it, other than the publishers.
    pub via: Vec<String>,
    /// Words of the first account that carries it.
    pub words: String,
    /// Positions in `accounts`.
    pub accounts: Vec<usize>,
}

/// Why two accounts are one incident.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LinkReason {
    /// Ids of the incident reports.
    pub between: (String, String),
    #[serde(flatten)]
    pub judgement: Judgement,
}

/// The book linked, before it is told.
struct Together {
    accounts: Vec<Account>,
    /// The incident report of each account.
    views: Vec<IncidentView>,
    relations: Relations,
    /// Decisions that hold.
    decided: Vec<Decided>,
    rulings: Rulings,
    linked: Linked,
    /// Number of each account's incident.
    home: Vec<usize>,
}

impl Ledger {
    /// The linked incident that one of its incident reports, named by its id or the beginning of it, belongs to.
    pub fn linked_with(&self, id: &str, settings: &Settings) -> Result<LinkedIncident> {
        let found = self.incident(id)?.id;
        let mut all = self.linked(settings)?;
        let at = all.iter().position(|i| i.accounts.iter().any(|a| a.report == found));
        at.map(|at| all.swap_remove(at))
            .ok_or_else(|| crate::error::Error::NotFound { kind: "incident", wanted: found })
    }

    /// All incidents over all current reports, by day and id; a single account is an incident as well.
    pub fn linked(&self, settings: &Settings) -> Result<Vec<LinkedIncident>> {
        let Together { accounts, views, relations, decided, rulings, linked, home } =
            self.together(settings)?;
        let places = Places::of(&views);
        let ids: Vec<String> = linked.incidents.iter().map(|c| id_of(&accounts, c)).collect();
        let mut own: BTreeMap<usize, Vec<Decided>> = BTreeMap::new();
        for decided in &decided {
            let homes: BTreeSet<usize> = places.subjects(decided).into_iter().map(|m| home[m]).collect();
            homes.into_iter().for_each(|n| own.entry(n).or_default().push(decided.clone()));
        }
        let mut reasons: BTreeMap<usize, Vec<LinkReason>> = BTreeMap::new();
        let mut parts: BTreeSet<(usize, usize)> = BTreeSet::new();
        for judgement in linked.judgements {
            let (a, b) = judgement.pair;
            if home[a] == home[b] {
                let between = (accounts[a].id.incident.clone(), accounts[b].id.incident.clone());
                reasons.entry(home[a]).or_default().push(LinkReason { between, judgement });
            } else if judgement.verdict == Verdict::PartOf {
                let (part, whole) = if accounts[a].aggregate { (b, a) } else { (a, b) };
                parts.insert((home[part], home[whole]));
            }
        }
        // What a person said of a part and its whole stands against what the rules found.
        let said: BTreeSet<(usize, usize)> =
            rulings.parts().into_iter().map(|(part, whole)| (home[part], home[whole])).collect();
        for (a, b) in rulings.apart() {
            parts.retain(|p| *p != (home[a], home[b]) && *p != (home[b], home[a]));
        }
        parts.extend(said);
        let grades = decided::grades(&decided);
        let mut views: Vec<Option<IncidentView>> = views.into_iter().map(Some).collect();
        let others = |n: usize, wholes: bool| -> Vec<String> {
            let pairs = parts.iter().filter(|(part, whole)| if wholes { *part == n } else { *whole == n });
            pairs.map(|(part, whole)| ids[if wholes { *whole } else { *part }].clone()).collect()
        };
        let mut out: Vec<LinkedIncident> = linked
            .incidents
            .iter()
            .enumerate()
            .map(|(n, cluster)| {
                let reports: Vec<IncidentView> = cluster.iter().filter_map(|m| views[*m].take()).collect();
                let independent = claimbook_link::independent(&linked.originals, cluster);
                let told = cluster.iter().zip(&reports).enumerate().map(|(at, (m, view))| {
                    let first = cluster.iter().position(|o| linked.originals[*o] == linked.originals[*m]);
                    told(&accounts[*m], view, first.filter(|first| *first != at), &grades)
                });
                LinkedIncident {
                    id: ids[n].clone(),
                    standing: pooled(&reports),
                    accounts: told.collect(),
                    independent: independent.len(),
                    own: (0..cluster.len()).filter(|n| independent.contains(&cluster[*n])).collect(),
                    merged: claimbook_link::merged(&accounts, &independent),
                    matrix: claimbook_link::matrix(&accounts, cluster),
                    ladder: ladder(&reports),
                    attributions: attributions(&reports),
                    ties: {
                        let worded = reports.iter().map(|r| relations.get(&r.article.id));
                        ties(&reports, &worded.map(|r| r.map_or(&[][..], Vec::as_slice)).collect::<Vec<_>>())
                    },
                    judgements: reasons.remove(&n).unwrap_or_default(),
                    state: reports.iter().map(|r| r.review.state).max().unwrap_or_default(),
                    published: reports.iter().filter_map(|r| r.review.published.clone()).max(),
                    part_of: others(n, true),
                    parts: others(n, false),
                    decisions: own.remove(&n).unwrap_or_default(),
                    private: private(&reports),
                    reports,
                }
            })
            .collect();
        let day = |i: &LinkedIncident| i.merged.date.and_then(|(a, b)| a.or(b));
        out.sort_by(|a, b| (day(a), &a.id).cmp(&(day(b), &b.id)));
        Ok(out)
    }

    /// Pairs of incident reports of different incidents that may yet be one, the least sure first, without those that
    /// people decided about.
    pub fn unsure(&self, settings: &Settings) -> Result<Vec<LinkReason>> {
        let Together { accounts, rulings, linked, home, .. } = self.together(settings)?;
        let open = |j: &Judgement| {
            let (a, b) = j.pair;
            j.verdict == Verdict::Unsure && home[a] != home[b] && !rulings.decided(a, b)
        };
        let mut open: Vec<Judgement> = linked.judgements.into_iter().filter(open).collect();
        let doubt = |j: &Judgement| (j.probability - 0.5).abs();
        open.sort_by(|a, b| doubt(a).total_cmp(&doubt(b)).then(a.pair.cmp(&b.pair)));
        let id = |n: usize| accounts[n].id.incident.clone();
        Ok(open
            .into_iter()
            .map(|j| LinkReason { between: (id(j.pair.0), id(j.pair.1)), judgement: j })
            .collect())
    }

    /// Links all current reports as people's decisions bind it.
    fn together(&self, settings: &Settings) -> Result<Together> {
        let decided = history::holding(self.store.as_ref(), None)?;
        let (accounts, views, relations) = self.accounts(&decided)?;
        let rulings = decided::rulings(&decided, &Places::of(&views));
        let linked = claimbook_link::link_with(&accounts, &rulings, settings);
        let mut home = vec![0; accounts.len()];
        for (n, cluster) in linked.incidents.iter().enumerate() {
            cluster.iter().for_each(|m| home[*m] = n);
        }
        Ok(Together { accounts, views, relations, decided, rulings, linked, home })
    }

    /// The accounts of all current reports in order of their ids, with the incident reports they were made from
    /// and the relations their articles word.
    fn accounts(&self, decided: &[Decided]) -> Result<(Vec<Account>, Vec<IncidentView>, Relations)> {
        let mut relations = Relations::new();
        let mut about: BTreeMap<&str, Vec<Decided>> = BTreeMap::new();
        for decided in decided {
            let articles: BTreeSet<&str> =
                decided.decision.subjects.iter().map(|s| s.article.as_str()).collect();
            articles.into_iter().for_each(|a| about.entry(a).or_default().push(decided.clone()));
        }
        let mut reports: BTreeMap<i64, Vec<Found>> = BTreeMap::new();
        for found in self.store.incidents(&IncidentFilter::default())? {
            reports.entry(found.report).or_default().push(found);
        }
        let mut all: Vec<(Account, IncidentView)> = Vec::new();
        for (seq, found) in reports {
            let Some(first) = found.first() else { continue };
            let own = about.get(first.article.as_str()).map_or(&[][..], Vec::as_slice);
            let mut read = Read::of(self, seq, &first.article, own)?;
            if let Payload::Article(record) = self.entry(read.article.seq)?.read()? {
                read.report.article.body = record.body;
            }
            if !read.report.relations.is_empty() {
                relations.insert(first.article.clone(), read.report.relations.clone());
            }
            let accounts = Account::of(&read.report, &read.incidents);
            for found in &found {
                if let Some(account) = accounts.get(found.position) {
                    let view = incident_view(found, &read)?;
                    let settled = view.review.corrected.iter().map(|c| c.property.clone()).collect();
                    all.push((Account { settled, ..account.clone() }, view));
                }
            }
        }
        all.sort_by(|a, b| a.0.id.cmp(&b.0.id));
        let (accounts, views) = all.into_iter().unzip();
        Ok((accounts, views, relations))
    }
}

/// The report published first; of those of one day, and of undated ones, the smallest id.
fn id_of(accounts: &[Account], cluster: &[usize]) -> String {
    let own = cluster.iter().map(|m| &accounts[*m]);
    let first = own.min_by_key(|a| (a.published.is_none(), a.published, &a.id.incident));
    first.map(|a| a.id.incident.clone()).unwrap_or_default()
}

/// Names of private victims, and those that somebody masked.
fn private(reports: &[IncidentView]) -> Vec<String> {
    let targets: Vec<Target> = reports.iter().flat_map(|r| r.record.targets.iter().cloned()).collect();
    let masked: Vec<String> = reports.iter().flat_map(|r| r.review.masked.iter().cloned()).collect();
    crate::export::public::private_names(&targets, &masked)
}

fn told(
    account: &Account,
    view: &IncidentView,
    copy_of: Option<usize>,
    grades: &BTreeMap<String, char>,
) -> Told {
    let article = &view.article;
    let names = [&article.publisher, &article.domain];
    let reliability = names.into_iter().flatten().find_map(|name| grades.get(&keys::fold(name)).copied());
    Told {
        article: account.id.article.clone(),
        input: account.input.clone(),
        local: account.local.clone(),
        report: account.id.incident.clone(),
        publisher: account.publisher.clone(),
        published: account.published.map(|d| d.to_string()),
        follow_up: account.background,
        copy_of,
        state: view.review.state,
        reliability,
        credibility: view.review.information,
    }
}
