//! `claimbook tallies`: running totals as told.
//!
//! Owns: arguments and columns. In: filters. Out: a table or JSON. Refuses: adding totals up, and calling a total right.

use crate::book::BookArguments;
use crate::failure::Failure;
use crate::selection::with_register_ids;
use crate::table::Column::Words;
use crate::{phrase, table};
use claimbook_ledger::{Reconciled, TallyFilter, TallyView, short};
use claimbook_link::Settings;
use claimbook_overlay::Data;
use claimbook_records::report::TallyWhat;
use std::fmt::Write;

/// List running totals ("106 attacks since October 17") as the articles tell them
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  claimbook tallies --what attacks --actor Pentagon
  claimbook tallies --reconcile        # each total beside what the book counts, and why they may differ")]
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
    /// Show our own count in the same scope and window, and what may explain the gap
    #[arg(long)]
    reconcile: bool,
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
    if arguments.reconcile {
        let all = arguments.book.read_linked()?.reconcile(&filter, &Settings::embedded())?;
        return if arguments.json { table::json(all) } else { table::text(&beside(&all)) };
    }
    let tallies = arguments.book.read()?.tallies(&filter)?;
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

/// Each total with our own count and what may lie between.
fn beside(all: &[Reconciled]) -> String {
    if all.is_empty() {
        return "no running totals\n".to_owned();
    }
    // Writing to a string cannot fail.
    let mut text = String::new();
    for one in all {
        let tally = &one.told.tally;
        let speaker = tally.speaker.as_ref().map_or("the article", |p| p.name.as_str());
        let article = &one.told.article;
        let publisher = article.publisher.as_deref().unwrap_or("publisher unknown");
        let published = article.published.as_deref().unwrap_or("undated");
        let _ = writeln!(text, "{}", phrase::tally(tally));
        let _ = writeln!(text, "  told by    {speaker}; {publisher}, {published}, {}", article.input);
        if let Some(quote) = tally.evidence.first() {
            let _ = writeln!(text, "             “{}”", phrase::clipped(&quote.text, 160));
        }
        let ids: Vec<&str> = one.incidents.iter().map(|id| short(id)).collect();
        let _ = writeln!(text, "  our count  {}  {}", phrase::count(&one.own), ids.join(" "));
        for gap in &one.gap {
            let ids: Vec<&str> = gap.incidents.iter().map(|id| short(id)).collect();
            let _ = writeln!(text, "  the gap    {} {}", gap.text, ids.join(" ").trim_end());
        }
        text.push('\n');
    }
    text
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
