//! What the incident reports of some articles make together.
//!
//! Owns: reading the reports with their decisions, and putting accounts, pairs and decisions together into an incident. In:
//! reports by their entries, homes and pairs of the links. Out: [`LinkedIncident`]s. Refuses: choosing which reports to read.

use super::decided::{self, Places};
use super::ladder::{ladder, pooled};
use super::parties::{attributions, ties};
use super::{End, Link, LinkKind, LinkReason, LinkedIncident, Told, id_of, index, number_of};
use crate::error::Result;
use crate::keys;
use crate::ledger::Ledger;
use crate::query::{IncidentView, Read, incident_view};
use crate::review::{Decided, State};
use crate::store::Found;
use claimbook_link::{Account, Judgement, Number, Pair, Profile, Rulings, Settings, Verdict, judge};
use claimbook_records::report::Relation;
use std::collections::{BTreeMap, BTreeSet};

/// Relations that articles word, by article.
type Relations = BTreeMap<String, Vec<Relation>>;

/// Incident reports of some articles, or of all.
#[derive(Default)]
pub(super) struct Loaded {
    /// In order of their ids.
    accounts: Vec<Account>,
    /// The incident report of each account.
    views: Vec<IncidentView>,
    /// The number of each account.
    numbers: Vec<Number>,
    relations: Relations,
    /// Decisions about them that hold, oldest first.
    decided: Vec<Decided>,
}

impl Ledger {
    /// The incident reports that stand in some current reports (their entries and articles), as people corrected them,
    /// without those that a person rejected.
    pub(super) fn load(&self, current: &[(i64, String)], decided: Vec<Decided>) -> Result<Loaded> {
        let mut about: BTreeMap<&str, Vec<Decided>> = BTreeMap::new();
        for decided in &decided {
            let articles: BTreeSet<&str> =
                decided.decision.subjects.iter().map(|s| s.article.as_str()).collect();
            articles.into_iter().for_each(|a| about.entry(a).or_default().push(decided.clone()));
        }
        let mut relations = Relations::new();
        let mut all: Vec<(Account, IncidentView)> = Vec::new();
        for (report, article) in current {
            let own = about.get(article.as_str()).map_or(&[][..], Vec::as_slice);
            let read = Read::of(self.store.as_ref(), *report, article, own)?;
            if !read.report.relations.is_empty() {
                relations.insert(article.clone(), read.report.relations.clone());
            }
            let accounts = Account::of(&read.report, &read.incidents);
            for (position, account) in accounts.into_iter().enumerate() {
                let incident = read.incidents.get(position).cloned();
                let found = Found { article: article.clone(), report: *report, position, incident };
                let view = incident_view(&found, &read)?;
                if view.review.state != State::Rejected {
                    let settled = view.review.corrected.iter().map(|c| c.property.clone()).collect();
                    all.push((Account { settled, ..account }, view));
                }
            }
        }
        all.sort_by(|a, b| a.0.id.cmp(&b.0.id));
        let numbers = all.iter().map(|(account, _)| number_of(&account.id.incident)).collect();
        let (accounts, views) = all.into_iter().unzip();
        Ok(Loaded { accounts, views, numbers, relations, decided })
    }

    /// The incidents that loaded accounts make, or the one of a home.
    pub(super) fn tell(
        &self,
        loaded: Loaded,
        wanted: Option<Number>,
        settings: &Settings,
    ) -> Result<Vec<LinkedIncident>> {
        let Loaded { accounts, views, numbers, relations, decided } = loaded;
        let web = self.web(&numbers, wanted)?;
        let mut clusters: BTreeMap<Number, Vec<usize>> = BTreeMap::new();
        for (at, number) in numbers.iter().enumerate() {
            clusters.entry(web.home(*number)).or_default().push(at);
        }
        clusters.retain(|home, _| wanted.is_none_or(|wanted| *home == wanted));
        let places = places(&views, &decided);
        let rulings = decided::rulings(&decided, &places);
        let mut own: BTreeMap<Number, Vec<Decided>> = BTreeMap::new();
        for decided in &decided {
            let homes: BTreeSet<Number> = places.subjects(decided).into_iter().map(|n| web.home(n)).collect();
            homes.into_iter().for_each(|home| own.entry(home).or_default().push(decided.clone()));
        }
        let parts = self.parts(&web, &rulings, settings)?;
        let grades = decided::grades(&decided);
        let mut views: Vec<Option<IncidentView>> = views.into_iter().map(Some).collect();
        let mut out = Vec::with_capacity(clusters.len());
        for (home, cluster) in clusters {
            let reports: Vec<IncidentView> = cluster.iter().filter_map(|m| views[*m].take()).collect();
            let members: Vec<Number> = cluster.iter().map(|m| numbers[*m]).collect();
            let profiles = if members.len() > 1 { self.profiles(&members)? } else { BTreeMap::new() };
            let originals = originals(&members, &profiles, &rulings);
            let independent =
                claimbook_link::independent(&originals, &(0..cluster.len()).collect::<Vec<_>>());
            let told = cluster.iter().zip(&reports).enumerate().map(|(at, (m, view))| {
                told(&accounts[*m], view, Some(originals[at]).filter(|first| *first != at), &grades)
            });
            // In the order of the accounts, as they are listed.
            let place: BTreeMap<Number, usize> = members.iter().enumerate().map(|(at, m)| (*m, at)).collect();
            let own_pairs = members.iter().filter_map(|m| web.pairs.get(m)).flatten();
            let mut pairs: Vec<(usize, usize)> = own_pairs
                .filter_map(|pair| Some((*place.get(&pair.a)?, *place.get(&pair.b)?)))
                .map(|(a, b)| (a.min(b), a.max(b)))
                .collect();
            pairs.sort_unstable();
            let mut judgements = Vec::new();
            for (a, b) in pairs.into_iter().map(|(a, b)| (members[a], members[b])) {
                if let (Some(x), Some(y)) = (profiles.get(&a), profiles.get(&b)) {
                    let between = (id_of(a), id_of(b));
                    judgements.push(LinkReason { between, judgement: judge(x, y, settings) });
                }
            }
            let others = |wholes: bool| -> Vec<String> {
                let pairs =
                    parts.keys().filter(|(part, whole)| if wholes { *part == home } else { *whole == home });
                pairs.map(|(part, whole)| id_of(if wholes { *whole } else { *part })).collect()
            };
            let found = parts.iter().filter(|((part, whole), _)| *part == home || *whole == home);
            let part_reasons = found.filter_map(|(_, link)| link.clone()).collect();
            out.push(LinkedIncident {
                id: first_of(&accounts, &cluster),
                standing: pooled(&reports),
                accounts: told.collect(),
                independent: independent.len(),
                merged: {
                    let members: Vec<usize> = independent.iter().map(|n| cluster[*n]).collect();
                    claimbook_link::merged(&accounts, &members)
                },
                own: independent,
                matrix: claimbook_link::matrix(&accounts, &cluster),
                ladder: ladder(&reports),
                attributions: attributions(&reports),
                ties: {
                    let worded = reports.iter().map(|r| relations.get(&r.article.id));
                    ties(&reports, &worded.map(|r| r.map_or(&[][..], Vec::as_slice)).collect::<Vec<_>>())
                },
                judgements,
                state: reports.iter().map(|r| r.review.state).max().unwrap_or_default(),
                published: reports.iter().filter_map(|r| r.review.published.clone()).max(),
                part_of: others(true),
                parts: others(false),
                part_reasons,
                decisions: own.remove(&home).unwrap_or_default(),
                reports,
            });
        }
        let day = |i: &LinkedIncident| i.merged.date.and_then(|(a, b)| a.or(b));
        out.sort_by(|a, b| (day(a), &a.id).cmp(&(day(b), &b.id)));
        Ok(out)
    }

    /// What linking found about some incident reports, or about all where no home is wanted.
    fn web(&self, numbers: &[Number], wanted: Option<Number>) -> Result<Web> {
        let links = self.store.links();
        let pairs = links.pairs(wanted.map(|_| numbers))?;
        let homes = match wanted {
            None => links.homes(None)?,
            Some(_) => {
                let others = pairs.iter().flat_map(|p| [p.a, p.b]);
                links.homes(Some(&numbers.iter().copied().chain(others).collect::<Vec<_>>()))?
            }
        };
        let mut by_account: BTreeMap<Number, Vec<Pair>> = BTreeMap::new();
        pairs.into_iter().for_each(|pair| by_account.entry(pair.a).or_default().push(pair));
        Ok(Web { homes: homes.into_iter().collect(), pairs: by_account })
    }

    /// Homes of acts and of the aggregates they may be part of, with what the rules found that on. What a person said of a
    /// part and its whole stands against what the rules found.
    fn parts(&self, web: &Web, rulings: &Rulings, settings: &Settings) -> Result<Parts> {
        let mut parts = Parts::new();
        // Likely one and yet not to be joined: one of the two is an aggregate.
        for pair in web.pairs.values().flatten().filter(|p| !p.joins && p.odds > settings.join) {
            let profiles = self.profiles(&[pair.a, pair.b])?;
            if let (Some(a), Some(b)) = (profiles.get(&pair.a), profiles.get(&pair.b)) {
                let judged = judge(a, b, settings);
                if judged.verdict == Verdict::PartOf {
                    let (part, whole) = if a.aggregate { (pair.b, pair.a) } else { (pair.a, pair.b) };
                    let homes = (web.home(part), web.home(whole));
                    parts.entry(homes).or_insert_with(|| Some(likely(web, part, whole, &judged)));
                }
            }
        }
        for (a, b) in rulings.apart() {
            let (a, b) = (web.home(a), web.home(b));
            parts.retain(|p, _| *p != (a, b) && *p != (b, a));
        }
        parts.extend(
            rulings.parts().into_iter().map(|(part, whole)| ((web.home(part), web.home(whole)), None)),
        );
        Ok(parts)
    }

    fn profiles(&self, numbers: &[Number]) -> Result<BTreeMap<Number, Profile>> {
        let rows = self.store.links().linked_rows(Some(numbers))?;
        rows.iter().map(|row| Ok((row.number, index::read(row)?))).collect()
    }
}

/// Homes of parts and wholes, with what the rules found that on; nothing where a person decided it.
type Parts = BTreeMap<(Number, Number), Option<Link>>;

/// A part that the rules found.
fn likely(web: &Web, part: Number, whole: Number, judged: &Judgement) -> Link {
    let end = |number: Number| End { report: id_of(number), incident: id_of(web.home(number)) };
    let speak = judged.reasons.iter().filter(|r| r.weight > 0.05);
    let speak: Vec<String> = speak.map(|r| r.feature.replace('_', " ")).collect();
    Link {
        kind: LinkKind::PartOf,
        from: end(part),
        to: end(whole),
        words: Vec::new(),
        reason: format!("one of several, likely ({:.2}): {}", judged.probability, speak.join(", ")),
        decided: None,
    }
}

/// Homes and pairs at hand.
struct Web {
    homes: BTreeMap<Number, Number>,
    /// By their smaller number.
    pairs: BTreeMap<Number, Vec<Pair>>,
}

impl Web {
    /// Where an incident report belongs; one that waits to be linked stands for itself.
    fn home(&self, number: Number) -> Number {
        self.homes.get(&number).copied().unwrap_or(number)
    }
}

/// For each member the position of the account it copies, itself where it copies none.
fn originals(members: &[Number], profiles: &BTreeMap<Number, Profile>, rulings: &Rulings) -> Vec<usize> {
    let known: Vec<&Profile> = members.iter().filter_map(|m| profiles.get(m)).collect();
    if known.len() != members.len() {
        return (0..members.len()).collect();
    }
    let mut originals = claimbook_link::originals(&known);
    rulings.copy(members, &mut originals);
    originals
}

/// Where the incident reports stand that decisions are about.
fn places(views: &[IncidentView], decided: &[Decided]) -> Places {
    let about: BTreeSet<&str> =
        decided.iter().flat_map(|d| d.decision.subjects.iter().map(|s| s.article.as_str())).collect();
    let mut places = Places::default();
    for view in views.iter().filter(|v| about.contains(v.article.id.as_str())) {
        places.add(&view.article.id, std::iter::once((view.id.clone(), view.record.clone())));
    }
    places
}

/// The report published first; of those of one day, and of undated ones, the smallest id.
fn first_of(accounts: &[Account], cluster: &[usize]) -> String {
    let own = cluster.iter().map(|m| &accounts[*m]);
    let first = own.min_by_key(|a| (a.published.is_none(), a.published, &a.id.incident));
    first.map(|a| a.id.incident.clone()).unwrap_or_default()
}

fn told(
    account: &Account,
    view: &IncidentView,
    copy_of: Option<usize>,
    grades: &BTreeMap<String, (&Decided, char)>,
) -> Told {
    let article = &view.article;
    let names = [&article.publisher, &article.domain];
    let reliability = names.into_iter().flatten().find_map(|name| grades.get(&keys::fold(name)).map(|g| g.1));
    Told {
        article: account.id.article.clone(),
        input: account.input.clone(),
        also: article.also.clone(),
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
