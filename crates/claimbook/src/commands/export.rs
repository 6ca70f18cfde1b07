//! `claimbook export`: incidents for other programs.
//!
//! Owns: arguments. In: filters and a form. Out: a file or stdout. Refuses: finer places than the locality; names of
//! private victims unless `--private` is said.

use crate::book::BookArguments;
use crate::failure::Failure;
use crate::overlay::Data;
use crate::selection::Selection;
use crate::table::output;
use claimbook_ledger::export::{Audience, ExportOptions, Format, export};
use std::io::Write;
use std::path::PathBuf;

/// Write incidents as JSONL, CSV or GeoJSON, or linked over articles
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  claimbook export --as csv --from 2024-01 > incidents.csv
  claimbook export --as geojson --out map.geojson --type drone_attack
  claimbook export --as jsonl --private --out everything.jsonl
  claimbook export --as incidents      # what all accounts of an incident support together")]
pub struct Arguments {
    /// jsonl, csv, geojson: one line an incident report; clusters, incidents: one line a linked incident
    #[arg(long = "as", value_name = "FORMAT")]
    format: Format,
    /// Write to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Leave names of private victims in; without it they are withheld
    #[arg(long)]
    private: bool,
    /// Decimals of a degree in coordinates: 2 is about 1 km, 1 about 11 km, 0 about 111 km
    #[arg(long, value_name = "N")]
    decimals: Option<u8>,
    #[command(flatten)]
    book: BookArguments,
    #[command(flatten)]
    selection: Selection,
}

/// Runs the command.
pub fn run(arguments: &Arguments, data: &Data) -> Result<(), Failure> {
    let filter = arguments.selection.filter(&data.codebook()?);
    let ledger = arguments.book.open()?;
    let mut options = ExportOptions::default();
    if arguments.private {
        options.audience = Audience::Private;
    }
    options.decimals = arguments.decimals.unwrap_or(options.decimals);
    let mut out = output(arguments.out.as_deref())?;
    let exported = export(&ledger, &filter, arguments.format, options, &mut out)?;
    out.flush().map_err(Failure::io("the export"))?;
    if matches!(arguments.format, Format::Clusters | Format::Incidents) {
        eprintln!("claimbook: {} linked incidents; machine output, not reviewed", exported.incidents);
        return Ok(());
    }
    eprintln!(
        "claimbook: {} incidents, {} with names withheld, {} without a point; machine output, not reviewed",
        exported.incidents, exported.masked, exported.without_point
    );
    Ok(())
}
