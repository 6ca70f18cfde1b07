//! The queries of a run.
//!
//! Owns: their text. In: what counts as up to date, months, the user's filter. Out: SQL. Refuses: values of articles in it.

use crate::failure::Failure;
use crate::rows::{Table, all_columns};
use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::parser::Parser;
use datafusion::sql::sqlparser::tokenizer::Token;

/// What a reading must be of to be left as it is.
#[derive(Debug, Clone)]
pub(super) struct Fresh {
    pub(super) engine: String,
    pub(super) gate: String,
    pub(super) mentions: bool,
    pub(super) captures: bool,
}

impl Fresh {
    /// The engine as it stands in the table: one that keeps mentions is another.
    fn engine(&self) -> String {
        if self.mentions { format!("{}+mentions", self.engine) } else { self.engine.clone() }
    }

    /// The engines whose readings do: more than is asked for is enough.
    fn enough(&self) -> String {
        let all = format!("'{}+mentions'", self.engine);
        if self.mentions { all } else { format!("{all}, '{}'", self.engine) }
    }

    /// True for rows that need no second reading: what the same look passed over stays so whatever the engine.
    fn condition(&self) -> String {
        let captured = if self.captures { " AND (captured IS NOT NULL OR outcome = 'failed')" } else { "" };
        format!(
            "((outcome IN ('read', 'failed') AND engine IN ({}){captured}) OR (outcome IN ('quiet', 'uncoded') AND gate = '{}') \
             OR outcome = 'refused')",
            self.enough(),
            self.gate
        )
    }
}

/// A condition of the user's, by itself: it may not end our brackets.
pub(super) fn condition(text: &str) -> Result<String, Failure> {
    let usage = |problem: String| {
        Failure::Usage(format!(
            "--where {text}: {problem}; it is one condition, such as language = 'en' AND month >= '2024-01'"
        ))
    };
    let mut parser =
        Parser::new(&GenericDialect {}).try_with_sql(text).map_err(|error| usage(error.to_string()))?;
    let condition = parser.parse_expr().map_err(|error| usage(error.to_string()))?;
    match parser.peek_token().token {
        Token::EOF => Ok(condition.to_string()),
        more => Err(usage(format!("'{more}' is too much"))),
    }
}

fn filtered(filter: Option<&str>) -> String {
    filter.map_or_else(|| "true".to_owned(), |filter| format!("({filter})"))
}

fn listed(months: &[&str]) -> String {
    months.iter().map(|month| format!("'{month}'")).collect::<Vec<_>>().join(", ")
}

/// Articles and new articles by month and file.
pub(super) fn plan(filter: Option<&str>, held: Option<&Fresh>) -> String {
    let filter = filtered(filter);
    match held {
        None => format!(
            "SELECT month, file, count(*) AS articles, count(*) AS new FROM articles WHERE {filter} GROUP BY month, file"
        ),
        Some(fresh) => format!(
            "SELECT a.month, a.file, count(*) AS articles, count(*) - count(d.known) AS new \
             FROM (SELECT id, month, file FROM articles WHERE {filter}) a \
             LEFT JOIN (SELECT id AS known FROM reports WHERE {}) d ON a.id = d.known GROUP BY a.month, a.file",
            fresh.condition()
        ),
    }
}

/// The rows of the table of reports that are read now, of some months.
pub(super) fn reports(filter: Option<&str>, fresh: &Fresh, months: &[&str], held: bool) -> String {
    let (filter, months) = (filtered(filter), listed(months));
    let captured = if fresh.captures { "captured" } else { "CAST(NULL AS BYTEA) AS captured" };
    let new = match held {
        false => "articles".to_owned(),
        true => format!(
            "(SELECT a.* FROM articles a LEFT ANTI JOIN (SELECT id FROM reports WHERE month IN ({months}) AND {}) d ON a.id = d.id)",
            fresh.condition()
        ),
    };
    format!(
        "SELECT id, input, \
         CASE WHEN refused IS NOT NULL THEN 'refused' WHEN gated = 'tells no act' THEN 'quiet' WHEN gated IS NOT NULL THEN 'uncoded' \
         WHEN r LIKE '!%' THEN 'failed' ELSE 'read' END AS outcome, \
         coalesce(refused, gated, CASE WHEN r LIKE '!%' THEN substr(r, 2) END) AS reason, \
         published, publisher, domain, url, headline, language, \
         CASE WHEN refused IS NULL AND gated IS NULL THEN '{engine}' END AS engine, \
         CASE WHEN gated IS NOT NULL THEN '{gate}' END AS gate, \
         incidents_in(r) AS incidents, capture, \
         CASE WHEN r LIKE '{{%' THEN article END AS article, CASE WHEN r LIKE '{{%' THEN r END AS report, \
         CASE WHEN r LIKE '{{%' THEN captured END AS captured, month, CAST(0 AS BIGINT) AS rank \
         FROM (SELECT *, CASE WHEN refused IS NULL AND gated IS NULL THEN read(article, '{hash}', {mentions}) END AS r \
         FROM (SELECT id, input, refused, published, publisher, domain, url, headline, language, capture, article, {captured}, month, \
         CASE WHEN refused IS NULL THEN gate(article) END AS gated \
         FROM {new} AS n WHERE {filter} AND month IN ({months})))",
        engine = fresh.engine(),
        gate = fresh.gate,
        hash = fresh.engine,
        mentions = fresh.mentions
    )
}

/// What was just read of some months, and what the archive has of them. Where an article is in both, the first has the lower rank and stays.
pub(super) fn merged(months: &[&str]) -> String {
    let names: Vec<&str> =
        all_columns().filter(|column| column.table == "reports").map(|column| column.name).collect();
    let (names, months) = (names.join(", "), listed(months));
    format!(
        "SELECT {names}, month, CAST(0 AS BIGINT) AS rank FROM new_reports \
         UNION ALL SELECT {names}, month, CAST(1 AS BIGINT) AS rank FROM reports WHERE month IN ({months})"
    )
}

/// The rows of a flat table for what was just read.
pub(super) fn rows(table: Table) -> String {
    let fields = table.fields();
    let columns: Vec<String> =
        fields.iter().map(|field| format!("r['{0}'] AS \"{0}\"", field.name())).collect();
    format!(
        "SELECT {}, month FROM (SELECT month, unnest({}(id, report)) AS r FROM new_reports WHERE report IS NOT NULL)",
        columns.join(", "),
        table.function()
    )
}

/// Articles read and passed over, inputs that failed, and incidents, of what was just read.
pub(super) const COUNTS: &str = "SELECT count(*) FILTER (WHERE outcome = 'read'), \
    count(*) FILTER (WHERE outcome IN ('quiet', 'uncoded')), \
    count(*) FILTER (WHERE outcome IN ('refused', 'failed')), \
    CAST(coalesce(sum(incidents), 0) AS BIGINT) FROM new_reports";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_stays_within_its_brackets() {
        assert_eq!(
            condition("language='en' AND month >= '2024-01'").unwrap(),
            "language = 'en' AND month >= '2024-01'"
        );
        assert_eq!(condition("headline = 'it''s' -- all").unwrap(), "headline = 'it''s'");
        for odd in ["language = 'en') OR (true", "true; DROP TABLE reports", "month =", ""] {
            let told = condition(odd).unwrap_err().to_string();
            assert!(told.contains("one condition"), "{told}");
        }
    }
}
