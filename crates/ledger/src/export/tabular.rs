//! Files in the columns of other code books: ACLED-like, GED-like, GTD-like.
//!
//! Owns: the rows, the list of rows held back with the reason, and the sidecar that says which ledger, rules and numbers
//! the rows rest on. In: cases. Out: CSV and JSON. Refuses: columns the code book does not have, unless the user asks for
//! Claimbook's own behind them.

use super::cases::{Case, Cases};
use super::cells::csv;
use super::codes::{Column, columns};
use super::facts::Facts;
use super::package::{Draft, File, Item, Shape};
use super::reduce::{Reduced, Rule, reduce};
use super::{ExportOptions, acled, ged, gtd};
use crate::entry::Head;
use crate::error::Result;
use crate::printable;
use claimbook_records::Codebook;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Which code book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Book {
    Acled,
    Ged,
    Gtd,
}

impl Book {
    fn name(self) -> &'static str {
        match self {
            Self::Acled => "acled",
            Self::Ged => "ged",
            Self::Gtd => "gtd",
        }
    }

    /// Name and version of the mapping; raised with every change to what a cell holds.
    fn rule_set(self) -> String {
        format!("claimbook.{}-like/1", self.name())
    }

    fn rule(self, options: &ExportOptions) -> Rule {
        options.fatalities.unwrap_or(match self {
            Self::Acled => Rule::Acled,
            Self::Ged => Rule::Ucdp,
            Self::Gtd => Rule::Gtd,
        })
    }
}

/// Trailing columns of `--extra-columns`.
const EXTRA: [(&str, &str); 5] = [
    ("claimbook_incident_id", "id of the linked incident in the ledger"),
    ("ledger_version", "number and hash of the ledger's last entry"),
    ("export_rule_set", "which mapping wrote the row"),
    ("review_state", "'machine-coded, unreviewed' until a person has looked at it"),
    ("standing", "what the accounts together support"),
];

/// Cells by column; a column that is left out is blank.
#[derive(Debug, Default)]
pub(super) struct Cells(BTreeMap<&'static str, String>);

impl Cells {
    /// Sets a cell.
    pub(super) fn put(&mut self, column: &'static str, value: impl ToString) {
        self.0.insert(column, value.to_string());
    }

    /// Sets a cell where there is something to say.
    pub(super) fn maybe(&mut self, column: &'static str, value: Option<impl ToString>) {
        if let Some(value) = value {
            self.put(column, value);
        }
    }
}

/// A row, or why there is none.
pub(super) type Told = std::result::Result<Cells, &'static str>;

/// What a row is made from.
pub(super) struct Source<'a> {
    pub(super) case: &'a Case,
    pub(super) facts: &'a Facts,
    pub(super) killed: Reduced,
    pub(super) injured: Reduced,
    pub(super) options: &'a ExportOptions,
}

/// Why no code book takes an incident, whichever it is.
pub(super) fn unfit(source: &Source<'_>) -> Option<&'static str> {
    use claimbook_records::report::Stage;
    let facts = source.facts;
    if facts.stage > Stage::Attempted {
        return Some("planned, threatened or hypothetical: nothing took place");
    }
    if !facts.denied.is_empty() && !source.options.keep_denied {
        return Some("denied that it took place");
    }
    if facts.from.or(facts.to).is_none() {
        return Some("no date");
    }
    None
}

/// Writes the three files.
pub(super) fn write(
    book: Book,
    cases: &Cases,
    options: &ExportOptions,
    codebook: &Codebook,
    head: &Head,
) -> Result<Draft> {
    let columns = columns(book.name());
    let version = format!("{}:{}", head.seq, head.hash);
    let mut items: Vec<Item> = Vec::new();
    let mut dropped: Vec<[String; 2]> = Vec::new();
    let mut sidecar: Vec<Value> = Vec::new();
    for (id, reason) in &cases.gated {
        // What the public may not see, it may not learn of either.
        if !options.published_only {
            dropped.push([id.clone(), (*reason).to_owned()]);
        }
    }
    for case in &cases.cases {
        let facts = Facts::of(case, codebook);
        let rule = book.rule(options);
        let (killed, mut injured) = (reduce(&facts.killed, rule), reduce(&facts.injured, rule));
        if facts.injured.is_empty() {
            // That nothing told is nobody is ACLED's rule for the dead; it does not code injured.
            injured.best = None;
        }
        let source = Source { case, facts: &facts, killed, injured, options };
        let told = match book {
            Book::Acled => acled::row(&source),
            Book::Ged => ged::row(&source),
            Book::Gtd => gtd::row(&source),
        };
        let cells = match told {
            Ok(cells) => cells,
            Err(reason) => {
                dropped.push([case.incident.id.clone(), reason.to_owned()]);
                continue;
            }
        };
        let unknown = cells.0.keys().find(|k| !columns.iter().any(|c| c.name == **k));
        debug_assert!(unknown.is_none(), "no column {unknown:?}");
        let mut row: Vec<String> =
            columns.iter().map(|c| cells.0.get(c.name).map(|v| one_line(v)).unwrap_or_default()).collect();
        if options.extra_columns {
            row.extend([
                case.incident.id.clone(),
                version.clone(),
                book.rule_set(),
                case.review.clone(),
                case.incident.standing.standing.to_string(),
            ]);
        }
        items.push(Item::row(case.id(), row, columns.len()));
        sidecar.push(json!({
            "id": case.id(),
            "incident": case.incident.id,
            "review": case.review,
            "standing": case.incident.standing.standing,
            "killed": source.killed,
            "injured": source.injured,
        }));
    }
    let mut header: Vec<&str> = columns.iter().map(|c| c.name).collect();
    if options.extra_columns {
        header.extend(EXTRA.map(|(name, _)| name));
    }
    let schema = schema(book, &columns, options, head, &sidecar, dropped.len());
    let header = header.into_iter().map(str::to_owned).collect();
    let mut draft = Draft::of(Shape::Csv(header), items);
    draft
        .beside
        .push(File::new("dropped.csv", csv(&["claimbook_incident_id", "reason"], &dropped, options.cells)?));
    draft.schema = Some(schema);
    draft.exported.dropped = dropped.len() as u64;
    draft.exported.unwritten = cases.cases.len() as u64 - draft.items.len() as u64;
    Ok(draft)
}

fn schema(
    book: Book,
    columns: &[Column],
    options: &ExportOptions,
    head: &Head,
    rows: &[Value],
    dropped: usize,
) -> Value {
    let mut columns: Vec<Value> = columns.iter().map(|c| json!(c)).collect();
    if options.extra_columns {
        columns
            .extend(EXTRA.map(|(name, text)| json!({"name": name, "type": "string", "description": text})));
    }
    json!({
        "schema": "claimbook.table-schema/1",
        "format": format!("{}-like", book.name()),
        "note": "Made from news reports by Claimbook; not data of the project whose columns it follows.",
        "export_rule_set": book.rule_set(),
        "ledger_version": {"seq": head.seq, "hash": head.hash},
        "fatalities_rule": book.rule(options),
        "coordinate_decimals": options.decimals,
        "published_only": options.published_only,
        "columns": columns,
        "rows": rows,
        "dropped": dropped,
    })
}

/// Indented JSON that ends with a line break.
pub(super) fn pretty(value: &Value) -> Result<Vec<u8>> {
    let text = serde_json::to_string_pretty(value).map_err(std::io::Error::from)?;
    Ok((printable::json(&text) + "\n").into_owned().into_bytes())
}

/// Text without line breaks, as the cells of these files have it.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
