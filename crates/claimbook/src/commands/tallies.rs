//! `claimbook tallies`: running totals as told.
//!
//! Owns: arguments and columns. In: filters. Out: a table or JSON. Refuses: adding totals up.

use crate::book::BookArguments;
use crate::failure::Failure;
use crate::overlay::Data;
use crate::selection::with_register_ids;
use crate::table::Column::Words;
use crate::{phrase, table};
use claimbook_ledger::{TallyFilter, TallyView, short};
use claimbook_records::report::TallyWhat;

/// List running totals ("106 attacks since October 17") as the articles tell them
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  claimbook tallies --what attacks --actor Pentagon")]
pub struct Arguments {
    #[command(flatten)]
    book: BookArguments,
    /// attacks, killed, injured, munitions, other
    #[arg(long, value_name = "WHAT")]
    what: Vec<TallyWhat>,
    /// Who did it, whom it was done to, or who says so
    #[arg(long, value_name = "NAME")]
    actor: Vec<String>,
    /// As of this day or later
    #[arg(long, value_name = "DAY")]
    from: Option<String>,
    /// As of this day or earlier
    #[arg(long, value_name = "DAY")]
    to: Option<String>,
    /// At most so many
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Print one JSON object a line
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(arguments: &Arguments, data: &Data) -> Result<(), Failure> {
    let filter = TallyFilter {
        what: arguments.what.clone(),
        actors: with_register_ids(&arguments.actor, &data.codebook()?),
        from: arguments.from.clone(),
        to: arguments.to.clone(),
        limit: arguments.limit,
        ..TallyFilter::default()
    };
    let tallies = arguments.book.open()?.tallies(&filter)?;
    if arguments.json {
        return table::json(tallies);
    }
    let columns = [
        Words("total"),
        Words("said by"),
        Words("counts"),
        Words("words"),
        Words("publisher"),
        Words("published"),
    ];
    table::print(&columns, tallies.iter().map(row).collect(), "no running totals")
}

fn row(view: &TallyView) -> Vec<String> {
    let tally = &view.tally;
    vec![
        phrase::tally(tally),
        tally.speaker.as_ref().map(|p| p.name.clone()).unwrap_or_default(),
        view.incident.as_deref().map(short).unwrap_or_default().to_owned(),
        tally.evidence.first().map(|q| phrase::clipped(&q.text, 120)).unwrap_or_default(),
        view.article.publisher.clone().unwrap_or_default(),
        view.article.published.clone().unwrap_or_default(),
    ]
}
