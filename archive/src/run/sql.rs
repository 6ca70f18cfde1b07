//! The queries of a run.
//!
//! Owns: their text. In: what counts as up to date, months, the user's filter. Out: SQL. Refuses: values of articles in it.

use crate::rows::{Table, all_columns};

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

    /// True for rows that need no second reading: what the same look passed over stays so whatever the engine.
    fn condition(&self) -> String {
        let captured = if self.captures { " AND (captured IS NOT NULL OR outcome = 'failed')" } else { "" };
        format!(
            "((outcome IN ('read', 'failed') AND engine = '{}'{captured}) OR (outcome IN ('quiet', 'uncoded') AND gate = '{}') \
             OR outcome = 'refused')",
            self.engine(),
            self.gate
        )
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

/// The rows of the table of reports for some months: what is read now, and what was before. Where an article is in both, the first has the
/// lower rank and stays.
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
    let read = format!(
        "SELECT id, input, \
         CASE WHEN refused IS NOT NULL THEN 'refused' WHEN gated = 'tells no act' THEN 'quiet' WHEN gated IS NOT NULL THEN 'uncoded' \
         WHEN r['failed'] IS NOT NULL THEN 'failed' ELSE 'read' END AS outcome, \
         coalesce(refused, gated, r['failed']) AS reason, \
         published, publisher, domain, url, headline, language, \
         CASE WHEN refused IS NULL AND gated IS NULL THEN '{engine}' END AS engine, \
         CASE WHEN gated IS NOT NULL THEN '{gate}' END AS gate, \
         r['incidents'] AS incidents, capture, \
         CASE WHEN r['report'] IS NOT NULL THEN article END AS article, r['report'] AS report, \
         CASE WHEN r['report'] IS NOT NULL THEN captured END AS captured, month, CAST(0 AS BIGINT) AS rank \
         FROM (SELECT *, CASE WHEN refused IS NULL AND gated IS NULL THEN read(article, '{hash}', {mentions}) END AS r \
         FROM (SELECT id, input, refused, published, publisher, domain, url, headline, language, capture, article, {captured}, month, \
         CASE WHEN refused IS NULL THEN gate(article) END AS gated \
         FROM {new} AS n WHERE {filter} AND month IN ({months})))",
        engine = fresh.engine(),
        gate = fresh.gate,
        hash = fresh.engine,
        mentions = fresh.mentions
    );
    if !held {
        return read;
    }
    let names: Vec<&str> =
        all_columns().filter(|column| column.table == "reports").map(|column| column.name).collect();
    format!(
        "{read} UNION ALL SELECT {}, month, CAST(1 AS BIGINT) AS rank FROM reports WHERE month IN ({months})",
        names.join(", ")
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
