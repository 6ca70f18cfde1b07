//! Incident reports of the book linked into incidents.
//!
//! Owns: which reports are linked, the id, standing and merged record of a linked incident. In: the ledger and the
//! settings of linking. Out: [`LinkedIncident`]s by day and id. Refuses: judging pairs (see `claimbook_link`), and keeping
//! the result: it follows from the reports and is derived anew when asked for.

mod ladder;

use crate::entry::Payload;
use crate::error::Result;
use crate::filter::IncidentFilter;
use crate::ledger::Ledger;
use crate::query::{IncidentView, Read, incident_view};
use crate::review::State;
use crate::standing::Judged;
use crate::store::Found;
use claimbook_link::{Account, Judgement, Merged, Row, Settings};
use claimbook_records::report::{Property, SpeechAct, Target};
use ladder::{ladder, pooled};
use serde::Serialize;
use std::collections::BTreeMap;

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
}

/// An incident with all its accounts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LinkedIncident {
    /// The smallest id of its incident reports, so that it does not depend on who came first.
    pub id: String,
    pub standing: Judged,
    pub accounts: Vec<Told>,
    /// Accounts that are no copy of another.
    pub independent: usize,
    pub merged: Merged,
    /// What each account says of each property; numbers are positions in `accounts`.
    pub matrix: Vec<Row>,
    /// The life of the claim: who claimed, denied, confirmed, in order of the day it was said.
    pub ladder: Vec<Step>,
    /// Judgements between its accounts.
    pub judgements: Vec<LinkReason>,
    /// How far people have reviewed it.
    pub state: State,
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
        let (accounts, views) = self.accounts()?;
        let mut views: Vec<Option<IncidentView>> = views.into_iter().map(Some).collect();
        let linked = claimbook_link::link(&accounts, settings);
        let mut home = vec![0; accounts.len()];
        for (n, cluster) in linked.incidents.iter().enumerate() {
            cluster.iter().for_each(|m| home[*m] = n);
        }
        let mut reasons: BTreeMap<usize, Vec<LinkReason>> = BTreeMap::new();
        for judgement in linked.judgements {
            let (a, b) = judgement.pair;
            if home[a] == home[b] {
                let between = (accounts[a].id.incident.clone(), accounts[b].id.incident.clone());
                reasons.entry(home[a]).or_default().push(LinkReason { between, judgement });
            }
        }
        let mut out: Vec<LinkedIncident> = linked
            .incidents
            .iter()
            .enumerate()
            .map(|(n, cluster)| {
                let told = cluster.iter().map(|m| told(&accounts[*m])).collect::<Vec<_>>();
                let reports: Vec<IncidentView> = cluster.iter().filter_map(|m| views[*m].take()).collect();
                let independent = claimbook_link::independent(&linked.originals, cluster);
                LinkedIncident {
                    id: told.iter().map(|t| t.report.clone()).min().unwrap_or_default(),
                    standing: pooled(&reports),
                    independent: independent.len(),
                    merged: claimbook_link::merged(&accounts, &independent),
                    matrix: claimbook_link::matrix(&accounts, cluster),
                    ladder: ladder(&reports),
                    judgements: reasons.remove(&n).unwrap_or_default(),
                    private: private(&reports),
                    accounts: told,
                    state: State::Unreviewed,
                    reports,
                }
            })
            .collect();
        let day = |i: &LinkedIncident| i.merged.date.and_then(|(a, b)| a.or(b));
        out.sort_by(|a, b| (day(a), &a.id).cmp(&(day(b), &b.id)));
        Ok(out)
    }

    /// The accounts of all current reports in order of their ids, with the incident reports they were made from.
    fn accounts(&self) -> Result<(Vec<Account>, Vec<IncidentView>)> {
        let mut reports: BTreeMap<i64, Vec<Found>> = BTreeMap::new();
        for found in self.store.incidents(&IncidentFilter::default())? {
            reports.entry(found.report).or_default().push(found);
        }
        let mut all: Vec<(Account, IncidentView)> = Vec::new();
        for (seq, found) in reports {
            let Some(first) = found.first() else { continue };
            let mut read = Read::of(self, seq, &first.article)?;
            if let Payload::Article(record) = self.entry(read.article.seq)?.read()? {
                read.report.article.body = record.body;
            }
            let accounts = Account::of(&read.report, &read.incidents);
            for found in &found {
                if let Some(account) = accounts.get(found.position) {
                    all.push((account.clone(), incident_view(found, &read)?));
                }
            }
        }
        all.sort_by(|a, b| a.0.id.cmp(&b.0.id));
        Ok(all.into_iter().unzip())
    }
}

fn private(reports: &[IncidentView]) -> Vec<String> {
    let targets: Vec<Target> = reports.iter().flat_map(|r| r.record.targets.iter().cloned()).collect();
    crate::export::public::private_names(&targets)
}

fn told(account: &Account) -> Told {
    Told {
        article: account.id.article.clone(),
        input: account.input.clone(),
        local: account.local.clone(),
        report: account.id.incident.clone(),
        publisher: account.publisher.clone(),
    }
}
