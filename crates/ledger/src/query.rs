//! Questions to the book.
//!
//! Owns: the views a caller gets, put together from the derived tables (which, in which order) and the entries (what).
//! In: filters and ids, shortened where a person typed them. Out: views in a stable order. Refuses: shortened ids that
//! fit several things, and to pass an older reading off as the current one.

use crate::derive;
use crate::entry::{Entry, Payload};
use crate::error::{Error, Result};
use crate::fetched;
use crate::filter::{ActorFilter, ClaimFilter, IncidentFilter, TallyFilter};
use crate::keys;
use crate::ledger::Ledger;
use crate::review::{self, Decided, Review, history};
use crate::standing::{self, Judged};
use crate::store::{ActorView, ArticleRow, Found, Known, Reader, ReportRow};
use claimbook_records::report::{Actor, ArticleRecord, Claim, EngineInfo, Incident, Tally};
use claimbook_records::{Published, Report};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::rc::Rc;

/// Reports kept at hand while a list is read; incidents of one day often come from the same articles.
const AT_HAND: usize = 128;
/// Ids named when a shortened one fits several.
const CANDIDATES: usize = 8;

/// An incident with where it comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IncidentView {
    /// `inc_` and 16 hex digits.
    pub id: String,
    pub standing: Judged,
    pub article: ArticleRow,
    /// Publication date the engine read with, which it may have worked out itself.
    pub published: Option<Published>,
    pub engine: EngineInfo,
    /// Entry of the report.
    pub report: i64,
    /// The incident as the article tells it; spans point into the article's body.
    pub record: Incident,
    /// The claims about it.
    pub claims: Vec<Claim>,
    /// The actors it and its claims refer to.
    pub actors: Vec<Actor>,
    /// What people decided about it; `record` has their corrections in it.
    #[serde(default, rename = "decided", skip_serializing_if = "Review::is_empty")]
    pub review: Review,
}

impl IncidentView {
    /// The id as people read it: `inc_` and eight digits.
    pub fn short_id(&self) -> &str {
        keys::short(&self.id)
    }
}

/// A claim with where it comes from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClaimView {
    /// The incident it is about.
    pub incident: Option<String>,
    pub article: ArticleRow,
    pub report: i64,
    pub claim: Claim,
}

/// A tally with where it comes from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TallyView {
    /// The aggregate incident it is about.
    pub incident: Option<String>,
    pub article: ArticleRow,
    pub report: i64,
    pub tally: Tally,
}

/// An article with its text and every version of its report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ArticleView {
    pub row: ArticleRow,
    pub record: ArticleRecord,
    pub reports: Vec<ReportRow>,
    /// Ids of the incidents of the current report, in its order.
    pub incidents: Vec<String>,
    /// News and claims of that report which are in no list.
    #[serde(skip)]
    pub unsure: Vec<Incident>,
    #[serde(skip)]
    pub unsure_claims: Vec<Claim>,
}

impl Ledger {
    /// Incidents, by day, article and id.
    pub fn incidents(&self, filter: &IncidentFilter) -> Result<Vec<IncidentView>> {
        let mut views = Vec::new();
        self.incidents_each(filter, &mut |view| {
            views.push(view);
            Ok(())
        })?;
        Ok(views)
    }

    /// The same one after the other, for lists longer than memory.
    pub fn incidents_each(
        &self,
        filter: &IncidentFilter,
        each: &mut dyn FnMut(IncidentView) -> Result<()>,
    ) -> Result<()> {
        let mut reports = Reports::of(self);
        for found in self.store.incidents(filter)? {
            each(incident_view(&found, &*reports.get(&found)?)?)?;
        }
        Ok(())
    }

    /// Their ids alone, without reading them.
    pub fn incident_ids(&self, filter: &IncidentFilter) -> Result<Vec<String>> {
        Ok(self.store.incidents(filter)?.into_iter().filter_map(|found| found.incident).collect())
    }

    /// How many incidents a filter finds, whatever its limit and offset.
    pub fn count_incidents(&self, filter: &IncidentFilter) -> Result<u64> {
        self.store.count_incidents(filter)
    }

    /// One incident by its id or the beginning of it, with or without `inc_`.
    pub fn incident(&self, id: &str) -> Result<IncidentView> {
        let found = self.find_incident(id)?;
        incident_view(&found, &*Reports::of(self).get(&found)?)
    }

    /// Claims, by day, article and place in it.
    pub fn claims(&self, filter: &ClaimFilter) -> Result<Vec<ClaimView>> {
        let mut reports = Reports::of(self);
        let view = |found: Found| {
            let read = reports.get(&found)?;
            let claim = at(&read.report.claims, &found)?;
            Ok(ClaimView {
                incident: found.incident,
                article: read.article.clone(),
                report: found.report,
                claim,
            })
        };
        self.store.claims(filter)?.into_iter().map(view).collect()
    }

    /// Tallies, by as-of day, article and place in it.
    pub fn tallies(&self, filter: &TallyFilter) -> Result<Vec<TallyView>> {
        let mut reports = Reports::of(self);
        let view = |found: Found| {
            let read = reports.get(&found)?;
            let tally = at(&read.report.tallies, &found)?;
            let position = read.report.incidents.iter().position(|i| Some(&i.id) == tally.about.as_ref());
            let incident = position.and_then(|p| read.incidents.get(p).cloned());
            Ok(TallyView { incident, article: read.article.clone(), report: found.report, tally })
        };
        self.store.tallies(filter)?.into_iter().map(view).collect()
    }

    /// Actors over all articles, those named by most articles first.
    pub fn actors(&self, filter: &ActorFilter) -> Result<Vec<ActorView>> {
        self.store.actors(filter)
    }

    /// One article by its id or the beginning of it, with or without `art_`; withdrawn ones too.
    pub fn article(&self, id: &str) -> Result<ArticleView> {
        let id = self.article_id(id)?;
        let row = self.article_row(&id)?;
        let Payload::Article(record) = self.entry(row.seq)?.read()? else {
            return Err(Error::BadEntry { seq: row.seq, problem: "no article stands here".to_owned() });
        };
        let reports = self.store.reports(&id)?;
        let mut view = ArticleView {
            row,
            record: *record,
            reports,
            incidents: Vec::new(),
            unsure: Vec::new(),
            unsure_claims: Vec::new(),
        };
        if let Some(current) = view.reports.iter().find(|r| r.current) {
            let report = self.read_report(current.seq)?;
            view.incidents = keys::incident_ids(&id, &report.incidents);
            (view.unsure, view.unsure_claims) = (report.x_unsure, report.x_unsure_claims);
        }
        Ok(view)
    }

    /// The whole current report of an article, with its body: what `claimbook extract` gave when it was added.
    pub fn report(&self, article: &str) -> Result<Report> {
        let view = self.article(article)?;
        let current = view.reports.iter().find(|r| r.current);
        let current =
            current.ok_or_else(|| Error::NotFound { kind: "report of", wanted: view.row.id.clone() })?;
        let mut report = self.read_report(current.seq)?;
        report.article.body = view.record.body;
        Ok(report)
    }

    /// The whole id of an article from its beginning.
    pub(crate) fn article_id(&self, asked: &str) -> Result<String> {
        let prefix = with_prefix("art_", asked);
        one("article", asked, self.store.article_ids(&prefix, CANDIDATES)?, |id| id)
    }

    /// Where the incident stands whose id begins with `asked`.
    pub(crate) fn find_incident(&self, asked: &str) -> Result<Found> {
        let prefix = with_prefix("inc_", asked);
        let known = self.store.incident_ids(&prefix, CANDIDATES)?;
        let (incident, known) = one("incident", asked, known, |(id, _)| id)?;
        match known {
            Known::Current(found) => Ok(found),
            Known::Former { report, article } => {
                let reason = if fetched::is_replaced(self.store.as_ref(), &article)? {
                    "the article was edited since, and a later version took its place".to_owned()
                } else if self.article_row(&article)?.withdrawn.is_some() {
                    "the article was withdrawn".to_owned()
                } else if self
                    .store
                    .reports(&article)?
                    .iter()
                    .any(|r| r.seq == report && r.withdrawn.is_some())
                {
                    "the report that told it was withdrawn".to_owned()
                } else {
                    "a newer engine reads the article otherwise".to_owned()
                };
                Err(Error::Former { incident, article, reason })
            }
        }
    }

    pub(crate) fn entry(&self, seq: i64) -> Result<Entry> {
        self.store.entry(seq)?.ok_or_else(|| Error::BadEntry { seq, problem: "it is missing".to_owned() })
    }

    pub(crate) fn article_row(&self, id: &str) -> Result<ArticleRow> {
        article_row(self.store.as_ref(), id)
    }

    pub(crate) fn read_report(&self, seq: i64) -> Result<Report> {
        derive::recorded(self.store.as_ref(), seq)
    }
}

fn article_row<R: Reader + ?Sized>(reader: &R, id: &str) -> Result<ArticleRow> {
    reader.article(id)?.ok_or_else(|| Error::NotFound { kind: "article", wanted: id.to_owned() })
}

/// A report parsed once for all that is listed from it.
pub(crate) struct Read {
    pub(crate) article: ArticleRow,
    pub(crate) report: Report,
    /// Ids of its incidents, in order.
    pub(crate) incidents: Vec<String>,
    /// What people decided about each of them.
    pub(crate) reviews: Vec<Review>,
}

impl Read {
    /// The report of entry `seq` of an article, with the decisions about the article that hold.
    pub(crate) fn of<R: Reader + ?Sized>(
        reader: &R,
        seq: i64,
        article: &str,
        decided: &[Decided],
    ) -> Result<Self> {
        let mut report = derive::recorded(reader, seq)?;
        let incidents = keys::incident_ids(article, &report.incidents);
        let reviews = review::apply(&mut report, &incidents, decided);
        Ok(Self { article: article_row(reader, article)?, report, incidents, reviews })
    }
}

/// The reports a list has lately used.
struct Reports<'l> {
    ledger: &'l Ledger,
    lately: VecDeque<(i64, Rc<Read>)>,
}

impl<'l> Reports<'l> {
    fn of(ledger: &'l Ledger) -> Self {
        Self { ledger, lately: VecDeque::new() }
    }

    fn get(&mut self, found: &Found) -> Result<Rc<Read>> {
        if let Some((_, read)) = self.lately.iter().find(|(seq, _)| *seq == found.report) {
            return Ok(Rc::clone(read));
        }
        let decided = history::holding(self.ledger.store.as_ref(), Some(&found.article))?;
        let read = Rc::new(Read::of(self.ledger.store.as_ref(), found.report, &found.article, &decided)?);
        if self.lately.len() == AT_HAND {
            self.lately.pop_back();
        }
        self.lately.push_front((found.report, Rc::clone(&read)));
        Ok(read)
    }
}

/// One incident report of a report at hand.
pub(crate) fn incident_view(found: &Found, read: &Read) -> Result<IncidentView> {
    let record = at(&read.report.incidents, found)?;
    let claims = standing::about(&record, &read.report.claims);
    let standing = standing::judge(&record, &claims);
    let claims: Vec<Claim> = claims.into_iter().cloned().collect();
    let id = found.incident.clone().or_else(|| read.incidents.get(found.position).cloned());
    Ok(IncidentView {
        id: id.unwrap_or_default(),
        standing,
        article: read.article.clone(),
        published: read.report.article.published.clone(),
        engine: read.report.engine.clone(),
        report: found.report,
        actors: cast(&record, &claims, &read.report.actors),
        record,
        claims,
        review: read.reviews.get(found.position).cloned().unwrap_or_default(),
    })
}

/// The actors an incident and its claims refer to.
fn cast(incident: &Incident, claims: &[Claim], actors: &[Actor]) -> Vec<Actor> {
    let named = |id: &str| {
        let is = |actor: &Option<String>| actor.as_deref() == Some(id);
        incident.perpetrators.iter().any(|p| is(&p.actor))
            || incident.targets.iter().any(|t| is(&t.actor))
            || claims.iter().any(|c| is(&c.speaker.actor) || c.via.iter().any(|v| is(&v.actor)))
    };
    actors.iter().filter(|a| named(&a.id)).cloned().collect()
}

fn at<T: Clone>(items: &[T], found: &Found) -> Result<T> {
    items.get(found.position).cloned().ok_or_else(|| Error::BadEntry {
        seq: found.report,
        problem: format!(
            "nothing stands at {} of its report; `claimbook verify --repair` mends it",
            found.position
        ),
    })
}

fn with_prefix(prefix: &str, asked: &str) -> String {
    let asked = asked.trim();
    if asked.starts_with(prefix) { asked.to_owned() } else { format!("{prefix}{asked}") }
}

/// The only thing found, or why there is none.
fn one<T>(kind: &'static str, asked: &str, mut found: Vec<T>, id: impl Fn(&T) -> &String) -> Result<T> {
    match found.len() {
        1 => found.pop(),
        0 => None,
        _ => {
            let candidates = found.iter().map(|f| id(f).clone()).collect();
            return Err(Error::Ambiguous { wanted: asked.to_owned(), candidates });
        }
    }
    .ok_or_else(|| Error::NotFound { kind, wanted: asked.to_owned() })
}
