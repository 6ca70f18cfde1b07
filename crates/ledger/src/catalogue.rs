//! What the book is made of: its articles, their publishers, the relations they word.
//!
//! Owns: these lists, how many are in each, an article as a reader sees it. In: filters. Out: rows in a stable order.
//! Refuses: reading more records than a page shows.

use crate::derive::sort_day;
use crate::error::{Error, Result};
use crate::filter::{ActorFilter, ArticleFilter, ClaimFilter, IncidentFilter, RelationFilter, TallyFilter};
use crate::keys::fold;
use crate::ledger::Ledger;
use crate::linked::grades;
use crate::marks::{Marked, marked};
use crate::overview::columns;
use crate::query::{ArticleView, IncidentView, Read, incident_view};
use crate::review::history;
use crate::store::{ActorView, ArticleRow, Found, Question};
use claimbook_records::Report;
use claimbook_records::report::{Claim, Incident, Relation};
use serde::Serialize;

/// An article in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ArticleItem {
    #[serde(flatten)]
    pub row: ArticleRow,
    /// Incident reports in its current report.
    pub incidents: u64,
}

/// A relation with where it comes from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RelationView {
    pub article: ArticleRow,
    pub report: i64,
    pub relation: Relation,
    /// The key of its subject in the list of actors.
    pub subject_key: String,
    pub object_key: String,
}

/// A publisher with the grade that people gave it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PublisherView {
    pub name: String,
    pub domain: Option<String>,
    /// Articles that are not withdrawn.
    pub articles: u64,
    /// A (completely reliable) to F (cannot be judged).
    pub grade: Option<char>,
    pub graded_by: Option<String>,
    /// The decision's entry.
    pub entry: Option<i64>,
}

/// An article with everything that is read in it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ArticleReading {
    #[serde(flatten)]
    pub view: ArticleView,
    /// Its incident reports as people corrected them, rejected ones too.
    pub told: Vec<IncidentView>,
    /// The current report as people corrected it, without the body.
    pub report: Option<Report>,
    /// News and claims that are in no list.
    pub unsure: Vec<Incident>,
    pub unsure_claims: Vec<Claim>,
    /// Which words carry what, by start, longest first.
    pub marks: Vec<Marked>,
}

/// What a word or name finds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finds {
    /// Incidents told in these words.
    pub incidents: Group<IncidentView>,
    /// Incidents at a place of this name.
    pub places: Group<IncidentView>,
    pub actors: Group<ActorView>,
    /// Articles with these words in their headlines.
    pub articles: Group<ArticleItem>,
}

/// The first of some things, and how many there are.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Group<T> {
    pub items: Vec<T>,
    pub total: u64,
}

impl Ledger {
    /// Articles, latest recorded first.
    pub fn articles(&self, filter: &ArticleFilter) -> Result<Vec<ArticleItem>> {
        let item = |row| {
            let [id, incidents] = columns(row)?;
            Ok(ArticleItem { row: self.article_row(&id.text())?, incidents: incidents.number() })
        };
        self.store.ask(&Question::Articles(filter))?.into_iter().map(item).collect()
    }

    /// How many articles a filter finds, whatever its limit and offset.
    pub fn count_articles(&self, filter: &ArticleFilter) -> Result<u64> {
        self.number(&Question::CountArticles(filter))
    }

    /// How many claims.
    pub fn count_claims(&self, filter: &ClaimFilter) -> Result<u64> {
        self.number(&Question::CountClaims(filter))
    }

    /// How many tallies.
    pub fn count_tallies(&self, filter: &TallyFilter) -> Result<u64> {
        self.number(&Question::CountTallies(filter))
    }

    /// How many actors.
    pub fn count_actors(&self, filter: &ActorFilter) -> Result<u64> {
        self.number(&Question::CountActors(filter))
    }

    /// How many relations.
    pub fn count_relations(&self, filter: &RelationFilter) -> Result<u64> {
        self.number(&Question::CountRelations(filter))
    }

    fn number(&self, question: &Question<'_>) -> Result<u64> {
        let [number] = columns(self.store.ask(question)?.into_iter().next().unwrap_or_default())?;
        Ok(number.number())
    }

    /// Relations between actors that articles word, by day, article and place in it.
    pub fn relations(&self, filter: &RelationFilter) -> Result<Vec<RelationView>> {
        let view = |row| {
            let [article, report, position] = columns(row)?;
            let (article, seq) = (self.article_row(&article.text())?, report.number().cast_signed());
            let report = self.read_report(seq)?;
            let relation = report.relations.get(position.number() as usize).cloned();
            let relation = relation.ok_or_else(|| Error::BadEntry {
                seq,
                problem: "a relation is missing in it; `claimbook verify --repair` mends it".to_owned(),
            })?;
            let key = |party| crate::derive::party_key(&report, party);
            let (subject_key, object_key) = (key(&relation.subject), key(&relation.object));
            Ok(RelationView { article, report: seq, relation, subject_key, object_key })
        };
        self.store.ask(&Question::Relations(filter))?.into_iter().map(view).collect()
    }

    /// Publishers by name and domain.
    pub fn publishers(&self) -> Result<Vec<PublisherView>> {
        let decided = history::holding(self.store.as_ref(), Some(""))?;
        let grades = grades(&decided);
        let view = |row| {
            let [name, domain, articles] = columns(row)?;
            let (name, domain) = (name.text(), domain.maybe_text());
            let names = [Some(&name), domain.as_ref()];
            // A grade by name goes before one by domain, and the last one given holds; as accounts show them.
            let graded = names.into_iter().flatten().find_map(|name| grades.get(&fold(name)));
            Ok(PublisherView {
                articles: articles.number(),
                grade: graded.map(|(_, grade)| *grade),
                graded_by: graded.map(|(d, _)| d.decision.by.clone()),
                entry: graded.map(|(d, _)| d.entry),
                name,
                domain,
            })
        };
        self.store.ask(&Question::Publishers)?.into_iter().map(view).collect()
    }

    /// An article with its current reading as people corrected it.
    pub fn reading(&self, id: &str) -> Result<ArticleReading> {
        let mut view = self.article(id)?;
        let (unsure, unsure_claims) =
            (std::mem::take(&mut view.unsure), std::mem::take(&mut view.unsure_claims));
        let (mut told, mut report, mut marks) = (Vec::new(), None, Vec::new());
        if let Some(current) = view.reports.iter().find(|r| r.current) {
            let decided = history::holding(self.store.as_ref(), Some(&view.row.id))?;
            let read = Read::of(self.store.as_ref(), current.seq, &view.row.id, &decided)?;
            for position in 0..read.incidents.len() {
                let article = view.row.id.clone();
                told.push(incident_view(
                    &Found { article, report: current.seq, position, incident: None },
                    &read,
                )?);
            }
            told.sort_by_cached_key(|v| (sort_day(&v.record), v.id.clone()));
            marks = marked(&read.report, &read.incidents);
            report = Some(read.report);
        }
        Ok(ArticleReading { view, told, report, unsure, unsure_claims, marks })
    }

    /// What a word or a name finds, in any script; `names` are those of an actor the codebook knows by it too.
    pub fn search(&self, text: &str, names: Vec<String>, limit: usize) -> Result<Finds> {
        let incidents = |filter: IncidentFilter| {
            let total = self.count_incidents(&filter)?;
            Ok::<_, Error>(Group { items: self.incidents(&filter)?, total })
        };
        let limited = IncidentFilter { limit: Some(limit), ..IncidentFilter::default() };
        let actors = ActorFilter { names, limit: Some(limit), ..ActorFilter::default() };
        let articles =
            ArticleFilter { text: Some(text.to_owned()), limit: Some(limit), ..ArticleFilter::default() };
        Ok(Finds {
            incidents: incidents(IncidentFilter { text: Some(text.to_owned()), ..limited.clone() })?,
            places: incidents(IncidentFilter { places: vec![text.to_owned()], ..limited })?,
            actors: Group { items: self.actors(&actors)?, total: self.count_actors(&actors)? },
            articles: Group { items: self.articles(&articles)?, total: self.count_articles(&articles)? },
        })
    }
}
