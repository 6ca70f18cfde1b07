//! `claimbook incidents`: what the articles tell, one row an incident report.
//!
//! Owns: arguments and columns. In: filters. Out: a table or JSON. Refuses: merging accounts.

use crate::book::BookArguments;
use crate::failure::Failure;
use crate::selection::Selection;
use crate::table::Column::{Number, Words};
use crate::{phrase, table};
use claimbook_ledger::IncidentView;
use claimbook_overlay::Data;
use claimbook_records::report::PlaceRole;

/// List incidents, earliest first
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  claimbook incidents --from 2024-01 --to 2024-03 --place IQ
  claimbook incidents --type drone_attack --standing claimed_only --json
  claimbook incidents --actor 'Red Sash Commandos' --actor-role perpetrator")]
pub struct Arguments {
    #[command(flatten)]
    book: BookArguments,
    #[command(flatten)]
    selection: Selection,
    /// Print one JSON object a line
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(arguments: &Arguments, data: &Data) -> Result<(), Failure> {
    let filter = arguments.selection.filter(&data.codebook()?);
    let ledger = arguments.book.read()?;
    if arguments.json {
        let mut failed = None;
        ledger.incidents_each(&filter, &mut |view| {
            // A failure of our own output is carried past the ledger's own error type.
            if failed.is_none() {
                failed = table::json([view]).err();
            }
            Ok(())
        })?;
        return failed.map_or(Ok(()), Err);
    }
    let rows = ledger.incidents(&filter)?.iter().map(row).collect();
    let columns = [
        Words("incident"),
        Words("when"),
        Words("type"),
        Words("stage"),
        Words("standing"),
        Words("where"),
        Words("by"),
        Number("killed"),
        Number("injured"),
        Words("publisher"),
    ];
    table::print(&columns, rows, "no incidents")
}

fn row(view: &IncidentView) -> Vec<String> {
    let record = &view.record;
    let mut kind = phrase::kind(record.kind);
    if record.aggregate {
        kind.push_str(
            &record
                .count
                .as_ref()
                .map_or_else(|| " (several)".to_owned(), |c| format!(" × {}", phrase::count(c))),
        );
    }
    let places: Vec<&str> =
        record.places.iter().filter(|p| p.role == PlaceRole::Target).map(|p| p.name.as_str()).collect();
    let by: Vec<String> = record
        .perpetrators
        .iter()
        .map(|p| format!("{} ({})", p.name, p.basis.as_str().replace('_', " ")))
        .collect();
    let count =
        |c: &Option<claimbook_records::report::Count>| c.as_ref().map(phrase::count).unwrap_or_default();
    vec![
        view.short_id().to_owned(),
        record.date.as_ref().map(phrase::date).unwrap_or_default(),
        kind,
        record.stage.to_string(),
        view.standing.standing.as_str().replace('_', " "),
        places.join(", "),
        by.join("; "),
        count(&record.outcome.killed),
        count(&record.outcome.injured),
        view.article.publisher.clone().unwrap_or_default(),
    ]
}
