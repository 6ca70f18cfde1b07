//! Questions about many things at once, for every database.
//!
//! Owns: what can be asked beside lists of records (counts by a property, days, points, cells of a grid, articles,
//! relations, publishers) and the statement of each. In: filters. Out: statements with `?` placeholders; rows of
//! [`Cell`]s in the columns named with each [`Question`]. Refuses: to read what rows mean (see [`crate::overview`] and
//! [`crate::catalogue`]).

use super::conditions::{self, never_common};
use super::select::{Dialect, Query, Value, page};
use crate::error::Result;
use crate::filter::{ActorFilter, ArticleFilter, ClaimFilter, IncidentFilter, RelationFilter, TallyFilter};

/// One value of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    Null,
    Text(String),
    Integer(i64),
    Real(f64),
}

impl Cell {
    /// The text, empty for anything else.
    pub(crate) fn text(self) -> String {
        if let Self::Text(text) = self { text } else { String::new() }
    }

    /// The text, if there is one.
    pub(crate) fn maybe_text(self) -> Option<String> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The number, 0 for anything else.
    pub(crate) fn number(&self) -> u64 {
        if let Self::Integer(number) = self { number.unsigned_abs() } else { 0 }
    }

    /// The number, 0 for anything else.
    pub(crate) fn real(&self) -> f64 {
        if let Self::Real(number) = self { *number } else { 0.0 }
    }
}

/// A property by which incident reports are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    Type,
    Stage,
    Standing,
    Review,
    /// Country of a place struck.
    Country,
    Publisher,
    /// Whoever is named as having done it, on whatever ground, where the report knows the actor.
    Actor,
}

/// What is asked, with the columns of the answer.
#[derive(Debug)]
pub enum Question<'q> {
    /// value, number of incident reports, a name for the value; most first, then by value.
    Count {
        by: By,
        filter: &'q IncidentFilter,
        top: usize,
    },
    /// first day, standing, number of incident reports; in order.
    Days(&'q IncidentFilter),
    /// [`POINT`]; by day, article, id.
    Points {
        filter: &'q IncidentFilter,
        limit: usize,
    },
    /// [`POINT`] (the least of each in the cell), number, sums of latitude and longitude, least and greatest latitude and
    /// longitude, row and column of the cell; a row for each standing in a cell. `degrees` is the width of a cell.
    Cells {
        filter: &'q IncidentFilter,
        degrees: f64,
    },
    /// id, number of incident reports; latest recorded first.
    Articles(&'q ArticleFilter),
    CountArticles(&'q ArticleFilter),
    CountClaims(&'q ClaimFilter),
    CountTallies(&'q TallyFilter),
    CountActors(&'q ActorFilter),
    /// article, report, position; by day, article, place in the report.
    Relations(&'q RelationFilter),
    CountRelations(&'q RelationFilter),
    /// id; every article of which more than one report stands, in order.
    ReadTwice,
    /// name, domain, number of articles; by name, then domain.
    Publishers,
}

/// Columns of a point: incident, latitude, longitude, place, level, day, type, stage, standing, review, whether it is an
/// aggregate.
pub(crate) const POINT: [&str; 11] = [
    "incident",
    "lat",
    "lon",
    "place",
    "level",
    "sort_day",
    "type",
    "stage",
    "standing",
    "review",
    "aggregate",
];

/// The statement of a question.
pub(super) fn statement(question: &Question<'_>, dialect: &Dialect) -> Result<Query> {
    let found = |filter: &IncidentFilter, columns: &str| -> Result<(String, Vec<Value>)> {
        Ok(conditions::incidents(&filter.whole(), dialect, &never_common)?.select(columns, ""))
    };
    let points = POINT.map(|column| format!("i.{column}")).join(", ");
    let query = |text: String, values: Vec<Value>| Ok(Query { text, values });
    match question {
        Question::Count { by, filter, top } => {
            let own = "SELECT f.value, count(*) AS n, f.value FROM ({}) AS f";
            let (columns, rest) = match by {
                By::Type => ("i.type AS value", own),
                By::Stage => ("i.stage AS value", own),
                By::Standing => ("i.standing AS value", own),
                By::Review => ("i.review AS value", own),
                By::Country => (
                    "i.row",
                    "SELECT k.value AS value, count(DISTINCT k.row) AS n, k.value FROM ({}) AS f JOIN place_keys AS k ON k.row = f.row \
                     WHERE k.role = 'target' AND k.value >= 'country:' AND k.value < 'country;'",
                ),
                By::Publisher => (
                    "i.article",
                    "SELECT a.publisher AS value, count(*) AS n, a.publisher FROM ({}) AS f JOIN articles AS a ON a.id = f.article \
                     WHERE a.publisher IS NOT NULL",
                ),
                By::Actor => (
                    "i.row, i.report",
                    "SELECT k.value AS value, count(DISTINCT k.row) AS n, min(a.name) FROM ({}) AS f \
                     JOIN party_keys AS k ON k.row = f.row JOIN actors AS a ON a.report = f.report AND a.key = k.value \
                     WHERE k.role = 'perpetrator'",
                ),
            };
            let (inner, values) = found(filter, columns)?;
            let text = rest.replace("{}", &inner);
            query(format!("{text} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {top}"), values)
        }
        Question::Days(filter) => {
            let (inner, values) = found(filter, "i.sort_day AS day, i.standing AS standing")?;
            let text = format!("SELECT f.day, f.standing, count(*) FROM ({inner}) AS f GROUP BY 1, 2 ORDER BY 1, 2");
            query(text, values)
        }
        Question::Points { filter, limit } => {
            let (inner, values) = found(filter, &format!("{points}, i.article"))?;
            let columns = POINT.map(|column| format!("f.{column}")).join(", ");
            let text = format!(
                "SELECT {columns} FROM ({inner}) AS f WHERE f.lat IS NOT NULL \
                 ORDER BY f.sort_day, f.article, f.incident LIMIT {limit}"
            );
            query(text, values)
        }
        Question::Cells { filter, degrees } => {
            let (inner, values) = found(filter, &points)?;
            let least = POINT.map(|column| format!("min(f.{column})")).join(", ");
            let cell = |value: &str, shift: u32| (dialect.whole)(&format!("(f.{value} + {shift}) / {degrees:.12}"));
            let text = format!(
                "SELECT {least}, count(*), sum(f.lat), sum(f.lon), min(f.lat), max(f.lat), min(f.lon), max(f.lon), \
                 {row}, {column} FROM ({inner}) AS f WHERE f.lat IS NOT NULL \
                 GROUP BY {row}, {column}, f.standing ORDER BY {row}, {column}, f.standing",
                row = cell("lat", 90),
                column = cell("lon", 180),
            );
            query(text, values)
        }
        Question::Articles(filter) => {
            let wanted = conditions::articles(filter)?;
            let text = format!(
                "SELECT a.id, (SELECT count(*) FROM reports AS r JOIN incident_reports AS i ON i.report = r.seq \
                 WHERE r.article = a.id AND r.current = 1) FROM articles AS a{} ORDER BY a.seq DESC{}",
                wanted.sql(),
                page(filter.limit, filter.offset, dialect)?
            );
            query(text, wanted.values)
        }
        Question::CountArticles(filter) => {
            let wanted = conditions::articles(filter)?;
            query(format!("SELECT count(*) FROM articles AS a{}", wanted.sql()), wanted.values)
        }
        Question::CountClaims(filter) => {
            let wanted = conditions::claims(filter, dialect)?;
            query(format!("SELECT count(*) FROM claims AS c{}", wanted.sql()), wanted.values)
        }
        Question::CountTallies(filter) => {
            let wanted = conditions::tallies(filter, &never_common)?;
            query(format!("SELECT count(*) FROM tallies AS t{}", wanted.sql()), wanted.values)
        }
        Question::CountActors(filter) => {
            let wanted = conditions::actors(filter);
            query(format!("SELECT count(DISTINCT a.key) FROM actors AS a{}", wanted.sql()), wanted.values)
        }
        Question::Relations(filter) => {
            let wanted = conditions::relations(filter)?;
            let text = format!(
                "SELECT r.article, r.report, r.position FROM relations AS r{} ORDER BY r.sort_day, r.article, r.position{}",
                wanted.sql(),
                page(filter.limit, filter.offset, dialect)?
            );
            query(text, wanted.values)
        }
        Question::CountRelations(filter) => {
            let wanted = conditions::relations(filter)?;
            query(format!("SELECT count(*) FROM relations AS r{}", wanted.sql()), wanted.values)
        }
        Question::ReadTwice => query(
            "SELECT r.article FROM reports AS r JOIN articles AS a ON a.id = r.article \
             WHERE r.withdrawn IS NULL AND a.withdrawn IS NULL GROUP BY 1 HAVING count(*) > 1 ORDER BY 1"
                .to_owned(),
            Vec::new(),
        ),
        Question::Publishers => query(
            "SELECT publisher, domain, count(*) FROM articles WHERE withdrawn IS NULL AND publisher IS NOT NULL \
             GROUP BY 1, 2 ORDER BY 1, 2"
                .to_owned(),
            Vec::new(),
        ),
    }
}
