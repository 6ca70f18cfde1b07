//! `claimbook report`: the book, or a filter of it, as one page for people.
//!
//! Owns: arguments. In: a ledger. Out: one HTML file with map, timeline, table, counts and a note on method. Refuses: names
//! that an export withholds, unless it is told that the page is private.

use crate::audience::For;
use crate::book::BookArguments;
use crate::failure::Failure;
use crate::noted::Noted;
use crate::output::Output;
use crate::report::{gather, page};
use crate::selection::Selection;
use crate::{phrase, table};
use claimbook_ledger::export::Knowledge;
use claimbook_overlay::Data;
use std::io::Write;
use std::path::PathBuf;

/// Write one HTML page of what the book holds: map, timeline, table, counts and how it was made
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  claimbook report --out report.html
  claimbook report --from 2024-01 --country IQ --title 'Iraq, 2024' --out iraq.html
  claimbook report --public --delay-days 30 --as-of 2024-06-01 --out public.html

The page loads nothing and needs no server. The same ledger and options give the same bytes.")]
pub struct Arguments {
    /// Where to write; standard output without it
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// What stands at its head
    #[arg(long, value_name = "TEXT", default_value = "Incidents as articles tell them")]
    title: String,
    #[command(flatten)]
    whom: For,
    #[command(flatten)]
    book: BookArguments,
    #[command(flatten)]
    selection: Selection,
}

/// Runs the command.
pub fn run(arguments: &Arguments, data: &Data) -> Result<(), Failure> {
    let codebook = data.codebook()?;
    let filter = arguments.selection.filter(&codebook);
    let ledger = arguments.book.read_linked()?;
    let options = arguments.whom.options().checked()?;
    let places = arguments.whom.people(data)?;
    let knowledge = Knowledge { codebook: &codebook, places: &*places };
    let gathered = gather(&ledger, &filter, options, knowledge)?;
    let mut out = Output::to(arguments.out.as_deref())?;
    out.write_all(page::html(&gathered, &arguments.title).as_bytes()).map_err(Failure::io("the report"))?;
    out.finish()?;
    let (exported, head) = (&gathered.exported, &gathered.head);
    table::tell(&format!(
        "{}, {} with names withheld; ledger head {}:{}",
        phrase::of(exported.incidents, "linked incident"),
        exported.masked,
        head.seq,
        head.hash
    ));
    // As beside an export: later it can be shown of which state of the book it is.
    Noted::beside_output(arguments.out.as_deref(), head)
}
