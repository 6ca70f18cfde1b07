//! Incident reports of the book linked into incidents.
//!
//! Owns: which reports are linked, the id, standing and merged record of a linked incident. In: the ledger and the
//! settings of linking. Out: [`LinkedIncident`]s by day and id. Refuses: judging pairs (see `claimbook_link`), and keeping
//! the result: it follows from the reports and is derived anew when asked for.

use crate::entry::Payload;
use crate::error::Result;
use crate::filter::IncidentFilter;
use crate::keys;
use crate::ledger::Ledger;
use crate::standing::{self, Judged};
use claimbook_link::{Account, Judgement, Merged, Settings};
use claimbook_records::report::{Claim, Incident};
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
    /// Judgements between its accounts.
    pub judgements: Vec<LinkReason>,
}

/// Why two accounts are one incident.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LinkReason {
    /// Ids of the incident reports.
    pub between: (String, String),
    #[serde(flatten)]
    pub judgement: Judgement,
}

struct Source {
    incident: Incident,
    claims: Vec<Claim>,
}

impl Ledger {
    /// All incidents over all current reports, by day and id; a single account is an incident as well.
    pub fn linked(&self, settings: &Settings) -> Result<Vec<LinkedIncident>> {
        let (accounts, sources) = self.accounts()?;
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
                LinkedIncident {
                    id: told.iter().map(|t| t.report.clone()).min().unwrap_or_default(),
                    standing: pooled(cluster.iter().map(|m| &sources[*m])),
                    independent: claimbook_link::independent(&accounts, cluster),
                    merged: claimbook_link::merged(&accounts, cluster),
                    judgements: reasons.remove(&n).unwrap_or_default(),
                    accounts: told,
                }
            })
            .collect();
        let day = |i: &LinkedIncident| i.merged.date.and_then(|(a, b)| a.or(b));
        out.sort_by(|a, b| (day(a), &a.id).cmp(&(day(b), &b.id)));
        Ok(out)
    }

    /// The accounts of all current reports in order of their ids, with what each was made from.
    fn accounts(&self) -> Result<(Vec<Account>, Vec<Source>)> {
        let mut reports: BTreeMap<i64, String> = BTreeMap::new();
        for found in self.store.incidents(&IncidentFilter::default())? {
            reports.insert(found.report, found.article);
        }
        let mut all: Vec<(Account, Source)> = Vec::new();
        for (seq, article) in reports {
            let mut report = self.read_report(seq)?;
            if let Payload::Article(record) = self.entry(self.article_row(&article)?.seq)?.read()? {
                report.article.body = record.body;
            }
            let names = keys::incident_ids(&article, &report.incidents);
            for (account, incident) in Account::of(&report, &names).into_iter().zip(&report.incidents) {
                let claims = standing::about(incident, &report.claims).into_iter().cloned().collect();
                all.push((account, Source { incident: incident.clone(), claims }));
            }
        }
        all.sort_by(|a, b| a.0.id.cmp(&b.0.id));
        Ok(all.into_iter().unzip())
    }
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

/// The standing that all claims of all accounts give together.
fn pooled<'a>(sources: impl Iterator<Item = &'a Source>) -> Judged {
    let mut incident: Option<Incident> = None;
    let mut claims: Vec<&Claim> = Vec::new();
    for source in sources {
        claims.extend(&source.claims);
        match &mut incident {
            None => incident = Some(source.incident.clone()),
            Some(all) => all.perpetrators.extend(source.incident.perpetrators.iter().cloned()),
        }
    }
    let nothing = || Judged {
        standing: standing::Standing::Reported,
        reason: "the article states it".to_owned(),
        claims: Vec::new(),
    };
    incident.map_or_else(nothing, |incident| standing::judge(&incident, &claims))
}
