//! `claimbook review`: what people decide about what the engine read.
//!
//! Owns: the sub-commands and what they print. In: decisions as people type them, or keys on a terminal. Out: recorded
//! decisions. Refuses: decisions without a name; changing anything that was recorded.

mod rule;
mod screen;
mod session;

use crate::book::BookArguments;
use crate::failure::Failure;
use crate::phrase;
use crate::selection::Selection;
use crate::table::{self, Column::Words};
use claimbook_ledger::{Decided, Gazetteer, Ledger, PROPERTIES, Ruling, short};
use claimbook_overlay::Data;
use rule::Rule;

/// Review what the engine read: accept, correct, join, publish; nothing is ever lost
#[derive(Debug, clap::Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Examples:
  claimbook review --by ana                                  # one after the other, the text beside the record
  claimbook review --by ana --queue links                    # pairs that may be one incident
  claimbook review accept inc_1f0c22ab --by ana
  claimbook review correct inc_1f0c22ab killed 2 --words 'two guards died' --by ana
  claimbook review correct inc_1f0c22ab place 'Harir, IQ' --words 'at Harir' --by ana   # looked up; an id does too
  claimbook review different inc_1f0c22ab inc_90ab12cd --reason 'two bases' --by ana
  claimbook review approve inc_1f0c22ab --by ben; claimbook review publish inc_1f0c22ab --by ben
  claimbook review undo 31 --by ana
  claimbook review history inc_1f0c22ab"
)]
pub struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// Your name, as it stands in the book
    #[arg(long, env = "CLAIMBOOK_REVIEWER", value_name = "NAME")]
    by: Option<String>,
    /// What to look at: records (not reviewed yet), links (unsure pairs), approve (reviewed), publish (approved)
    #[arg(long, value_enum, default_value_t)]
    queue: session::Queue,
    #[command(flatten)]
    book: BookArguments,
    #[command(flatten)]
    selection: Selection,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    #[command(flatten)]
    Rule(Rule),
    /// List decisions, oldest first: all, or those about one incident
    History(History),
    /// List decisions that find their incident no more, because a newer reading tells it otherwise
    Adrift(Listing),
    /// List the properties that can be corrected, and the forms of their values
    Properties,
}

#[derive(Debug, clap::Args)]
struct History {
    /// Id of an incident report; its beginning is enough
    id: Option<String>,
    #[command(flatten)]
    listing: Listing,
}

#[derive(Debug, clap::Args)]
struct Listing {
    #[command(flatten)]
    book: BookArguments,
    /// Print one JSON object a line
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(arguments: &Arguments, data: &Data) -> Result<(), Failure> {
    match &arguments.command {
        Some(Command::Rule(rule)) => rule.run(data),
        Some(Command::History(history)) => list(history),
        Some(Command::Adrift(listing)) => adrift(listing),
        Some(Command::Properties) => {
            let rows = PROPERTIES.iter().map(|(name, form)| vec![(*name).to_owned(), (*form).to_owned()]);
            table::print(&[Words("property"), Words("value")], rows.collect(), "")
        }
        None => {
            let by = arguments.by.clone().ok_or_else(nameless)?;
            let register = data.codebook()?;
            let filter = arguments.selection.filter(&register);
            let ledger = arguments.book.open_linked()?;
            let session =
                session::Session::open(ledger, &by, arguments.queue, filter, &register, places(data)?)?;
            let done = screen::run(session);
            arguments.book.note(&arguments.book.read()?)?;
            done
        }
    }
}

fn nameless() -> Failure {
    Failure::Usage("who decides? give --by NAME or set CLAIMBOOK_REVIEWER".to_owned())
}

fn list(history: &History) -> Result<(), Failure> {
    let ledger = history.listing.book.read()?;
    let mut decided = match &history.id {
        None => ledger.decisions(None)?,
        Some(id) => ledger.decisions_about(id)?,
    };
    if history.listing.json {
        return table::json(decided);
    }
    decided.sort_by_key(|d| d.entry);
    let columns = [
        Words("entry"),
        Words("when"),
        Words("by"),
        Words("decision"),
        Words("about"),
        Words("reason"),
        Words("undone"),
    ];
    table::print(&columns, decided.iter().map(row).collect(), "no decisions")
}

fn row(decided: &Decided) -> Vec<String> {
    let decision = &decided.decision;
    let about: Vec<&str> = decision.subjects.iter().map(|s| short(&s.incident)).collect();
    let words: Vec<String> =
        decision.evidence.iter().map(|e| format!("“{}”", phrase::clipped(&e.quote.text, 60))).collect();
    let reason: Vec<String> = decision.reason.iter().cloned().chain(words).collect();
    vec![
        decided.entry.to_string(),
        decided.at.get(..16).unwrap_or(&decided.at).replace('T', " "),
        decision.by.clone(),
        decision.act.told(),
        about.join(", "),
        reason.join("; "),
        decided.undone.map(|n| format!("by entry {n}")).unwrap_or_default(),
    ]
}

fn adrift(listing: &Listing) -> Result<(), Failure> {
    let adrift = listing.book.read()?.adrift()?;
    if listing.json {
        return table::json(adrift);
    }
    let rows = adrift.iter().map(|a| {
        let mut row = row(&a.decided);
        row.truncate(6);
        row
    });
    let columns =
        [Words("entry"), Words("when"), Words("by"), Words("decision"), Words("about"), Words("reason")];
    table::print(&columns, rows.collect(), "every decision finds its incident")
}

/// What a place that a person types may be.
fn places(data: &Data) -> Result<Box<Gazetteer>, Failure> {
    let gazetteer = data.gazetteer()?;
    Ok(Box::new(move |wanted: &str| crate::places::known(&gazetteer, wanted)))
}

/// Records a decision; gives its entry and what was decided.
fn record(ledger: &mut Ledger, mut ruling: Ruling, places: &Gazetteer) -> Result<(i64, String), Failure> {
    ledger.look_up(&mut ruling, places)?;
    let decided = ledger.decide(&ruling)?;
    Ok((decided.entry, decided.decision.act.told()))
}
