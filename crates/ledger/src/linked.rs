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
use claimbook_link::{Account, Judgement, Merged, Row, Settings};
use claimbook_records::report::{Claim, Incident, Property, SpeechAct, Target};
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

struct Source {
    incident: Incident,
    claims: Vec<Claim>,
    published: Option<String>,
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
                let independent = claimbook_link::independent(&linked.originals, cluster);
                LinkedIncident {
                    id: told.iter().map(|t| t.report.clone()).min().unwrap_or_default(),
                    standing: pooled(cluster.iter().map(|m| &sources[*m])),
                    independent: independent.len(),
                    merged: claimbook_link::merged(&accounts, &independent),
                    matrix: claimbook_link::matrix(&accounts, cluster),
                    ladder: ladder(&cluster.iter().map(|m| &sources[*m]).collect::<Vec<_>>()),
                    judgements: reasons.remove(&n).unwrap_or_default(),
                    private: private(cluster.iter().map(|m| &sources[*m])),
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
                let published = report.article.published.as_ref().map(|p| day_of(&p.value));
                all.push((account, Source { incident: incident.clone(), claims, published }));
            }
        }
        all.sort_by(|a, b| a.0.id.cmp(&b.0.id));
        Ok(all.into_iter().unzip())
    }
}

fn private<'a>(sources: impl Iterator<Item = &'a Source>) -> Vec<String> {
    let targets: Vec<Target> = sources.flat_map(|s| s.incident.targets.iter().cloned()).collect();
    crate::export::public::private_names(&targets)
}

fn day_of(value: &str) -> String {
    value.get(..10).unwrap_or(value).to_owned()
}

/// Claims of all accounts; what several articles carry of one speaker and act is one step.
fn ladder(sources: &[&Source]) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for (i, source) in sources.iter().enumerate() {
        for claim in &source.claims {
            let said =
                claim.date.as_ref().and_then(|d| d.earliest.as_deref().or(d.latest.as_deref())).map(day_of);
            let day = said.or_else(|| source.published.clone());
            let speaker = &claim.speaker.name;
            let known = steps.iter_mut().find(|s| {
                keys::fold(&s.speaker) == keys::fold(speaker)
                    && s.act == claim.act
                    && s.property == claim.property
            });
            if let Some(step) = known {
                if !step.accounts.contains(&i) {
                    step.accounts.push(i);
                }
                if day.is_some() && (step.day.is_none() || day < step.day) {
                    step.day = day;
                }
                continue;
            }
            steps.push(Step {
                day,
                speaker: speaker.clone(),
                act: claim.act,
                property: claim.property,
                via: claim.via.iter().map(|v| v.name.clone()).collect(),
                words: claim.evidence.first().map(|q| q.text.clone()).unwrap_or_default(),
                accounts: vec![i],
            });
        }
    }
    steps.sort_by(|a, b| {
        (a.day.is_none(), &a.day, a.act, &a.speaker).cmp(&(b.day.is_none(), &b.day, b.act, &b.speaker))
    });
    steps
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
