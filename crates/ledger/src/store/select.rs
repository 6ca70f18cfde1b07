//! Lists as SQL, for every database.
//!
//! Owns: the statement of each list, its order and its pages, and where databases ask differently. In: filters. Out:
//! statements with `?` placeholders, and their parameters. Refuses: to put a text value into the text of a statement,
//! and to know more of a database than its [`Dialect`].

use super::conditions::{self, Probe, never_common};
use crate::error::{Error, Result};
use crate::filter::{ActorFilter, ClaimFilter, IncidentFilter, TallyFilter};

/// A parameter of a statement.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Text(String),
    Integer(i64),
    Real(f64),
    /// Words that all must be found.
    Words(Vec<String>),
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

/// Where databases ask the same thing differently.
#[derive(Debug)]
pub(super) struct Dialect {
    /// Column of the word index that holds the incident's row, and the condition on its words.
    pub(super) words: (&'static str, &'static str),
    /// The limit that is none, for an offset alone.
    pub(super) no_limit: &'static str,
    /// Whether branches that an index sorts are merged, so that a page need not read all of each.
    pub(super) sorts_branches: bool,
    /// The whole part of a number that is not negative.
    pub(super) whole: fn(&str) -> String,
}

/// A statement and its parameters.
#[derive(Debug)]
pub(super) struct Query {
    pub(super) text: String,
    pub(super) values: Vec<Value>,
}

/// Incidents by day, article, id: columns article, report, position, incident.
pub(super) fn incidents(filter: &IncidentFilter, dialect: &Dialect, probe: Probe<'_>) -> Result<Query> {
    let page = page(filter.limit, filter.offset, dialect)?;
    // By sort_day, article, incident.
    let order = " ORDER BY 5, 1, 4";
    let each = match filter.limit {
        Some(limit) if !dialect.sorts_branches => {
            format!("{order} LIMIT {}", limit.saturating_add(filter.offset).min(i64::MAX as usize))
        }
        _ => String::new(),
    };
    let (text, values) = conditions::incidents(filter, dialect, probe)?
        .select("i.article, i.report, i.position, i.incident, i.sort_day", &each);
    Ok(Query { text: format!("{text}{order}{page}"), values })
}

/// How many incidents a filter finds, whatever its limit.
pub(super) fn count_incidents(filter: &IncidentFilter, dialect: &Dialect) -> Result<Query> {
    let whole = IncidentFilter { after: None, ..filter.clone() };
    let (text, values) = conditions::incidents(&whole, dialect, &never_common)?.select("1", "");
    Ok(Query { text: format!("SELECT count(*) FROM ({text}) AS found"), values })
}

/// Claims by day, article, place in the report: columns article, report, position, incident.
pub(super) fn claims(filter: &ClaimFilter, dialect: &Dialect) -> Result<Query> {
    let wanted = conditions::claims(filter, dialect)?;
    let text = format!(
        "SELECT c.article, c.report, c.position, c.incident FROM claims AS c{} \
         ORDER BY c.sort_day, c.article, c.position{}",
        wanted.sql(),
        page(filter.limit, filter.offset, dialect)?
    );
    Ok(Query { text, values: wanted.values })
}

/// Tallies by as-of day, article, place in the report: columns article, report, position and nothing.
pub(super) fn tallies(filter: &TallyFilter, dialect: &Dialect, probe: Probe<'_>) -> Result<Query> {
    let wanted = conditions::tallies(filter, probe)?;
    let text = format!(
        "SELECT t.article, t.report, t.position, NULL FROM tallies AS t{} \
         ORDER BY t.sort_day, t.article, t.position{}",
        wanted.sql(),
        page(filter.limit, filter.offset, dialect)?
    );
    Ok(Query { text, values: wanted.values })
}

/// Keys of actors by number of articles, most first, then key; with that number.
pub(super) fn actors(filter: &ActorFilter, dialect: &Dialect) -> Result<Query> {
    let wanted = conditions::actors(filter);
    let text = format!(
        "SELECT a.key, count(DISTINCT a.article) AS n FROM actors AS a{} GROUP BY a.key ORDER BY n DESC, a.key{}",
        wanted.sql(),
        page(filter.limit, filter.offset, dialect)?
    );
    Ok(Query { text, values: wanted.values })
}

/// `LIMIT` and `OFFSET` with a leading space.
pub(super) fn page(limit: Option<usize>, offset: usize, dialect: &Dialect) -> Result<String> {
    for (name, number) in [("limit", limit.unwrap_or(0)), ("offset", offset)] {
        if i64::try_from(number).is_err() {
            return Err(Error::BadRequest(format!("{number} is too large for the {name} of a list")));
        }
    }
    Ok(match (limit, offset) {
        (None, 0) => String::new(),
        (None, offset) => format!(" LIMIT {} OFFSET {offset}", dialect.no_limit),
        (Some(limit), offset) => format!(" LIMIT {limit} OFFSET {offset}"),
    })
}

/// The least text above every text that begins with `prefix`.
pub(super) fn above(prefix: &str) -> String {
    format!("{prefix}\u{10FFFF}")
}
