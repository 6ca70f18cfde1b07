//! Incident reports of the book linked into incidents.
//!
//! Owns: what a linked incident is, and the questions for it. In: the ledger, as far as it is linked (see
//! [`Ledger::link`]), and the settings of linking. Out: [`LinkedIncident`]s by day and id. Refuses: judging pairs (see
//! `claimbook_link`). An incident report that waits to be linked stands for itself.

mod changed;
mod decided;
mod former;
mod full;
mod index;
mod kin;
mod ladder;
mod life;
mod links;
mod page;
mod parties;
mod sentence;
mod tell;
mod worded;
mod words;

use crate::error::{Error, Result};
use crate::filter::IncidentFilter;
use crate::ledger::Ledger;
use crate::query::IncidentView;
use crate::review::{Decided, State, history};
use crate::standing::Judged;
pub use changed::{Cause, Change, Changed, Gone, Moved};
use claimbook_link::{Judgement, Merged, Number, Row, Settings, Verdict, judge};
use claimbook_records::report::{Firmness, Property, SpeakerKind, SpeechAct};
pub(crate) use decided::grades;
pub use former::LedOn;
pub use full::FullIncident;
pub use index::Progress;
pub use kin::Kin;
pub(crate) use kin::registered;
pub use life::{Basis, First, Life, Turn, TurnKind, life};
pub use links::{End, Link, LinkKind, Said};
pub use page::{LinkedFilter, LinkedPage};
pub use parties::{Attribution, Tie, View};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// One account of an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Told {
    pub article: String,
    /// The input the article came from.
    pub input: String,
    /// Further inputs that held the same article.
    pub also: Vec<String>,
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
    /// What the rules found those parts and wholes on.
    #[serde(skip)]
    pub part_reasons: Vec<Link>,
    /// Decisions that hold about any of its accounts, oldest first.
    pub decisions: Vec<Decided>,
    /// The incident report of each account as people corrected it, in the order of `accounts`.
    #[serde(skip)]
    pub reports: Vec<IncidentView>,
}

/// One step of a claim's life.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Day it was said, or the day the first article that carries it was published.
    pub day: Option<String>,
    /// The first day on which it can have been said, where an account dates what was said.
    pub from: Option<String>,
    /// The day by which it had been said: as dated, or published by an account that carries it.
    pub by: Option<String>,
    pub speaker: String,
    pub kind: SpeakerKind,
    /// Id of the speaker in the register of actors.
    pub register_id: Option<String>,
    pub act: SpeechAct,
    pub property: Option<Property>,
    /// As firmly as any account has it.
    pub firmness: Firmness,
    /// Those who carried it, other than the publishers.
    pub via: Vec<String>,
    /// Where it was said, where an account tells it ("Telegram").
    pub channel: Option<String>,
    /// The exact words by which a statement is called made up, or its channel broken into.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fake: Option<String>,
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
        let found = self.incident(id)?;
        if found.review.state == State::Rejected {
            let reason = "a person rejected it".to_owned();
            return Err(Error::Former { incident: found.id, article: found.article.id, reason });
        }
        let number = number_of(&found.id);
        let links = self.store.links();
        let home = links.homes(Some(&[number]))?.first().map_or(number, |h| h.1);
        let mut mates = links.at_home(home)?;
        mates.push(number);
        let mut articles = links.linked_articles(&mates)?;
        articles.insert(found.article.id);
        // Publishers' grades are about no article.
        let about = articles.iter().map(String::as_str).chain([""]);
        let decided = history::holding_any(self.store.as_ref(), about)?;
        articles.extend(decided::articles(&decided));
        let mut current = Vec::new();
        for article in &articles {
            current.extend(self.store.current(article)?.map(|r| (r.seq, article.clone())));
        }
        let loaded = self.load(&current, decided)?;
        let told = self.tell(loaded, Some(home), settings)?.into_iter();
        let mut own = told.filter(|i| i.accounts.iter().any(|a| a.report == found.id));
        own.next().ok_or(Error::NotFound { kind: "incident", wanted: found.id })
    }

    /// All incidents over all current reports, by day and id; a single account is an incident as well.
    pub fn linked(&self, settings: &Settings) -> Result<Vec<LinkedIncident>> {
        let decided = history::holding(self.store.as_ref(), None)?;
        let found = self.store.incidents(&IncidentFilter::default())?;
        let current: BTreeSet<(i64, String)> = found.into_iter().map(|f| (f.report, f.article)).collect();
        let loaded = self.load(&current.into_iter().collect::<Vec<_>>(), decided)?;
        self.tell(loaded, None, settings)
    }

    /// Pairs of incident reports of different incidents that may yet be one, the least sure first, without those that
    /// people decided about.
    pub fn unsure(&self, settings: &Settings) -> Result<Vec<LinkReason>> {
        self.unsure_of(None, settings)
    }

    /// Those of some incident reports.
    pub(crate) fn unsure_of(&self, of: Option<&[Number]>, settings: &Settings) -> Result<Vec<LinkReason>> {
        let links = self.store.links();
        let homes: BTreeMap<Number, Number> = links.homes(None)?.into_iter().collect();
        let decided = history::holding(self.store.as_ref(), None)?;
        let rulings = index::bound(self.store.as_ref(), &decided)?;
        let mut open = Vec::new();
        for pair in links.pairs(of)? {
            if homes.get(&pair.a) == homes.get(&pair.b) || rulings.decided(pair.a, pair.b) {
                continue;
            }
            let rows = links.linked_rows(Some(&[pair.a, pair.b]))?;
            if let [a, b] = &rows[..] {
                let judgement = judge(&index::read(a)?, &index::read(b)?, settings);
                if judgement.verdict == Verdict::Unsure {
                    open.push(LinkReason { between: (id_of(pair.a), id_of(pair.b)), judgement });
                }
            }
        }
        let doubt = |r: &LinkReason| (r.judgement.probability - 0.5).abs();
        open.sort_by(|a, b| doubt(a).total_cmp(&doubt(b)).then_with(|| a.between.cmp(&b.between)));
        Ok(open)
    }
}

/// The number of an incident report: the digits of its id.
pub(crate) fn number_of(id: &str) -> Number {
    let digits = u64::from_str_radix(id.trim_start_matches("inc_"), 16);
    digits.unwrap_or_else(|_| claimbook_link::number(id)).cast_signed()
}

pub(crate) fn id_of(number: Number) -> String {
    format!("inc_{:016x}", number.cast_unsigned())
}

#[cfg(test)]
mod tests;
